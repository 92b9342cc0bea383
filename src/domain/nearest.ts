/** “Did you mean …?”: the known words that a mistyped one is most likely to stand for. */
import { distance } from "fastest-levenshtein";

export interface NearestOptions {
  /** How many words to name at most; 3 unless said. */
  readonly max?: number;
}

/** Typing errors that are forgiven: one in a very short word, then one for every three letters of the longer word. */
const forgiven = (word: string, candidate: string): number =>
  Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));

/**
 * The candidates nearest to `word` by Levenshtein distance without regard to case, best first, equal ones in the order
 * given; empty when nothing is near enough to be worth naming.
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
    // The difference in length is a lower bound of the distance: this spares the table for most of a long list.
    if (Math.abs(word.length - candidate.length) > limit) continue;
    const away = distance(wanted, candidate.toLowerCase());
    if (away <= limit) near.push({ candidate, away });
  }
  return near
    .toSorted((left, right) => left.away - right.away)
    .slice(0, options.max ?? 3)
    .map(({ candidate }) => candidate);
};
