/**
 * Programs that tests run, and kill, as processes of their own: on Caxton as built, since from source each start costs a
 * second or two of a processor.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import typescript from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));

let isBuilt = false;

/** Whoever runs one test by hand has no `pretest` that would have built what changed. */
export const buildOnce = (): void => {
  if (!isBuilt) execFileSync(process.execPath, [join(root, "scripts", "build.mjs"), "--if-stale"]);
  isBuilt = true;
};

/** The file to run for a program of this folder that imports nothing but packages and what is in `src`. */
export const programAsBuilt = (program: URL): string => {
  buildOnce();
  const source = readFileSync(program, "utf8");
  const name = basename(program.pathname, ".ts");
  const { outputText } = typescript.transpileModule(source, {
    compilerOptions: { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2023 },
  });
  // Not in .caxton-test, which checkouts may share: each has to run what it has built itself.
  const folder = join(root, "dist", "test-programs");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.mjs`);
  // Renamed into its place, so that another run beside this one never starts half a file.
  const whole = `${file}.${process.pid}`;
  writeFileSync(whole, outputText.replaceAll(/"\.\.\/\.\.\/src\/([^"]+)\.ts"/g, '"../$1.js"'));
  renameSync(whole, file);
  return file;
};
