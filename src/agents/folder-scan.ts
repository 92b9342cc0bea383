/** Scans the agents folder: which files define agents, and what they contain. */
import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import type { Complaint } from "../domain/errors.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import { isAgentFile, isIgnored, isModuleFile } from "./file-names.ts";
import { largestAgentFile, tooLarge } from "./front-matter.ts";

export interface FolderListing {
  /** Path in the folder, with `/` on every system → a stamp that changes whenever the file does. */
  readonly files: ReadonlyMap<string, string>;
  /** The same for the WebAssembly modules. */
  readonly modules: ReadonlyMap<string, string>;
  /** Directories that could not be read; their content is unknown. */
  readonly unreadable: readonly string[];
}

const codeOf = (thrown: unknown): string =>
  typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : "";

const isGone = (thrown: unknown): boolean => ["ENOENT", "ENOTDIR"].includes(codeOf(thrown));

/** Null if the file does not exist or is not a regular file (reading a pipe would never end). Follows links. */
const stampOf = async (path: string): Promise<{ readonly stamp: string; readonly size: number } | null> => {
  try {
    const found = await stat(path);
    const { mtimeMs, ctimeMs, size, ino } = found;
    return found.isFile() ? { stamp: `${mtimeMs}/${ctimeMs}/${size}/${ino}`, size } : null;
  } catch (thrown) {
    if (isGone(thrown)) return null;
    throw thrown;
  }
};

/** Links to directories are not directories here. */
export const isDirectory = async (folder: string, path: string): Promise<boolean> => {
  try {
    return (await lstat(join(folder, path))).isDirectory();
  } catch {
    // A path that cannot be inspected is found by a later sweep, once it can be.
    return false;
  }
};

/** Files processed concurrently; more would only fill the thread pool's queue. */
const atOnce = 32;

export const forEachOf = async <Item>(items: readonly Item[], task: (item: Item) => Promise<void>): Promise<void> => {
  const rest = items.values();
  const work = async (): Promise<void> => {
    for (const item of rest) await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
};

/**
 * All agent files. `onDirectory` is called before each directory is read, so that a watch set there misses nothing.
 * Links to directories are not followed. Null if the folder itself cannot be read.
 */
export const listAgentFiles = async (
  folder: string,
  onDirectory: (directory: string) => Promise<void>,
): Promise<FolderListing | null> => {
  const files = new Map<string, string>();
  const modules = new Map<string, string>();
  const unreadable: string[] = [];
  const found: string[] = [];
  const visit = async (directory: string): Promise<boolean> => {
    try {
      await onDirectory(directory);
      const entries = await readdir(join(folder, directory), { withFileTypes: true });
      for (const entry of entries) {
        const path = posix.join(directory, entry.name);
        if (entry.isDirectory() && !isIgnored(entry.name)) await visit(path);
        else if (isAgentFile(path) || isModuleFile(path)) found.push(path);
      }
      return true;
    } catch (thrown) {
      if (!isGone(thrown)) unreadable.push(directory);
      return false;
    }
  };
  if (!(await visit(""))) return null;
  await forEachOf(found, async (path) => {
    try {
      const there = await stampOf(join(folder, path));
      if (there !== null) (isModuleFile(path) ? modules : files).set(path, there.stamp);
    } catch {
      unreadable.push(path);
    }
  });
  return { files, modules, unreadable };
};

/** Largest module that is read, whatever the sandbox would allow. */
const largestModule = 64 * 1024 * 1024;

/**
 * The module that an agent file names by a path relative to its own folder. The content is null if the module does not
 * exist, is too large, or is outside of the agents folder.
 */
export const readModuleFile = async (
  folder: string,
  agentFile: string,
  reference: string,
): Promise<{ readonly path: string; readonly stamp: string; readonly content: Uint8Array | null }> => {
  const path = posix.normalize(posix.join(posix.dirname(agentFile), reference.replaceAll("\\", "/")));
  const leadsOut = path.startsWith("../") || posix.isAbsolute(reference);
  const there = leadsOut ? null : await stampOf(join(folder, path));
  if (there === null || there.size > largestModule) return { path, stamp: there?.stamp ?? "", content: null };
  return { path, stamp: there.stamp, content: await readFile(join(folder, path)) };
};

export interface FileContent {
  /** Taken before the file is read: a change in the meantime gives a different stamp. */
  readonly stamp: string;
  readonly content: Result<Uint8Array, readonly Complaint[]>;
}

/** Null if there is no such file. */
export const readAgentFile = async (folder: string, path: string): Promise<FileContent | null> => {
  try {
    const there = await stampOf(join(folder, path));
    if (there === null) return null;
    if (there.size > largestAgentFile) {
      return { stamp: there.stamp, content: fail([{ file: path, ...tooLarge(there.size) }]) };
    }
    return { stamp: there.stamp, content: ok(await readFile(join(folder, path))) };
  } catch (thrown) {
    if (isGone(thrown)) return null;
    const message = `The file cannot be read (${codeOf(thrown) || String(thrown)}).`;
    const suggestion = "Give the user that runs Caxton permission to read it.";
    return { stamp: "", content: fail([{ file: path, line: 1, column: 1, message, suggestion }]) };
  }
};
