/**
 * The main thread's side of one agent worker: makes batches of what waits, hands out the results, and knows at any moment which
 * call is running, so that when the worker is lost only that call is.
 */
import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import { cancelled, executionTimeExceeded, type Failure, workerFailed, workerOutOfMemory } from "../failures.ts";
import type { CallUsage } from "../types.ts";
import {
  type AgentWorkerInput,
  type AgentWorkerMessage,
  type AgentWorkerReply,
  type Extra,
  readyMessage,
  stateBytes,
} from "../worker/messages.ts";
import { createRing, createRingReader, createRingWriter } from "../worker/ring.ts";
import {
  firstOf,
  maxBatchCalls,
  type Packed,
  readReply,
  type ReplyField,
  statusFailed,
  statusOutput,
} from "../worker/wire.ts";
import {
  type AgentCall,
  type AgentWorker,
  answered,
  failed,
  type Seat,
  settle,
  singleAnswered,
  type WorkerLoss,
} from "./calls.ts";
import { batchLane, createLane, type Lane, singleLane } from "./lane.ts";
import { createOutputs, outputOf } from "./outputs.ts";
import { createRunClock } from "./run-clock.ts";
import { letGo, startWorker } from "./spawn.ts";

/**
 * A call that nobody waits for any more may run for so long in all, in milliseconds. Most end by their fuel before; to end one is
 * to lose the worker, with what its neighbours keep in memory.
 */
const cancelledMs = 50;
/** A failure after so much work, in milliseconds, is one that neighbours notice. */
const costlyMs = 1;
const lastCallNumber = 2 ** 31 - 1 - maxBatchCalls;
/** Bytes of the rings: what is sent ahead of single calls as a rule, part of what is of batches, and results until the main thread comes. */
const ringBytes = { singles: 524_288, batches: 1_048_576, replies: 1_048_576 };

export interface AgentWorkerDeps {
  readonly heapMb: number;
  /** For instances that held up others; its thread gives way to theirs. */
  readonly isApart: boolean;
  /** There was no room for the instances of these calls. */
  readonly onNoRoom: (calls: readonly AgentCall[]) => void;
  /** A call was answered, or its answer came after it was cancelled. `memoryBytes` is what its instance holds now. */
  readonly onAnswer: (seat: Seat, memoryBytes: number, wasOpen: boolean) => void;
  /** A call failed, after it had held up the others for so long; its instance is gone. Comes before `onAnswer`. */
  readonly onCostlyFailure: (seat: Seat) => void;
  readonly onLoss: (loss: WorkerLoss) => void;
}

const noExtras: readonly Extra[] = [];

/** A field is overwritten by the next result. */
const usageOf = ({ fuel, hostCalls, runMs, memoryBytes }: ReplyField): CallUsage => ({
  fuel,
  hostCalls,
  runMs,
  memoryBytes,
});

export const createAgentWorker = (deps: AgentWorkerDeps): AgentWorker => {
  const state = new SharedArrayBuffer(stateBytes);
  const clock = createRunClock(new Int32Array(state));
  const { port1: batchPort, port2 } = new MessageChannel();
  const rings = {
    singles: createRing(ringBytes.singles),
    batches: createRing(ringBytes.batches),
    replies: createRing(ringBytes.replies),
  };
  const input: AgentWorkerInput = { state, isApart: deps.isApart, batchPort: port2, rings };
  const worker = startWorker("agent", input, deps.heapMb, [port2]);
  const replies = createRingReader(rings.replies);
  const keep = createOutputs();
  const seats = new Set<Seat>();
  let next = 1;
  let scheduled = false;
  let lost = false;
  let ready = false;
  /** Running mean of what a call costs, in milliseconds. */
  let meanMs = 0.1;

  const post = (message: AgentWorkerMessage): void => worker.postMessage(message, []);

  const define = (seat: Seat): void => {
    post({ kind: "define", slot: seat.id, spec: seat.spec });
    seat.defined = true;
  };

  /** By its next call; what comes after a batch stays behind it, so that the calls of one instance keep their order. */
  const laneOf = (seat: Seat): Lane => (seat.waiting.peek()?.inBatch === true || seat.batched > 0 ? batches : singles);

  const relist = (seat: Seat): void => {
    if (seat.waiting.length > 0) return laneOf(seat).push(seat);
    seat.listed = false;
    // All that waited was cancelled: no answer will come that could tell.
    if (seat.sent === 0) seat.whenIdle?.();
  };

  const singles = createLane(singleLane, { ring: createRingWriter(rings.singles), define, relist });
  const batches = createLane(batchLane, { ring: createRingWriter(rings.batches), define, relist });
  const lanes = [singles, batches] as const;

  const flushLane = (lane: Lane, to: MessagePort | Worker): void => {
    while (lane.waits && lane.maySend(meanMs)) {
      const pack = lane.pack(next, meanMs);
      if (pack === null) continue;
      next = next + pack.count > lastCallNumber ? 1 : next + pack.count;
      to.postMessage(pack.packed, typeof pack.packed === "number" ? [] : [pack.packed]);
    }
  };

  const flush = (): void => {
    scheduled = false;
    if (lost) return;
    flushLane(singles, worker);
    flushLane(batches, batchPort);
  };

  const schedule = (): void => {
    if (scheduled || !lanes.some((lane) => lane.waits && lane.maySend(meanMs))) return;
    scheduled = true;
    queueMicrotask(flush);
  };

  const settleFrom = (call: AgentCall, field: ReplyField, outputs: Uint8Array, extra: Extra | undefined): void => {
    const { seat } = call;
    seat.sent -= 1;
    const wasOpen = !call.settled;
    if (wasOpen) {
      if (field.status === statusFailed) {
        settle(call, failed(extra?.failure ?? workerFailed("it gave no reason"), usageOf(field), extra?.logs));
      } else {
        const output = field.status === statusOutput ? outputOf(outputs, field) : null;
        if (call.inBatch) settle(call, answered(output, usageOf(field), extra?.logs));
        else settle(call, singleAnswered(output, field, extra?.logs));
      }
    }
    const isPoisoned = field.status === statusFailed && field.memoryBytes === 0;
    if (isPoisoned && field.runMs > costlyMs) deps.onCostlyFailure(seat);
    deps.onAnswer(seat, field.memoryBytes, wasOpen);
  };

  const onReply = (reply: AgentWorkerReply): void => {
    if (lost) return;
    if (reply === readyMessage) {
      ready = true;
      return;
    }
    const isBare = typeof reply === "number" || reply instanceof ArrayBuffer;
    const packed: Packed = isBare ? reply : reply.packed;
    const extras = isBare ? noExtras : reply.extras;
    const withoutRoom: AgentCall[] = [];
    let nextExtra = 0;
    let ms = 0;
    const first = firstOf(packed, replies);
    const lane = singles.next(first) === null ? batches : singles;
    const count = readReply(packed, replies, keep, (index, field, outputs) => {
      const call = lane.next(first + index);
      if (call === null) return;
      lane.advance();
      ms += field.runMs;
      const extra = extras[nextExtra]?.index === index ? extras[nextExtra] : undefined;
      if (extra !== undefined) nextExtra += 1;
      if (!call.settled && extra?.failure?.code === "sandbox.overloaded") {
        call.seat.sent -= 1;
        withoutRoom.push(call);
      } else settleFrom(call, field, outputs, extra);
    });
    if (withoutRoom.length > 0) deps.onNoRoom(withoutRoom);
    // A new mean soon forgets what was: the first calls of a module run in code that is not yet optimised.
    meanMs += (Math.max(0.001, ms / Math.max(1, count)) - meanMs) / 4;
    flush();
  };

  const callNumbered = (number: number): AgentCall | null =>
    singles.callNumbered(number) ?? batches.callNumbered(number);

  const lose = (culprit: AgentCall | null, overdue: boolean, failure: Failure): void => {
    if (lost) return;
    lost = true;
    batchPort.close();
    const culpritWasOpen = culprit !== null && settle(culprit, failed(failure));
    const orphans = lanes.flatMap((lane) => lane.takeBack()).filter((call) => call !== culprit);
    deps.onLoss({ worker: self, overdue, culprit, culpritWasOpen, orphans, failure });
  };

  const mayRunFor = (number: number): number => {
    const call = callNumbered(number);
    if (call === null) return Number.POSITIVE_INFINITY;
    return call.settled ? Math.min(cancelledMs, call.seat.wallMs) : call.seat.wallMs;
  };

  const self: AgentWorker = {
    seats,
    get sent() {
      return singles.sent + batches.sent;
    },
    get ready() {
      return ready;
    },
    take: (seat) => {
      seats.add(seat);
      seat.worker = self;
      seat.defined = false;
      seat.listed = false;
    },
    offer: (seat) => {
      if (!seat.listed) {
        seat.listed = true;
        laneOf(seat).push(seat);
      }
      schedule();
    },
    drop: (seat) => {
      seats.delete(seat);
      if (seat.listed && !lost) for (const lane of lanes) lane.remove(seat);
      if (seat.defined && !lost) post({ kind: "drop", slot: seat.id });
      seat.worker = null;
      seat.defined = false;
      seat.listed = false;
    },
    check: (now) => {
      const number = clock.overdue(now, mayRunFor);
      const culprit = number === 0 ? null : callNumbered(number);
      if (culprit === null) return;
      const why = culprit.settled ? cancelled("nobody waited for it") : executionTimeExceeded(culprit.seat.wallMs);
      lose(culprit, true, why);
      void worker.terminate();
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
  worker.on("exit", (code) => lose(callNumbered(clock.running()), false, workerFailed(`it left with code ${code}`)));
  worker.on("messageerror", (error) => {
    lose(null, false, workerFailed(error.message));
    void worker.terminate();
  });
  letGo(worker);
  return self;
};
