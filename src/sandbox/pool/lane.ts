/**
 * A way by which calls reach a worker. There are two: single calls, which somebody waits for one by one, go before those of
 * batches wherever the worker is between two calls. So as much of a batch may be sent ahead as keeps the worker busy while
 * the main thread is at other things, and none of its neighbours waits behind it.
 */
import type { RingWriter } from "../worker/ring.ts";
import { maxBatchCalls, packBatch, type Packed } from "../worker/wire.ts";
import type { AgentCall, Seat } from "./calls.ts";
import { createQueue } from "./queue.ts";

export interface LaneSettings {
  /** Takes calls of batches, and what stands behind them in line. */
  readonly isForBatches: boolean;
  /** More are sent ahead as long as they are little work: a busy main thread comes round too seldom to feed the worker one by one. */
  readonly mostAhead: number;
  /** All that is sent ahead is about so much work, in milliseconds: new calls wait behind it. */
  readonly aheadMs: number;
}

export const singleLane: LaneSettings = {
  isForBatches: false,
  mostAhead: 16,
  aheadMs: 1,
};

/** The main thread reads or writes a batch of thousands for tens of milliseconds, in which it sends nothing. */
export const batchLane: LaneSettings = {
  isForBatches: true,
  mostAhead: 128,
  aheadMs: 24,
};

/** Calls that travel together are about so much work, in milliseconds: the first answer may come with the last. */
const packMs = 0.25;
const mostPackBytes = 262_144;
/** While the worker is at one pack, the next is there already. */
const leastAhead = 2;

/** Calls on their way together, numbered from `first`. */
interface Pack {
  readonly first: number;
  readonly calls: readonly AgentCall[];
  settled: number;
}

export interface Lane {
  /** Calls that are with the worker. */
  readonly sent: number;
  /** Whether seats wait for their turn. */
  readonly waits: boolean;
  /** `meanMs` is what a call costs at the moment. */
  maySend(meanMs: number): boolean;
  push(seat: Seat): void;
  remove(seat: Seat): void;
  /** Packs the next calls, numbered from `first`; null where all that waited was cancelled. */
  pack(first: number, meanMs: number): { readonly packed: Packed; readonly count: number } | null;
  /** The call that the worker reports next, if the lane's next has this number. */
  next(number: number): AgentCall | null;
  /** That call was reported. */
  advance(): void;
  callNumbered(number: number): AgentCall | null;
  /** Takes all that are with the worker and were not reported, in order. */
  takeBack(): readonly AgentCall[];
}

export interface LaneDeps {
  /** Where the packed calls go. */
  readonly ring: RingWriter;
  /** Before the first call of a seat that the worker does not know. */
  readonly define: (seat: Seat) => void;
  /** It has more calls, and is to be listed again. */
  readonly relist: (seat: Seat) => void;
}

export const createLane = (
  { isForBatches, mostAhead, aheadMs }: LaneSettings,
  { ring, define, relist }: LaneDeps,
): Lane => {
  const toDo = createQueue<Seat>();
  let flying: Pack[] = [];
  let sent = 0;

  const takes = ({ waiting }: Seat): boolean => isForBatches || waiting.peek()?.inBatch !== true;

  /** Takes up to so many of the seat's calls; gives their bytes. */
  const takeFrom = (seat: Seat, share: number, room: number, calls: AgentCall[]): number => {
    let bytes = 0;
    for (let taken = 0; taken < share && bytes < room && takes(seat);) {
      const call = seat.waiting.shift();
      if (call === undefined) break;
      if (call.settled) continue;
      if (!seat.defined) define(seat);
      seat.sent += 1;
      if (isForBatches) seat.batched += 1;
      taken += 1;
      bytes += call.input?.length ?? 0;
      calls.push(call);
    }
    return bytes;
  };

  /** Takes waiting calls, some of each seat in turn, so that a long queue of one delays nobody else. */
  const gather = (limit: number): AgentCall[] => {
    const calls: AgentCall[] = [];
    let room = mostPackBytes;
    while (calls.length < limit && room > 0) {
      const seat = toDo.shift();
      if (seat === undefined) break;
      room -= takeFrom(seat, Math.ceil((limit - calls.length) / (toDo.length + 1)), room, calls);
      relist(seat);
    }
    return calls;
  };

  return {
    get sent() {
      return sent;
    },
    get waits() {
      return toDo.length > 0;
    },
    maySend: (meanMs) => flying.length < leastAhead || (flying.length < mostAhead && sent * meanMs < aheadMs),
    push: toDo.push,
    remove: toDo.remove,
    pack: (first, meanMs) => {
      const calls = gather(Math.max(1, Math.min(maxBatchCalls, Math.floor(packMs / meanMs))));
      if (calls.length === 0) return null;
      flying.push({ first, calls, settled: 0 });
      sent += calls.length;
      return { packed: packBatch(ring, first, calls), count: calls.length };
    },
    next: (number) => {
      const pack = flying[0];
      return pack !== undefined && pack.first + pack.settled === number ? (pack.calls[pack.settled] ?? null) : null;
    },
    advance: () => {
      const pack = flying[0];
      if (pack === undefined) return;
      const seat = pack.calls[pack.settled]?.seat;
      if (isForBatches && seat !== undefined) seat.batched -= 1;
      pack.settled += 1;
      sent -= 1;
      // A new array: one that is shifted for ever grows old, and keeps what it held longer than it should.
      if (pack.settled === pack.calls.length) flying = flying.slice(1);
    },
    callNumbered: (number) => {
      for (const { first, calls } of flying) {
        const call = calls[number - first];
        if (call !== undefined) return call;
      }
      return null;
    },
    takeBack: () => {
      const left = flying.flatMap(({ calls, settled }) => calls.slice(settled));
      if (isForBatches) for (const { seat } of left) seat.batched = 0;
      flying = [];
      sent = 0;
      return left;
    },
  };
};
