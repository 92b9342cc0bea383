/**
 * A ring buffer in shared memory: one thread writes, another reads, in order. The alternative, an ArrayBuffer for each message, would
 * be allocated by one thread and freed by the other tens of thousands of times a second; both threads then stalled after each
 * garbage collection, for ten times as long as the collection itself took.
 */

/** The same bytes as three element types. */
export interface Views {
  readonly bytes: Uint8Array;
  readonly integers: Int32Array;
  readonly floats: Float64Array;
}

/** @param buffer its length is a multiple of 8 */
export const viewsOf = (buffer: ArrayBuffer | SharedArrayBuffer): Views => ({
  bytes: new Uint8Array(buffer),
  integers: new Int32Array(buffer),
  floats: new Float64Array(buffer),
});

/** Whatever is written starts at a multiple of this, so that it can be read as floats. */
const alignment = 8;

export const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/** Index, in 32-bit integers, of the position up to which everything was read. */
const readTo = 0;
/** The data starts behind that. */
const begin = alignment;

/** Makes a ring empty, for a new writer and a new reader. No other thread may use it. */
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
  /** Reserves contiguous room and returns where it starts; null while there is none. */
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
      // The end never reaches the reader's position from behind: a full ring would look empty.
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
  /** Tells the writer that everything before `end`, the end of a reservation, was read. */
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
