/** Finding the file that a tool means, inside the folders that it was granted and nowhere else. */
import { lstat, mkdir, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { CaxtonError } from "../../domain/errors.ts";
import type { StorageGrant } from "../manifest-types.ts";

export interface GrantedPath {
  /** Without a symbolic link in any folder above it. */
  readonly path: string;
  /** As the tool spelled it, for messages. */
  readonly asked: string;
  readonly grant: StorageGrant;
  /** The granted folder, without symbolic links. */
  readonly folder: string;
}

const codeOf = (thrown: unknown): string => (thrown instanceof Error && "code" in thrown ? String(thrown.code) : "");

export const isInside = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
};

const notGranted = (asked: string): CaxtonError =>
  new CaxtonError("tool.grant_missing", `“${asked}” is not in a folder that the tool was granted.`);

export const noSuchFile = (asked: string): CaxtonError => new CaxtonError("tool.failed", `There is no “${asked}”.`);

/** The real path of a folder; null where there is none. */
const realFolder = async (path: string): Promise<string | null> => {
  try {
    return await realpath(path);
  } catch (thrown) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(thrown))) return null;
    throw thrown;
  }
};

/**
 * The path inside the granted folder. Links are followed only to see where they lead: one that leads out is
 * `tool.grant_missing`, and so is `..`. `root` is where relative paths, and relative grants, begin.
 */
export const findGranted = async (
  root: string,
  asked: string,
  grants: readonly StorageGrant[],
): Promise<GrantedPath> => {
  if (asked === "" || asked.includes("\0")) throw new CaxtonError("tool.invalid_arguments", "A path cannot be empty.");
  const wanted = resolve(root, asked);
  const granted = grants.find(({ path }) => isInside(resolve(root, path), wanted));
  if (granted === undefined) throw notGranted(asked);
  const folder = await grantedFolder(resolve(root, granted.path), granted);
  if (wanted === resolve(root, granted.path)) return { path: folder, asked, grant: granted, folder };
  const parent = await realFolder(dirname(wanted));
  if (parent === null) throw noSuchFile(dirname(asked));
  if (!isInside(folder, parent)) throw notGranted(asked);
  const path = join(parent, basename(wanted));
  const found = await lstat(path).catch(() => null);
  if (found?.isSymbolicLink() === true) throw notGranted(asked);
  return { path, asked, grant: granted, folder };
};

/** A folder to write in is made when it is first used. */
const grantedFolder = async (path: string, { access }: StorageGrant): Promise<string> => {
  if (access === "write") await mkdir(path, { recursive: true, mode: 0o700 });
  const folder = await realFolder(path);
  if (folder === null) throw new CaxtonError("tool.failed", `The granted folder “${basename(path)}” is not there.`);
  return folder;
};
