/**
 * A ring buffer in shared memory with one writing and one reading thread. With an ArrayBuffer for each message instead, one thread
 * allocated and the other freed tens of thousands of buffers per second, and both threads stalled after each garbage collection for ten
 * times as long as the collection itself took.
 */

/** The same bytes viewed as three element types. */
export interface Views {
  readonly bytes: Uint8Array;
  readonly integers: Int32Array;
  readonly floats: Float64Array;
}

/** @param buffer its length must be a multiple of 8 */
export const viewsOf = (buffer: ArrayBuffer | SharedArrayBuffer): Views => ({
  bytes: new Uint8Array(buffer),
  integers: new Int32Array(buffer),
  floats: new Float64Array(buffer),
});

/** Every reservation starts at a multiple of this, so that it can be read as 64-bit floats. */
const alignment = 8;

export const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** Index, as a 32-bit integer, of the position up to which everything has been read. */
const readTo = 0;
/** The data starts after the header. */
const begin = alignment;

/** Empties a ring for a new writer and a new reader. No other thread may be using it. */
export const resetRing = (ring: SharedArrayBuffer): void => {
  Atomics.store(new Int32Array(ring), readTo, begin);
};

/** @param bytes a multiple of 8 */
export const createRing = (bytes: number): SharedArrayBuffer => {
  const ring = new SharedArrayBuffer(begin + bytes);
  resetRing(ring);
  return ring;
};

export interface RingWriter {
  readonly views: Views;
  /** Reserves contiguous space and returns its start; null if there is not enough space at the moment. */
  reserve(bytes: number): number | null;
}

/** At most one for each ring. */
export const createRingWriter = (ring: SharedArrayBuffer): RingWriter => {
  const views = viewsOf(ring);
  let end = begin;
  return {
    views,
    reserve: (bytes) => {
      const size = aligned(bytes);
      const tail = Atomics.load(views.integers, readTo);
      const isAhead = end >= tail;
      // The end must never catch up with the reader's position, because a full ring would look empty.
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
  /** Tells the writer that everything before `end`, the end of a reservation, has been read. */
  release(end: number): void;
}

/** At most one for each ring. */
export const createRingReader = (ring: SharedArrayBuffer): RingReader => {
  const views = viewsOf(ring);
  return {
    views,
    release: (end) => {
      Atomics.store(views.integers, readTo, aligned(end));
    },
  };
};
