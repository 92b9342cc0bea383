/** Resolves paths of tools within the granted folders. */
import { isAbsolute, relative, resolve, sep } from "node:path";
import { CaxtonError } from "../../domain/errors.ts";
import type { StorageGrant } from "../manifest-types.ts";
import { descend, openGranted, type OpenFolder } from "./storage-folders.ts";

export interface GrantedPlace {
  /** The containing folder; for the granted folder itself, that folder. */
  readonly folder: OpenFolder;
  /** The name in that folder; null for the granted folder itself. */
  readonly name: string | null;
  /** The path as the tool wrote it, for messages. */
  readonly asked: string;
  readonly grant: StorageGrant;
  /** The granted folder. */
  readonly top: OpenFolder;
  /** The path of the granted folder; the same for all tools that are granted it. */
  readonly topPath: string;
}

const longestPath = 4_096;
const deepest = 64;

const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
};

interface Found {
  readonly grant: StorageGrant;
  readonly topPath: string;
  readonly names: readonly string[];
}

/** Throws `tool.grant_missing` for a path outside of all granted folders, however it is written. */
export const findGrant = (root: string, asked: string, grants: readonly StorageGrant[]): Found => {
  if (asked === "" || asked.includes("\0")) throw new CaxtonError("tool.invalid_arguments", "A path cannot be empty.");
  if (asked.length > longestPath) throw new CaxtonError("tool.invalid_arguments", "The path is too long.");
  const wanted = resolve(root, asked);
  const grant = grants.find(({ path }) => isInside(resolve(root, path), wanted));
  if (grant === undefined) {
    throw new CaxtonError("tool.grant_missing", `“${asked}” is not in a folder that the tool was granted.`);
  }
  const topPath = resolve(root, grant.path);
  const names = relative(topPath, wanted)
    .split(sep)
    .filter((name) => name !== "");
  if (names.length > deepest) throw new CaxtonError("tool.invalid_arguments", `“${asked}” is too deep.`);
  return { grant, topPath, names };
};

/**
 * Runs a task at a granted place. Every folder on the path is opened from its parent, without following links, so that
 * what was checked is what is used; all are closed afterwards. `makeFolders` creates missing ones.
 */
export const atGrantedPlace = async <Value>(
  asked: string,
  { grant, topPath, names }: Found,
  makeFolders: boolean,
  task: (place: GrantedPlace) => Promise<Value>,
): Promise<Value> => {
  // A writable folder is created when it is first used.
  const opened = [await openGranted(topPath, grant.access === "write")];
  const [top] = opened as [OpenFolder];
  let folder = top;
  try {
    for (const name of names.slice(0, -1)) {
      folder = await descend(folder, name, { asked, make: makeFolders });
      opened.push(folder);
    }
    return await task({ folder, name: names.at(-1) ?? null, asked, grant, top, topPath });
  } finally {
    for (const each of opened) await each.close();
  }
};
