/** How matches are ranked. It is pure, so all backends rank alike. The formulas are listed at `ScoreParts`. */
import type { ScoreParts } from "./memory.ts";

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): ranks of several lists to one score, whatever the
 * scales of the lists. 60 is the constant of the paper.
 */
const fusionConstant = 60;

/** Ranks begin at 1; null means that it is not in that list. The result is 1 for what leads all lists. */
export const fuseRanks = (ranks: readonly (number | null)[]): number => {
  const best = ranks.length / (fusionConstant + 1);
  return ranks.reduce<number>((sum, rank) => sum + (rank === null ? 0 : 1 / (fusionConstant + rank)), 0) / best;
};

/** The weight of words relative to meaning, found by measurement on WordNet; see docs/memory.md. */
const wordsBesideMeaning = 3;

/**
 * Combines similarity and words into one score, 0 to 1. It uses the measures and not the ranks: on WordNet's examples this finds more than
 * either alone, which fused ranks do not. `share` is the part of the weight of the question's words; null means not found that way.
 */
export const fuseMeasures = (similarity: number | null, share: number | null): number =>
  (Math.max(0, similarity ?? 0) + wordsBesideMeaning * (share ?? 0)) / (1 + wordsBesideMeaning);

const day = 24 * 60 * 60 * 1_000;

/** Days without a change after which freshness has halved. */
const halfLifeDays = 30;

/** What age leaves, 0 to 1; a pinned entity does not age. */
export const freshness = (changedAt: string, now: string, pinned: boolean): number => {
  if (pinned) return 1;
  const days = Math.max(0, (Date.parse(now) - Date.parse(changedAt)) / day);
  return 0.5 ** (days / halfLifeDays);
};

/** The most that age can take of a score: little, so that an old match that fits beats a new one that does not. */
const mostThatAgeTakes = 0.1;

export const aged = (score: number, fresh: number): number => score * (1 - mostThatAgeTakes * (1 - fresh));

/** The factor of a score for each hop in a search over the graph. */
export const perHop = 0.5;

/** How a walk came to what neither meaning nor words found. */
export interface Way<Key, Via> {
  /** Where the walk started, and the measures of that match. */
  readonly start: Key;
  readonly similarity: number | null;
  readonly wordShare: number | null;
  /** The relation of the last hop, and the entity that it leads from. */
  readonly relation: Via;
  readonly from: Key;
}

/** What was found, under the key that a backend knows it by. Best first in every list. */
export interface Found<Key, Via = never> {
  readonly key: Key;
  /** Before ageing. */
  readonly score: number;
  readonly parts: Omit<ScoreParts, "freshness" | "reached">;
  /** Null for what was found by meaning or words. */
  readonly way: Way<Key, Via> | null;
}

export interface Near<Key> {
  readonly key: Key;
  /** Cosine, -1 to 1. */
  readonly similarity: number;
}

export interface WordMatch<Key> {
  readonly key: Key;
  /** Of the weight of the question's words, 0 to 1: an entity of share 1 is about nothing else. */
  readonly share: number;
}

const noParts = { similarity: null, semanticRank: null, keywordRank: null, wordShare: null, hops: null } as const;

export const foundByMeaning = <Key>(near: readonly Near<Key>[]): readonly Found<Key>[] =>
  near.map(({ key, similarity }, index) => ({
    key,
    score: Math.max(0, similarity),
    parts: { ...noParts, similarity, semanticRank: index + 1 },
    way: null,
  }));

export const foundByWords = <Key>(words: readonly WordMatch<Key>[]): readonly Found<Key>[] =>
  words.map(({ key, share }, index) => ({
    key,
    score: fuseRanks([index + 1]),
    parts: { ...noParts, keywordRank: index + 1, wordShare: share },
    way: null,
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
      const wordShare = shares.get(key) ?? null;
      const [semanticRank, keywordRank] = [semanticRanks.get(key) ?? null, keywordRanks.get(key) ?? null];
      return {
        key,
        score: fuseMeasures(similarity, wordShare),
        parts: { similarity, semanticRank, keywordRank, wordShare, hops: null },
        way: null,
      };
    })
    .toSorted((one, other) => other.score - one.score);
};

/** How a search over the graph goes: from this many of the best, over this many hops, until this many are found. */
export const graphSearch = { starts: 10, hops: 2, reach: 1_000 } as const;

/**
 * Where a search over the graph starts: the best of all, and the best of those that pass the filter. The filter is for what is
 * returned, so a walk may start from what it excludes.
 */
export const graphStarts = <Key>(...lists: readonly (readonly Found<Key>[])[]): ReadonlyMap<Key, Found<Key>> => {
  const starts = new Map<Key, Found<Key>>();
  for (const start of lists.flatMap((list) => list.slice(0, graphSearch.starts))) {
    const known = starts.get(start.key);
    if (known !== undefined && known.score >= start.score) continue;
    starts.set(start.key, { ...start, parts: { ...start.parts, hops: 0 } });
  }
  return starts;
};

/** A relation as a walk takes it: from, to, and the relation itself. */
export type Link<Key, Via> = readonly [from: Key, to: Key, relation: Via];

/** What a hop leads to from `found`, if that is a better way than the one known; each hop halves the score of where it came from. */
export const reachedBy = <Key, Via>(
  found: ReadonlyMap<Key, Found<Key, Via>>,
  links: readonly Link<Key, Via>[],
): ReadonlyMap<Key, Found<Key, Via>> => {
  const reached = new Map<Key, Found<Key, Via>>();
  for (const [from, to, relation] of links) {
    const before = found.get(from);
    if (before === undefined) continue;
    const score = before.score * perHop;
    if ((reached.get(to) ?? found.get(to) ?? { score: -1 }).score >= score) continue;
    const { start, similarity, wordShare } = before.way ?? { start: before.key, ...before.parts };
    reached.set(to, {
      key: to,
      score,
      parts: { ...noParts, hops: (before.parts.hops ?? 0) + 1 },
      way: { start, similarity, wordShare, relation, from },
    });
  }
  return reached;
};

/** Candidates that are read of each list: enough to include an entity that is second in both. */
export const candidatesFor = (limit: number): number => Math.max(50, limit * 5);

/** BM25's constants (Robertson and Zaragoza, 2009), those of SQLite's FTS5. */
const [k1, b] = [1.2, 0.75];

/** The factor of a word's weight that no number of occurrences exceeds. */
const saturation = k1 + 1;

/** The weight of a word in the name relative to one in the observations, by measurement; see docs/memory.md. */
export const nameWeight = 10;

const leastWeight = 1e-6;

/** The weight of a word that `holding` of `entities` contain: BM25's inverse document frequency. */
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

/** @param length of the entity in words, relative to the mean length of all */
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

/** In entities: fewer are always read, since they take no time, and more are never read, whatever the share. */
export const [neverCommon, alwaysCommon] = [1_000, 5_000];

/** The words of a question that are worth looking up: the rare ones, or the rarest if there are none. */
export const wordsWorthAsking = <Word extends { readonly holding: number }>(
  words: readonly Word[],
  entities: number,
): readonly Word[] => {
  const common = Math.min(alwaysCommon, Math.max(neverCommon, entities * commonShare));
  const rare = words.filter(({ holding }) => holding <= common);
  return rare.length > 0 ? rare : words.toSorted((one, other) => one.holding - other.holding).slice(0, 1);
};
