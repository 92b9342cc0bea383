/**
 * One of the two queues by which calls reach a worker. Single calls, each of which is awaited by itself, take precedence over calls of
 * batches whenever the worker is between two calls. So enough of a batch can be sent ahead to keep the worker busy while the main
 * thread does other work, and single calls do not wait behind it.
 */
import type { RingWriter } from "../worker/ring.ts";
import { maxPackCalls, packCalls, type Packed } from "../worker/wire.ts";
import type { AgentCall, InstanceSlot } from "./calls.ts";
import { createQueue } from "./queue.ts";

export interface CallQueueSettings {
  /** Takes calls of batches, and calls that stand behind them in line. */
  readonly isForBatches: boolean;
  /** Packs that may be with the worker; more than two only as long as they are little work. */
  readonly mostAhead: number;
  /** All that is sent ahead is expected to be about this much work, in milliseconds: new calls wait behind it. */
  readonly aheadMs: number;
}

export const singleQueue: CallQueueSettings = {
  isForBatches: false,
  mostAhead: 16,
  aheadMs: 1,
};

/** Reading or writing a batch of thousands takes the main thread tens of milliseconds, in which it sends nothing. */
export const batchQueue: CallQueueSettings = {
  isForBatches: true,
  mostAhead: 128,
  aheadMs: 24,
};

/** A pack is expected to be about this much work, in milliseconds: the first answer may come with the last. */
const packMs = 0.25;
const mostPackBytes = 262_144;
/** While the worker runs one pack, the next is there already. */
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
  /** Whether slots wait for their turn. */
  readonly waits: boolean;
  /** `meanMs` is what a call costs at the moment. */
  maySend(meanMs: number): boolean;
  push(slot: InstanceSlot): void;
  remove(slot: InstanceSlot): void;
  /** Packs the next calls, numbered from `first`; null where all that waited was cancelled, or could not be packed. */
  pack(first: number, meanMs: number): { readonly packed: Packed; readonly count: number } | null;
  /** The call that the worker reports next, if its number is this one. */
  next(number: number): AgentCall | null;
  /** That call was reported. */
  advance(): void;
  callNumbered(number: number): AgentCall | null;
  /** Takes back all calls that were sent and not reported, in order. */
  takeBack(): readonly AgentCall[];
}

export interface CallQueueDeps {
  /** Where the packed calls go. */
  readonly ring: RingWriter;
  /** Called before the first call of a slot that the worker does not know. */
  readonly define: (slot: InstanceSlot) => void;
  /** Messages that the worker must have taken before it runs a pack; asked once its calls are defined. */
  readonly fence: () => number;
  /** The slot had its turn. */
  readonly relist: (slot: InstanceSlot) => void;
  /** A cancelled call left the queue; it is not sent. */
  readonly onSkipped: (call: AgentCall) => void;
  /** The calls could not be packed, such as when a caller's buffer was transferred elsewhere. */
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

  /** Takes up to `share` of the slot's calls; returns their bytes. */
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

  /** Takes waiting calls, some of each slot in turn, so that one slot's long queue delays no other. */
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
      // A new array: one that is shifted for ever grows old, and keeps what it held longer than it should.
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
