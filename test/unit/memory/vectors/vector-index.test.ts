import { expect } from "chai";
import fc from "fast-check";
import { encodeVector } from "../../../../src/memory/vectors/encoding.ts";
import { decodeVector } from "./decode.ts";
import { maxTag, type VectorMatch } from "../../../../src/memory/vectors/types.ts";
import { createVectorIndex } from "../../../../src/memory/vectors/vector-index.ts";

const dimensions = 64;

/** Reproducible, so that a failed case can be repeated. */
const randomNumbers = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
};

const randomVector = (random: () => number, length: number): Float32Array => Float32Array.from({ length }, random);

const cosine = (one: Float32Array, other: Float32Array): number => {
  let [product, ones, others] = [0, 0, 0];
  for (const [at, value] of one.entries()) {
    const against = other[at] ?? 0;
    product += value * against;
    ones += value * value;
    others += against * against;
  }
  return ones === 0 || others === 0 ? 0 : product / Math.sqrt(ones * others);
};

/** The expected content of an index, with the simplest possible search. */
const createModel = () => {
  const entries = new Map<number, { readonly tag: number; readonly vector: Float32Array }>();
  return {
    entries,
    exact: (query: Float32Array, admit: (key: number, tag: number) => boolean): readonly VectorMatch[] =>
      [...entries]
        .filter(([key, { tag }]) => admit(key, tag))
        .map(([key, { vector }]) => ({ key, similarity: cosine(query, vector) }))
        .toSorted((a, b) => b.similarity - a.similarity || a.key - b.key),
  };
};

/** Requires the same similarities in the same order; matches closer than the codes can distinguish may be swapped. */
const expectSame = (
  found: readonly VectorMatch[],
  exact: readonly VectorMatch[],
  limit: number,
  minSimilarity = -1,
): void => {
  const byKey = new Map(exact.map((match) => [match.key, match.similarity]));
  expect(new Set(found.map(({ key }) => key)).size).to.equal(found.length);
  for (const [rank, { key, similarity }] of found.entries()) {
    expect(byKey.get(key), `key ${key} may not be found`).to.be.closeTo(similarity, 2e-3);
    expect(similarity).to.be.closeTo(exact[rank]?.similarity ?? NaN, 2e-3);
    expect(similarity).to.be.at.most(found[rank - 1]?.similarity ?? 1);
    expect(similarity).to.be.at.least(minSimilarity);
  }
  const sure = exact.filter(({ similarity }) => similarity >= minSimilarity + 2e-3).length;
  const possible = exact.filter(({ similarity }) => similarity >= minSimilarity - 2e-3).length;
  expect(found.length).to.be.within(Math.min(limit, sure), Math.min(limit, possible));
};

type Step =
  | { readonly kind: "put"; readonly key: number; readonly tag: number; readonly seed: number }
  | { readonly kind: "remove"; readonly key: number }
  | { readonly kind: "clear" }
  | {
      readonly kind: "search";
      readonly seed: number;
      readonly limit: number;
      readonly tags: readonly number[] | null;
      readonly keys: readonly number[] | null;
      readonly minSimilarity: number;
    };

// Few keys, so that they repeat, and some larger than 32 bits.
const keys = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 2 ** 33, max: 2 ** 33 + 5 }));
const tags = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constant(maxTag - 1));
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("put"), key: keys, tag: tags, seed: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("remove"), key: keys }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("clear") }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("search"),
      seed: fc.nat(),
      limit: fc.integer({ min: 1, max: 60 }),
      tags: fc.option(fc.array(tags, { maxLength: 3 })),
      keys: fc.option(fc.array(keys, { maxLength: 20 })),
      minSimilarity: fc.constantFrom(-1, 0, 0.2),
    }),
  },
);

describe("the vector index", () => {
  it("finds the same as an exact search after any changes and with every filter", () => {
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 120 }), (all) => {
        const index = createVectorIndex({ dimensions });
        const model = createModel();
        for (const step of all) {
          if (step.kind === "put") {
            const vector = randomVector(randomNumbers(step.seed), dimensions);
            index.put(step.key, step.tag, encodeVector(vector));
            model.entries.set(step.key, { tag: step.tag, vector });
          } else if (step.kind === "remove") {
            expect(index.remove(step.key)).to.equal(model.entries.delete(step.key));
          } else if (step.kind === "clear") {
            index.clear();
            model.entries.clear();
          } else {
            const { limit, minSimilarity } = step;
            const vector = randomVector(randomNumbers(step.seed), dimensions);
            const exact = model.exact(
              vector,
              (key, tag) => (step.tags?.includes(tag) ?? true) && (step.keys?.includes(key) ?? true),
            );
            const query = {
              ...{ vector, limit, minSimilarity },
              ...(step.tags === null ? {} : { tags: step.tags }),
              ...(step.keys === null ? {} : { keys: step.keys }),
            };
            expectSame(index.search(query), exact, limit, minSimilarity);
            expectSame(index.search({ ...query, exhaustive: true }), exact, limit, minSimilarity);
          }
          expect(index.size).to.equal(model.entries.size);
          for (const key of [0, 1, 2 ** 33]) expect(index.has(key)).to.equal(model.entries.has(key));
        }
      }),
      { numRuns: 150 },
    );
  });

  describe("over many blocks", () => {
    const count = 5_000;
    const random = randomNumbers(7);
    const index = createVectorIndex({ dimensions: 384, rescored: 200 });
    const model = createModel();
    before(() => {
      // Around forty centres, as with texts; the signs of uniformly random vectors carry little information.
      const centres = Array.from({ length: 40 }, () => randomVector(random, 384));
      for (let key = 0; key < count; key += 1) {
        const centre = centres[key % centres.length] ?? new Float32Array();
        const vector = centre.map((value) => value + random());
        model.entries.set(key, { tag: key % 50, vector });
        index.put(key, key % 50, encodeVector(vector));
      }
      for (let key = 0; key < count; key += 3) {
        index.remove(key);
        model.entries.delete(key);
      }
    });

    const recall = (found: readonly VectorMatch[], exact: readonly VectorMatch[]): number => {
      const wanted = new Set(exact.slice(0, 10).map(({ key }) => key));
      return found.filter(({ key }) => wanted.has(key)).length / wanted.size;
    };
    const queries = (): readonly Float32Array[] =>
      [...model.entries.values()].slice(0, 40).map(({ vector }) => vector.map((value) => value + random()));

    it("has the ten nearest among a few hundred candidates by sign", () => {
      const recalls = queries().map((vector) =>
        recall(
          index.search({ vector, limit: 10 }),
          model.exact(vector, () => true),
        ),
      );
      expect(recalls.reduce((sum, each) => sum + each, 0) / recalls.length).to.be.at.least(0.98);
    });

    it("is exact with a filter that few pass, however near the others are", () => {
      for (const vector of queries()) {
        const exact = model.exact(vector, (_, tag) => tag === 7);
        expectSame(index.search({ vector, limit: 10, tags: [7] }), exact, 10);
      }
    });

    it("accepts limits larger than its size", () => {
      const [vector = new Float32Array()] = queries();
      const found = index.search({ vector, limit: count * 10 });
      expectSame(
        found,
        model.exact(vector, () => true),
        count * 10,
      );
    });
  });

  it("prefers the lowest keys among any number of equals", () => {
    const index = createVectorIndex({ dimensions, rescored: 10 });
    const vector = randomVector(randomNumbers(3), dimensions);
    for (let key = 3_000; key-- > 0;) index.put(key, 0, encodeVector(vector));
    const found = index.search({ vector, limit: 5, exhaustive: true });
    expect(found.map(({ key }) => key)).to.deep.equal([0, 1, 2, 3, 4]);
    // By signs alone any of them is as good, and there must be five.
    expect(index.search({ vector, limit: 5 }).map(({ similarity }) => similarity > 0.999)).to.deep.equal(
      Array.from({ length: 5 }, () => true),
    );
  });

  it("stays correct if every vector is nearer than all before it, so that candidates overflow", () => {
    const index = createVectorIndex({ dimensions: 384, rescored: 2_000 });
    const target = randomVector(randomNumbers(1), 384);
    const random = randomNumbers(2);
    const count = 40_000;
    const vectors: Float32Array[] = [];
    for (let key = 0; key < count; key += 1) {
      const share = key / count;
      const vector = target.map((value) => value * share + random() * (1 - share));
      vectors.push(vector);
      index.put(key, 0, encodeVector(vector));
    }
    const found = index.search({ vector: target, limit: 10 });
    const exact = vectors
      .map((vector, key) => ({ key, similarity: cosine(target, vector) }))
      .toSorted((a, b) => b.similarity - a.similarity);
    expectSame(found, exact, 10);
  });

  it("accepts vectors of any dimension", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_100 }), fc.nat(), (width, seed) => {
        const random = randomNumbers(seed);
        const index = createVectorIndex({ dimensions: width });
        const model = createModel();
        for (let key = 0; key < 30; key += 1) {
          const vector = randomVector(random, width);
          index.put(key, 0, encodeVector(vector));
          model.entries.set(key, { tag: 0, vector });
        }
        const vector = randomVector(random, width);
        expectSame(
          index.search({ vector, limit: 5 }),
          model.exact(vector, () => true),
          5,
        );
        // The largest possible products; a single vector, because in one dimension all are equal.
        index.clear();
        const flat = new Float32Array(width).fill(1);
        index.put(99, 0, encodeVector(flat));
        expect(index.search({ vector: flat, limit: 1 })[0]).to.deep.include({ key: 99 });
        expect(index.search({ vector: flat, limit: 1 })[0]?.similarity).to.be.closeTo(1, 1e-4);
      }),
      { numRuns: 40 },
    );
  });

  it("handles an empty index, a limit of 0 and a query of zeros", () => {
    const index = createVectorIndex({ dimensions });
    const vector = randomVector(randomNumbers(1), dimensions);
    expect(index.search({ vector, limit: 10 })).to.deep.equal([]);
    expect(index.search({ vector, limit: 10, keys: [1] })).to.deep.equal([]);
    index.put(1, 0, encodeVector(vector));
    expect(index.search({ vector, limit: 0 })).to.deep.equal([]);
    expect(index.search({ vector, limit: 10, tags: [] })).to.deep.equal([]);
    expect(index.search({ vector: new Float32Array(dimensions), limit: 1 })).to.deep.equal([{ key: 1, similarity: 0 }]);
    expect(index.remove(2)).to.equal(false);
    expect(index.remove(1)).to.equal(true);
    expect(index.search({ vector, limit: 10 })).to.deep.equal([]);
  });

  it("reuses freed slots", () => {
    const index = createVectorIndex({ dimensions: 384 });
    const vector = encodeVector(randomVector(randomNumbers(1), 384));
    for (let key = 0; key < 2_000; key += 1) index.put(key, 0, vector);
    const { bytes } = index;
    for (let round = 1; round < 5; round += 1) {
      for (let key = 0; key < 2_000; key += 1) {
        index.remove((round - 1) * 2_000 + key);
        index.put(round * 2_000 + key, 0, vector);
      }
    }
    expect(index).to.include({ size: 2_000, bytes });
  });

  it("refuses vectors of another model, and keys and tags that it cannot hold", () => {
    const index = createVectorIndex({ dimensions });
    const encoded = encodeVector(new Float32Array(dimensions).fill(1));
    const refused = (work: () => unknown): void => {
      expect(work).to.throw().with.property("code", "memory.invalid");
    };
    refused(() => index.put(1, 0, encodeVector(new Float32Array(384).fill(1))));
    refused(() => index.search({ vector: new Float32Array(384), limit: 1 }));
    refused(() => index.put(-1, 0, encoded));
    refused(() => index.put(0.5, 0, encoded));
    refused(() => index.put(1, -1, encoded));
    refused(() => index.put(1, maxTag, encoded));
    expect(index.size).to.equal(0);
  });

  it("holds the same vectors as the database", () => {
    const vector = randomVector(randomNumbers(5), 384);
    const encoded = encodeVector(vector);
    const kept = { scale: encoded.scale, data: new Int8Array(Buffer.from(encoded.data.buffer)) };
    expect([...decodeVector(kept, 384)]).to.deep.equal([...decodeVector(encoded, 384)]);
  });
});
