/** The true nearest neighbours, from full floats: the reference for all other methods. */

const dot = (query: Float32Array, vectors: Float32Array, from: number): number => {
  // Four independent sums, so that additions need not wait for each other.
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let at = 0; at < query.length; at += 4) {
    a += (query[at] ?? 0) * (vectors[from + at] ?? 0);
    b += (query[at + 1] ?? 0) * (vectors[from + at + 1] ?? 0);
    c += (query[at + 2] ?? 0) * (vectors[from + at + 2] ?? 0);
    d += (query[at + 3] ?? 0) * (vectors[from + at + 3] ?? 0);
  }
  return a + b + c + d;
};

/** Indexes of the ten vectors of unit length with the largest dot product. */
export const trueNearest = (query: Float32Array, vectors: Float32Array, count: number): readonly number[] => {
  const best: { readonly at: number; readonly similarity: number }[] = [];
  for (let at = 0; at < count; at += 1) {
    const similarity = dot(query, vectors, at * query.length);
    if (best.length === 10 && similarity <= (best[9]?.similarity ?? -1)) continue;
    best.push({ at, similarity });
    best.sort((one, other) => other.similarity - one.similarity);
    if (best.length > 10) best.pop();
  }
  return best.map(({ at }) => at);
};

/** The share of the true ten that was found. */
export const recall = (found: readonly (readonly number[])[], truth: readonly (readonly number[])[]): number => {
  const hits = truth.map((wanted, index) => wanted.filter((at) => found[index]?.includes(at)).length / wanted.length);
  return hits.reduce((sum, each) => sum + each, 0) / hits.length;
};
