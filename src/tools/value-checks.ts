/**
 * Works on JSON that is untrusted or large, in threads. A backtracking pattern, references that multiply, or megabytes
 * of tiny values could block the whole server; here they cost a thread, which is terminated when it takes too long.
 */
import { Worker } from "node:worker_threads";
import { threadFile } from "../concurrency/thread-file.ts";
import { CaxtonError, type Complaint } from "../domain/errors.ts";
import type { JsonPointer } from "../domain/json-pointer.ts";
import type { JsonText, WrittenJson } from "../domain/json-text.ts";
import type { JsonObject } from "../domain/json.ts";
import { fail, ok } from "../domain/result.ts";
import type { JsonParts, NestedJson } from "./types.ts";

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

interface Unusable {
  /** The work took too long, or the schema is invalid; `why` continues “it cannot be checked:”. */
  readonly kind: "unusable";
  readonly why: string;
}

interface Checked {
  readonly kind: "checked";
  readonly complaints: readonly Complaint[];
}

export type CheckOutcome = Checked | { readonly kind: "no-json" } | Unusable;

export interface ReadRequest extends CheckRequest {
  readonly text: Uint8Array;
  /** Text that is not JSON is meant as a string with this text. */
  readonly isAnyText: boolean;
}

export type ReadOutcome = (Checked & { readonly written: WrittenJson }) | Exclude<CheckOutcome, Checked>;

/** What the threads do, with the request and the outcome of each. */
export interface ThreadTasks {
  readonly check: (request: CheckRequest) => CheckOutcome;
  readonly read: (request: ReadRequest) => ReadOutcome;
  readonly parts: (request: { readonly text: JsonText; readonly pointers: readonly JsonPointer[] }) => PartsFound;
  readonly nest: (request: { readonly text: JsonText }) => Nested;
}

interface PartsFound {
  readonly kind: "parts";
  /** In the order of the pointers; null where there is nothing. */
  readonly parts: readonly (JsonText | null)[];
}

interface Nested extends NestedJson {
  readonly kind: "nested";
}

type TaskName = keyof ThreadTasks;

/** The message that asks a thread. */
export interface ThreadRequest {
  readonly task: TaskName;
  readonly request: Parameters<ThreadTasks[TaskName]>[0];
}

/** The message that a thread answers with. */
export type ThreadOutcome = ReturnType<ThreadTasks[TaskName]> | Unusable;

/** The message that a thread sends once it has started. */
export const checkerReady = "ready";

/** Tasks with the same key, for example of the same tool, run one after another, so that a slow one delays only those. */
export interface ValueChecks extends JsonParts {
  check(key: string, request: CheckRequest): Promise<CheckOutcome>;
  /** Checks a text to be passed on. The text is taken over: its bytes are used only through the outcome from then on. */
  read(key: string, request: ReadRequest): Promise<ReadOutcome>;
  close(): Promise<void>;
}

export interface ValueCheckOptions {
  readonly threads?: number;
  /** Time limit for one check, in milliseconds. */
  readonly limitMs?: number;
}

interface Job extends ThreadRequest {
  readonly key: string;
  /** Buffers that move to the thread instead of being copied. */
  readonly moved: readonly ArrayBuffer[];
  readonly resolve: (outcome: ThreadOutcome) => void;
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

  const finish = (outcome: ThreadOutcome): void => {
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
    const { task, request, moved } = job;
    worker.postMessage({ task, request } satisfies ThreadRequest, moved);
  };

  worker.on("message", (message: ThreadOutcome | typeof checkerReady) => {
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

/** Only whole buffers of their own can be moved; shared memory cannot. */
const movable = ({ buffer }: Uint8Array): readonly ArrayBuffer[] => (buffer instanceof ArrayBuffer ? [buffer] : []);

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

  const ask = async <Task extends TaskName>(
    task: Task,
    key: string,
    request: Parameters<ThreadTasks[Task]>[0],
    moved: readonly ArrayBuffer[] = [],
  ): Promise<ReturnType<ThreadTasks[Task]> | Unusable> =>
    new Promise((resolve, reject) => {
      if (closed) {
        reject(new CaxtonError("sandbox.cancelled", "The server is closing."));
        return;
      }
      // A thread answers each task with its own outcome.
      waiting.push({ key, task, request, moved, resolve: resolve as Job["resolve"] });
      dispatch();
    });

  return {
    check: async (key, request) => ask("check", key, request),
    read: async (key, request) => ask("read", key, request, movable(request.text)),
    partsOf: async (key, text, pointers) => {
      const outcome = await ask("parts", key, { text, pointers }, movable(text));
      return outcome.kind === "parts" ? ok(outcome.parts) : fail(outcome.why);
    },
    nested: async (key, text) => {
      const outcome = await ask("nest", key, { text }, movable(text));
      return outcome.kind === "nested" ? ok(outcome) : fail(outcome.why);
    },
    close: async () => {
      closed = true;
      for (const { resolve } of waiting.splice(0)) resolve({ kind: "unusable", why: "the server is closing" });
      await Promise.all([...threads].map((thread) => thread.close()));
    },
  };
};
