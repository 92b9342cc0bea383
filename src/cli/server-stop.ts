/** `caxton server status` and `caxton server stop`, which read the data folder's `server.json`. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Readiness } from "../api/dto/status.ts";
import { createClient } from "./client.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { CliFailure, toFailure } from "./failure.ts";
import { readReadiness, renderReadiness } from "./health.ts";
import { durationOf } from "./message-send.ts";
import { livenessOf, readServerFile, removeStaleFile, type Liveness, type ServerFile } from "./server-file.ts";
import { writeJson, type Session } from "./session.ts";
import { renderFields } from "./tables.ts";
import { findDataDir } from "./target.ts";

const dataDirOf = async ({ env, cwd, arguments: { dataDir } }: Session): Promise<string> =>
  findDataDir(env, cwd, dataDir);

const notRunning = (dataDir: string, died: ServerFile | null): CliFailure => {
  const how = died === null ? "" : ` The last one (process ${died.pid}) did not stop cleanly.`;
  return new CliFailure("server.not_running", `No Caxton server runs on the data folder ${dataDir}.${how}`, {
    exitCode: exitCodes.unreachable,
    hint: "“caxton server start” starts one; CAXTON_DATA_DIR or --data-dir name another data folder.",
  });
};

interface Found {
  readonly file: ServerFile;
  readonly liveness: Exclude<Liveness, "gone">;
}

/** Throws `server.not_running`, and removes the file of a dead server. */
const findServer = async (dataDir: string): Promise<Found> => {
  const file = await readServerFile(dataDir);
  const liveness = file === null ? "gone" : await livenessOf(file);
  if (file !== null && liveness !== "gone") return { file, liveness };
  // Removing it is optional: a user without write access is still told that no server is running.
  if (file !== null) await removeStaleFile(dataDir).catch(() => undefined);
  throw notRunning(dataDir, file);
};

const readinessAt = async (session: Session, url: string): Promise<Readiness | CliFailure> => {
  const client = createClient({ url, apiKey: null, keySource: "" }, "caxton", session.signal);
  return readReadiness(client).catch(toFailure);
};

export const serverStatus = async (session: Session): Promise<ExitCode> => {
  const { file, liveness } = await findServer(await dataDirOf(session));
  const readiness = file.url === undefined ? null : await readinessAt(session, file.url);
  const isReady = readiness !== null && !(readiness instanceof CliFailure) && readiness.ready;
  const state = file.state === "starting" ? "starting" : isReady ? "ready" : "not ready";
  if (session.json) {
    const answer = readiness instanceof CliFailure ? null : readiness;
    writeJson(session, { ...file, state, liveness, readiness: answer });
    return isReady ? exitCodes.ok : exitCodes.failure;
  }
  const fields = renderFields(session.out, [
    ["state", state],
    ["process", liveness === "elsewhere" ? `${file.pid} on ${file.hostname}` : String(file.pid)],
    ["since", file.startedAt],
    ["API", file.url === undefined ? null : `${file.url}/api/v1`],
    ["API docs", file.url === undefined ? null : `${file.url}/docs`],
    ["Temporal Web UI", file.temporalUiUrl ?? null],
    ["Temporal", file.temporalAddress ?? null],
    ["metrics", file.metricsUrl ?? null],
    ["admin key", file.adminKeyFile ?? null],
    ["data folder", file.dataDir],
    ["log", file.logFile],
  ]);
  session.out.write(fields);
  if (readiness instanceof CliFailure) session.err.write(`\n${readiness.message}\n`);
  else if (readiness !== null) session.out.write(`\nIt is ${renderReadiness(session.out, readiness)}`);
  return isReady ? exitCodes.ok : exitCodes.failure;
};

const signal = (file: ServerFile, name: "SIGTERM" | "SIGKILL"): void => {
  try {
    process.kill(file.pid, name);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EPERM") return;
    throw new CliFailure("security.forbidden", `The server (process ${file.pid}) belongs to another user.`, {
      exitCode: exitCodes.refused,
      hint: "Stop it as the user who started it.",
      cause: thrown,
    });
  }
};

const endsWithin = async (file: ServerFile, milliseconds: number, abort: AbortSignal): Promise<boolean> => {
  const until = performance.now() + milliseconds;
  while ((await livenessOf(file)) === "running") {
    if (performance.now() >= until) return false;
    await sleep(50, undefined, { signal: abort });
  }
  return true;
};

export const stopServer = async (
  session: Session,
  args: { readonly timeout: string; readonly force: boolean },
): Promise<ExitCode> => {
  const timeoutMs = durationOf(args.timeout, "--timeout");
  const dataDir = await dataDirOf(session);
  const { file, liveness } = await findServer(dataDir);
  if (liveness === "elsewhere") {
    throw new CliFailure(
      "server.not_running",
      `The server on ${dataDir} runs on the machine ${file.hostname}, not here.`,
      {
        exitCode: exitCodes.refused,
        hint: `Stop it there. If it is gone, remove server.json from ${dataDir}.`,
      },
    );
  }
  const began = performance.now();
  signal(file, "SIGTERM");
  let ended = await endsWithin(file, timeoutMs, session.signal);
  const forced = !ended && args.force;
  if (forced) {
    signal(file, "SIGKILL");
    ended = await endsWithin(file, 5_000, session.signal);
  }
  if (!ended) {
    throw new CliFailure(
      "server.already_running",
      `The server (process ${file.pid}) did not end within ${args.timeout}.`,
      {
        exitCode: exitCodes.failure,
        hint: "Give it more time with --timeout, or kill it with --force; accepted messages are not lost.",
      },
    );
  }
  // A server that stopped gracefully has removed its file, and a new server may have written one.
  await removeStaleFile(dataDir);
  const took = ((performance.now() - began) / 1000).toFixed(1);
  if (session.json) writeJson(session, { stopped: true, forced, pid: file.pid });
  else session.out.write(`Stopped (process ${file.pid}, ${took} s${forced ? ", by force" : ""}).\n`);
  return exitCodes.ok;
};
