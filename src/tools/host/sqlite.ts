/** SQLite databases for tools, each in a worker of its own. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { CaxtonError } from "../../domain/errors.ts";
import { createSerially } from "./serially.ts";
import type { QueryAnswer, RunQuery } from "./database-types.ts";

type Reply = { readonly ok: true; readonly answer: QueryAnswer } | { readonly ok: false; readonly message: string };

const fromSources = import.meta.url.endsWith(".ts");

/** From the sources, the worker begins with what makes Node.js understand them. */
const startWorker = (file: string): Worker => {
  const options = { name: "caxton sqlite", workerData: { file }, env: {}, execArgv: [] };
  if (!fromSources) return new Worker(new URL("./sqlite-main.js", import.meta.url), options);
  const require = createRequire(import.meta.url);
  const tsx = new URL("dist/esm/api/index.mjs", pathToFileURL(require.resolve("tsx/package.json"))).href;
  const main = new URL("./sqlite-main.ts", import.meta.url).href;
  const load = `import(${JSON.stringify(tsx)}).then(({ register }) => { register(); return import(${JSON.stringify(main)}); });`;
  return new Worker(load, { ...options, eval: true });
};

export interface SqliteDatabase {
  readonly run: RunQuery;
  close(): Promise<void>;
}

/** Starts its worker with the first query, and anew after one that had to be ended. */
export const openSqlite = (name: string, file: string): SqliteDatabase => {
  let worker: Worker | null = null;
  const serially = createSerially();

  const end = async (): Promise<void> => {
    const ending = worker;
    worker = null;
    await ending?.terminate();
  };

  const ask = async (query: Parameters<RunQuery>[0], signal: AbortSignal): Promise<Reply> => {
    signal.throwIfAborted();
    worker ??= startWorker(file);
    const asked = worker;
    asked.ref();
    return new Promise<Reply>((resolve, reject) => {
      const late = (): void => {
        void end();
        const message = `The query on ${name} was ended after ${query.timeoutMs} ms.`;
        settle(() =>
          reject(new CaxtonError("tool.timeout", message, { hint: "Ask for less, or raise the grant's timeout." })),
        );
      };
      const timer = setTimeout(late, query.timeoutMs);
      const broke = (cause: unknown): void => {
        worker = null;
        settle(() => reject(new CaxtonError("tool.failed", `The database ${name} cannot be asked.`, { cause })));
      };
      const answered = (reply: Reply): void => settle(() => resolve(reply));
      const settle = (tell: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", late);
        asked.off("message", answered).off("error", broke).off("exit", broke);
        asked.unref();
        tell();
      };
      signal.addEventListener("abort", late, { once: true });
      asked.once("message", answered).once("error", broke).once("exit", broke);
      asked.postMessage(query);
    });
  };

  return {
    run: async (query, signal) =>
      serially(async () => {
        const reply = await ask(query, signal);
        if (reply.ok) return reply.answer;
        const code = reply.message === "The statement writes." || /readonly/.test(reply.message);
        throw new CaxtonError(code ? "tool.grant_missing" : "tool.failed", `${name}: ${reply.message}`);
      }),
    close: end,
  };
};
