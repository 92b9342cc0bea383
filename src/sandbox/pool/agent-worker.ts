/**
 * The main thread's side of one agent worker. It packs and sends waiting calls, and always knows which call is running, so that only
 * that call fails when the worker is lost.
 */
import { MessageChannel } from "node:worker_threads";
import { cancelled, executionTimeExceeded, type Failure, workerFailed, workerOutOfMemory } from "../failures.ts";
import {
  type AgentWorkerInput,
  type AgentWorkerMessage,
  type AgentWorkerReply,
  readyMessage,
  stateBytes,
} from "../worker/messages.ts";
import { createRingReader, createRingWriter } from "../worker/ring.ts";
import { maxPackCalls, type Packed } from "../worker/wire.ts";
import { createReplyReader, type ReplyDeps } from "./agent-replies.ts";
import { batchQueue, type CallQueue, createCallQueue, singleQueue } from "./call-queue.ts";
import {
  type AgentCall,
  type AgentWorker,
  type InstanceSlot,
  isIdle,
  settle,
  failed,
  type WorkerLoss,
} from "./calls.ts";
import type { RingStock } from "./rings.ts";
import { createRunClock } from "./run-clock.ts";
import { letGo, startWorker } from "./spawn.ts";

/**
 * Total time for which a cancelled call may run, in milliseconds. Most calls finish or run out of fuel earlier. Ending a call means
 * terminating the worker, which discards the memory of all of its instances.
 */
const cancelledMs = 50;
const lastCallNumber = 2 ** 31 - 1 - maxPackCalls;
/** Assumed duration of a call before any has been measured, in milliseconds. */
const firstMeanMs = 0.1;

export interface AgentWorkerDeps extends Pick<ReplyDeps, "onAnswer" | "onCostlyFailure" | "onReturned"> {
  readonly heapMb: number;
  /** The worker is for instances that delayed others; its thread gets a lower priority. */
  readonly isApart: boolean;
  readonly rings: RingStock;
  /** A call left the pool without having been run. `failure` is null if it was cancelled. */
  readonly onDropped: (call: AgentCall, failure: Failure | null) => void;
  readonly onLoss: (loss: WorkerLoss) => void;
}

/** Allocates numbers for the slots of one worker. Numbers of dropped slots are reused. */
const createSlotNumbers = () => {
  const free: number[] = [];
  let last = 0;
  return {
    take: (): number => free.pop() ?? (last += 1),
    giveBack: (number: number): void => void free.push(number),
  };
};

export const createAgentWorker = (deps: AgentWorkerDeps): AgentWorker => {
  const state = new SharedArrayBuffer(stateBytes);
  const clock = createRunClock(new Int32Array(state));
  const { port1: batchPort, port2 } = new MessageChannel();
  const rings = deps.rings.take();
  const input: AgentWorkerInput = { state, isApart: deps.isApart, batchPort: port2, rings };
  const worker = startWorker("agent", input, deps.heapMb, [port2]);
  const slots = new Set<InstanceSlot>();
  const numbers = createSlotNumbers();
  let next = 1;
  let scheduled = false;
  let lost = false;
  let ready = false;
  let meanMs = firstMeanMs;
  /** Number of messages posted to the worker's parent port, modulo 2^32. */
  let posted = 0;

  const post = (message: AgentWorkerMessage): void => {
    posted = (posted + 1) | 0;
    worker.postMessage(message, message instanceof ArrayBuffer ? [message] : []);
  };

  const postBatch = (packed: Packed): void => batchPort.postMessage(packed, typeof packed === "number" ? [] : [packed]);

  const define = (slot: InstanceSlot): void => {
    post({ kind: "define", slot: slot.number, spec: slot.spec });
    slot.defined = true;
  };

  /**
   * Depends on the slot's next call. While batch calls of the slot are with the worker, its single calls use the batch queue too, so that
   * the calls of one instance keep their order.
   */
  const queueFor = (slot: InstanceSlot): CallQueue =>
    slot.waiting.peek()?.inBatch === true || slot.batched > 0 ? batches : singles;

  const list = (slot: InstanceSlot): void => {
    slot.listed = slot.waiting.length > 0 && slot.returned.length === 0;
    if (slot.listed) queueFor(slot).push(slot);
  };

  const relist = (slot: InstanceSlot): void => {
    list(slot);
    // If all waiting calls were cancelled, there will be no answer to trigger this.
    if (isIdle(slot)) slot.whenIdle?.();
  };

  const shared = {
    define,
    relist,
    fence: () => posted,
    onSkipped: (call: AgentCall) => deps.onDropped(call, null),
    onUnpackable: (calls: readonly AgentCall[], reason: unknown) => {
      const failure = workerFailed(`a call could not be sent to it (${String(reason)})`);
      for (const call of calls) deps.onDropped(call, failure);
    },
  };
  const singles = createCallQueue(singleQueue, { ring: createRingWriter(rings.singles), ...shared });
  const batches = createCallQueue(batchQueue, { ring: createRingWriter(rings.batches), ...shared });
  const queues = [singles, batches] as const;
  const readReplies = createReplyReader({ ...deps, singles, batches, ring: createRingReader(rings.replies) });

  const flushQueue = (queue: CallQueue, send: (packed: Packed) => void): void => {
    while (queue.waits && queue.maySend(meanMs)) {
      const pack = queue.pack(next, meanMs);
      if (pack === null) continue;
      next = next + pack.count > lastCallNumber ? 1 : next + pack.count;
      send(pack.packed);
    }
  };

  const flush = (): void => {
    scheduled = false;
    if (lost) return;
    flushQueue(singles, post);
    flushQueue(batches, postBatch);
  };

  const schedule = (): void => {
    if (scheduled || !queues.some((queue) => queue.waits && queue.maySend(meanMs))) return;
    scheduled = true;
    queueMicrotask(flush);
  };

  const offer = (slot: InstanceSlot): void => {
    if (!slot.listed) list(slot);
    schedule();
  };

  const callNumbered = (number: number): AgentCall | null =>
    singles.callNumbered(number) ?? batches.callNumbered(number);

  const lose = (culprit: AgentCall | null, overdue: boolean, failure: Failure): void => {
    if (lost) return;
    lost = true;
    batchPort.close();
    if (culprit !== null) settle(culprit, failed(failure));
    const orphans = queues.flatMap((queue) => queue.takeBack()).filter((call) => call !== culprit);
    deps.onLoss({ worker: self, overdue, culprit, orphans, failure });
  };

  const end = (culprit: AgentCall | null, overdue: boolean, failure: Failure): void => {
    lose(culprit, overdue, failure);
    void worker.terminate();
  };

  const onReply = (reply: AgentWorkerReply): void => {
    if (lost) return;
    if (reply === readyMessage) {
      ready = true;
      return;
    }
    const pace = readReplies(reply);
    if (pace === null) {
      end(null, false, workerFailed("it reported a call that it was not sent"));
      return;
    }
    // The mean adapts quickly, because the first calls of a module run code that is not optimised yet.
    if (pace.ran > 0) meanMs += (Math.max(0.001, pace.ms / pace.ran) - meanMs) / 4;
    flush();
  };

  const mayRunFor = (number: number): number => {
    const call = callNumbered(number);
    if (call === null) return Number.POSITIVE_INFINITY;
    return call.settled ? Math.min(cancelledMs, call.slot.wallMs) : call.slot.wallMs;
  };

  const self: AgentWorker = {
    slots,
    get ready() {
      return ready;
    },
    get busy() {
      return clock.running() !== 0;
    },
    take: (slot) => {
      slots.add(slot);
      slot.worker = self;
      slot.number = numbers.take();
      slot.defined = false;
      slot.listed = false;
    },
    offer,
    resume: (slot) => {
      post({ kind: "resume", slot: slot.number });
      offer(slot);
    },
    drop: (slot) => {
      slots.delete(slot);
      if (slot.listed && !lost) for (const queue of queues) queue.remove(slot);
      if (slot.defined && !lost) post({ kind: "drop", slot: slot.number });
      numbers.giveBack(slot.number);
      slot.worker = null;
      slot.defined = false;
      slot.listed = false;
    },
    check: (now) => {
      const number = clock.overdue(now, mayRunFor);
      const culprit = number === 0 ? null : callNumbered(number);
      if (culprit === null) return;
      const why = culprit.settled ? cancelled("nobody waited for it") : executionTimeExceeded(culprit.slot.wallMs);
      end(culprit, true, why);
    },
    terminate: async (failure) => {
      lose(null, false, failure);
      await worker.terminate();
    },
  };

  worker.on("message", onReply);
  worker.on("error", (error: NodeJS.ErrnoException) => {
    const outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
    const failure = outOfMemory ? workerOutOfMemory(deps.heapMb) : workerFailed(error.message);
    lose(callNumbered(clock.running()), false, failure);
  });
  worker.on("exit", (code) => {
    lose(callNumbered(clock.running()), false, workerFailed(`it left with code ${code}`));
    deps.rings.giveBack(rings);
  });
  worker.on("messageerror", (error) => end(null, false, workerFailed(error.message)));
  letGo(worker);
  return self;
};
