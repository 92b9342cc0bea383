/**
 * The record of the server that runs on a data folder, with which the next start finds a server that was left behind.
 */
import { readFile, rm, writeFile } from "node:fs/promises";
import { CaxtonError } from "../domain/errors.ts";
import type { Log } from "./log.ts";
import { commandLine, endProcess, isRunning, parentOf } from "./processes.ts";

export interface ServerRecord {
  readonly pid: number;
  readonly guardPid: number;
  /** The Caxton process that started it. */
  readonly ownerPid: number;
  readonly dbFile: string;
  readonly port: number;
}

export const writeRecord = (file: string, record: ServerRecord): Promise<void> =>
  writeFile(file, `${JSON.stringify(record)}\n`);

export const removeRecord = (file: string): Promise<void> => rm(file, { force: true });

const readRecord = async (file: string): Promise<ServerRecord | null> => {
  try {
    const { pid, guardPid, ownerPid, dbFile, port } = JSON.parse(await readFile(file, "utf8")) as Record<
      string,
      unknown
    >;
    const numbers = [pid, guardPid, ownerPid, port].every((value) => Number.isInteger(value));
    return numbers && typeof dbFile === "string" ? ({ pid, guardPid, ownerPid, dbFile, port } as ServerRecord) : null;
  } catch {
    // The file is missing, or was truncated by a crash while it was written; then the process is unknown.
    return null;
  }
};

/** A process id may have been reused by another program; the command line identifies the server. */
const isThatServer = async (record: ServerRecord): Promise<boolean> => {
  if (!(await isRunning(record.pid))) return false;
  const command = await commandLine(record.pid);
  return command !== null && command.includes("server start-dev") && command.includes(record.dbFile);
};

/**
 * Ends a server that an earlier Caxton left behind on this data folder. Throws `server.already_running` if that Caxton
 * is still running, and `temporal.no_server` if the server cannot be ended.
 */
export const endStaleServer = async (file: string, dbFile: string, log: Log): Promise<void> => {
  const record = await readRecord(file);
  if (record === null || record.dbFile !== dbFile || !(await isThatServer(record))) return removeRecord(file);
  const guarded = (await parentOf(record.pid)) === record.guardPid;
  if (guarded && (await parentOf(record.guardPid)) === record.ownerPid) {
    throw new CaxtonError(
      "server.already_running",
      `Another Caxton (process ${record.ownerPid}) runs Temporal on ${dbFile}, and only one process can use it.`,
      { hint: "Stop it with “caxton server stop”, or give this one its own data folder with CAXTON_DATA_DIR." },
    );
  }
  log.warn({ pid: record.pid, dbFile }, "ending a Temporal server that an earlier run left behind");
  if (!(await endProcess(record.pid, 2_000))) {
    throw new CaxtonError(
      "temporal.no_server",
      `An earlier Temporal server (process ${record.pid}) still holds ${dbFile} and could not be ended.`,
      { hint: `End process ${record.pid}, then start again.` },
    );
  }
  await removeRecord(file);
};
