/** The calls of tools. Each occupies a worker for its whole duration, which can be long if the tool waits for the network. */
import { cancelled, type Failure, overloaded } from "../failures.ts";
import type { CallResult, HostCallHandler } from "../types.ts";
import type { GuestSpec } from "../worker/messages.ts";
import { failed, whyAborted } from "./calls.ts";
import type { EngineSettings } from "./options.ts";
import { createQueue } from "./queue.ts";
import { createToolWorker, type ToolCall, type ToolWorker, type WorkerEnd } from "./tool-worker.ts";

export interface ToolPool {
  readonly workers: number;
  /** Number of calls that are running. */
  readonly running: number;
  /** Number of calls waiting or running. */
  readonly openCalls: number;
  run(
    spec: GuestSpec,
    input: Uint8Array,
    options: { readonly wallMs: number; readonly host: HostCallHandler; readonly signal?: AbortSignal | undefined },
  ): Promise<CallResult>;
  startOne(): void;
  check(now: number): void;
  close(): Promise<void>;
}

type PoolSettings = Pick<EngineSettings, "toolWorkers" | "toolQueue" | "maxToolBytes" | "toolIdleMs" | "workerHeapMb">;

/** `onLost` is called when a worker has failed, or was terminated because its call took too long (`overdue`). */
export const createToolPool = (settings: PoolSettings, onLost: (overdue: boolean) => void): ToolPool => {
  const workers = new Set<ToolWorker>();
  /** A stack: the worker that became free last is used next, so that the others can be retired. */
  const free: ToolWorker[] = [];
  const waiting = createQueue<ToolCall>();
  /** The memory limit of each running call, by its worker. */
  const reserved = new Map<ToolWorker, number>();
  let closed = false;

  /** Whether the call may run beside those that are running. */
  const fits = ({ spec }: ToolCall): boolean => {
    if (reserved.size === 0) return true;
    const held = [...reserved.values()].reduce((sum, bytes) => sum + bytes, 0);
    return held + spec.memoryLimit <= settings.maxToolBytes;
  };

  const runOn = (worker: ToolWorker, call: ToolCall): void => {
    reserved.set(worker, call.spec.memoryLimit);
    worker.run(call);
  };

  /** Runs waiting calls in order, as long as there are workers and memory for them. */
  const goOn = (): void => {
    for (let call = waiting.peek(); call !== undefined && fits(call); call = waiting.peek()) {
      const worker = idleWorker();
      if (worker === null) return;
      waiting.shift();
      runOn(worker, call);
    }
  };

  const removeFree = (worker: ToolWorker): boolean => {
    const at = free.indexOf(worker);
    if (at >= 0) free.splice(at, 1);
    return at >= 0;
  };

  const retireLater = (worker: ToolWorker): void => {
    const timer = setTimeout(() => {
      // The worker may have been used since; it then has a later timer as well. The idlest worker is first in `free`.
      if (workers.size > 1 && free[0] === worker && removeFree(worker)) {
        void worker.terminate(cancelled("its worker is no longer needed"));
      }
    }, settings.toolIdleMs);
    timer.unref();
  };

  const onFree = (worker: ToolWorker): void => {
    reserved.delete(worker);
    free.push(worker);
    goOn();
    if (workers.size > 1 && free.includes(worker)) retireLater(worker);
  };

  const start = (): ToolWorker => {
    const worker = createToolWorker({ heapMb: settings.workerHeapMb, onFree, onGone });
    workers.add(worker);
    return worker;
  };

  /** A worker without a call; a new one if there may be more; otherwise null. */
  const idleWorker = (): ToolWorker | null => free.pop() ?? (workers.size < settings.toolWorkers ? start() : null);

  const onGone = (worker: ToolWorker, why: WorkerEnd): void => {
    workers.delete(worker);
    reserved.delete(worker);
    removeFree(worker);
    if (closed) return;
    if (why !== "terminated") onLost(why === "overdue");
    goOn();
    // Starting a worker takes a while, and the next call should not have to wait for it.
    if (why === "overdue" && workers.size === 0) free.push(start());
  };

  const dispatch = (call: ToolCall): Failure | null => {
    const worker = waiting.length === 0 && fits(call) ? idleWorker() : null;
    if (worker !== null) runOn(worker, call);
    else if (waiting.length < settings.toolQueue) waiting.push(call);
    else return overloaded(`${reserved.size} tools are running and ${waiting.length} are waiting`);
    return null;
  };

  const cancel = (call: ToolCall, failure: Failure): void => {
    for (const worker of workers) {
      if (worker.current !== call) continue;
      void worker.terminate(failure);
      return;
    }
    waiting.removeWhere((other) => other === call);
    call.over.abort();
    call.resolve(failed(failure));
    // It may have been the one that all others waited behind.
    goOn();
  };

  return {
    get workers() {
      return workers.size;
    },
    get running() {
      return reserved.size;
    },
    get openCalls() {
      return reserved.size + waiting.length;
    },
    run: (spec, input, { wallMs, host, signal }) =>
      new Promise((resolve) => {
        const onAbort = (): void => {
          if (signal !== undefined) cancel(call, whyAborted(signal));
        };
        const finish = (result: CallResult): void => {
          signal?.removeEventListener("abort", onAbort);
          resolve(result);
        };
        const call: ToolCall = { spec, input, wallMs, host, over: new AbortController(), resolve: finish };
        const refused = dispatch(call);
        if (refused !== null) finish(failed(refused));
        else signal?.addEventListener("abort", onAbort, { once: true });
      }),
    startOne: () => {
      if (workers.size === 0) free.push(start());
    },
    check: (now) => {
      for (const worker of workers) worker.check(now);
    },
    close: async () => {
      closed = true;
      const failure = cancelled("the sandbox was closed");
      for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) call.resolve(failed(failure));
      await Promise.all([...workers].map((worker) => worker.terminate(failure)));
    },
  };
};
