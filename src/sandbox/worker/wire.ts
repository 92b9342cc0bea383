/**
 * Packs: several calls, or several results, in one piece. A message costs what it takes to wake the other thread; a pack of sixty-four
 * calls costs as much as one call, and a structured clone of objects would cost more than the calls themselves.
 */
import { aligned, type RingReader, type RingWriter, type Views, viewsOf } from "./ring.ts";

/** Where a pack is: at this byte of the ring, or, where the ring had no room, in a buffer of its own. */
export type Packed = number | ArrayBuffer;

interface Place {
  readonly packed: Packed;
  readonly views: Views;
  /** In bytes, a multiple of 8. */
  readonly start: number;
}

/** Room for `size` bytes. */
const placeFor = ({ views, reserve }: RingWriter, size: number): Place => {
  const start = reserve(size);
  if (start !== null) return { packed: start, views, start };
  const buffer = new ArrayBuffer(aligned(size));
  return { packed: buffer, views: viewsOf(buffer), start: 0 };
};

/** Where the other thread finds a pack. */
const placeOf = (packed: Packed, ring: RingReader): Place =>
  typeof packed === "number"
    ? { packed, views: ring.views, start: packed }
    : { packed, views: viewsOf(packed), start: 0 };

/** The pack was read, up to `end`. */
const release = (packed: Packed, ring: RingReader, end: number): void => {
  if (typeof packed === "number") ring.release(end);
};

/** A call with this length only makes the instance ready. */
export const onlyPrepare = -1;

/** Most calls that travel together. Waking a thread costs about 20 µs, which no longer counts when shared by this many. */
export const maxPackCalls = 256;

const packHead = 3;
const perCall = 2;

/**
 * Packs calls, with their numbers counting up from `first`. `fence` is how many messages the worker must have taken from its parent's port
 * before it runs them; it is compared modulo 2^32. Layout, in 32-bit integers: count, first, fence, then slot number and length of each
 * call; after them the inputs.
 */
export const packCalls = (
  into: RingWriter,
  first: number,
  fence: number,
  calls: readonly { readonly slot: { readonly number: number }; readonly input: Uint8Array | null }[],
): Packed => {
  let size = (packHead + perCall * calls.length) * 4;
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
  integers[field + 2] = fence;
  field += packHead;
  for (const { slot, input } of calls) {
    integers[field] = slot.number;
    integers[field + 1] = input === null ? onlyPrepare : input.length;
    field += perCall;
    if (input === null) continue;
    bytes.set(input, at);
    at += input.length;
  }
  return packed;
};

export interface PackReader {
  readonly count: number;
  readonly first: number;
  readonly fence: number;
  /** They may be overwritten once the pack is released. */
  readonly bytes: Uint8Array;
  slot(index: number): number;
  length(index: number): number;
  /** Where the first input starts in `bytes`; the others follow without gaps. */
  readonly start: number;
  /** The last input ended at `end`; the pack is not read any more. */
  release(end: number): void;
}

export const readPack = (given: Packed, ring: RingReader): PackReader => {
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
    fence: integers[head + 2] ?? 0,
    bytes,
    slot: (index) => integers[head + packHead + perCall * index] ?? 0,
    length: (index) => integers[head + packHead + perCall * index + 1] ?? 0,
    start: start + (packHead + perCall * count) * 4,
    release: (end) => release(packed, ring, end),
  };
};

/** How a call went. */
export const statusSilent = 0;
export const statusOutput = 1;
export const statusFailed = 2;
/** It was not run, because there is no room for its instance. */
export const statusNoRoom = 3;
/** It was not run: the calls before it were more work than expected, or one of them was not run. */
export const statusReturned = 4;

const replyHead = 3;
const perResult = 6;

/** Collects results, and packs those that were added since the last time. */
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
  /** Where the output starts in the bytes that it came with. */
  start: number;
}

/** The number of the first call in a reply. */
export const firstOf = (packed: Packed, ring: RingReader): number => {
  const { views, start } = placeOf(packed, ring);
  return views.floats[start / 8 + 1] ?? 0;
};

/**
 * Calls `visit` for every result in order, with the bytes that hold its output from `field.start` on. These are overwritten once all
 * results were visited. Returns how many results there were.
 */
export const readReply = (
  given: Packed,
  ring: RingReader,
  visit: (index: number, field: ReplyField, bytes: Uint8Array) => void,
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
  const field = { status: 0, length: 0, fuel: 0, hostCalls: 0, runMs: 0, memoryBytes: 0, start: outputsAt };
  for (let index = 0; index < count; index += 1) {
    const at = head + replyHead + perResult * index;
    field.status = floats[at] ?? 0;
    field.length = floats[at + 1] ?? 0;
    field.fuel = floats[at + 2] ?? 0;
    field.hostCalls = floats[at + 3] ?? 0;
    field.runMs = floats[at + 4] ?? 0;
    field.memoryBytes = floats[at + 5] ?? 0;
    visit(index, field, bytes);
    field.start += field.length;
  }
  release(packed, ring, outputsAt + size);
  return count;
};
