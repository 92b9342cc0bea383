/** Going through a granted folder and what is below it, without following a link, and without an end that nobody waits for. */
import type { Stats } from "node:fs";
import { lstat, opendir } from "node:fs/promises";
import { descend, type OpenFolder } from "./storage-folders.ts";

export interface Visited {
  /** From where the walk began, with `/` between the parts. */
  readonly path: string;
  readonly name: string;
  readonly found: Stats;
  readonly folder: OpenFolder;
}

const deepest = 64;

/** A file that is being written, before it is put in its place. */
export const partForm = /^\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\.part$/;

/**
 * Visits entries in no order, a folder before (`"before"`) or after what is in it, until `visit` gives false. What goes away
 * meanwhile is passed over. Gives false when it was stopped.
 */
export const walk = async (
  folder: OpenFolder,
  options: { readonly recursive: boolean; readonly folders: "before" | "after"; readonly signal: AbortSignal },
  visit: (entry: Visited) => boolean | Promise<boolean>,
  { path: above, depth }: { readonly path: string; readonly depth: number } = { path: "", depth: 0 },
): Promise<boolean> => {
  for await (const { name } of await opendir(folder.self)) {
    options.signal.throwIfAborted();
    const found = await lstat(folder.entry(name)).catch(() => null);
    if (found === null) continue;
    const entry: Visited = { path: above === "" ? name : `${above}/${name}`, name, found, folder };
    if (options.folders === "before" && !(await visit(entry))) return false;
    if (options.recursive && found.isDirectory() && depth < deepest) {
      const inner = await descend(folder, name, { asked: entry.path, make: false }).catch(() => null);
      if (inner !== null) {
        const below = { path: entry.path, depth: depth + 1 };
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
