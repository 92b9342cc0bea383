/** `file_access`: files in the folders that a tool was granted. */
import { randomUUID } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { mkdir, open, rename, rm, rmdir, unlink, type FileHandle } from "node:fs/promises";
import { CaxtonError } from "../../domain/errors.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { encodeFrame, textIn } from "./frames.ts";
import { codeOf, descend, isLink, look, noSuchFile, type OpenFolder } from "./storage-folders.ts";
import { atGrantedPlace, findGrant, type GrantedPlace } from "./storage-paths.ts";
import { createStorageQuota, type StorageQuota } from "./storage-quota.ts";
import { partForm, walk } from "./storage-walk.ts";
import type { HostCall, HostFunction } from "./types.ts";

type Operation = (place: GrantedPlace, call: HostCall, quota: StorageQuota) => Promise<Uint8Array>;

/** Maximum number of entries in one list, and in one deletion. */
const mostEntries = 10_000;

const failed = (message: string, cause?: unknown): CaxtonError => new CaxtonError("tool.failed", message, { cause });

const kindOf = (found: Stats): string => (found.isFile() ? "file" : found.isDirectory() ? "folder" : "other");

const describe = (found: Stats): JsonObject => ({
  kind: kindOf(found),
  size: found.size,
  modified: found.mtime.toISOString(),
});

/** The name of a file. Throws for the granted folder itself, which can be neither read nor written. */
const fileName = ({ name, asked }: GrantedPlace): string => {
  if (name !== null) return name;
  throw failed(`“${asked}” is not a file.`);
};

/** Only regular files are opened, since opening a pipe or device already has effects. Null if there is none yet. */
const lookForFile = async (place: GrantedPlace): Promise<Stats | null> => {
  const found = await look(place.folder, fileName(place), place.asked);
  if (found !== null && !found.isFile()) throw failed(`“${place.asked}” is not a file.`);
  return found;
};

/** Opens without following links, and checks again what was opened: it may have been replaced in the meantime. */
const openFile = async (place: GrantedPlace, flags: number): Promise<FileHandle> => {
  const path = place.folder.entry(fileName(place));
  const handle = await open(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o600).catch(
    (cause: unknown) => {
      const code = codeOf(cause);
      if (code === "ENOENT") throw noSuchFile(place.asked);
      throw code === "ELOOP" ? isLink(place.asked) : failed(`“${place.asked}” cannot be opened.`, cause);
    },
  );
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw failed(`“${place.asked}” is not a file.`);
};

const numberOf = (value: Json | undefined, otherwise: number): number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : otherwise;

const fill = async (handle: FileHandle, buffer: Buffer, offset: number): Promise<Buffer> => {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
};

const read: Operation = async (place, { request, manifest }) => {
  if ((await lookForFile(place)) === null) throw noSuchFile(place.asked);
  const handle = await openFile(place, constants.O_RDONLY);
  try {
    const found = await handle.stat();
    const offset = Math.min(numberOf(request.head["offset"], 0), found.size);
    const wanted = Math.min(numberOf(request.head["length"], found.size), found.size - offset);
    const length = Math.min(wanted, manifest.limits.maxOutput);
    const body = await fill(handle, Buffer.alloc(length), offset);
    return encodeFrame({ ok: true, ...describe(found), truncated: length < wanted }, body);
  } finally {
    await handle.close();
  }
};

const refuseSize = ({ asked, grant }: GrantedPlace, size: number): void => {
  if (size > grant.maxFileSize)
    throw failed(`“${asked}” would exceed the file size limit of ${grant.maxFileSize} bytes.`);
};

/** Atomic: writes a temporary file next to the target, then renames it. */
const write: Operation = async (place, { request, signal }, quota) => {
  const { body } = request;
  const existing = await lookForFile(place);
  refuseSize(place, body.length);
  await quota.reserve(place, body.length - (existing?.size ?? 0), existing === null ? 1 : 0, signal);
  const beside = place.folder.entry(`.${randomUUID()}.part`);
  const mode = existing === null ? 0o600 : existing.mode & 0o777;
  try {
    const handle = await open(beside, "wx", mode);
    try {
      await handle.writeFile(body);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    signal.throwIfAborted();
    await rename(beside, place.folder.entry(fileName(place)));
  } catch (cause) {
    await rm(beside, { force: true });
    throw failed(`“${place.asked}” cannot be written.`, cause);
  }
  return encodeFrame({ ok: true, kind: "file", size: body.length, modified: new Date().toISOString() });
};

const append: Operation = async (place, { request, signal }, quota) => {
  const { body } = request;
  const existing = await lookForFile(place);
  refuseSize(place, (existing?.size ?? 0) + body.length);
  await quota.reserve(place, body.length, existing === null ? 1 : 0, signal);
  const handle = await openFile(place, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT);
  try {
    await handle.writeFile(body);
    return encodeFrame({ ok: true, ...describe(await handle.stat()) });
  } finally {
    await handle.close();
  }
};

/** Runs a task in the folder that the tool named. */
const inFolder = async <Value>(place: GrantedPlace, task: (folder: OpenFolder) => Promise<Value>): Promise<Value> => {
  if (place.name === null) return task(place.folder);
  const folder = await descend(place.folder, place.name, { asked: place.asked, make: false });
  try {
    return await task(folder);
  } finally {
    await folder.close();
  }
};

const list: Operation = async (place, { request, manifest, signal }) => {
  const entries: (JsonObject & { readonly name: string })[] = [];
  let bytes = 0;
  const recursive = request.head["recursive"] === true;
  const isWhole = await inFolder(place, async (folder) =>
    walk(folder, { recursive, folders: "before", signal }, ({ path, name, found }) => {
      if (partForm.test(name)) return true;
      const entry = { name: path, ...describe(found) };
      bytes += Buffer.byteLength(JSON.stringify(entry)) + 1;
      if (entries.length >= mostEntries || bytes > manifest.limits.maxOutput) return false;
      entries.push(entry);
      return true;
    }),
  );
  const inOrder = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return encodeFrame({ ok: true, entries: inOrder, truncated: !isWhole });
};

const stat: Operation = async ({ folder, name, asked }) => {
  const found = await look(folder, name ?? ".", asked);
  if (found === null) throw noSuchFile(asked);
  return encodeFrame({ ok: true, name: asked, ...describe(found) });
};

/** Deletes the content of a folder, depth first. The folder remains if another program adds to it meanwhile. */
const empty = async (place: GrantedPlace, signal: AbortSignal): Promise<void> => {
  let left = mostEntries;
  const isWhole = await inFolder(place, async (folder) =>
    walk(folder, { recursive: true, folders: "after", signal }, async ({ name, found, folder: above }) => {
      if (left === 0) return false;
      left -= 1;
      await (found.isDirectory() ? rmdir(above.entry(name)) : unlink(above.entry(name)));
      return true;
    }),
  );
  if (!isWhole)
    throw failed(
      `“${place.asked}” contains more than ${mostEntries} files and folders; repeat the deletion for the rest.`,
    );
};

const remove: Operation = async (place, { request, signal }) => {
  const { folder, name, asked } = place;
  if (name === null) throw failed("The granted folder itself cannot be deleted.");
  const found = await look(folder, name, asked);
  if (found === null) throw noSuchFile(asked);
  try {
    if (!found.isDirectory()) await unlink(folder.entry(name));
    else {
      if (request.head["recursive"] === true) await empty(place, signal);
      await rmdir(folder.entry(name));
    }
  } catch (cause) {
    if (cause instanceof CaxtonError) throw cause;
    const why = codeOf(cause) === "ENOTEMPTY" ? ": the folder is not empty, and “recursive” is not set" : "";
    throw failed(`“${asked}” cannot be deleted${why}.`, cause);
  }
  return encodeFrame({ ok: true });
};

const makeFolder: Operation = async (place, { signal }, quota) => {
  const { folder, name, asked } = place;
  if (name === null) return encodeFrame({ ok: true });
  const found = await look(folder, name, asked);
  if (found !== null && !found.isDirectory()) throw failed(`“${asked}” already exists and is not a folder.`);
  if (found === null) {
    await quota.reserve(place, 0, 1, signal);
    await mkdir(folder.entry(name), { mode: 0o700 }).catch((cause: unknown) => {
      throw failed(`The folder “${asked}” cannot be created.`, cause);
    });
  }
  return encodeFrame({ ok: true });
};

const reading: Readonly<Record<string, Operation>> = { read, list, stat };
const writing: Readonly<Record<string, Operation>> = { write, append, delete: remove, mkdir: makeFolder };

/** `root` is the folder in which tools store their files. */
export const fileAccess = (root: string): HostFunction => {
  const quota = createStorageQuota();
  return async (call) => {
    const { head } = call.request;
    const name = textIn(head, "operation");
    const asked = textIn(head, "path");
    const isWriting = Object.hasOwn(writing, name);
    const operation = isWriting ? writing[name] : Object.hasOwn(reading, name) ? reading[name] : undefined;
    if (operation === undefined) {
      const known = Object.keys({ ...reading, ...writing }).join(", ");
      throw new CaxtonError(
        "tool.invalid_arguments",
        `There is no operation “${name.slice(0, 40)}”; there are ${known}.`,
      );
    }
    const all = call.manifest.grants.storage;
    const grants = isWriting ? all.filter(({ access }) => access === "write") : all;
    const audit = (allowed: boolean): void => call.audit({ grant: "storage", target: `${name} ${asked}`, allowed });
    try {
      const makeFolders = name === "mkdir" && head["recursive"] === true;
      const answer = await atGrantedPlace(asked, findGrant(root, asked, grants), makeFolders, async (place) =>
        operation(place, call, quota),
      );
      audit(true);
      return answer;
    } catch (thrown) {
      audit(!(thrown instanceof CaxtonError && thrown.code === "tool.grant_missing"));
      throw thrown;
    }
  };
};
