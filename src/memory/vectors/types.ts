/** What the vector index is to the store that keeps it. */

/** A vector as `encodeVector` makes it, with 12 bits a dimension: what is kept in the database, and what the index holds. */
export interface EncodedVector {
  /** What each code is multiplied by. */
  readonly scale: number;
  /** The high eight bits of each dimension, then the low four of two in a byte. It has its buffer to itself. */
  readonly data: Int8Array;
}

export interface VectorMatch {
  readonly key: number;
  /** Cosine, -1 to 1, to about 0.0001. */
  readonly similarity: number;
}

export interface VectorQuery {
  /** Of any length but zero. */
  readonly vector: Float32Array;
  readonly limit: number;
  /** Only vectors with one of these tags; of all tags unless given. */
  readonly tags?: Iterable<number>;
  /** Only vectors of these keys, each of which is compared exactly; of all keys unless given. Unknown ones count for nothing. */
  readonly keys?: Iterable<number>;
  /** Cosine. -1 unless given. */
  readonly minSimilarity?: number;
  /** Compares with every vector in place of those whose signs are near: what the benchmark and the tests hold the fast way against. */
  readonly exhaustive?: boolean;
}

/**
 * The nearest vectors by cosine. All of it is synchronous and meant for a thread of its own: a search of 100,000 vectors
 * takes half a millisecond. It is in memory alone; whoever keeps it fills it from the rows.
 */
export interface VectorIndex {
  readonly size: number;
  /** Of linear memory in use. It never shrinks; places that were freed are used again. */
  readonly bytes: number;
  /**
   * Adds, or replaces. `key` is a whole number of at least 0, best a small one; `tag`, below {@link maxTag}, is whatever a
   * search should be able to filter by, such as the number of a place and type.
   */
  put(key: number, tag: number, vector: EncodedVector): void;
  has(key: number): boolean;
  /** Whether it holds this very vector under this key and tag. */
  holds(key: number, tag: number, vector: EncodedVector): boolean;
  /** Says whether it was there. */
  remove(key: number): boolean;
  /** Nearest first; of equals the lower key. */
  search(query: VectorQuery): readonly VectorMatch[];
  clear(): void;
}

export const maxTag = 1 << 22;
