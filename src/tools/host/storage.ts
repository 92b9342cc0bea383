/** `file_access`: files in the folders that a tool was granted. */
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { lstat, mkdir, open, readdir, realpath, rename, rm, rmdir, unlink, type FileHandle } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { CaxtonError } from "../../domain/errors.ts";
import type { JsonObject } from "../../domain/json.ts";
import { encodeFrame } from "./frames.ts";
import { findGranted, isInside, noSuchFile, type GrantedPath } from "./storage-paths.ts";
import type { HostCall, HostFunction } from "./types.ts";

type Operation = (place: GrantedPath, call: HostCall) => Promise<Uint8Array>;

/** Entries that one list shows. */
const mostEntries = 10_000;

const failed = (message: string, cause?: unknown): CaxtonError => new CaxtonError("tool.failed", message, { cause });

/**
 * Opens without following a link, and makes sure that what was opened is what was meant: between the look at the path and
 * the opening somebody may have changed a folder above into a link.
 */
const openSafely = async ({ path, asked, folder }: GrantedPath, flags: number): Promise<FileHandle> => {
  const handle = await open(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o600).catch(
    (cause: unknown) => {
      const code = cause instanceof Error && "code" in cause ? cause.code : "";
      throw code === "ENOENT" ? noSuchFile(asked) : failed(`“${asked}” cannot be opened.`, cause);
    },
  );
  try {
    const [opened, real] = [await handle.stat(), await realpath(path)];
    const there = await lstat(real);
    const isSame = opened.ino === there.ino && opened.dev === there.dev;
    if (!isSame || !isInside(folder, real))
      throw new CaxtonError("tool.grant_missing", `“${asked}” leads out of its folder.`);
    if (!opened.isFile()) throw failed(`“${asked}” is no file.`);
    return handle;
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
};

const numberOf = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : otherwise;

const read: Operation = async (place, { request, manifest }) => {
  const handle = await openSafely(place, constants.O_RDONLY);
  try {
    const { size, mtime } = await handle.stat();
    const offset = Math.min(numberOf(request.head["offset"], 0), size);
    const wanted = Math.min(numberOf(request.head["length"], size), size - offset);
    const length = Math.min(wanted, manifest.limits.maxOutput);
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await handle.read(buffer, 0, length, offset);
    const head = { ok: true, size, kind: "file", modified: mtime.toISOString(), truncated: length < wanted };
    return encodeFrame(head, buffer.subarray(0, bytesRead));
  } finally {
    await handle.close();
  }
};

/** Whole or not at all: written beside it, then put in its place. */
const write: Operation = async ({ path, asked }, { request }) => {
  const beside = join(dirname(path), `.${randomUUID()}.part`);
  try {
    const handle = await open(beside, "wx", 0o600);
    await handle.writeFile(request.body).finally(async () => handle.close());
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true });
    throw failed(`“${asked}” cannot be written.`, cause);
  }
  return encodeFrame({ ok: true, size: request.body.length, kind: "file", modified: new Date().toISOString() });
};

const append: Operation = async (place, { request }) => {
  const handle = await openSafely(place, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT);
  try {
    await handle.writeFile(request.body);
    const { size, mtime } = await handle.stat();
    return encodeFrame({ ok: true, size, kind: "file", modified: mtime.toISOString() });
  } finally {
    await handle.close();
  }
};

const kindOf = (entry: { isFile(): boolean; isDirectory(): boolean }): string =>
  entry.isFile() ? "file" : entry.isDirectory() ? "folder" : "other";

const describe = async (path: string, name: string): Promise<JsonObject> => {
  const found = await lstat(path);
  return { name, kind: kindOf(found), size: found.size, modified: found.mtime.toISOString() };
};

const list: Operation = async ({ path, asked }, { request }) => {
  const entries: JsonObject[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entries.length >= mostEntries) return;
      const at = join(folder, entry.name);
      entries.push(await describe(at, relative(path, at)));
      if (request.head["recursive"] === true && entry.isDirectory()) await visit(at);
    }
  };
  await visit(path).catch((cause: unknown) => {
    throw failed(`“${asked}” cannot be listed.`, cause);
  });
  return encodeFrame({ ok: true, entries, truncated: entries.length >= mostEntries });
};

const stat: Operation = async ({ path, asked }) =>
  encodeFrame({
    ok: true,
    ...(await describe(path, asked).catch(() => {
      throw noSuchFile(asked);
    })),
  });

const remove: Operation = async ({ path, asked, folder }) => {
  if (path === folder) throw failed("The granted folder itself stays.");
  const found = await lstat(path).catch(() => null);
  if (found === null) throw noSuchFile(asked);
  await (found.isDirectory() ? rmdir(path) : unlink(path)).catch((cause: unknown) => {
    throw failed(`“${asked}” cannot be deleted${found.isDirectory() ? "; a folder must be empty" : ""}.`, cause);
  });
  return encodeFrame({ ok: true });
};

const makeFolder: Operation = async ({ path, asked }) => {
  await mkdir(path, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw failed(`The folder “${asked}” cannot be made.`, cause);
  });
  return encodeFrame({ ok: true });
};

const reading: Readonly<Record<string, Operation>> = { read, list, stat };
const writing: Readonly<Record<string, Operation>> = { write, append, delete: remove, mkdir: makeFolder };

/** `root` is the folder in which tools keep their files. */
export const fileAccess =
  (root: string): HostFunction =>
  async (call) => {
    const name = String(call.request.head["operation"] ?? "");
    const asked = String(call.request.head["path"] ?? "");
    const operation = reading[name] ?? writing[name];
    if (operation === undefined) {
      const known = Object.keys({ ...reading, ...writing }).join(", ");
      throw new CaxtonError("tool.invalid_arguments", `There is no operation “${name}”; there are ${known}.`);
    }
    const audit = (allowed: boolean): void => call.audit({ grant: "storage", target: `${name} ${asked}`, allowed });
    const mayWrite = call.manifest.grants.storage.filter(({ access }) => access === "write");
    const grants = Object.hasOwn(writing, name) ? mayWrite : call.manifest.grants.storage;
    const place = await findGranted(root, asked, grants).catch((thrown: unknown) => {
      if (thrown instanceof CaxtonError && thrown.code === "tool.grant_missing") audit(false);
      throw thrown;
    });
    audit(true);
    return operation(place, call);
  };
