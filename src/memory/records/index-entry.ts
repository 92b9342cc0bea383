/** How an entity is found: its vector and its words. */
import { createHash } from "node:crypto";
import { textOf, type Entity } from "../../domain/memory.ts";
import type { Embedder } from "../types.ts";
import { allWordsOf } from "../words.ts";
import { entityAt } from "./entity.ts";
import type { EntityRecord, IndexedRecord, IndexEntry } from "./types.ts";

/** Of all words of an entity together; PostgreSQL's tsvector takes no more than a megabyte, with what it adds to each word. */
const mostBytes = 800_000;

/** What each word takes of the limit in addition to its letters. */
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

/** The words that a driver is given of an entity. */
export const indexedWords = (entity: Entity): Pick<IndexEntry, "nameWords" | "textWords"> => {
  const nameWords = [...new Set(allWordsOf(entity.name))];
  const textWords = upTo(new Set(allWordsOf(observedText(entity))), mostBytes - nameWords.join("").length);
  return { nameWords, textWords };
};

/** Components of a vector that its fingerprint has. Servers round, and some normalise; this is far more than that changes. */
const [probed, tolerance] = [8, 0.004];

const textHash = (model: string, text: string): string =>
  createHash("sha256").update(`${model}\n${text}`).digest("base64url").slice(0, 22);

const fingerprintOf = (model: string, text: string, vector: Float32Array): string =>
  [textHash(model, text), ...Array.from(vector.slice(0, probed), (value) => value.toFixed(4))].join(" ");

/** Whether the vector is the one that was made from this text. One without a fingerprint is taken to be. */
export const isVectorOf = (model: string, text: string, { fingerprint, vector }: IndexedRecord): boolean => {
  if (fingerprint === null || vector === null) return true;
  const [hash, ...values] = fingerprint.split(" ");
  return (
    hash === textHash(model, text) &&
    values.every((value, index) => Math.abs(Number(value) - (vector[index] ?? 0)) < tolerance)
  );
};

/** In order. The text of observations that count is embedded, whether or not the entity counts. */
export const indexEntries = async (
  embedder: Embedder,
  records: readonly EntityRecord[],
): Promise<readonly IndexEntry[]> => {
  const entities = records.map((record) => entityAt(record, null));
  const vectors = entities.length === 0 ? [] : await embedder.embed(entities.map(textOf));
  return entities.map((entity, index) => {
    const vector = vectors[index] as Float32Array;
    const fingerprint = fingerprintOf(embedder.modelId, textOf(entity), vector);
    return { model: embedder.modelId, vector, fingerprint, ...indexedWords(entity) };
  });
};

/** Whether the two are indexed differently. */
export const differsInIndex = (before: EntityRecord, after: EntityRecord): boolean =>
  before !== after && textOf(entityAt(before, null)) !== textOf(entityAt(after, null));
