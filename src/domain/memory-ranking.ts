/** How matches are ranked: pure, so that every backend ranks alike. */

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
