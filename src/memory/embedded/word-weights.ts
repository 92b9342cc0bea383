/** The weights of a query's words: a word in many entities distinguishes them little, and is the most expensive to look up. */
import type BetterSqlite3 from "better-sqlite3";
import { mostOf, wordsWorthAsking, wordWeight } from "../../domain/memory-ranking.ts";
import { folded, wordsOf } from "../words.ts";

export interface Question {
  /** The words worth looking up; empty if the text has none. */
  readonly words: readonly string[];
  /** The maximum BM25 score for all words of the text. */
  readonly most: number;
}

/** Counts are looked up again when the memory has grown or shrunk by a tenth. */
const staleAfter = 0.1;
const mostKept = 10_000;

/** @param size the number of indexed entities */
export const createWordWeights = (connection: BetterSqlite3.Database, size: () => number) => {
  connection.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp."wordCount" USING fts5vocab('main', 'words', 'row')`);
  const count = connection.prepare<[string], { readonly doc: number }>(
    `SELECT "doc" FROM temp."wordCount" WHERE "term" = ?`,
  );
  let kept = new Map<string, number>();
  let countedAt = 0;

  /** FTS5 removes accents from words; a word that it folds differently counts as rare, and is looked up. */
  const countOf = (word: string): number => {
    const known = kept.get(word);
    if (known !== undefined) return known;
    const found = count.get(folded(word))?.doc ?? 0;
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
    const words = wordsOf(text).map((word) => ({ word, holding: countOf(word) }));
    return {
      words: wordsWorthAsking(words, entities).map(({ word }) => word),
      most: mostOf(words.map(({ holding }) => wordWeight(entities, holding))),
    };
  };
};
