/**
 * Programs that tests run and kill as separate processes. They use the built Caxton, because each start from source
 * costs a second or two of processor time.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import typescript from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));

let isBuilt = false;

/** Needed when a single test is run by hand, because then no `pretest` script has built the changes. */
export const buildOnce = (): void => {
  if (!isBuilt) execFileSync(process.execPath, [join(root, "scripts", "build.mjs"), "--if-stale"]);
  isBuilt = true;
};

/** Returns the file to run for a program in this folder, which may only import packages and modules in `src`. */
export const programAsBuilt = (program: URL): string => {
  buildOnce();
  const source = readFileSync(program, "utf8");
  const name = basename(program.pathname, ".ts");
  const { outputText } = typescript.transpileModule(source, {
    compilerOptions: { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2023 },
  });
  // Not in .caxton-test, which may be shared between checkouts: each must run its own build.
  const folder = join(root, "dist", "test-programs");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.mjs`);
  // Renamed into place, so that a concurrent test run never starts a partial file.
  const whole = `${file}.${process.pid}`;
  writeFileSync(whole, outputText.replaceAll(/"\.\.\/\.\.\/src\/([^"]+)\.ts"/g, '"../$1.js"'));
  renameSync(whole, file);
  return file;
};
