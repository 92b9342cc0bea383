/**
 * Bytes that one thread writes and another reads, in the order in which they were written, in shared memory that is used again and again.
 * An ArrayBuffer for each message would be allocated by one thread and freed by another, tens of thousands of times a second: after
 * each collection of garbage both waited for that, ten times as long as the collection itself took.
 */

/** The same bytes, as what they are read as. */
export interface Views {
  readonly bytes: Uint8Array;
  readonly integers: Int32Array;
  readonly floats: Float64Array;
}

/** @param buffer as long as a multiple of 8 */
export const viewsOf = (buffer: ArrayBuffer | SharedArrayBuffer): Views => ({
  bytes: new Uint8Array(buffer),
  integers: new Int32Array(buffer),
  floats: new Float64Array(buffer),
});

/** What begins in a ring begins at a multiple of this, so that it may be read as floats. */
const alignment = 8;

export const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** Index, in 32-bit integers: up to where the reader is done. */
const readTo = 0;
/** What is written begins behind that. */
const begin = alignment;

/** @param bytes a multiple of 8 */
export const createRing = (bytes: number): SharedArrayBuffer => {
  const ring = new SharedArrayBuffer(begin + bytes);
  Atomics.store(new Int32Array(ring), readTo, begin);
  return ring;
};

export interface RingWriter {
  readonly views: Views;
  /** Where in the ring so many bytes begin that may be written, one after the other; null while there is no such room. */
  reserve(bytes: number): number | null;
}

/** There may be one for each ring. */
export const createRingWriter = (ring: SharedArrayBuffer): RingWriter => {
  const views = viewsOf(ring);
  let end = begin;
  return {
    views,
    reserve: (bytes) => {
      const size = aligned(bytes);
      const tail = Atomics.load(views.integers, readTo);
      const isAhead = end >= tail;
      // The end never comes to stand where the reader is, which would mean that there is nothing to read.
      const fitsHere = isAhead ? end + size <= ring.byteLength : end + size < tail;
      const fitsInFront = isAhead && begin + size < tail;
      if (!fitsHere && !fitsInFront) return null;
      const start = fitsHere ? end : begin;
      end = start + size;
      return start;
    },
  };
};

export interface RingReader {
  readonly views: Views;
  /** Tells the writer that all before `end` was read, the last byte of what it had reserved. */
  release(end: number): void;
}

/** There may be one for each ring. */
export const createRingReader = (ring: SharedArrayBuffer): RingReader => {
  const views = viewsOf(ring);
  return {
    views,
    release: (end) => {
      Atomics.store(views.integers, readTo, aligned(end));
    },
  };
};
