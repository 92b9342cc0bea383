/** How an entity is found: what is embedded of it, and its words. */
import { textOf, type Entity } from "../../domain/memory.ts";
import type { Embedder } from "../types.ts";
import { allWordsOf } from "../words.ts";
import { entityAt } from "./entity.ts";
import type { EntityRecord, IndexEntry } from "./types.ts";

/** Of all words of an entity together; PostgreSQL's tsvector takes no more than a megabyte, with what it adds to each word. */
const mostBytes = 800_000;

/** So much of the limit goes to a word beside its letters. */
const bytesBesideEach = 8;

const upTo = (words: Iterable<string>, most: number): readonly string[] => {
  const taken: string[] = [];
  let left = most;
  for (const word of words) {
    left -= Buffer.byteLength(word) + bytesBesideEach;
    if (left < 0) break;
    taken.push(word);
  }
  return taken;
};

const observedText = ({ observations }: Entity): string => observations.map(({ text }) => text).join("\n");

/** In order. What counts is embedded, whether or not the entity does. */
export const indexEntries = async (
  embedder: Embedder,
  records: readonly EntityRecord[],
): Promise<readonly IndexEntry[]> => {
  const entities = records.map((record) => entityAt(record, null));
  const vectors = entities.length === 0 ? [] : await embedder.embed(entities.map(textOf));
  return entities.map((entity, index) => {
    const nameWords = [...new Set(allWordsOf(entity.name))];
    return {
      model: embedder.modelId,
      vector: vectors[index] as Float32Array,
      nameWords,
      textWords: upTo(new Set(allWordsOf(observedText(entity))), mostBytes - nameWords.join("").length),
    };
  });
};

/** What is indexed of the two differs. */
export const differsInIndex = (before: EntityRecord, after: EntityRecord): boolean =>
  before !== after && textOf(entityAt(before, null)) !== textOf(entityAt(after, null));
