/**
 * Batches of calls and of results, each in one piece. Waking the other thread is what a message costs; packed, a batch of
 * sixty-four costs as much as one call, and a structured clone of objects would cost more than the calls.
 */
import { aligned, type RingReader, type RingWriter, type Views, viewsOf } from "./ring.ts";

/** Where a batch is: from this byte of the ring on, or, where that had no room, in a buffer of its own. */
export type Packed = number | ArrayBuffer;

interface Place {
  readonly packed: Packed;
  readonly views: Views;
  /** In bytes, a multiple of 8. */
  readonly start: number;
}

/** Where so many bytes may be written. */
const placeFor = ({ views, reserve }: RingWriter, size: number): Place => {
  const start = reserve(size);
  if (start !== null) return { packed: start, views, start };
  const buffer = new ArrayBuffer(aligned(size));
  return { packed: buffer, views: viewsOf(buffer), start: 0 };
};

/** What was packed, as the other thread finds it. */
const placeOf = (packed: Packed, ring: RingReader): Place =>
  typeof packed === "number"
    ? { packed, views: ring.views, start: packed }
    : { packed, views: viewsOf(packed), start: 0 };

/** All of it was read, up to `end`. */
const done = (packed: Packed, ring: RingReader, end: number): void => {
  if (typeof packed === "number") ring.release(end);
};

/** A call with this length only makes the instance ready. */
export const onlyPrepare = -1;

/** At most so many calls travel together. Waking a thread costs about 20 µs: spread over so many calls it no longer counts. */
export const maxBatchCalls = 256;

const batchHead = 2;
const perCall = 2;

/**
 * Calls, with their numbers counting up from `first`. Layout, in 32-bit integers: count, first, then slot and length of each;
 * after them the inputs.
 */
export const packBatch = (
  into: RingWriter,
  first: number,
  calls: readonly { readonly slot: number; readonly input: Uint8Array | null }[],
): Packed => {
  let size = (batchHead + perCall * calls.length) * 4;
  let at = size;
  for (const { input } of calls) size += input === null ? 0 : input.length;
  const {
    packed,
    views: { integers, bytes },
    start,
  } = placeFor(into, size);
  let field = start / 4;
  at += start;
  integers[field] = calls.length;
  integers[field + 1] = first;
  field += batchHead;
  for (const { slot, input } of calls) {
    integers[field] = slot;
    integers[field + 1] = input === null ? onlyPrepare : input.length;
    field += perCall;
    if (input === null) continue;
    bytes.set(input, at);
    at += input.length;
  }
  return packed;
};

export interface BatchReader {
  readonly count: number;
  readonly first: number;
  /** They may be written anew once the batch is {@link done}. */
  readonly bytes: Uint8Array;
  slot(index: number): number;
  length(index: number): number;
  /** Where the first input starts in `bytes`; the others follow without gaps. */
  readonly start: number;
  /** The last input ended there; nothing is read any more. */
  done(end: number): void;
}

export const readBatch = (given: Packed, ring: RingReader): BatchReader => {
  const {
    packed,
    views: { integers, bytes },
    start,
  } = placeOf(given, ring);
  const head = start / 4;
  const count = integers[head] ?? 0;
  return {
    count,
    first: integers[head + 1] ?? 0,
    bytes,
    slot: (index) => integers[head + batchHead + perCall * index] ?? 0,
    length: (index) => integers[head + batchHead + perCall * index + 1] ?? 0,
    start: start + (batchHead + perCall * count) * 4,
    done: (end) => done(packed, ring, end),
  };
};

/** How a call went. */
export const statusSilent = 0;
export const statusOutput = 1;
export const statusFailed = 2;

const replyHead = 3;
const perResult = 6;

/** Collects results and packs those that came since the last time. */
export interface ReplyWriter {
  readonly count: number;
  /** Bytes of output that wait to be packed. */
  readonly size: number;
  /** `source` is read at once, from `start`, `length` bytes. */
  add(
    status: number,
    source: Uint8Array,
    start: number,
    length: number,
    fuel: number,
    hostCalls: number,
    runMs: number,
    memoryBytes: number,
  ): void;
  /** Layout, in 64-bit floats: count, first, bytes of output, then six fields of each; after them the outputs. */
  take(first: number): Packed;
}

const smallestScratch = 65_536;

export const createReplyWriter = (into: RingWriter, maxCount: number): ReplyWriter => {
  const fields = new Float64Array(replyHead + perResult * maxCount);
  let scratch = new Uint8Array(smallestScratch);
  let count = 0;
  let size = 0;
  const reserve = (more: number): void => {
    if (size + more <= scratch.length) return;
    const larger = new Uint8Array(Math.max(size + more, scratch.length * 2));
    larger.set(scratch.subarray(0, size));
    scratch = larger;
  };
  return {
    get count() {
      return count;
    },
    get size() {
      return size;
    },
    add: (status, source, start, length, fuel, hostCalls, runMs, memoryBytes) => {
      const at = replyHead + perResult * count;
      fields[at] = status;
      fields[at + 1] = length;
      fields[at + 2] = fuel;
      fields[at + 3] = hostCalls;
      fields[at + 4] = runMs;
      fields[at + 5] = memoryBytes;
      count += 1;
      if (length === 0) return;
      reserve(length);
      scratch.set(source.subarray(start, start + length), size);
      size += length;
    },
    take: (first) => {
      const head = replyHead + perResult * count;
      fields[0] = count;
      fields[1] = first;
      fields[2] = size;
      const { packed, views, start } = placeFor(into, head * 8 + size);
      views.floats.set(fields.subarray(0, head), start / 8);
      views.bytes.set(scratch.subarray(0, size), start + head * 8);
      count = 0;
      size = 0;
      if (scratch.length > smallestScratch * 16) scratch = new Uint8Array(smallestScratch);
      return packed;
    },
  };
};

/** One result, read; the same object is filled again for the next. */
export interface ReplyField {
  status: number;
  length: number;
  fuel: number;
  hostCalls: number;
  runMs: number;
  memoryBytes: number;
  /** Where the output starts among those that came with it. */
  start: number;
}

/** Number of the first call that the reply is about. */
export const firstOf = (packed: Packed, ring: RingReader): number => {
  const { views, start } = placeOf(packed, ring);
  return views.floats[start / 8 + 1] ?? 0;
};

/** Copies the outputs, to be kept: where they come from is written anew. */
type Keep = (source: Uint8Array, start: number, length: number) => Uint8Array;

/** Calls `visit` for every result in order, with all outputs as they are kept. Gives how many results there were. */
export const readReply = (
  given: Packed,
  ring: RingReader,
  keep: Keep,
  visit: (index: number, field: ReplyField, outputs: Uint8Array) => void,
): number => {
  const {
    packed,
    views: { floats, bytes },
    start,
  } = placeOf(given, ring);
  const head = start / 8;
  const count = floats[head] ?? 0;
  const size = floats[head + 2] ?? 0;
  const outputsAt = start + (replyHead + perResult * count) * 8;
  const outputs = keep(bytes, outputsAt, size);
  const field = { status: 0, length: 0, fuel: 0, hostCalls: 0, runMs: 0, memoryBytes: 0, start: 0 };
  for (let index = 0; index < count; index += 1) {
    const at = head + replyHead + perResult * index;
    field.status = floats[at] ?? 0;
    field.length = floats[at + 1] ?? 0;
    field.fuel = floats[at + 2] ?? 0;
    field.hostCalls = floats[at + 3] ?? 0;
    field.runMs = floats[at + 4] ?? 0;
    field.memoryBytes = floats[at + 5] ?? 0;
    visit(index, field, outputs);
    field.start += field.length;
  }
  done(packed, ring, outputsAt + size);
  return count;
};
