/** The embedded Temporal server: a child process that is restarted when it dies and that never outlives Caxton. */
import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Connection } from "@temporalio/client";
import { CaxtonError } from "../domain/errors.ts";
import { startGuarded, type GuardedProcess, type ProcessExit } from "./guarded-process.ts";
import type { Log } from "./log.ts";
import { choosePorts, isListening } from "./ports.ts";
import { serverArguments, type ServerSettings } from "./server-arguments.ts";
import { endStaleServer, removeRecord, writeRecord } from "./stale-server.ts";

const host = "127.0.0.1";

export interface DevServerOptions {
  readonly cliPath: string;
  /** Folder of the process record, the ports and the database; created if missing. */
  readonly dataDir: string;
  /** false keeps everything in memory and uses new ports each time. */
  readonly persistent: boolean;
  readonly namespace: string;
  /** null reuses the last one, or takes a free one. */
  readonly port: number | null;
  /** null reuses the last one, or takes 8233, or a free one. */
  readonly uiPort: number | null;
  readonly ui: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly log: Log;
  /** Called each time the server is ready again after it died. */
  readonly onRestart?: () => void;
  /** Time limit for a start. Default: 30 s. */
  readonly readyWithinMs?: number;
  /** How long a stop waits before it kills the server; stored data is safe either way. Default: 5 s. */
  readonly stopWithinMs?: number;
  /** Longest pause between attempts to restart it. Default: 10 s. */
  readonly longestPauseMs?: number;
  readonly dynamicConfig?: Readonly<Record<string, string>>;
  readonly pragmas?: Readonly<Record<string, string>>;
}

export interface TemporalServer {
  readonly address: string;
  readonly uiUrl: string | null;
  /** Process id of the server; null while it is down. */
  pid(): number | null;
  /** Number of restarts. */
  restarts(): number;
  /** Stops it and resolves when it is gone. */
  stop(): Promise<void>;
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/**
 * The CLI creates the schema only in a new file, so a file that a kill left incomplete would stay unusable. A marker
 * file beside it means that the server has not been ready with it yet; such a database is empty and is deleted.
 */
const prepareDatabase = async (dbFile: string): Promise<{ readonly confirm: () => Promise<void> }> => {
  const mark = `${dbFile}.new`;
  if (await exists(mark)) {
    for (const file of [dbFile, `${dbFile}-wal`, `${dbFile}-shm`, `${dbFile}-journal`]) await rm(file, { force: true });
  }
  const isNew = !(await exists(dbFile));
  if (isNew) await writeFile(mark, "");
  return { confirm: () => (isNew ? rm(mark, { force: true }) : Promise.resolve()) };
};

/** Resolves when the server accepts calls for the namespace; never rejects. */
const answering = async (port: number, namespace: string, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted && !(await isListening(host, port))) await sleep(10);
  while (!signal.aborted) {
    try {
      const connection = await Connection.connect({ address: `${host}:${port}`, connectTimeout: 1_000 });
      try {
        await connection.withDeadline(Date.now() + 1_000, () =>
          connection.workflowService.describeNamespace({ namespace }),
        );
        return;
      } finally {
        await connection.close();
      }
    } catch {
      // The port is open before the services behind it are ready.
      await sleep(20);
    }
  }
};

/** Formats the CLI's JSON log lines; other lines are returned unchanged. */
const readable = (line: string): string => {
  try {
    const entry = JSON.parse(line) as { msg?: unknown; error?: unknown };
    return [entry.msg, entry.error].filter((part) => typeof part === "string" && part !== "").join(": ");
  } catch {
    return line;
  }
};

const lastWords = (child: GuardedProcess): string => child.output().slice(-8).map(readable).join("\n");

const startOnce = async (options: DevServerOptions, settings: ServerSettings): Promise<GuardedProcess> => {
  const within = options.readyWithinMs ?? 30_000;
  const child = await startGuarded({
    command: options.cliPath,
    args: serverArguments(settings),
    cwd: options.dataDir,
    // With an in-memory database the CLI writes a cluster id into the home folder, so it gets another one.
    env: { ...options.environment, HOME: options.dataDir },
    onLine: (line) => options.log.debug({ line: readable(line) }, "temporal server"),
  });
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), within);
  const outcome = await Promise.race([
    answering(settings.port, settings.namespace, late.signal).then(() => "answering" as const),
    child.exited,
  ]);
  clearTimeout(timer);
  if (outcome === "answering" && !late.signal.aborted) return child;
  late.abort();
  await child.end(500);
  const how =
    outcome === "answering" ? `did not answer within ${within / 1_000} s` : `ended at once (${describe(outcome)})`;
  throw new CaxtonError("temporal.no_server", `The Temporal server ${how}. It said:\n${lastWords(child)}`, {
    hint: "If its database is damaged, move temporal.db in the data folder away; if a port is taken, free it.",
  });
};

const describe = ({ code, signal }: ProcessExit): string => (signal === null ? `exit code ${code}` : signal);

/**
 * Starts the dev server and resolves when it answers. If it ends unexpectedly, it is restarted on the same ports and
 * file, with growing pauses and without a limit. It ends with this process, however that ends. Throws
 * `temporal.no_server` if the first start fails, `server.already_running` if another Caxton uses the same data folder.
 */
export const startDevServer = async (options: DevServerOptions): Promise<TemporalServer> => {
  const { dataDir, persistent, log, longestPauseMs = 10_000 } = options;
  const dbFile = persistent ? join(dataDir, "temporal.db") : null;
  const recordFile = join(dataDir, "temporal.pid.json");
  await mkdir(dataDir, { recursive: true });
  if (dbFile !== null) await endStaleServer(recordFile, dbFile, log);
  const portsFile = persistent ? join(dataDir, "temporal.ports.json") : null;
  const choose = () =>
    choosePorts({ host, port: options.port, uiPort: options.uiPort, ui: options.ui, file: portsFile });
  let ports = await choose();

  const stopping = new AbortController();
  let child: GuardedProcess | null = null;
  let restarts = 0;

  const start = async (): Promise<GuardedProcess> => {
    const database = dbFile === null ? null : await prepareDatabase(dbFile);
    const settings: ServerSettings = { ...options, ...ports, host, dbFile };
    const started = await startOnce(options, settings);
    await database?.confirm();
    if (dbFile !== null) {
      const { pid, guardPid } = started;
      await writeRecord(recordFile, { pid, guardPid, ownerPid: process.pid, dbFile, port: ports.port });
    }
    child = started;
    return started;
  };

  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);

  const startAgain = async (): Promise<GuardedProcess | null> => {
    for (let wait = 100; !stopping.signal.aborted; wait = Math.min(wait * 2, longestPauseMs)) {
      try {
        return await start();
      } catch (thrown) {
        log.error({ err: thrown, retryInMs: wait }, "the Temporal server could not be started again");
        await pause(wait);
      }
    }
    return null;
  };

  const watch = async (first: GuardedProcess): Promise<void> => {
    let shortLives = 0;
    for (let current: GuardedProcess | null = first; current !== null;) {
      const since = Date.now();
      const exit: ProcessExit = await current.exited;
      child = null;
      if (stopping.signal.aborted) return;
      log.warn({ exit: describe(exit), output: lastWords(current) }, "the Temporal server died; starting it again");
      // A server that keeps dying right after its start must not occupy a processor.
      shortLives = Date.now() - since < 10_000 ? shortLives + 1 : 0;
      if (shortLives > 1) await pause(Math.min(100 * 2 ** shortLives, longestPauseMs));
      current = await startAgain();
      if (current === null || stopping.signal.aborted) return current?.end(500);
      restarts += 1;
      log.info({ pid: current.pid, restarts }, "the Temporal server is back");
      options.onRestart?.();
    }
  };

  /** A free port may be taken by another server at the same moment; then other ports are chosen. */
  const startFirst = async (): Promise<GuardedProcess> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await start();
      } catch (thrown) {
        if (attempt === 3 || !String(thrown).includes("already in use")) throw thrown;
        ports = await choose();
      }
    }
  };

  const watching = watch(await startFirst());
  const address = `${host}:${ports.port}`;
  return {
    address,
    uiUrl: ports.uiPort === null ? null : `http://${host}:${ports.uiPort}`,
    pid: () => child?.pid ?? null,
    restarts: () => restarts,
    stop: async () => {
      stopping.abort();
      await child?.end(options.stopWithinMs ?? 5_000);
      await watching;
      if (dbFile !== null) await removeRecord(recordFile);
    },
  };
};
