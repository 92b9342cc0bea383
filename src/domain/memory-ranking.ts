/** How matches are ranked: pure, so that every backend ranks alike. */
import type { ScoreParts } from "./memory.ts";

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): ranks of several lists to one score, whatever the
 * scales of the lists. 60 is the constant of the paper.
 */
const fusionConstant = 60;

/** Ranks begin at 1; null is not in that list. 1 for what leads all of `lists` lists. */
export const fuseRanks = (ranks: readonly (number | null)[]): number => {
  const best = ranks.length / (fusionConstant + 1);
  return ranks.reduce<number>((sum, rank) => sum + (rank === null ? 0 : 1 / (fusionConstant + rank)), 0) / best;
};

/** What words count for beside meaning: found by measurement on WordNet, see docs/memory.md. */
const wordsBesideMeaning = 3;

/**
 * Similarity and words to one score, 0 to 1, where both are known as measures and not only as ranks: on WordNet's examples it finds
 * more than either alone, which ranks do not. `share` is of what the question's words weigh; null is not found that way.
 */
export const fuseMeasures = (similarity: number | null, share: number | null): number =>
  (Math.max(0, similarity ?? 0) + wordsBesideMeaning * (share ?? 0)) / (1 + wordsBesideMeaning);

const day = 24 * 60 * 60 * 1_000;

/** After so many days without a change, half of what freshness adds is gone. */
const halfLifeDays = 30;

/** What age leaves, 0 to 1; what is pinned does not age. */
export const freshness = (changedAt: string, now: string, pinned: boolean): number => {
  if (pinned) return 1;
  const days = Math.max(0, (Date.parse(now) - Date.parse(changedAt)) / day);
  return 0.5 ** (days / halfLifeDays);
};

/** How much of a score age can take: little, so that the old that fits beats the new that does not. */
const mostThatAgeTakes = 0.1;

export const aged = (score: number, fresh: number): number => score * (1 - mostThatAgeTakes * (1 - fresh));

/** What a hop takes of a score in a search over the graph. */
export const perHop = 0.5;

/** What was found, under the key that a backend knows it by. Best first in every list. */
export interface Found<Key> {
  readonly key: Key;
  readonly score: number;
  readonly parts: Omit<ScoreParts, "freshness">;
}

export interface Near<Key> {
  readonly key: Key;
  /** Cosine, -1 to 1. */
  readonly similarity: number;
}

export interface WordMatch<Key> {
  readonly key: Key;
  /** Of what the question's words weigh, 0 to 1: 1 would be an entity that is about nothing else. */
  readonly share: number;
}

export const foundByMeaning = <Key>(near: readonly Near<Key>[]): readonly Found<Key>[] =>
  near.map(({ key, similarity }, index) => ({
    key,
    score: Math.max(0, similarity),
    parts: { similarity, semanticRank: index + 1, keywordRank: null, hops: null },
  }));

export const foundByWords = <Key>(words: readonly WordMatch<Key>[]): readonly Found<Key>[] =>
  words.map(({ key }, index) => ({
    key,
    score: fuseRanks([index + 1]),
    parts: { similarity: null, semanticRank: null, keywordRank: index + 1, hops: null },
  }));

/** @param others similarities of what was found by words alone: they count too */
export const foundByBoth = <Key>(
  near: readonly Near<Key>[],
  words: readonly WordMatch<Key>[],
  others: readonly Near<Key>[],
): readonly Found<Key>[] => {
  const semanticRanks = new Map(near.map(({ key }, index) => [key, index + 1]));
  const keywordRanks = new Map(words.map(({ key }, index) => [key, index + 1]));
  const shares = new Map(words.map(({ key, share }) => [key, share]));
  const similarities = new Map([...near, ...others].map(({ key, similarity }) => [key, similarity]));
  return [...new Set([...semanticRanks.keys(), ...keywordRanks.keys()])]
    .map((key) => {
      const similarity = similarities.get(key) ?? null;
      return {
        key,
        score: fuseMeasures(similarity, shares.get(key) ?? null),
        parts: {
          similarity,
          semanticRank: semanticRanks.get(key) ?? null,
          keywordRank: keywordRanks.get(key) ?? null,
          hops: null,
        },
      };
    })
    .toSorted((one, other) => other.score - one.score);
};

/** How a search over the graph goes: from so many of the best, so many hops, until so many are found. */
export const graphSearch = { starts: 10, hops: 2, reach: 1_000 } as const;

/** What a hop leads to from `found`, better than it was reached before; each hop halves the score of where it came from. */
export const reachedBy = <Key>(
  found: ReadonlyMap<Key, Found<Key>>,
  pairs: readonly (readonly [Key, Key])[],
): ReadonlyMap<Key, Found<Key>> => {
  const reached = new Map<Key, Found<Key>>();
  for (const [from, to] of pairs) {
    const start = found.get(from);
    if (start === undefined) continue;
    const score = start.score * perHop;
    if ((reached.get(to) ?? found.get(to) ?? { score: -1 }).score >= score) continue;
    const hops = (start.parts.hops ?? 0) + 1;
    reached.set(to, { key: to, score, parts: { similarity: null, semanticRank: null, keywordRank: null, hops } });
  }
  return reached;
};

/** A question's words are looked up for so many candidates of each list: enough that what is second in both is seen. */
export const candidatesFor = (limit: number): number => Math.max(50, limit * 5);

/** BM25's constants (Robertson and Zaragoza, 2009), those of SQLite's FTS5. */
const [k1, b] = [1.2, 0.75];

/** The factor of a word's weight that no number of occurrences exceeds. */
const saturation = k1 + 1;

/** What a word in the name counts for beside one in the observations; measured with the rest, see docs/memory.md. */
export const nameWeight = 10;

const leastWeight = 1e-6;

/** How much a word says that `holding` of `entities` have: BM25's inverse document frequency. */
export const wordWeight = (entities: number, holding: number): number =>
  Math.max(leastWeight, Math.log(1 + Math.max(0, entities - holding) / (holding + 0.5)));

/** The most that BM25 can give for words of these weights. */
export const mostOf = (weights: readonly number[]): number =>
  saturation * weights.reduce((sum, weight) => sum + weight, 0);

/** One word of a question and how often an entity has it, in its name and in its observations. */
export interface WordCount {
  readonly weight: number;
  readonly inName: number;
  readonly inText: number;
}

/** @param length of the entity in words, in parts of the mean length of all */
export const bm25 = (words: readonly WordCount[], length: number): number =>
  words.reduce((sum, { weight, inName, inText }) => {
    const times = nameWeight * inName + inText;
    return sum + (weight * times * saturation) / (times + k1 * (1 - b + b * length));
  }, 0);

/**
 * A word in more entities than this share is left out where the question has others. Measured on WordNet (docs/memory.md): the
 * same is found, and a search of 118,000 entities takes 2.3 ms where it took 18.
 */
const commonShare = 0.02;

/** So few entities are read in no time, and so many take too long, whatever the share. */
export const [neverCommon, alwaysCommon] = [1_000, 5_000];

/** The words of a question that are worth looking for: the rare ones, or else the rarest. */
export const wordsWorthAsking = <Word extends { readonly holding: number }>(
  words: readonly Word[],
  entities: number,
): readonly Word[] => {
  const common = Math.min(alwaysCommon, Math.max(neverCommon, entities * commonShare));
  const rare = words.filter(({ holding }) => holding <= common);
  return rare.length > 0 ? rare : words.toSorted((one, other) => one.holding - other.holding).slice(0, 1);
};
