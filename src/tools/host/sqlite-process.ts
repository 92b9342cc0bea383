/** Controls a process that queries one SQLite database, one query at a time. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { CaxtonError } from "../../domain/errors.ts";
import type { Query, QueryAnswer } from "./database-types.ts";

export type Reply =
  | { readonly ok: true; readonly answer: QueryAnswer }
  | { readonly ok: false; readonly message: string };

export interface SqliteProcess {
  readonly pid: number;
  /** False if it has ended, or is about to. */
  readonly usable: boolean;
  /** Throws `tool.timeout`, and `tool.failed` if the process ends; either leaves it unusable. */
  ask(query: Query, signal: AbortSignal): Promise<Reply>;
  end(): Promise<void>;
}

/** Limit of resident memory; the process starts with about 60 MiB. */
const maxRss = 512 * 2 ** 20;

/** Time limit for starting, in milliseconds. */
const startMs = 20_000;

const fromSources = import.meta.url.endsWith(".ts");

const main = (): URL => new URL(fromSources ? "./sqlite-main.ts" : "./sqlite-main.js", import.meta.url);

/** When run from sources, the process first loads tsx. */
const flags = (): readonly string[] => {
  if (!fromSources) return [];
  const require = createRequire(import.meta.url);
  return ["--import", new URL("dist/loader.mjs", pathToFileURL(require.resolve("tsx/package.json"))).href];
};

/** The process sees only where temporary files go. */
const environment = (): Record<string, string> =>
  Object.fromEntries(
    ["TMPDIR", "TEMP", "TMP", "SystemRoot"].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const spawn = (file: string): ChildProcess =>
  fork(fileURLToPath(main()), [file, String(process.pid), String(maxRss)], {
    env: environment(),
    execArgv: ["--max-old-space-size=256", ...flags()],
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });

const tooLate = (name: string, ms: number): CaxtonError =>
  new CaxtonError("tool.timeout", `The query on ${name} was ended after ${ms} ms.`, {
    hint: "Ask for less, or raise the grant's timeout.",
  });

const gone = (name: string, signal: unknown): CaxtonError =>
  signal === "SIGTERM"
    ? new CaxtonError("tool.failed", `The query on ${name} was ended: it exceeded its memory limit.`)
    : new CaxtonError("tool.failed", `The process that queries ${name} ended before it answered.`);

/** Starts a process. `name` is the connection's name for messages. */
export const startSqliteProcess = (name: string, file: string): SqliteProcess => {
  const child = spawn(file);
  let usable = true;
  child.on("error", () => (usable = false));
  const exited = once(child, "exit").then(
    () => (usable = false),
    () => (usable = false),
  );

  const end = async (): Promise<void> => {
    usable = false;
    // Only SIGKILL ends a process in the middle of a query.
    child.kill("SIGKILL");
    if (child.pid !== undefined) await exited;
  };

  /** The next message. Ends the process if none arrives in time or the signal aborts. */
  const next = async (ms: number, signal: AbortSignal): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const settle = (tell: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", late);
        child.off("message", answered).off("exit", ended).off("error", broke);
        child.unref();
        child.channel?.unref();
        tell();
      };
      const answered = (message: unknown): void => settle(() => resolve(message));
      const ended = (_code: unknown, by: unknown): void => settle(() => reject(gone(name, by)));
      const broke = (cause: Error): void => settle(() => reject(new CaxtonError("tool.failed", name, { cause })));
      const late = (): void => {
        settle(() => reject(tooLate(name, ms)));
        void end();
      };
      const timer = setTimeout(late, ms);
      child.ref();
      child.channel?.ref();
      child.on("message", answered).on("exit", ended).on("error", broke);
      signal.addEventListener("abort", late, { once: true });
      if (signal.aborted) late();
      else if (!usable) settle(() => reject(gone(name, child.signalCode)));
    });

  // `ask` awaits this and reports its error.
  const ready = next(startMs, new AbortController().signal);
  ready.catch(() => undefined);

  return {
    pid: child.pid ?? 0,
    get usable() {
      return usable;
    },
    ask: async (query, signal) => {
      await ready;
      const reply = next(query.timeoutMs, signal);
      if (usable) child.send(query, () => undefined);
      return (await reply) as Reply;
    },
    end,
  };
};
