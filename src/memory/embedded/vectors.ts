/** The store's view of the vector index: by rows and places, with entities that count separate from those that no longer do. */
import { encodedBytes, encodeVector } from "../vectors/encoding.ts";
import type { EncodedVector } from "../vectors/types.ts";
import { createVectorIndex } from "../vectors/vector-index.ts";

/** A vector as stored in the database. */
export type ByteVector = EncodedVector;

export interface Near {
  readonly row: number;
  /** Cosine similarity; both vectors are of unit length. */
  readonly similarity: number;
}

export interface VectorScan {
  readonly size: () => number;
  /** The size of a vector's data in bytes. Data of another size is truncated or encoded differently. */
  readonly bytesEach: number;
  /** `live` means that it counts now; others are found only by a search of `all`. */
  put(row: number, place: number, live: boolean, vector: ByteVector): void;
  remove(row: number): void;
  clear(): void;
  /** Whether it holds exactly this vector with these properties. */
  holds(row: number, place: number, live: boolean, vector: ByteVector): boolean;
  /** Best first. `rows`, if given, restricts the search. */
  search(query: Float32Array, most: number, within: ScanFilter): readonly Near[];
}

export interface ScanFilter {
  readonly places: ReadonlySet<number>;
  readonly all: boolean;
  readonly rows: ReadonlySet<number> | null;
}

export const toBytes = encodeVector;

/** A place has two tags: one for entities that count, and one for those that no longer do. */
const tagOf = (place: number, live: boolean): number => place * 2 + (live ? 1 : 0);

/** `dimensions` applies to every vector. */
export const createVectorScan = (dimensions: number): VectorScan => {
  const index = createVectorIndex({ dimensions });
  return {
    size: () => index.size,
    bytesEach: encodedBytes(dimensions),
    put: (row, place, live, vector) => index.put(row, tagOf(place, live), vector),
    remove: (row) => void index.remove(row),
    clear: index.clear,
    holds: (row, place, live, vector) => index.holds(row, tagOf(place, live), vector),
    search: (query, most, { places, all, rows }) => {
      const tags = [...places].flatMap((place) =>
        all ? [tagOf(place, true), tagOf(place, false)] : [tagOf(place, true)],
      );
      const found = index.search({ vector: query, limit: most, tags, ...(rows === null ? {} : { keys: rows }) });
      return found.map(({ key, similarity }) => ({ row: key, similarity }));
    },
  };
};
