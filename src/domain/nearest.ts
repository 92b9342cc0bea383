/** “Did you mean …?”: the known words closest to a mistyped one. */
import { distance } from "fastest-levenshtein";

export interface NearestOptions {
  /** Maximum number of words; 3 by default. */
  readonly max?: number;
}

/** Tolerated typing errors: one in a very short word, otherwise one for every three letters of the longer word. */
const forgiven = (word: string, candidate: string): number =>
  Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));

/**
 * The candidates closest to `word` by case-insensitive Levenshtein distance, best first, ties in the given order; empty
 * if none is close enough.
 */
export const nearest = <Word extends string>(
  word: string,
  candidates: Iterable<Word>,
  options: NearestOptions = {},
): readonly Word[] => {
  const wanted = word.toLowerCase();
  const near: { readonly candidate: Word; readonly away: number }[] = [];
  for (const candidate of new Set(candidates)) {
    const limit = forgiven(word, candidate);
    // The length difference is a lower bound of the distance; checking it first skips most of a long list.
    if (Math.abs(word.length - candidate.length) > limit) continue;
    const away = distance(wanted, candidate.toLowerCase());
    if (away <= limit) near.push({ candidate, away });
  }
  return near
    .toSorted((left, right) => left.away - right.away)
    .slice(0, options.max ?? 3)
    .map(({ candidate }) => candidate);
};
