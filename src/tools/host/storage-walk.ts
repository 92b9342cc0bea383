/** Walks a granted folder and everything below it, without following links; can be aborted. */
import type { Stats } from "node:fs";
import { opendir } from "node:fs/promises";
import { lookIfPresent, openIfPresent, type OpenFolder } from "./storage-folders.ts";

export interface Visited {
  /** Relative to where the walk began, with `/` between the parts. */
  readonly path: string;
  readonly name: string;
  readonly found: Stats;
  readonly folder: OpenFolder;
}

const deepest = 64;

/** Name of a file that is being written, before it is moved into place. */
export const partForm = /^\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.part$/;

/**
 * Visits entries in no particular order, a folder before (`"before"`) or after (`"after"`) its content, until `visit`
 * returns false; returns false if it was stopped that way. Entries that disappear during the walk are skipped. Throws
 * `tool.failed` for an entry that cannot be inspected or opened, since skipping it would undercount the folder.
 */
export const walk = async (
  folder: OpenFolder,
  options: { readonly recursive: boolean; readonly folders: "before" | "after"; readonly signal: AbortSignal },
  visit: (entry: Visited) => boolean | Promise<boolean>,
  { path: above, depth }: { readonly path: string; readonly depth: number } = { path: "", depth: 0 },
): Promise<boolean> => {
  for await (const { name } of await opendir(folder.self)) {
    options.signal.throwIfAborted();
    const path = above === "" ? name : `${above}/${name}`;
    const found = await lookIfPresent(folder, name, path);
    if (found === null) continue;
    const entry: Visited = { path, name, found, folder };
    if (options.folders === "before" && !(await visit(entry))) return false;
    if (options.recursive && found.isDirectory() && depth < deepest) {
      const inner = await openIfPresent(folder, name, path);
      if (inner !== null) {
        const below = { path, depth: depth + 1 };
        try {
          if (!(await walk(inner, options, visit, below))) return false;
        } finally {
          await inner.close();
        }
      }
    }
    if (options.folders === "after" && !(await visit(entry))) return false;
  }
  return true;
};
