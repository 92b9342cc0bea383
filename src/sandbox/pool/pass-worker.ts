/**
 * A worker that runs the pass, one module after another. Most modules take a few milliseconds; the largest take seconds, and
 * so would block the server's thread.
 */
import { CaxtonError } from "../../domain/errors.ts";
import { cancelled, toError } from "../failures.ts";
import type { PassedGuest } from "../pass-guest.ts";
import type { ModulePolicy } from "../types.ts";
import type { PassReply, PassRequest } from "../worker/messages.ts";
import { letGo, startWorker } from "./spawn.ts";

export interface PassWorker {
  /**
   * Throws what `passGuest` throws, `sandbox.invalid_module` if the worker ends or takes too long, and `sandbox.cancelled`
   * once it is closed.
   */
  pass(original: Uint8Array, policy: ModulePolicy): Promise<PassedGuest>;
  close(): Promise<void>;
}

export interface PassWorkerOptions {
  /** Heap limit, in MB. The pass needs a few times the size of the module. Default: 512. */
  readonly heapMb?: number;
  /** Longest time for one module, in milliseconds. The largest known guests (11 MB) take 2 seconds. Default: 30,000. */
  readonly limitMs?: number;
  /** Idle time after which the worker is terminated, because its heap stays large. Default: 10,000 milliseconds. */
  readonly idleMs?: number;
}

const unchecked = (why: string): CaxtonError =>
  new CaxtonError("sandbox.invalid_module", `The module could not be checked: ${why}.`, {
    hint: "Build a smaller module. If this happens with a module that other engines accept, please report it.",
  });

const tooSlow = (limitMs: number): CaxtonError => unchecked(`it took longer than ${limitMs / 1_000} seconds`);

const closed = (): CaxtonError => toError(cancelled("the sandbox was closed"));

interface Job {
  readonly resolve: (reply: PassReply) => void;
  readonly reject: (error: CaxtonError) => void;
}

/** A thread that has one job at a time, and keeps the process alive only meanwhile. */
const startThread = (heapMb: number) => {
  const worker = startWorker("pass", null, heapMb);
  let job: Job | null = null;
  let hasEnded = false;
  const take = (): Job | null => {
    const taken = job;
    job = null;
    worker.unref();
    return taken;
  };
  worker.on("message", (reply: PassReply) => take()?.resolve(reply));
  worker.on("error", ({ message }) => take()?.reject(unchecked(message)));
  worker.on("exit", () => {
    hasEnded = true;
    take()?.reject(unchecked("the worker that checked it has exited"));
  });
  letGo(worker);
  return {
    get hasEnded() {
      return hasEnded;
    },
    /** The module in hand fails with this error. */
    end: async (error: CaxtonError): Promise<void> => {
      hasEnded = true;
      take()?.reject(error);
      await worker.terminate();
    },
    pass: (request: PassRequest): Promise<PassReply> =>
      new Promise((resolve, reject) => {
        job = { resolve, reject };
        worker.ref();
        worker.postMessage(request, [request.original.buffer as ArrayBuffer]);
      }),
  };
};

type PassThread = ReturnType<typeof startThread>;

/** Starts the worker for the first module. */
export const createPassWorker = ({
  heapMb = 512,
  limitMs = 30_000,
  idleMs = 10_000,
}: PassWorkerOptions = {}): PassWorker => {
  let thread: PassThread | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  const passNow = async (original: Uint8Array, policy: ModulePolicy): Promise<PassedGuest> => {
    if (isClosed) throw closed();
    clearTimeout(idle);
    const used = thread === null || thread.hasEnded ? (thread = startThread(heapMb)) : thread;
    const limit = setTimeout(() => void used.end(tooSlow(limitMs)), limitMs);
    try {
      // `slice` of a Buffer does not copy, and the caller's bytes must not be transferred.
      const reply = await used.pass({ original: new Uint8Array(original), policy });
      if ("failure" in reply) throw toError(reply.failure);
      return reply.passed;
    } finally {
      clearTimeout(limit);
      idle = setTimeout(() => void used.end(closed()), idleMs).unref();
    }
  };

  return {
    pass: (original, policy) => {
      const passing = last.then(() => passNow(original, policy));
      last = passing.catch(() => undefined);
      return passing;
    },
    close: async () => {
      clearTimeout(idle);
      isClosed = true;
      await thread?.end(closed());
    },
  };
};
