/** The main thread's side of one tool worker: sends it one call at a time and answers the call's host requests. */
import { MessageChannel } from "node:worker_threads";
import { executionTimeExceeded, type Failure, workerFailed, workerOutOfMemory } from "../failures.ts";
import type { CallResult, HostCallHandler } from "../types.ts";
import {
  answeredAt,
  type GuestSpec,
  type HostRequest,
  stateBytes,
  type ToolCallMessage,
  type ToolCallReply,
} from "../worker/messages.ts";
import { answered, failed } from "./calls.ts";
import { createRunClock } from "./run-clock.ts";
import { letGo, startWorker } from "./spawn.ts";

export interface ToolCall {
  readonly spec: GuestSpec;
  readonly input: Uint8Array;
  readonly wallMs: number;
  readonly host: HostCallHandler;
  /** Aborted when the call ends for any reason, so that the host stops its work for the call. */
  readonly over: AbortController;
  readonly resolve: (result: CallResult) => void;
}

export interface ToolWorker {
  readonly current: ToolCall | null;
  run(call: ToolCall): void;
  /** Terminates the worker if its call has run for too long. */
  check(now: number): void;
  /** Terminates the worker immediately; its call fails with `failure`. */
  terminate(failure: Failure): Promise<void>;
}

export interface ToolWorkerDeps {
  readonly heapMb: number;
  /** The worker has finished its call. */
  readonly onFree: (worker: ToolWorker) => void;
  readonly onGone: (worker: ToolWorker, why: WorkerEnd) => void;
}

/** The watchdog terminated the worker, or the pool did, or it failed by itself. */
export type WorkerEnd = "overdue" | "terminated" | "failed";

/** A frame without a body; `hostFunctionNames` in src/sandbox/types.ts describes it. */
const refusal = (code: string, message: string): Uint8Array => {
  const head = new TextEncoder().encode(JSON.stringify({ ok: false, error: { code, message } }));
  const frame = new Uint8Array(4 + head.length);
  new DataView(frame.buffer).setUint32(0, head.length, true);
  frame.set(head, 4);
  return frame;
};

/** Refuses every request. For calls that need nothing from the host, such as `describe`. */
export const refuseAll: HostCallHandler = async (name) =>
  refusal("tool.grant_missing", `${name} is not available while a tool describes itself.`);

export const createToolWorker = (deps: ToolWorkerDeps): ToolWorker => {
  const state = new SharedArrayBuffer(stateBytes);
  const shared = new Int32Array(state);
  const clock = createRunClock(shared);
  const { port1: answers, port2: hostPort } = new MessageChannel();
  answers.unref();
  const worker = startWorker("tool", { state, hostPort }, deps.heapMb, [hostPort]);
  let current: ToolCall | null = null;
  let number = 0;
  let lost = false;

  const conclude = (result: CallResult): void => {
    const call = current;
    current = null;
    call?.over.abort();
    call?.resolve(result);
  };

  const lose = (failure: Failure, why: WorkerEnd): void => {
    if (lost) return;
    lost = true;
    answers.close();
    conclude(failed(failure));
    deps.onGone(self, why);
  };

  const answerHost = async ({ call, name, request }: HostRequest): Promise<void> => {
    const asking = current;
    if (lost || asking === null || call !== number) return;
    let answer: Uint8Array;
    try {
      answer = await asking.host(name, request, asking.over.signal);
    } catch {
      // A handler reports its errors itself. Their details may concern the machine, which guests must not learn.
      answer = refusal("internal.unexpected", "The host function failed.");
    }
    if (lost || call !== number) return;
    // Copied, because the handler may have returned a view of a larger buffer.
    const copy = new Uint8Array(answer);
    answers.postMessage(copy, [copy.buffer]);
    Atomics.add(shared, answeredAt, 1);
    Atomics.notify(shared, answeredAt);
  };

  const onReply = (reply: ToolCallReply): void => {
    const { failure, logs, output, fuel, hostCalls, runMs, memoryBytes } = reply;
    const usage = { fuel, hostCalls, runMs, memoryBytes };
    conclude(failure === null ? answered(output, usage, logs) : failed(failure, usage, logs));
    deps.onFree(self);
  };

  const self: ToolWorker = {
    get current() {
      return current;
    },
    run: (call) => {
      current = call;
      number = number === 2 ** 31 - 1 ? 1 : number + 1;
      const input = new Uint8Array(call.input);
      const message: ToolCallMessage = { call: number, spec: call.spec, input };
      worker.postMessage(message, [input.buffer]);
    },
    check: (now) => {
      const call = current;
      if (call === null || clock.overdue(now, () => call.wallMs) === 0) return;
      lose(executionTimeExceeded(call.wallMs), "overdue");
      void worker.terminate();
    },
    terminate: async (failure) => {
      lose(failure, "terminated");
      await worker.terminate();
    },
  };

  worker.on("message", (message: HostRequest | ToolCallReply) => {
    if (lost) return;
    if ("request" in message) void answerHost(message);
    else onReply(message);
  });
  worker.on("error", (error: NodeJS.ErrnoException) => {
    const outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
    lose(outOfMemory ? workerOutOfMemory(deps.heapMb) : workerFailed(error.message), "failed");
  });
  worker.on("exit", (code) => lose(workerFailed(`it exited with code ${code}`), "failed"));
  worker.on("messageerror", (error) => {
    lose(workerFailed(error.message), "failed");
    void worker.terminate();
  });
  letGo(worker);
  return self;
};
