/** How much each word of a question says: what many entities hold tells them little apart, and costs the most to read. */
import type BetterSqlite3 from "better-sqlite3";
import { wordsOf } from "../words.ts";

export interface Question {
  /** The words worth looking for; empty where the text has none. */
  readonly words: readonly string[];
  /** The most that BM25 can give for all words of the text. */
  readonly most: number;
}

/**
 * A word in more entities than this share is left out where the question has others. Measured on WordNet (docs/memory.md): the
 * same is found, and a search of 118,000 entities takes 2.3 ms where it took 18.
 */
const commonShare = 0.02;
/** So few entities are read in no time, and so many take too long, whatever the share. */
const [neverCommon, alwaysCommon] = [1_000, 5_000];

/** BM25's k1 + 1 (FTS5 has 1.2): the factor of a word's weight that no number of occurrences exceeds. */
const saturation = 2.2;

/** Counts are looked up again when the memory has grown, or shrunk, by a tenth. */
const staleAfter = 0.1;
const mostKept = 10_000;

/** @param size how many entities are indexed */
export const createWordWeights = (connection: BetterSqlite3.Database, size: () => number) => {
  connection.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp."wordCount" USING fts5vocab('main', 'words', 'row')`);
  const count = connection.prepare<[string], { readonly doc: number }>(
    `SELECT "doc" FROM temp."wordCount" WHERE "term" = ?`,
  );
  let kept = new Map<string, number>();
  let countedAt = 0;

  /** FTS5 keeps words without the marks on their letters; one that it folds otherwise counts as rare, and is looked for. */
  const countOf = (word: string): number => {
    const known = kept.get(word);
    if (known !== undefined) return known;
    const found = count.get(word.normalize("NFD").replaceAll(/\p{M}/gu, ""))?.doc ?? 0;
    if (kept.size >= mostKept) kept.clear();
    kept.set(word, found);
    return found;
  };

  return (text: string): Question => {
    const entities = size();
    if (Math.abs(entities - countedAt) > countedAt * staleAfter) {
      kept = new Map();
      countedAt = entities;
    }
    const words = wordsOf(text).map((word) => ({ word, count: countOf(word) }));
    const common = Math.min(alwaysCommon, Math.max(neverCommon, entities * commonShare));
    const rare = words.filter((each) => each.count <= common);
    const rarest = words.toSorted((one, other) => one.count - other.count).slice(0, 1);
    const weights = words.map((each) => Math.log(1 + Math.max(0, entities - each.count) / (each.count + 0.5)));
    return {
      words: (rare.length > 0 ? rare : rarest).map(({ word }) => word),
      most: saturation * weights.reduce((sum, weight) => sum + weight, 0),
    };
  };
};
