/**
 * Finds the nearest vectors by cosine in three passes: the signs of all vectors (Hamming distance, 48 bytes per vector), the high
 * eight bits of those nearest by sign, and the full 12-bit codes of those nearest by these. Measurements are in docs/benchmarks.md; the loops are in `kernel.assemblyscript`.
 */
import { CaxtonError } from "../../domain/errors.ts";
import { type Best, keepBest } from "./best.ts";
import { encodedBytes, encodeQuery, paddedDimensions } from "./encoding.ts";
import { loadKernel } from "./kernel.ts";
import { createSlotTable } from "./slots.ts";
import { type EncodedVector, maxTag, type VectorIndex, type VectorQuery } from "./types.ts";

export interface VectorIndexOptions {
  readonly dimensions: number;
  /**
   * How many of the nearest by sign are compared by their codes. Higher values find more of the true neighbours but take longer.
   * Default: a share of the size; see {@link defaultRescored}.
   */
  readonly rescored?: number;
}

/** The maximum compared by codes before a search compares all vectors instead. A scan may hold four times as many. */
const maxRescored = 16_384;
const room = maxRescored * 4;

/** Measured on real sentences: 1,500 of 100,000 contain 99.7 % of the true neighbours; the share may fall as the size grows. */
export const defaultRescored = (size: number): number => Math.min(maxRescored, Math.max(1_500, Math.round(size / 125)));

/**
 * How many of the nearest by their high bits are compared by their full codes. On real sentences, the high bits alone find 99.3 % of
 * the ten nearest, so that ten times as many contain all of them.
 */
const fullyRescored = (limit: number): number => Math.max(100, limit * 10);

export const createVectorIndex = (options: VectorIndexOptions): VectorIndex => {
  const padded = paddedDimensions(options.dimensions);
  const kernel = loadKernel(padded, room, maxTag);
  const { layout } = kernel;
  const slots = createSlotTable();
  /** By slot. */
  const keys: number[] = [];
  /** Tags set by a filtered scan; cleared after it. */
  let marked: number[] = [];

  const check = (vector: { readonly length: number }, length: number): void => {
    if (vector.length === length) return;
    throw new CaxtonError(
      "memory.invalid",
      `A vector has ${vector.length} dimensions, but this index needs ${length}: it was made by another model.`,
      {
        hint: "Recompute the vectors with the current model.",
      },
    );
  };

  const write = (slot: number, tag: number, { scale, data }: EncodedVector): void => {
    kernel.reach(kernel.endOfBlock(slot));
    const { bytes, words, floats } = kernel.views();
    bytes.set(data, kernel.codeOf(slot));
    floats[kernel.scaleOf(slot) >>> 2] = scale;
    words[kernel.tagOf(slot) >>> 2] = tag;
    kernel.sign(slot);
  };

  const mark = (tags: Iterable<number>): void => {
    const { bytes } = kernel.views();
    marked = [...tags].filter((tag) => tag >= 0 && tag < maxTag);
    for (const tag of marked) bytes[layout.allowed + tag] = 1;
  };

  const unmark = (): void => {
    const { bytes } = kernel.views();
    for (const tag of marked) bytes[layout.allowed + tag] = 0;
    marked = [];
  };

  /** Scores the candidates in the kernel's memory. */
  const score = (count: number, query: { readonly scale: number; readonly bias: number }, best: Best): void => {
    kernel.rescore(count, query.scale, query.bias);
    const { words, floats } = kernel.views();
    const [slotAt, scoreAt] = [layout.candidates >>> 2, layout.scores >>> 2];
    for (let at = 0; at < count; at += 1) {
      const key = keys[words[slotAt + at * 2] ?? 0] ?? 0;
      best.offer(key, Math.min(1, Math.max(-1, floats[scoreAt + at] ?? 0)));
    }
  };

  /** Scores these slots by codes alone, in batches that fit. */
  const scoreAll = (
    wanted: Iterable<number>,
    filtered: boolean,
    query: { readonly scale: number; readonly bias: number },
    best: Best,
  ): void => {
    const { bytes, words } = kernel.views();
    let count = 0;
    for (const slot of wanted) {
      const tag = words[kernel.tagOf(slot) >>> 2] ?? 0;
      if (filtered && bytes[layout.allowed + tag] !== 1) continue;
      words[(layout.candidates >>> 2) + count * 2] = slot;
      count += 1;
      if (count < room) continue;
      score(count, query, best);
      count = 0;
    }
    score(count, query, best);
  };

  /** The slot of each key, without duplicates. */
  function* slotsOf(wanted: Iterable<number>): Generator<number> {
    for (const key of new Set(wanted)) {
      const slot = slots.get(key);
      if (slot !== undefined) yield slot;
    }
  }

  const find = (query: VectorQuery, best: Best): void => {
    const encoded = encodeQuery(query.vector);
    const { bytes } = kernel.views();
    bytes.set(encoded.signs, layout.querySigns);
    bytes.set(new Uint8Array(encoded.codes.buffer), layout.queryCodes);
    const filtered = query.tags !== undefined;
    if (query.keys !== undefined) {
      scoreAll(slotsOf(query.keys), filtered, encoded, best);
      return;
    }
    const wanted = Math.max(options.rescored ?? defaultRescored(keys.length), query.limit * 4);
    if (query.exhaustive === true || wanted > maxRescored) scoreAll(keys.keys(), filtered, encoded, best);
    else {
      const near = kernel.scan(keys.length, wanted, filtered ? 1 : 0);
      score(kernel.narrow(near, fullyRescored(query.limit), encoded.scale), encoded, best);
    }
  };

  return {
    get size() {
      return keys.length;
    },
    get bytes() {
      return kernel.views().bytes.length;
    },
    has: (key) => slots.get(key) !== undefined,
    holds: (key, tag, { scale, data }) => {
      const slot = slots.get(key);
      if (slot === undefined) return false;
      const { bytes, words, floats } = kernel.views();
      const code = bytes.subarray(kernel.codeOf(slot), kernel.codeOf(slot) + data.length);
      return (
        words[kernel.tagOf(slot) >>> 2] === tag &&
        floats[kernel.scaleOf(slot) >>> 2] === Math.fround(scale) &&
        Buffer.compare(code, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) === 0
      );
    },
    put: (key, tag, vector) => {
      check(vector.data, encodedBytes(options.dimensions));
      if (!Number.isSafeInteger(key) || key < 0 || !Number.isInteger(tag) || tag < 0 || tag >= maxTag) {
        throw new CaxtonError(
          "memory.invalid",
          `Key ${key} with tag ${tag} cannot be indexed: a key must be an integer of at least 0, and a tag one below ${maxTag}.`,
        );
      }
      const slot = slots.get(key) ?? keys.length;
      write(slot, tag, vector);
      keys[slot] = key;
      slots.set(key, slot);
    },
    remove: (key) => {
      const slot = slots.get(key);
      const last = keys.pop();
      if (slot === undefined || last === undefined) {
        if (last !== undefined) keys.push(last);
        return false;
      }
      slots.delete(key);
      if (last !== key) {
        kernel.move(keys.length, slot);
        keys[slot] = last;
        slots.set(last, slot);
      }
      return true;
    },
    search: (query) => {
      check(query.vector, options.dimensions);
      if (keys.length === 0 || !(query.limit > 0)) return [];
      const best = keepBest(query.limit, query.minSimilarity ?? -1);
      try {
        if (query.tags !== undefined) mark(query.tags);
        find(query, best);
      } finally {
        unmark();
      }
      return best.take();
    },
    clear: () => {
      keys.length = 0;
      slots.clear();
    },
  };
};
