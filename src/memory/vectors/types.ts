/** The interface between the vector index and its store. */

/** A vector as encoded by `encodeVector`, with 12 bits per dimension, both in the database and in the index. */
export interface EncodedVector {
  /** The factor of each code. */
  readonly scale: number;
  /** The high eight bits of each dimension, then the low four bits of two dimensions per byte. The buffer is not shared. */
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
  /** Only vectors with these keys, each compared exactly; all keys unless given. Unknown keys are ignored. */
  readonly keys?: Iterable<number>;
  /** Cosine. -1 unless given. */
  readonly minSimilarity?: number;
  /** Compares with every vector instead of only those with similar signs: the reference for the benchmark and the tests. */
  readonly exhaustive?: boolean;
}

/**
 * Finds the nearest vectors by cosine. All methods are synchronous and meant to run in a separate thread: searching 100,000 vectors
 * takes half a millisecond. The index is only in memory; its owner fills it from the rows.
 */
export interface VectorIndex {
  readonly size: number;
  /** Linear memory in use. It never shrinks; freed slots are reused. */
  readonly bytes: number;
  /**
   * Adds or replaces a vector. `key` is an integer of at least 0, preferably small; `tag`, below {@link maxTag}, is a property to
   * filter by, such as the number of a place and type.
   */
  put(key: number, tag: number, vector: EncodedVector): void;
  has(key: number): boolean;
  /** Whether it holds exactly this vector under this key and tag. */
  holds(key: number, tag: number, vector: EncodedVector): boolean;
  /** Returns whether the key existed. */
  remove(key: number): boolean;
  /** Nearest first; ties ordered by key. */
  search(query: VectorQuery): readonly VectorMatch[];
  clear(): void;
}

export const maxTag = 1 << 22;
