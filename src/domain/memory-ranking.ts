/** Ranking of matches: pure functions, so that all backends rank alike. The formulas are listed at `ScoreParts`. */
import type { ScoreParts } from "./memory.ts";

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): combines the ranks in several lists into one score, whatever the
 * scales of the lists. 60 is the paper's constant.
 */
const fusionConstant = 60;

/** Ranks start at 1; null means not in that list. The result is 1 for a match that leads all lists. */
export const fuseRanks = (ranks: readonly (number | null)[]): number => {
  const best = ranks.length / (fusionConstant + 1);
  return ranks.reduce<number>((sum, rank) => sum + (rank === null ? 0 : 1 / (fusionConstant + rank)), 0) / best;
};

/** The weight of words relative to meaning, tuned on WordNet; see docs/memory.md. */
const wordsBesideMeaning = 3;

/**
 * Combines similarity and words into one score from 0 to 1. It uses the measures rather than the ranks: on WordNet's examples this
 * finds more than either measure alone, which fused ranks do not. `share` is the weighted share of the query's words; null means not
 * found that way.
 */
export const fuseMeasures = (similarity: number | null, share: number | null): number =>
  (Math.max(0, similarity ?? 0) + wordsBesideMeaning * (share ?? 0)) / (1 + wordsBesideMeaning);

const day = 24 * 60 * 60 * 1_000;

/** Days without a change after which freshness halves. */
const halfLifeDays = 30;

/** The freshness after ageing, 0 to 1; pinned entities do not age. */
export const freshness = (changedAt: string, now: string, pinned: boolean): number => {
  if (pinned) return 1;
  const days = Math.max(0, (Date.parse(now) - Date.parse(changedAt)) / day);
  return 0.5 ** (days / halfLifeDays);
};

/** The maximum share of a score that age removes: small, so that an old match that fits outranks a new one that does not. */
const mostThatAgeTakes = 0.1;

export const aged = (score: number, fresh: number): number => score * (1 - mostThatAgeTakes * (1 - fresh));

/** The factor applied to a score for each hop of a graph search. */
export const perHop = 0.5;

/** How a walk reached an entity that was found neither by meaning nor by words. */
export interface Way<Key, Via> {
  /** The match at which the walk started, and its measures. */
  readonly start: Key;
  readonly similarity: number | null;
  readonly wordShare: number | null;
  /** The relation of the last hop, and the entity from which it was followed. */
  readonly relation: Via;
  readonly from: Key;
}

/** A match, under the key by which the backend knows it. All lists are sorted best first. */
export interface Found<Key, Via = never> {
  readonly key: Key;
  /** The score before ageing. */
  readonly score: number;
  readonly parts: Omit<ScoreParts, "freshness" | "reached">;
  /** Null for matches found by meaning or words. */
  readonly way: Way<Key, Via> | null;
}

export interface Near<Key> {
  readonly key: Key;
  /** Cosine, -1 to 1. */
  readonly similarity: number;
}

export interface WordMatch<Key> {
  readonly key: Key;
  /** The share of the total weight of the query's words, 0 to 1: an entity with share 1 matches the whole query. */
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

/** @param others similarities of matches found by words alone, which count as well */
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

/**
 * Parameters of a graph search: the number of best matches to start from, the number of hops, and how many entities to reach at most.
 */
export const graphSearch = { starts: 10, hops: 2, reach: 1_000 } as const;

/**
 * Where a graph search starts: the best matches overall, and the best that pass the filter. The filter applies to results only, so a
 * walk may start from an entity that it excludes.
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

/** A relation in the direction of a walk: from, to, and the relation itself. */
export type Link<Key, Via> = readonly [from: Key, to: Key, relation: Via];

/**
 * The entities that one hop reaches from `found`, if this way is better than the one known; each hop halves the score of its origin.
 */
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

/** The number of candidates read from each list: enough to include an entity that is second in both. */
export const candidatesFor = (limit: number): number => Math.max(50, limit * 5);

/** BM25's constants (Robertson and Zaragoza, 2009), those of SQLite's FTS5. */
const [k1, b] = [1.2, 0.75];

/** The limit of a word's weight factor as its number of occurrences grows. */
const saturation = k1 + 1;

/** The weight of a word in the name relative to one in the observations, as measured; see docs/memory.md. */
export const nameWeight = 10;

const leastWeight = 1e-6;

/** The weight of a word that `holding` of `entities` contain: BM25's inverse document frequency. */
export const wordWeight = (entities: number, holding: number): number =>
  Math.max(leastWeight, Math.log(1 + Math.max(0, entities - holding) / (holding + 0.5)));

/** The maximum BM25 score for words of these weights. */
export const mostOf = (weights: readonly number[]): number =>
  saturation * weights.reduce((sum, weight) => sum + weight, 0);

/** A word of the query, and how often it occurs in an entity's name and observations. */
export interface WordCount {
  readonly weight: number;
  readonly inName: number;
  readonly inText: number;
}

/** @param length the entity's length in words, relative to the mean length of all */
export const bm25 = (words: readonly WordCount[], length: number): number =>
  words.reduce((sum, { weight, inName, inText }) => {
    const times = nameWeight * inName + inText;
    return sum + (weight * times * saturation) / (times + k1 * (1 - b + b * length));
  }, 0);

/**
 * Words in more than this share of the entities are ignored if the query has others. Measured on WordNet (docs/memory.md): results
 * are the same, and a search of 118,000 entities takes 2.3 ms instead of 18.
 */
const commonShare = 0.02;

/** In entities: words in fewer are always looked up, because they cost little; words in more are not, whatever the share. */
export const [neverCommon, alwaysCommon] = [1_000, 5_000];

/** The words of a query that are worth looking up: the rare ones, or the rarest if there are none. */
export const wordsWorthAsking = <Word extends { readonly holding: number }>(
  words: readonly Word[],
  entities: number,
): readonly Word[] => {
  const common = Math.min(alwaysCommon, Math.max(neverCommon, entities * commonShare));
  const rare = words.filter(({ holding }) => holding <= common);
  return rare.length > 0 ? rare : words.toSorted((one, other) => one.holding - other.holding).slice(0, 1);
};
