/**
 * Folders held open while an operation uses them. A path refers to whatever is there at the moment; an open folder
 * stays the one that was checked, even if it is moved or replaced by a link.
 */
import { constants, existsSync, type Stats } from "node:fs";
import { lstat, mkdir, open, type FileHandle } from "node:fs/promises";
import { CaxtonError } from "../../domain/errors.ts";

export interface OpenFolder {
  /** A path to the folder itself. */
  readonly self: string;
  /** A path to an entry of this folder. Its last part may be a link: open it with O_NOFOLLOW. */
  entry(name: string): string;
  close(): Promise<void>;
}

/**
 * On Linux, paths below this resolve through the open folder. Elsewhere only the path is available, and a folder that
 * is replaced by a link in that moment would be followed. Guests cannot create links, so that takes another program on
 * the machine.
 */
const descriptors = "/proc/self/fd";
const hasDescriptors = process.platform === "linux" && existsSync(descriptors);

const folderOf = (handle: FileHandle, path: string): OpenFolder => {
  const self = hasDescriptors ? `${descriptors}/${handle.fd}` : path;
  return { self, entry: (name) => `${self}/${name}`, close: async () => handle.close() };
};

export const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";

/** Follows links, since the operator chose this path. Throws `tool.failed` if there is no such folder. */
export const openGranted = async (path: string, make: boolean): Promise<OpenFolder> => {
  try {
    if (make) await mkdir(path, { recursive: true, mode: 0o700 });
    return folderOf(await open(path, constants.O_RDONLY | constants.O_DIRECTORY), path);
  } catch (cause) {
    throw new CaxtonError("tool.failed", "The granted folder does not exist, or cannot be read.", { cause });
  }
};

export const noSuchFile = (asked: string): CaxtonError => new CaxtonError("tool.failed", `There is no “${asked}”.`);

export const isLink = (asked: string): CaxtonError =>
  new CaxtonError("tool.grant_missing", `“${asked}” is, or contains, a symbolic link; links are not followed.`);

const cannotInspect = (asked: string, cause: unknown): CaxtonError =>
  new CaxtonError("tool.failed", `“${asked}” cannot be inspected.`, { cause });

const cannotOpen = (asked: string, cause: unknown): CaxtonError =>
  new CaxtonError("tool.failed", `The folder “${asked}” cannot be opened.`, { cause });

const openNoFollow = async (path: string): Promise<OpenFolder> =>
  folderOf(await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW), path);

/** The status of an entry itself, not of a link's target; null if the entry has gone. Throws `tool.failed` otherwise. */
export const lookIfPresent = async (folder: OpenFolder, name: string, asked: string): Promise<Stats | null> =>
  lstat(folder.entry(name)).catch((thrown: unknown) => {
    if (codeOf(thrown) === "ENOENT") return null;
    throw cannotInspect(asked, thrown);
  });

/** Opens a folder inside another; null if it has gone or been replaced by a file or link. Throws `tool.failed` otherwise. */
export const openIfPresent = async (folder: OpenFolder, name: string, asked: string): Promise<OpenFolder | null> =>
  openNoFollow(folder.entry(name)).catch((thrown: unknown) => {
    if (["ENOENT", "ENOTDIR", "ELOOP"].includes(codeOf(thrown))) return null;
    throw cannotOpen(asked, thrown);
  });

/** The status of an entry; null if there is none, or if its name cannot exist. Throws `tool.grant_missing` for a link. */
export const look = async (folder: OpenFolder, name: string, asked: string): Promise<Stats | null> => {
  const found = await lstat(folder.entry(name)).catch((thrown: unknown) => {
    if (["ENOENT", "ENAMETOOLONG", "EINVAL"].includes(codeOf(thrown))) return null;
    throw cannotInspect(asked, thrown);
  });
  if (found?.isSymbolicLink() === true) throw isLink(asked);
  return found;
};

/** Opens a folder inside another without following links. `make` creates it if it does not exist. */
export const descend = async (
  folder: OpenFolder,
  name: string,
  { asked, make }: { readonly asked: string; readonly make: boolean },
): Promise<OpenFolder> => {
  const path = folder.entry(name);
  const found = await look(folder, name, asked);
  if (found === null && !make) throw noSuchFile(asked);
  if (found !== null && !found.isDirectory())
    throw new CaxtonError("tool.failed", `“${asked}”: ${name} is not a folder.`);
  try {
    if (found === null) await mkdir(path, { mode: 0o700 }).catch(ignoreExisting);
    return await openNoFollow(path);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === "ELOOP" || code === "ENOTDIR") throw isLink(asked);
    if (code === "ENOENT") throw noSuchFile(asked);
    throw cannotOpen(asked, cause);
  }
};

const ignoreExisting = (thrown: unknown): void => {
  if (codeOf(thrown) !== "EEXIST") throw thrown;
};
