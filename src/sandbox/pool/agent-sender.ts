/**
 * Sends calls to one agent worker: packs those that wait, numbers them, and knows which are with the worker. Packs of single
 * calls go to the worker's parent port, packs of batch calls to a port of their own.
 */
import type { MessagePort, Worker } from "node:worker_threads";
import { type Failure, workerFailed } from "../failures.ts";
import type { AgentWorkerMessage, WorkerRings } from "../worker/messages.ts";
import { createRingWriter } from "../worker/ring.ts";
import { maxPackCalls, type Packed } from "../worker/wire.ts";
import type { Pace } from "./agent-replies.ts";
import { batchQueue, type CallQueue, createCallQueue, singleQueue } from "./call-queue.ts";
import { type AgentCall, type InstanceSlot, isIdle } from "./calls.ts";

const lastCallNumber = 2 ** 31 - 1 - maxPackCalls;
/** Assumed duration of a call before any has been measured, in milliseconds. */
const firstMeanMs = 0.1;

export interface SenderDeps {
  readonly thread: Worker;
  readonly batchPort: MessagePort;
  readonly rings: WorkerRings;
  /** A call left the pool without having been run. `failure` is null if it was cancelled. */
  readonly onDropped: (call: AgentCall, failure: Failure | null) => void;
}

export interface Sender {
  readonly thread: Worker;
  readonly batchPort: MessagePort;
  readonly singles: CallQueue;
  readonly batches: CallQueue;
  /** Number of the next call. */
  next: number;
  /** A flush is scheduled. */
  scheduled: boolean;
  /** The worker is gone; nothing is sent any more. */
  stopped: boolean;
  /** Current mean duration of a call, in milliseconds. */
  meanMs: number;
  /** Number of messages posted to the worker's parent port, modulo 2^32. */
  posted: number;
}

export const post = (sender: Sender, message: AgentWorkerMessage): void => {
  sender.posted = (sender.posted + 1) | 0;
  sender.thread.postMessage(message, message instanceof ArrayBuffer ? [message] : []);
};

const postBatch = ({ batchPort }: Sender, packed: Packed): void =>
  batchPort.postMessage(packed, typeof packed === "number" ? [] : [packed]);

/**
 * Depends on the slot's next call. While batch calls of the slot are with the worker, its single calls use the batch queue
 * too, so that the calls of one instance keep their order.
 */
const queueFor = ({ singles, batches }: Sender, slot: InstanceSlot): CallQueue =>
  slot.waiting.peek()?.inBatch === true || slot.batched > 0 ? batches : singles;

/** Puts the slot into a queue if it has calls that may be sent. */
const list = (sender: Sender, slot: InstanceSlot): void => {
  slot.listed = slot.waiting.length > 0 && slot.returned.length === 0;
  if (slot.listed) queueFor(sender, slot).push(slot);
};

const maySend = ({ meanMs }: Sender, queue: CallQueue): boolean => queue.waits && queue.maySend(meanMs);

const flushQueue = (sender: Sender, queue: CallQueue, send: (sender: Sender, packed: Packed) => void): void => {
  while (maySend(sender, queue)) {
    const pack = queue.pack(sender.next, sender.meanMs);
    if (pack === null) continue;
    const following = sender.next + pack.count;
    sender.next = following > lastCallNumber ? 1 : following;
    send(sender, pack.packed);
  }
};

/** Sends as many of the waiting calls as may be with the worker. */
const flush = (sender: Sender): void => {
  sender.scheduled = false;
  if (sender.stopped) return;
  flushQueue(sender, sender.singles, post);
  flushQueue(sender, sender.batches, postBatch);
};

/** The slot has waiting calls. They are sent at the end of this turn of the event loop, together with others. */
export const offer = (sender: Sender, slot: InstanceSlot): void => {
  if (!slot.listed) list(sender, slot);
  if (sender.scheduled || !(maySend(sender, sender.singles) || maySend(sender, sender.batches))) return;
  sender.scheduled = true;
  queueMicrotask(() => flush(sender));
};

/** The worker has reported results: there is room for more calls. */
export const proceed = (sender: Sender, { ran, ms }: Pace): void => {
  // The mean adapts quickly, because the first calls of a module run code that is not optimised yet.
  if (ran > 0) sender.meanMs += (Math.max(0.001, ms / ran) - sender.meanMs) / 4;
  flush(sender);
};

/** Stops sending, and returns the calls that are with the worker, in order. */
export const stopSending = (sender: Sender): AgentCall[] => {
  sender.stopped = true;
  sender.batchPort.close();
  return [...sender.singles.takeBack(), ...sender.batches.takeBack()];
};

/** Removes the slot from the queues. */
export const unlist = ({ singles, batches }: Sender, slot: InstanceSlot): void => {
  if (!slot.listed) return;
  singles.remove(slot);
  batches.remove(slot);
  slot.listed = false;
};

/** The call with this number, if it is with the worker. */
export const callNumbered = ({ singles, batches }: Sender, number: number): AgentCall | null =>
  singles.callNumbered(number) ?? batches.callNumbered(number);

export const createSender = ({ thread, batchPort, rings, onDropped }: SenderDeps): Sender => {
  const shared = {
    define: (slot: InstanceSlot): void => {
      post(sender, { kind: "define", slot: slot.number, spec: slot.spec });
      slot.defined = true;
    },
    relist: (slot: InstanceSlot): void => {
      list(sender, slot);
      // If all waiting calls were cancelled, there will be no answer to trigger this.
      if (isIdle(slot)) slot.whenIdle?.();
    },
    fence: () => sender.posted,
    onSkipped: (call: AgentCall) => onDropped(call, null),
    onUnpackable: (calls: readonly AgentCall[], reason: unknown) => {
      const failure = workerFailed(`a call could not be sent to it (${String(reason)})`);
      for (const call of calls) onDropped(call, failure);
    },
  };
  const sender: Sender = {
    thread,
    batchPort,
    singles: createCallQueue(singleQueue, { ring: createRingWriter(rings.singles), ...shared }),
    batches: createCallQueue(batchQueue, { ring: createRingWriter(rings.batches), ...shared }),
    next: 1,
    scheduled: false,
    stopped: false,
    meanMs: firstMeanMs,
    posted: 0,
  };
  return sender;
};
