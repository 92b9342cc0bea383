/**
 * `server.json` in the data folder: the server that runs on it and its addresses. It also prevents a second server on
 * the same folder, so it is changed only under a lock, and written beside and renamed, so that no reader sees half of
 * it.
 */
import { randomUUID } from "node:crypto";
import { unlinkSync } from "node:fs";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CaxtonError } from "../domain/errors.ts";
import { isJsonObject } from "../domain/json.ts";
import { isRunning } from "../temporal/processes.ts";
import { processStart } from "./process-start.ts";

/** Addresses of the parts of a running server. */
export interface ServerAddresses {
  readonly url: string;
  readonly metricsUrl: string;
  /** Null for a Temporal cluster. */
  readonly temporalUiUrl: string | null;
  readonly temporalAddress: string;
  /** Process id of the embedded Temporal server; null for a cluster. */
  readonly temporalPid: number | null;
  readonly adminKeyFile: string;
}

export interface ServerFile extends Partial<ServerAddresses> {
  readonly pid: number;
  /** Start time of the process, from {@link processStart}: process ids are reused, start times are not. */
  readonly processStart: string | null;
  /** A data folder may be shared between machines or containers, where process ids mean nothing to each other. */
  readonly hostname: string;
  readonly state: "starting" | "ready";
  /** RFC 3339, UTC. */
  readonly startedAt: string;
  readonly dataDir: string;
  /** Log of a server in the background. */
  readonly logFile: string | null;
  /** The ports in the URLs, for programs. */
  readonly ports?: { readonly api: number; readonly metrics: number };
}

/**
 * The state of a file's server. `elsewhere` means another machine or container, whose processes cannot be inspected.
 */
export type Liveness = "running" | "gone" | "elsewhere";

export interface Claim {
  /** Writes the addresses once the server is ready. */
  ready(addresses: ServerAddresses): Promise<void>;
  release(): Promise<void>;
  /** For a process that must end immediately. */
  releaseNow(): void;
}

const pathIn = (dataDir: string): string => join(dataDir, "server.json");

const isMissing = (thrown: unknown): boolean => (thrown as NodeJS.ErrnoException).code === "ENOENT";

const readText = async (path: string): Promise<string | null> => {
  try {
    return await readFile(path, "utf8");
  } catch (thrown) {
    if (isMissing(thrown)) return null;
    throw new CaxtonError("configuration.invalid", `${path} cannot be read: ${(thrown as Error).message}.`, {
      hint: "Run the command as the user who runs the server, or name the server with --url and --api-key.",
      cause: thrown,
    });
  }
};

const parse = (text: string): ServerFile | null => {
  try {
    const value: unknown = JSON.parse(text);
    const isServer = isJsonObject(value) && Number.isInteger(value["pid"]) && typeof value["hostname"] === "string";
    return isServer ? (value as unknown as ServerFile) : null;
  } catch {
    // Truncated by a full disk, or not our file: it describes no server.
    return null;
  }
};

/** The content of the data folder's `server.json`; null if it is missing or invalid. */
export const readServerFile = async (dataDir: string): Promise<ServerFile | null> => {
  const text = await readText(pathIn(dataDir));
  return text === null ? null : parse(text);
};

export const livenessOf = async (file: ServerFile): Promise<Liveness> => {
  if (file.hostname !== hostname()) return "elsewhere";
  if (!(await isRunning(file.pid))) return "gone";
  const start = await processStart(file.pid);
  return file.processStart === null || start === null || start === file.processStart ? "running" : "gone";
};

const identityOf = (file: ServerFile | null): string => `${file?.pid} ${file?.processStart} ${file?.hostname}`;

const cannotWrite = (path: string, thrown: unknown): CaxtonError =>
  new CaxtonError("configuration.invalid", `${path} cannot be written: ${(thrown as Error).message}.`, {
    hint: "With CAXTON_DATA_DIR, choose a data folder on a local disk that this user may write to.",
    cause: thrown,
  });

/** Creates a file with its content atomically; false if it exists. */
const createWhole = async (path: string, text: string): Promise<boolean> => {
  const fresh = `${path}.${randomUUID()}.new`;
  try {
    await writeFile(fresh, text, { mode: 0o600, flag: "wx" });
    await link(fresh, path);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cannotWrite(path, thrown);
  } finally {
    await rm(fresh, { force: true });
  }
};

const replaceWhole = async (path: string, text: string): Promise<void> => {
  const fresh = `${path}.${randomUUID()}.new`;
  try {
    await writeFile(fresh, text, { mode: 0o600, flag: "wx" });
    await rename(fresh, path);
  } catch (thrown) {
    await rm(fresh, { force: true });
    throw cannotWrite(path, thrown);
  }
};

/** Removes the lock of a process that died while it held it; a lock that another process took meanwhile is restored. */
const breakLock = async (lock: string, dead: ServerFile | null): Promise<void> => {
  const aside = `${lock}.${randomUUID()}.old`;
  try {
    await rename(lock, aside);
  } catch (thrown) {
    if (isMissing(thrown)) return;
    throw thrown;
  }
  const taken = parse((await readText(aside)) ?? "");
  if (identityOf(taken) !== identityOf(dead)) await link(aside, lock).catch(() => undefined);
  await rm(aside, { force: true });
};

/**
 * Runs `work` while no other process changes the file. The lock is held for a few milliseconds, so a stale lock is
 * rare, and a live one is waited for.
 */
const locked = async <Value>(path: string, holder: ServerFile, work: () => Promise<Value>): Promise<Value> => {
  const lock = `${path}.lock`;
  while (!(await createWhole(lock, JSON.stringify(holder)))) {
    const text = await readText(lock);
    const other = text === null ? null : parse(text);
    if (text !== null && (other === null || (await livenessOf(other)) === "gone")) await breakLock(lock, other);
    else await sleep(5);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
};

const thisProcess = async (dataDir: string, now: Date, logFile: string | null): Promise<ServerFile> => ({
  pid: process.pid,
  processStart: await processStart(process.pid),
  hostname: hostname(),
  state: "starting",
  startedAt: now.toISOString(),
  dataDir,
  logFile,
});

/** Removes the file if its server is gone. A running server keeps its file. */
export const removeStaleFile = async (dataDir: string): Promise<void> => {
  const path = pathIn(dataDir);
  if ((await readText(path)) === null) return;
  await locked(path, await thisProcess(dataDir, new Date(), null), async () => {
    const file = await readServerFile(dataDir);
    if (file === null || (await livenessOf(file)) === "gone") await rm(path, { force: true });
  });
};

const alreadyRunning = (file: ServerFile, liveness: Liveness): CaxtonError => {
  const where = file.url === undefined ? "is starting" : `runs at ${file.url}`;
  const elsewhere = liveness === "elsewhere" ? ` on the machine ${file.hostname}` : "";
  const hint =
    liveness === "elsewhere"
      ? `Stop it there. If it is gone, remove ${pathIn(file.dataDir)}.`
      : "Stop it with “caxton server stop”, or give this one its own data folder with CAXTON_DATA_DIR.";
  return new CaxtonError(
    "server.already_running",
    `A Caxton server (process ${file.pid}${elsewhere}) ${where} on the data folder ${file.dataDir}.`,
    { hint, facts: { pid: file.pid, url: file.url ?? null } },
  );
};

const claimOf = (path: string, mine: ServerFile): Claim => ({
  ready: async (addresses) => {
    const ports = { api: Number(new URL(addresses.url).port), metrics: Number(new URL(addresses.metricsUrl).port) };
    const full: ServerFile = { ...mine, ...addresses, ports, state: "ready" };
    await replaceWhole(path, `${JSON.stringify(full, null, 2)}\n`);
  },
  release: async () => rm(path, { force: true }),
  releaseNow: () => {
    try {
      unlinkSync(path);
    } catch {
      // The next start finds that the process is gone and takes over the folder.
    }
  },
});

/**
 * Claims the data folder for this process. Throws `server.already_running` if a server uses it; the file of a dead
 * server is replaced.
 */
export const claimServerFile = async (
  dataDir: string,
  options: { readonly logFile: string | null; readonly now: Date },
): Promise<Claim> => {
  const path = pathIn(dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const mine = await thisProcess(dataDir, options.now, options.logFile);
  await locked(path, mine, async () => {
    const file = await readServerFile(dataDir);
    const liveness = file === null ? "gone" : await livenessOf(file);
    if (file !== null && liveness !== "gone") throw alreadyRunning(file, liveness);
    await replaceWhole(path, `${JSON.stringify(mine, null, 2)}\n`);
  });
  return claimOf(path, mine);
};
