/**
 * Builds a project as its author would, with the npm packages that its package.json names. They are needed by few tests
 * and are large (jco and componentize-js: 166 MB, binaryen: 104 MB), so they are installed once, into
 * `.caxton-test/npm`, and linked from each project.
 */
import { execFile } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));

/** Installs exactly these packages, in a folder for packages of these names. */
const install = async (dependencies: Readonly<Record<string, string>>): Promise<string> => {
  const names = Object.keys(dependencies).map((name) => name.replaceAll(/[@/]+/g, "-").replace(/^-/, ""));
  const home = join(root, ".caxton-test/npm", names.join("+"));
  const manifest = JSON.stringify({ private: true, dependencies });
  const file = join(home, "package.json");
  const installed = join(home, "node_modules/.package-lock.json");
  if (existsSync(installed) && (await readFile(file, "utf8")) === manifest) return join(home, "node_modules");
  await mkdir(home, { recursive: true });
  await writeFile(file, manifest);
  await run("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"], { cwd: home });
  return join(home, "node_modules");
};

/** `npm install`, without a copy of the packages. */
export const installProject = async (folder: string): Promise<void> => {
  const { devDependencies } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as {
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const modules = join(folder, "node_modules");
  if (!existsSync(modules)) await symlink(await install(devDependencies), modules);
};

/** `npm install && npm run build`. */
export const buildProject = async (folder: string, env: NodeJS.ProcessEnv = process.env): Promise<void> => {
  await installProject(folder);
  await run("npm", ["run", "build"], { cwd: folder, env });
};
