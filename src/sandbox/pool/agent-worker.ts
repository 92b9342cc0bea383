/**
 * The main thread's side of one agent worker: makes batches of what waits, hands out the results, and knows at any moment which
 * call is running, so that when the worker is lost only that call is.
 */
import { cancelled, executionTimeExceeded, type Failure, workerFailed, workerOutOfMemory } from "../failures.ts";
import type { CallUsage } from "../types.ts";
import {
  type AgentWorkerMessage,
  type AgentWorkerReply,
  type Extra,
  readyMessage,
  stateBytes,
} from "../worker/messages.ts";
import { maxBatchCalls, packBatch, readReply, type ReplyField, statusFailed, statusOutput } from "../worker/wire.ts";
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
import { createQueue } from "./queue.ts";
import { createRunClock } from "./run-clock.ts";
import { letGo, startWorker } from "./spawn.ts";

/** While the worker is at one batch, the next is there already. */
const leastAhead = 2;
/** More are sent ahead as long as they are little work: a busy main thread comes round too seldom to feed the worker one by one. */
const mostAhead = 16;
/** A batch holds about so much work, in milliseconds: its first answer comes with its last. */
const batchMs = 0.25;
/** All that is sent ahead holds about so much: new calls wait behind it. */
const aheadMs = 1;
const maxBatchBytes = 262_144;
/**
 * A call that nobody waits for any more may run for so long in all, in milliseconds. Most end by their fuel before; to end one is
 * to lose the worker, with what its neighbours keep in memory.
 */
const cancelledMs = 50;
/** A failure after so much work, in milliseconds, is one that neighbours notice. */
const costlyMs = 1;
const lastCallNumber = 2 ** 31 - 1 - maxBatchCalls;
/** Outputs of small batches share their buffer; one that is much smaller than its buffer must not keep all of it. */
const sharedOutputBytes = 65_536;

interface Batch {
  readonly first: number;
  readonly calls: readonly AgentCall[];
  settled: number;
}

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

const outputOf = (field: ReplyField, bytes: Uint8Array): Uint8Array => {
  const end = field.start + field.length;
  return bytes.length > sharedOutputBytes && field.length * 2 < bytes.length
    ? bytes.slice(field.start, end)
    : new Uint8Array(bytes.buffer, field.start, field.length);
};

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
  const worker = startWorker("agent", { state, isApart: deps.isApart }, deps.heapMb);
  const seats = new Set<Seat>();
  const toDo = createQueue<Seat>();
  let flying: Batch[] = [];
  let sent = 0;
  let next = 1;
  let scheduled = false;
  let lost = false;
  let ready = false;
  /** Running mean of what a call costs, in milliseconds. */
  let meanMs = 0.1;

  const post = (message: AgentWorkerMessage): void => worker.postMessage(message, []);

  /** Takes waiting calls, some of each seat in turn, so that a long queue of one delays nobody else. */
  const gather = (limit: number): AgentCall[] => {
    const calls: AgentCall[] = [];
    let bytes = 0;
    while (calls.length < limit && bytes < maxBatchBytes) {
      const seat = toDo.shift();
      if (seat === undefined) break;
      const share = Math.ceil((limit - calls.length) / (toDo.length + 1));
      for (let taken = 0; taken < share && bytes < maxBatchBytes;) {
        const call = seat.waiting.shift();
        if (call === undefined) break;
        if (call.settled) continue;
        if (!seat.defined) post({ kind: "define", slot: seat.id, spec: seat.spec });
        seat.defined = true;
        seat.sent += 1;
        taken += 1;
        bytes += call.input?.length ?? 0;
        calls.push(call);
      }
      if (seat.waiting.length > 0) {
        toDo.push(seat);
        continue;
      }
      seat.listed = false;
      // All that waited was cancelled: no answer will come that could tell.
      if (seat.sent === 0) seat.whenIdle?.();
    }
    return calls;
  };

  const maySend = (): boolean => flying.length < leastAhead || (flying.length < mostAhead && sent * meanMs < aheadMs);

  const flush = (): void => {
    scheduled = false;
    if (lost) return;
    while (toDo.length > 0 && maySend()) {
      const limit = Math.max(1, Math.min(maxBatchCalls, Math.floor(batchMs / meanMs)));
      const calls = gather(limit);
      if (calls.length === 0) continue;
      flying.push({ first: next, calls, settled: 0 });
      const packed = packBatch(next, calls);
      sent += calls.length;
      next = next + calls.length > lastCallNumber ? 1 : next + calls.length;
      // Transferring costs the same as copying about 32 KB.
      if (packed.byteLength > 32_768) worker.postMessage(packed, [packed]);
      else post(packed);
    }
  };

  const schedule = (): void => {
    if (scheduled || !maySend()) return;
    scheduled = true;
    queueMicrotask(flush);
  };

  const settleFrom = (call: AgentCall, field: ReplyField, bytes: Uint8Array, extra: Extra | undefined): void => {
    const { seat } = call;
    seat.sent -= 1;
    const wasOpen = !call.settled;
    if (wasOpen) {
      if (field.status === statusFailed) {
        settle(call, failed(extra?.failure ?? workerFailed("it gave no reason"), usageOf(field), extra?.logs));
      } else {
        const output = field.status === statusOutput ? outputOf(field, bytes) : null;
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
    const packed = reply instanceof ArrayBuffer ? reply : reply.packed;
    const extras = reply instanceof ArrayBuffer ? [] : reply.extras;
    const withoutRoom: AgentCall[] = [];
    let nextExtra = 0;
    let ms = 0;
    const { count } = readReply(packed, (index, field, bytes) => {
      const batch = flying[0];
      const call = batch?.calls[batch.settled];
      if (batch === undefined || call === undefined) return;
      batch.settled += 1;
      // A new array: one that is shifted for ever grows old, and keeps what it held longer than it should.
      if (batch.settled === batch.calls.length) flying = flying.slice(1);
      sent -= 1;
      ms += field.runMs;
      const extra = extras[nextExtra]?.index === index ? extras[nextExtra] : undefined;
      if (extra !== undefined) nextExtra += 1;
      if (!call.settled && extra?.failure?.code === "sandbox.overloaded") {
        call.seat.sent -= 1;
        withoutRoom.push(call);
      } else settleFrom(call, field, bytes, extra);
    });
    if (withoutRoom.length > 0) deps.onNoRoom(withoutRoom);
    // A new mean soon forgets what was: the first calls of a module run in code that is not yet optimised.
    meanMs += (Math.max(0.001, ms / Math.max(1, count)) - meanMs) / 4;
    if (toDo.length > 0) flush();
  };

  const callNumbered = (number: number): AgentCall | null => {
    for (const { first, calls } of flying) {
      const call = calls[number - first];
      if (call !== undefined) return call;
    }
    return null;
  };

  const lose = (culprit: AgentCall | null, overdue: boolean, failure: Failure): void => {
    if (lost) return;
    lost = true;
    const culpritWasOpen = culprit !== null && settle(culprit, failed(failure));
    const orphans = flying.flatMap(({ calls, settled }) => calls.slice(settled)).filter((call) => call !== culprit);
    flying = [];
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
      return sent;
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
        toDo.push(seat);
      }
      schedule();
    },
    drop: (seat) => {
      seats.delete(seat);
      if (seat.listed && !lost) toDo.remove(seat);
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
