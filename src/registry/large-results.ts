/**
 * Writes large results in a thread with a connection of its own. Ten megabytes take SQLite 15 ms, and then often the
 * 70 ms of a checkpoint, in which the main thread would answer nobody.
 */
import { Worker } from "node:worker_threads";
import { threadFile } from "../concurrency/thread-file.ts";
import { CaxtonError, type ErrorCode } from "../domain/errors.ts";
import type { LargeResultRow } from "./rows.ts";

export interface LargeResultRequest {
  readonly id: number;
  readonly row: LargeResultRow;
}

export interface LargeResultAnswer {
  readonly id: number;
  /** What the write failed with; null if it succeeded. */
  readonly error: { readonly code: ErrorCode; readonly message: string; readonly hint: string | null } | null;
}

export interface LargeResultWriter {
  /**
   * Writes a result, in place of what an attempt that broke off has left, unless its call is in the journal already.
   * Throws `database.unavailable`.
   */
  put(row: LargeResultRow): Promise<void>;
  close(): Promise<void>;
}

type Settle = (error: CaxtonError | null) => void;

const gone = (message: string): CaxtonError => new CaxtonError("database.unavailable", message);

const errorFrom = ({ code, message, hint }: NonNullable<LargeResultAnswer["error"]>): CaxtonError =>
  new CaxtonError(code, message, hint === null ? {} : { hint });

/** `onGone` is called when the thread has ended, whatever the reason. */
const startThread = (file: string, onGone: () => void) => {
  const [main, options] = threadFile(new URL("large-results-main", import.meta.url));
  const worker = new Worker(main, { ...options, workerData: file });
  const open = new Map<number, Settle>();
  worker.unref();

  const settle = (id: number, error: CaxtonError | null): void => {
    const done = open.get(id);
    open.delete(id);
    if (open.size === 0) worker.unref();
    done?.(error);
  };
  let over = false;
  const end = (why: string): void => {
    if (over) return;
    over = true;
    onGone();
    for (const id of open.keys()) settle(id, gone(why));
  };

  worker.on("message", ({ id, error }: LargeResultAnswer) => {
    settle(id, error === null ? null : errorFrom(error));
  });
  worker.on("error", (thrown) => end(`The thread that writes large results failed: ${thrown.message}.`));
  worker.on("exit", () => end("The thread that writes large results has ended."));

  return {
    ask: async (request: LargeResultRequest): Promise<void> =>
      new Promise((resolve, reject) => {
        open.set(request.id, (error) => (error === null ? resolve() : reject(error)));
        worker.ref();
        // Sent as a copy, because the caller writes it again if the database is away.
        worker.postMessage(request, []);
      }),
    close: async () => {
      await worker.terminate();
    },
  };
};

/** The thread starts with the first result. */
export const createLargeResultWriter = (file: string): LargeResultWriter => {
  let thread: ReturnType<typeof startThread> | null = null;
  let closed = false;
  let count = 0;
  return {
    put: async (row) => {
      if (closed) throw gone("Caxton is shutting down.");
      thread ??= startThread(file, () => (thread = null));
      await thread.ask({ id: (count += 1), row });
    },
    close: async () => {
      closed = true;
      await thread?.close();
    },
  };
};
