/** Starts, kills and queries a Caxton server in a separate process. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { buildOnce } from "./as-built.ts";
import { testTemporalCli } from "./temporal.ts";

const asBuilt = [fileURLToPath(new URL("./run-server.mjs", import.meta.url))];

interface RunningProcess {
  readonly pid: number;
  /** `kill -9`; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

/** A process with the role `worker`. */
export interface WorkerProcess extends RunningProcess {
  readonly metricsUrl: string;
}

export interface ServerProcess extends RunningProcess {
  readonly url: string;
  readonly metricsUrl: string;
  readonly key: string;
  /** Process id of the embedded Temporal server. */
  readonly temporalPid: number;
  readonly temporalAddress: string;
  /** Sends a request to the API with the admin key. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly body: any;
}

const firstLine = async (child: ChildProcess, errors: () => string): Promise<string> => {
  if (child.stdout === null) throw new Error("The server has no output.");
  const lines = createInterface({ input: child.stdout });
  const line = once(lines, "line").then(([text]) => String(text));
  // Not “exit”, which may come before the last output.
  const gone = once(child, "close").then(([code]) => {
    throw new Error(`The server ended with ${code} before it was ready:\n${errors()}`);
  });
  return Promise.race([line, gone]);
};

/** Runs a Caxton program whose first line of output says where it listens. */
const startProcess = async (env: Record<string, string>, program: readonly string[]) => {
  const cli = await testTemporalCli();
  buildOnce();
  const child = spawn(process.execPath, program, {
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: process.env["HOME"] ?? "",
      CAXTON_TEMPORAL_CLI: cli.path,
      CAXTON_PORT: "0",
      CAXTON_METRICS_PORT: "0",
      CAXTON_LOG_LEVEL: "warn",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-8_000);
  });
  const said = JSON.parse(await firstLine(child, () => errors));
  const ended = once(child, "exit");
  const running: RunningProcess = {
    pid: child.pid ?? 0,
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    stop: async () => {
      child.kill("SIGTERM");
      const [code] = await ended;
      return code as number | null;
    },
  };
  return { said, running };
};

/** Resolves when the worker accepts work. */
export const startWorkerProcess = async (
  env: Record<string, string>,
  program: readonly string[] = asBuilt,
): Promise<WorkerProcess> => {
  const { said, running } = await startProcess({ ...env, CAXTON_ROLE: "worker" }, program);
  return { ...running, metricsUrl: said.metricsUrl };
};

/**
 * Resolves when the server is ready. `env` is its whole environment, apart from the path and the Temporal CLI.
 * `program` is what Node.js runs; by default the built server.
 */
export const startServerProcess = async (
  env: Record<string, string>,
  program: readonly string[] = asBuilt,
): Promise<ServerProcess> => {
  const { said, running } = await startProcess(env, program);
  const { url, metricsUrl, temporalPid, temporalAddress, adminKeyFile } = said;
  const key = (await readFile(adminKeyFile, "utf8")).trim();
  return {
    ...running,
    url,
    metricsUrl,
    key,
    temporalPid,
    temporalAddress,
    call: async (method, path, body, headers = {}) => {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? null : JSON.parse(text) };
    },
  };
};

/** Polls until there is an answer. If none ever comes, the test's time-out ends it. */
export const eventually = async <Value>(ask: () => Promise<Value | null>, everyMs = 50): Promise<Value> => {
  for (;;) {
    const value = await ask();
    if (value !== null) return value;
    await sleep(everyMs);
  }
};
