/** The calls of tools. Each occupies a worker for its whole duration, which can be long if the tool waits for the network. */
import { cancelled, type Failure, overloaded } from "../failures.ts";
import type { CallResult, HostCallHandler } from "../types.ts";
import type { GuestSpec } from "../worker/messages.ts";
import { failed, whyAborted } from "./calls.ts";
import type { EngineSettings } from "./options.ts";
import { createQueue } from "./queue.ts";
import { createToolWorker, type ToolCall, type ToolWorker } from "./tool-worker.ts";

export interface ToolPool {
  readonly workers: number;
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

type PoolSettings = Pick<EngineSettings, "toolWorkers" | "toolQueue" | "toolIdleMs" | "workerHeapMb">;

export const createToolPool = (settings: PoolSettings, onTerminated: () => void): ToolPool => {
  const workers = new Set<ToolWorker>();
  /** A stack: the worker that became free last is used next, so that the others can be retired. */
  const free: ToolWorker[] = [];
  const waiting = createQueue<ToolCall>();
  let closed = false;

  const removeFree = (worker: ToolWorker): boolean => {
    const at = free.indexOf(worker);
    if (at >= 0) free.splice(at, 1);
    return at >= 0;
  };

  const retireLater = (worker: ToolWorker): void => {
    const timer = setTimeout(() => {
      // The worker may have been used since; it then has a later timer as well. The idlest worker is first in `free`.
      if (workers.size > 1 && free[0] === worker && removeFree(worker)) {
        void worker.terminate(cancelled("its worker is not needed any more"));
      }
    }, settings.toolIdleMs);
    timer.unref();
  };

  const onFree = (worker: ToolWorker): void => {
    const call = waiting.shift();
    if (call !== undefined) {
      worker.run(call);
      return;
    }
    free.push(worker);
    if (workers.size > 1) retireLater(worker);
  };

  const start = (): ToolWorker => {
    const worker = createToolWorker({ heapMb: settings.workerHeapMb, onFree, onGone });
    workers.add(worker);
    return worker;
  };

  const onGone = (worker: ToolWorker, overdue: boolean): void => {
    workers.delete(worker);
    removeFree(worker);
    if (overdue) onTerminated();
    if (closed) return;
    const call = waiting.shift();
    if (call !== undefined) start().run(call);
    // Starting a worker takes a while, and the next call should not have to wait for it.
    else if (overdue && workers.size === 0) free.push(start());
  };

  const dispatch = (call: ToolCall): Failure | null => {
    const worker = free.pop();
    if (worker !== undefined) worker.run(call);
    else if (workers.size < settings.toolWorkers) start().run(call);
    else if (waiting.length < settings.toolQueue) waiting.push(call);
    else return overloaded(`${workers.size} tools run and ${waiting.length} wait`);
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
  };

  return {
    get workers() {
      return workers.size;
    },
    get running() {
      return workers.size - free.length;
    },
    get openCalls() {
      return workers.size - free.length + waiting.length;
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
