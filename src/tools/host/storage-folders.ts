/**
 * Folders that are held open while something is done in them. A path names whatever stands there at the moment; an open folder
 * stays the one that was checked, even while somebody outside moves it or puts a link in its place.
 */
import { constants, existsSync } from "node:fs";
import { lstat, mkdir, open, type FileHandle } from "node:fs/promises";
import { CaxtonError } from "../../domain/errors.ts";

export interface OpenFolder {
  /** A path that leads to the folder itself. */
  readonly self: string;
  /** A path that leads to an entry of this folder. Its last part may still be a link: open it with O_NOFOLLOW. */
  entry(name: string): string;
  close(): Promise<void>;
}

/**
 * Linux leads paths below this through the open folder itself. Elsewhere the path is all there is, and a folder that is replaced
 * by a link in the very moment would be followed; no guest can make a link, so that takes somebody else on the machine.
 */
const descriptors = "/proc/self/fd";
const hasDescriptors = process.platform === "linux" && existsSync(descriptors);

const folderOf = (handle: FileHandle, path: string): OpenFolder => {
  const self = hasDescriptors ? `${descriptors}/${handle.fd}` : path;
  return { self, entry: (name) => `${self}/${name}`, close: async () => handle.close() };
};

export const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";

/** Follows links: the operator named this path. `tool.failed` where there is no such folder. */
export const openGranted = async (path: string, make: boolean): Promise<OpenFolder> => {
  try {
    if (make) await mkdir(path, { recursive: true, mode: 0o700 });
    return folderOf(await open(path, constants.O_RDONLY | constants.O_DIRECTORY), path);
  } catch (cause) {
    throw new CaxtonError("tool.failed", "The granted folder is not there, or cannot be read.", { cause });
  }
};

export const noSuchFile = (asked: string): CaxtonError => new CaxtonError("tool.failed", `There is no “${asked}”.`);

export const isLink = (asked: string): CaxtonError =>
  new CaxtonError(
    "tool.grant_missing",
    `“${asked}” is, or leads through, a symbolic link, and those are not followed.`,
  );

/** What stands at an entry, itself and not where it leads; null where there is nothing. Throws for a link. */
export const look = async (folder: OpenFolder, name: string, asked: string) => {
  const found = await lstat(folder.entry(name)).catch((thrown: unknown) => {
    if (["ENOENT", "ENAMETOOLONG", "EINVAL"].includes(codeOf(thrown))) return null;
    throw new CaxtonError("tool.failed", `“${asked}” cannot be looked at.`, { cause: thrown });
  });
  if (found?.isSymbolicLink() === true) throw isLink(asked);
  return found;
};

/** Opens a folder inside another, never through a link. With `make` it is made where there is none. */
export const descend = async (
  folder: OpenFolder,
  name: string,
  { asked, make }: { readonly asked: string; readonly make: boolean },
): Promise<OpenFolder> => {
  const path = folder.entry(name);
  const found = await look(folder, name, asked);
  if (found === null && !make) throw noSuchFile(asked);
  if (found !== null && !found.isDirectory()) throw new CaxtonError("tool.failed", `“${asked}”: ${name} is no folder.`);
  try {
    if (found === null) await mkdir(path, { mode: 0o700 }).catch(ignoreExisting);
    return folderOf(await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW), path);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === "ELOOP" || code === "ENOTDIR") throw isLink(asked);
    if (code === "ENOENT") throw noSuchFile(asked);
    throw new CaxtonError("tool.failed", `The folder “${asked}” cannot be opened.`, { cause });
  }
};

const ignoreExisting = (thrown: unknown): void => {
  if (codeOf(thrown) !== "EEXIST") throw thrown;
};
