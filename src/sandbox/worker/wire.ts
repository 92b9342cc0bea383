/**
 * Batches of calls and of results as one ArrayBuffer each. Waking the other thread is what a message costs; packed, a batch of
 * sixty-four costs as much as one call, and a structured clone of objects would cost more than the calls.
 */

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
  first: number,
  calls: readonly { readonly slot: number; readonly input: Uint8Array | null }[],
): ArrayBuffer => {
  let size = (batchHead + perCall * calls.length) * 4;
  for (const { input } of calls) size += input === null ? 0 : input.length;
  const packed = new ArrayBuffer(size);
  const head = new Int32Array(packed, 0, batchHead + perCall * calls.length);
  const bytes = new Uint8Array(packed);
  head[0] = calls.length;
  head[1] = first;
  let at = head.byteLength;
  let field = batchHead;
  for (const { slot, input } of calls) {
    head[field] = slot;
    head[field + 1] = input === null ? onlyPrepare : input.length;
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
  readonly bytes: Uint8Array;
  slot(index: number): number;
  length(index: number): number;
  /** Where the first input starts in `bytes`; the others follow without gaps. */
  readonly start: number;
}

export const readBatch = (packed: ArrayBuffer): BatchReader => {
  const count = new Int32Array(packed, 0, 1)[0] ?? 0;
  const head = new Int32Array(packed, 0, batchHead + perCall * count);
  return {
    count,
    first: head[1] ?? 0,
    bytes: new Uint8Array(packed),
    slot: (index) => head[batchHead + perCall * index] ?? 0,
    length: (index) => head[batchHead + perCall * index + 1] ?? 0,
    start: head.byteLength,
  };
};

/** How a call went. */
export const statusSilent = 0;
export const statusOutput = 1;
export const statusFailed = 2;

const replyHead = 2;
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
  /** Layout, in 64-bit floats: count, first, then six fields of each; after them the outputs. */
  take(first: number): ArrayBuffer;
}

const smallestScratch = 65_536;

export const createReplyWriter = (maxCount: number): ReplyWriter => {
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
      const packed = new ArrayBuffer(head * 8 + size);
      new Float64Array(packed, 0, head).set(fields.subarray(0, head));
      new Uint8Array(packed, head * 8).set(scratch.subarray(0, size));
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
  /** Where the output starts in the reply's bytes. */
  start: number;
}

/** Number of the first call that the reply is about. */
export const firstOf = (packed: ArrayBuffer): number => new Float64Array(packed, 0, replyHead)[1] ?? 0;

/** Calls `visit` for every result in order. Gives how many there were. */
export const readReply = (
  packed: ArrayBuffer,
  visit: (index: number, field: ReplyField, bytes: Uint8Array) => void,
): number => {
  const count = new Float64Array(packed, 0, 1)[0] ?? 0;
  const fields = new Float64Array(packed, 0, replyHead + perResult * count);
  const bytes = new Uint8Array(packed);
  const field = { status: 0, length: 0, fuel: 0, hostCalls: 0, runMs: 0, memoryBytes: 0, start: fields.byteLength };
  for (let index = 0; index < count; index += 1) {
    const at = replyHead + perResult * index;
    field.status = fields[at] ?? 0;
    field.length = fields[at + 1] ?? 0;
    field.fuel = fields[at + 2] ?? 0;
    field.hostCalls = fields[at + 3] ?? 0;
    field.runMs = fields[at + 4] ?? 0;
    field.memoryBytes = fields[at + 5] ?? 0;
    visit(index, field, bytes);
    field.start += field.length;
  }
  return count;
};
