/** The vector index as the store wants it: by rows and places, with what counts now apart from what once did. */
import { encodedBytes, encodeVector } from "../vectors/encoding.ts";
import type { EncodedVector } from "../vectors/types.ts";
import { createVectorIndex } from "../vectors/vector-index.ts";

/** A vector as the database keeps it. */
export type ByteVector = EncodedVector;

export interface Near {
  readonly row: number;
  /** Cosine similarity, as both are of unit length. */
  readonly similarity: number;
}

export interface VectorScan {
  readonly size: () => number;
  /** Of a vector's data. One of another length was cut, or is of another way of encoding. */
  readonly bytesEach: number;
  /** `live` is what counts now; the rest is found only by who asks for `all`. */
  put(row: number, place: number, live: boolean, vector: ByteVector): void;
  remove(row: number): void;
  /** Best first. `rows`, where given, are the only ones. */
  search(query: Float32Array, most: number, within: ScanFilter): readonly Near[];
}

export interface ScanFilter {
  readonly places: ReadonlySet<number>;
  readonly all: boolean;
  readonly rows: ReadonlySet<number> | null;
}

export const toBytes = encodeVector;

/** A place is two tags: of what counts, and of what did. */
const tagOf = (place: number, live: boolean): number => place * 2 + (live ? 1 : 0);

/** `dimensions` of every vector. */
export const createVectorScan = (dimensions: number): VectorScan => {
  const index = createVectorIndex({ dimensions });
  return {
    size: () => index.size,
    bytesEach: encodedBytes(dimensions),
    put: (row, place, live, vector) => index.put(row, tagOf(place, live), vector),
    remove: (row) => void index.remove(row),
    search: (query, most, { places, all, rows }) => {
      const tags = [...places].flatMap((place) =>
        all ? [tagOf(place, true), tagOf(place, false)] : [tagOf(place, true)],
      );
      const found = index.search({ vector: query, limit: most, tags, ...(rows === null ? {} : { keys: rows }) });
      return found.map(({ key, similarity }) => ({ row: key, similarity }));
    },
  };
};
