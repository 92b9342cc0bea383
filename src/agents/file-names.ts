/** Which files of the agents folder define agents, and which are modules: decided by their names alone. */
import type { Complaint } from "../domain/errors.ts";

/** What package managers and compilers write: packages of strangers bring Markdown with front matter, and modules. */
const buildFolders: ReadonlySet<string> = new Set(["node_modules", "target"]);

/** Of a file or a directory: it, and what is in it, is no agent. */
export const isIgnored = (name: string): boolean => name.startsWith(".") || buildFolders.has(name);

const nameIn = (path: string): string => path.slice(path.lastIndexOf("/") + 1).toLowerCase();

const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Whether the whole file is YAML, as opposed to Markdown with YAML between two `---` lines. */
export const isYamlFile = (path: string): boolean => /\.ya?ml$/i.test(path);

/**
 * Any `*.md` but a README, and any `agent.yaml` (or `agent.yml`), that is neither hidden nor in `node_modules` or
 * `target`. Paths have `/` on every system.
 */
export const isAgentFile = (path: string): boolean => {
  const name = nameIn(path);
  const isNamedSo = name.endsWith(".md") ? name !== "readme.md" : /^agent\.ya?ml$/.test(name);
  return isNamedSo && !path.split("/").some(isIgnored);
};

/** A WebAssembly module, which an agent file may name. */
export const isModuleFile = (path: string): boolean =>
  path.toLowerCase().endsWith(".wasm") && !path.split("/").some(isIgnored);

/** The names under which a file defines the agent of its folder. A folder has one such file at most. */
const isFoldersAgent = (path: string): boolean => /^agent\.(?:md|ya?ml)$/.test(nameIn(path));

/** The files that define the agent of a folder for which another file does so too, each with a complaint that names both. */
export const contestedFolders = (files: Iterable<string>): ReadonlyMap<string, Complaint> => {
  const byFolder = new Map<string, string[]>();
  for (const file of files) {
    if (!isFoldersAgent(file)) continue;
    const folder = folderOf(file);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), file]);
  }
  const complaints = new Map<string, Complaint>();
  for (const [folder, rivals] of byFolder) {
    if (rivals.length === 1) continue;
    const names = rivals.map((file) => file.slice(file.lastIndexOf("/") + 1)).toSorted();
    const where = folder === "" ? "The folder" : `The folder ${folder}`;
    const message = `${where} has ${names.join(" and ")}, but one file defines the agent of a folder.`;
    const suggestion = `Keep one of them: ${names.join(" or ")}.`;
    for (const file of rivals) complaints.set(file, { file, line: 1, column: 1, message, suggestion });
  }
  return complaints;
};
