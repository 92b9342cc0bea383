/**
 * One of the two queues through which calls reach a worker: one for single calls, one for calls of batches. Between two calls the
 * worker prefers single calls. So enough of a batch can be sent ahead to keep the worker busy while the main thread does other work,
 * without delaying single calls.
 */
import type { RingWriter } from "../worker/ring.ts";
import { maxPackCalls, packCalls, type Packed } from "../worker/wire.ts";
import type { AgentCall, InstanceSlot } from "./calls.ts";
import { createQueue } from "./queue.ts";

export interface CallQueueSettings {
  /** Takes calls of batches, and single calls that are queued behind them. */
  readonly isForBatches: boolean;
  /** Maximum number of packs with the worker. More than two are sent only while all together are less work than `aheadMs`. */
  readonly mostAhead: number;
  /** Expected work to send ahead, in milliseconds. New calls wait behind it. */
  readonly aheadMs: number;
}

export const singleQueue: CallQueueSettings = {
  isForBatches: false,
  mostAhead: 16,
  aheadMs: 1,
};

/** Reading or writing a batch of thousands of calls keeps the main thread busy for tens of milliseconds, during which it sends nothing. */
export const batchQueue: CallQueueSettings = {
  isForBatches: true,
  mostAhead: 128,
  aheadMs: 24,
};

/** Expected work in one pack, in milliseconds. Kept short because the first answer may arrive together with the last. */
const packMs = 0.25;
const mostPackBytes = 262_144;
/** The next pack is already with the worker while it runs one. */
const leastAhead = 2;

/** Calls that were sent together, numbered from `first`. */
interface SentPack {
  readonly first: number;
  readonly calls: readonly AgentCall[];
  reported: number;
}

export interface CallQueue {
  /** Calls that are with the worker. */
  readonly sent: number;
  /** Whether any slot is waiting for its turn. */
  readonly waits: boolean;
  /** @param meanMs current mean duration of a call, in milliseconds */
  maySend(meanMs: number): boolean;
  push(slot: InstanceSlot): void;
  remove(slot: InstanceSlot): void;
  /** Packs the next calls, numbered from `first`. Null if all of them were cancelled or they could not be packed. */
  pack(first: number, meanMs: number): { readonly packed: Packed; readonly count: number } | null;
  /** The next call that the worker must report, if it has this number; otherwise null. */
  next(number: number): AgentCall | null;
  /** Marks that call as reported. */
  advance(): void;
  callNumbered(number: number): AgentCall | null;
  /** Removes and returns all calls that were sent but not reported, in order. */
  takeBack(): readonly AgentCall[];
}

export interface CallQueueDeps {
  /** The ring that packs are written into. */
  readonly ring: RingWriter;
  /** Called before the first call of a slot that the worker does not know yet. */
  readonly define: (slot: InstanceSlot) => void;
  /** Number of messages that the worker must have taken before it runs a pack. Called after the slots of the pack were defined. */
  readonly fence: () => number;
  /** The slot has had its turn; it is queued again if it has more calls. */
  readonly relist: (slot: InstanceSlot) => void;
  /** A cancelled call was removed from the queue and is not sent. */
  readonly onSkipped: (call: AgentCall) => void;
  /** The calls could not be packed, for example because the caller has transferred an input's buffer. */
  readonly onUnpackable: (calls: readonly AgentCall[], reason: unknown) => void;
}

export const createCallQueue = (
  { isForBatches, mostAhead, aheadMs }: CallQueueSettings,
  { ring, define, fence, relist, onSkipped, onUnpackable }: CallQueueDeps,
): CallQueue => {
  const turns = createQueue<InstanceSlot>();
  let packs: SentPack[] = [];
  let sent = 0;

  const takes = ({ waiting }: InstanceSlot): boolean => isForBatches || waiting.peek()?.inBatch !== true;

  /** Moves up to `share` of the slot's calls into `calls`; returns the total size of their inputs, in bytes. */
  const takeFrom = (slot: InstanceSlot, share: number, room: number, calls: AgentCall[]): number => {
    let bytes = 0;
    if (slot.returned.length > 0) return bytes;
    for (let taken = 0; taken < share && bytes < room && takes(slot);) {
      const call = slot.waiting.shift();
      if (call === undefined) break;
      if (call.settled) {
        onSkipped(call);
        continue;
      }
      if (!slot.defined) define(slot);
      slot.sent += 1;
      if (isForBatches) slot.batched += 1;
      taken += 1;
      bytes += call.input?.length ?? 0;
      calls.push(call);
    }
    return bytes;
  };

  /** Takes waiting calls from each slot in turn, so that one slot's long queue does not starve the others. */
  const gather = (limit: number): AgentCall[] => {
    const calls: AgentCall[] = [];
    let room = mostPackBytes;
    while (calls.length < limit && room > 0) {
      const slot = turns.shift();
      if (slot === undefined) break;
      room -= takeFrom(slot, Math.ceil((limit - calls.length) / (turns.length + 1)), room, calls);
      relist(slot);
    }
    return calls;
  };

  const giveUp = (calls: readonly AgentCall[], reason: unknown): void => {
    for (const { slot } of calls) {
      slot.sent -= 1;
      if (isForBatches) slot.batched -= 1;
    }
    onUnpackable(calls, reason);
  };

  return {
    get sent() {
      return sent;
    },
    get waits() {
      return turns.length > 0;
    },
    maySend: (meanMs) => packs.length < leastAhead || (packs.length < mostAhead && sent * meanMs < aheadMs),
    push: turns.push,
    remove: (slot) => {
      turns.removeWhere((other) => other === slot);
    },
    pack: (first, meanMs) => {
      const calls = gather(Math.max(1, Math.min(maxPackCalls, Math.floor(packMs / meanMs))));
      if (calls.length === 0) return null;
      try {
        const packed = packCalls(ring, first, fence(), calls);
        packs.push({ first, calls, reported: 0 });
        sent += calls.length;
        return { packed, count: calls.length };
      } catch (reason) {
        giveUp(calls, reason);
        return null;
      }
    },
    next: (number) => {
      const pack = packs[0];
      return pack !== undefined && pack.first + pack.reported === number ? (pack.calls[pack.reported] ?? null) : null;
    },
    advance: () => {
      const pack = packs[0];
      if (pack === undefined) return;
      const slot = pack.calls[pack.reported]?.slot;
      if (isForBatches && slot !== undefined) slot.batched -= 1;
      pack.reported += 1;
      sent -= 1;
      // A new array: one that is shifted for ever moves to the old generation, and keeps its former elements alive for too long.
      if (pack.reported === pack.calls.length) packs = packs.slice(1);
    },
    callNumbered: (number) => {
      for (const { first, calls } of packs) {
        const call = calls[number - first];
        if (call !== undefined) return call;
      }
      return null;
    },
    takeBack: () => {
      const left = packs.flatMap(({ calls, reported }) => calls.slice(reported));
      if (isForBatches) for (const { slot } of left) slot.batched = 0;
      packs = [];
      sent = 0;
      return left;
    },
  };
};
