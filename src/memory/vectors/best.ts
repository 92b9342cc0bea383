/** Keeps the best N of the offered matches, in a heap with the worst on top. */
import type { VectorMatch } from "./types.ts";

export interface Best {
  offer(key: number, similarity: number): void;
  /** Best first; ties ordered by key. */
  take(): readonly VectorMatch[];
}

export const keepBest = (limit: number, minSimilarity: number): Best => {
  const heap: VectorMatch[] = [];
  const isWorse = (a: VectorMatch, b: VectorMatch): boolean =>
    a.similarity < b.similarity || (a.similarity === b.similarity && a.key > b.key);
  const worseAt = (a: number, b: number): boolean => {
    const [left, right] = [heap[a], heap[b]];
    return left !== undefined && right !== undefined && isWorse(left, right);
  };
  const swap = (a: number, b: number): void => {
    const [left, right] = [heap[a], heap[b]];
    if (left === undefined || right === undefined) return;
    heap[a] = right;
    heap[b] = left;
  };
  const rise = (from: number): void => {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!worseAt(at, parent)) return;
      swap(at, parent);
      at = parent;
    }
  };
  const sink = (): void => {
    for (let at = 0; ;) {
      const left = at * 2 + 1;
      const worst = worseAt(left + 1, left) ? left + 1 : left;
      if (!worseAt(worst, at)) return;
      swap(worst, at);
      at = worst;
    }
  };

  return {
    offer: (key, similarity) => {
      if (similarity < minSimilarity) return;
      if (heap.length < limit) {
        heap.push({ key, similarity });
        rise(heap.length - 1);
        return;
      }
      const [worst] = heap;
      if (worst === undefined || similarity < worst.similarity) return;
      const offered = { key, similarity };
      if (!isWorse(worst, offered)) return;
      heap[0] = offered;
      sink();
    },
    take: () => heap.toSorted((a, b) => (isWorse(a, b) ? 1 : -1)),
  };
};
