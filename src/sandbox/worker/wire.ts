/**
 * Packs of several calls or results. The cost of a message is mainly that of waking the other thread, so a pack of 64 calls costs as much
 * as a single call. A structured clone of objects would cost more than the calls themselves.
 */
import { aligned, type RingReader, type RingWriter, type Views, viewsOf } from "./ring.ts";

/** Location of a pack: a byte offset in the ring, or a separate buffer if the ring had no room. */
export type Packed = number | ArrayBuffer;

interface Place {
  readonly packed: Packed;
  readonly views: Views;
  /** In bytes, a multiple of 8. */
  readonly start: number;
}

/** Reserves `size` bytes in the ring, or in a separate buffer if the ring is full. */
const placeFor = ({ views, reserve }: RingWriter, size: number): Place => {
  const start = reserve(size);
  if (start !== null) return { packed: start, views, start };
  const buffer = new ArrayBuffer(aligned(size));
  return { packed: buffer, views: viewsOf(buffer), start: 0 };
};

/** Finds a pack that the other thread wrote. */
const placeOf = (packed: Packed, ring: RingReader): Place =>
  typeof packed === "number"
    ? { packed, views: ring.views, start: packed }
    : { packed, views: viewsOf(packed), start: 0 };

/** Releases the pack's space in the ring, up to `end`. */
const release = (packed: Packed, ring: RingReader, end: number): void => {
  if (typeof packed === "number") ring.release(end);
};

/** A call with this length only creates the instance. */
export const onlyPrepare = -1;

/** Maximum number of calls in a pack. Waking a thread costs about 20 µs, which is negligible when shared by this many calls. */
export const maxPackCalls = 256;

const packHead = 3;
const perCall = 2;

/**
 * Packs calls, which are numbered from `first`. `fence` is the number of messages that the worker must have taken from its parent's port
 * before it runs them; it is compared modulo 2^32. Layout, in 32-bit integers: count, first, fence, then the slot number and input length
 * of each call; the inputs follow.
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
  /** May be overwritten once the pack is released. */
  readonly bytes: Uint8Array;
  slot(index: number): number;
  length(index: number): number;
  /** Where the first input starts in `bytes`; the others follow without gaps. */
  readonly start: number;
  /** Call when the pack has been read; `end` is where the last input ended. */
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

/** The call succeeded without an output. */
export const statusSilent = 0;
export const statusOutput = 1;
export const statusFailed = 2;
/** The call was not run, because there is no room for its instance. */
export const statusNoRoom = 3;
/** The call was not run, because its pack used too much fuel or an earlier call of its slot was not run. */
export const statusReturned = 4;

const replyHead = 3;
const perResult = 6;

/** Collects results and packs them. */
export interface ReplyWriter {
  readonly count: number;
  /** Bytes of output waiting to be packed. */
  readonly size: number;
  /** Adds a result. The output, `length` bytes of `source` from `start` on, is copied immediately. */
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
  /**
   * Packs the results added since the last call. Layout, in 64-bit floats: count, first, bytes of output, then six fields for each result;
   * the outputs follow.
   */
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

/** One result. The reader reuses the object for the next result. */
export interface ReplyField {
  status: number;
  length: number;
  fuel: number;
  hostCalls: number;
  runMs: number;
  memoryBytes: number;
  /** Where the output starts in the bytes passed to `visit`. */
  start: number;
}

/** The number of the first call in a reply. */
export const firstOf = (packed: Packed, ring: RingReader): number => {
  const { views, start } = placeOf(packed, ring);
  return views.floats[start / 8 + 1] ?? 0;
};

/**
 * Calls `visit` for every result in order, with the bytes that contain its output from `field.start` on. They may be overwritten once all
 * results have been visited. Returns the number of results.
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
