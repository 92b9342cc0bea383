/**
 * Validates JSON against schemas when either may be untrusted. A backtracking pattern, references that multiply, or
 * megabytes of tiny values could block the whole server, so checks run in threads, which are terminated when a check
 * takes too long.
 */
import { Worker } from "node:worker_threads";
import { threadFile } from "../concurrency/thread-file.ts";
import { CaxtonError, type Complaint } from "../domain/errors.ts";
import type { JsonObject } from "../domain/json.ts";

export interface CheckRequest {
  /** Null if the text only has to be JSON. */
  readonly schema: JsonObject | null;
  /** JSON in UTF-8; null if only the schema is to be checked. */
  readonly text: Uint8Array | null;
  /**
   * How many values the text may contain. Whoever reads it afterwards pays for each value, and an array of five million
   * empty objects fits into 15 MB. Null for a tool that comes with Caxton.
   */
  readonly mostValues: number | null;
}

/** The limit for untrusted tools. */
export const mostValues = 2_000_000;

export type CheckOutcome =
  | { readonly kind: "checked"; readonly complaints: readonly Complaint[] }
  | { readonly kind: "no-json" }
  /** The check took too long, or the schema is invalid; `why` continues “it cannot be checked:”. */
  | { readonly kind: "unusable"; readonly why: string };

/** The message that a thread sends once it has started. */
export const checkerReady = "ready";

export interface ValueChecks {
  /**
   * @param key checks with the same key, for example of the same tool, run one after another, so that a slow check
   * delays only those
   */
  check(key: string, request: CheckRequest): Promise<CheckOutcome>;
  close(): Promise<void>;
}

export interface ValueCheckOptions {
  readonly threads?: number;
  /** Time limit for one check, in milliseconds. */
  readonly limitMs?: number;
}

interface Job {
  readonly key: string;
  readonly request: CheckRequest;
  readonly resolve: (outcome: CheckOutcome) => void;
}

const heapMb = 512;

/** One thread, which runs one job at a time. `onFree` is called when it becomes idle, `onGone` when it has ended. */
const createThread = (limitMs: number, onFree: () => void, onGone: () => void) => {
  const [file, options] = threadFile(new URL("value-check-main", import.meta.url));
  const worker = new Worker(file, { ...options, resourceLimits: { maxOldGenerationSizeMb: heapMb } });
  let ready = false;
  let job: Job | null = null;
  let timer: NodeJS.Timeout | undefined;
  let gone = false;

  const finish = (outcome: CheckOutcome): void => {
    clearTimeout(timer);
    const done = job;
    job = null;
    worker.unref();
    done?.resolve(outcome);
  };

  const end = (why: string): void => {
    if (gone) return;
    gone = true;
    void worker.terminate();
    finish({ kind: "unusable", why });
    onGone();
  };

  const begin = (): void => {
    if (job === null || !ready) return;
    timer = setTimeout(() => end(`it took longer than ${limitMs} ms`), limitMs);
    // Sent as a copy, because the sender continues to use the bytes.
    worker.postMessage(job.request, []);
  };

  worker.on("message", (message: CheckOutcome | typeof checkerReady) => {
    if (gone) return;
    if (message === checkerReady) {
      ready = true;
      begin();
      return;
    }
    finish(message);
    onFree();
  });
  worker.on("error", (error) => end(error.message));
  worker.on("exit", () => end("the thread that checks ended"));
  worker.unref();

  return {
    get key() {
      return job?.key ?? null;
    },
    get isFree() {
      return job === null;
    },
    run: (next: Job) => {
      job = next;
      worker.ref();
      begin();
    },
    close: async () => {
      end("the server is closing");
      await worker.terminate();
    },
  };
};

export const createValueChecks = ({ threads: most = 2, limitMs = 10_000 }: ValueCheckOptions = {}): ValueChecks => {
  const threads = new Set<ReturnType<typeof createThread>>();
  const waiting: Job[] = [];
  let closed = false;

  const start = (): ReturnType<typeof createThread> => {
    const thread = createThread(limitMs, dispatch, () => {
      threads.delete(thread);
      dispatch();
    });
    threads.add(thread);
    return thread;
  };

  const freeThread = () => [...threads].find(({ isFree }) => isFree) ?? (threads.size < most ? start() : null);

  const dispatch = (): void => {
    if (closed) return;
    for (;;) {
      const busy = new Set([...threads].map(({ key }) => key));
      const at = waiting.findIndex(({ key }) => !busy.has(key));
      const thread = at < 0 ? null : freeThread();
      const [job] = thread === null ? [] : waiting.splice(at, 1);
      if (thread === null || job === undefined) return;
      thread.run(job);
    }
  };

  return {
    check: (key, request) =>
      new Promise((resolve, reject) => {
        if (closed) {
          reject(new CaxtonError("sandbox.cancelled", "The server is closing."));
          return;
        }
        waiting.push({ key, request, resolve });
        dispatch();
      }),
    close: async () => {
      closed = true;
      for (const { resolve } of waiting.splice(0)) resolve({ kind: "unusable", why: "the server is closing" });
      await Promise.all([...threads].map((thread) => thread.close()));
    },
  };
};
