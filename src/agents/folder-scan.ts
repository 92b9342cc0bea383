/** Looking into the agents folder: which files are agents, and what is in them. */
import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { join, posix } from "node:path";
import type { Complaint } from "../domain/errors.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import { largestAgentFile, tooLarge } from "./front-matter.ts";

export interface FolderListing {
  /** Path in the folder, with `/` on every system → what changes whenever the file does. */
  readonly files: ReadonlyMap<string, string>;
  /** The same for the WebAssembly modules. */
  readonly modules: ReadonlyMap<string, string>;
  /** Directories that could not be read; nobody knows what is in them. */
  readonly unreadable: readonly string[];
}

const isHidden = (name: string): boolean => name.startsWith(".");

/** Any `*.md` that is neither hidden nor a README. */
export const isAgentFile = (path: string): boolean => {
  const parts = path.split("/");
  const name = (parts.at(-1) ?? "").toLowerCase();
  return name.endsWith(".md") && name !== "readme.md" && !parts.some(isHidden);
};

/** A WebAssembly module, which an agent file beside it may name. */
export const isModuleFile = (path: string): boolean =>
  path.toLowerCase().endsWith(".wasm") && !path.split("/").some(isHidden);

const codeOf = (thrown: unknown): string =>
  typeof thrown === "object" && thrown !== null && "code" in thrown ? String(thrown.code) : "";

const isGone = (thrown: unknown): boolean => ["ENOENT", "ENOTDIR"].includes(codeOf(thrown));

/** Null when the file is not there, or is no plain file (a pipe would never end). Follows links. */
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

/** Links to directories do not count. */
export const isDirectory = async (folder: string, path: string): Promise<boolean> => {
  try {
    return (await lstat(join(folder, path))).isDirectory();
  } catch {
    // What cannot be looked at is found by the next sweep, once it can.
    return false;
  }
};

/** As many files are looked at at once; more would only fill the thread pool's queue. */
const atOnce = 32;

export const forEachOf = async <Item>(items: readonly Item[], task: (item: Item) => Promise<void>): Promise<void> => {
  const rest = items.values();
  const work = async (): Promise<void> => {
    for (const item of rest) await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, work));
};

/**
 * All agent files. `onDirectory` is called for each directory before it is read, so that a watch set there misses nothing.
 * Links to directories are not followed. Null when the folder itself cannot be read.
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
        if (entry.isDirectory() && !isHidden(entry.name)) await visit(path);
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

/** No module is larger, whatever the sandbox would allow. */
const largestModule = 64 * 1024 * 1024;

/**
 * The module that an agent file names by a path relative to its own folder; content is null where there is none, where it
 * is too large to be one, or where the path leads out of the agents folder.
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
  /** Taken before the file was read: a change meanwhile gives another one. */
  readonly stamp: string;
  readonly content: Result<Uint8Array, readonly Complaint[]>;
}

/** Null when there is no such file. */
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
    const suggestion = "Let the user that Caxton runs as read it.";
    return { stamp: "", content: fail([{ file: path, line: 1, column: 1, message, suggestion }]) };
  }
};
