/**
 * The tools that build components from JavaScript: jco and componentize-js (npm), 166 MB that only this test needs.
 * They are installed once into `.caxton-test/componentize`, at the versions that the template names.
 */
import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const home = join(root, ".caxton-test/componentize");

/** Installs the dependencies named in a project's package.json. */
const install = async (dependencies: Readonly<Record<string, string>>): Promise<string> => {
  const manifest = JSON.stringify({ private: true, dependencies });
  const file = join(home, "package.json");
  const installed = join(home, "node_modules/.package-lock.json");
  if (existsSync(installed) && (await readFile(file, "utf8")) === manifest) return join(home, "node_modules");
  await mkdir(home, { recursive: true });
  await writeFile(file, manifest);
  await run("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"], { cwd: home });
  return join(home, "node_modules");
};

/** Installs a project's dependencies and runs its `npm run build`, as its author would. */
export const buildProject = async (folder: string): Promise<void> => {
  const { devDependencies } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const modules = join(folder, "node_modules");
  if (!existsSync(modules)) await symlink(await install(devDependencies), modules);
  await run("npm", ["run", "build"], { cwd: folder });
};
