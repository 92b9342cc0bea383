/** The index entry of an entity: its vector and its words. */
import { createHash } from "node:crypto";
import { textOf, type Entity } from "../../domain/memory.ts";
import type { Embedder } from "../embedding/types.ts";
import { allWordsOf } from "../words.ts";
import { entityAt } from "./entity.ts";
import type { EntityRecord, IndexedRecord, IndexEntry } from "./types.ts";

/** The limit for all words of an entity; PostgreSQL's tsvector takes at most a megabyte, including an overhead per word. */
const mostBytes = 800_000;

/** The overhead per word. */
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

/** The words of an entity that a driver indexes. */
export const indexedWords = (entity: Entity): Pick<IndexEntry, "nameWords" | "textWords"> => {
  const nameWords = [...new Set(allWordsOf(entity.name))];
  const textWords = upTo(new Set(allWordsOf(observedText(entity))), mostBytes - nameWords.join("").length);
  return { nameWords, textWords };
};

/**
 * The number of vector components in a fingerprint, and the tolerance in comparing them. Servers round, and some normalise; both
 * change a component by far less.
 */
const [probed, tolerance] = [8, 0.004];

const textHash = (model: string, text: string): string =>
  createHash("sha256").update(`${model}\n${text}`).digest("base64url").slice(0, 22);

const fingerprintOf = (model: string, text: string, vector: Float32Array): string =>
  [textHash(model, text), ...Array.from(vector.slice(0, probed), (value) => value.toFixed(4))].join(" ");

/** Whether the vector was made from this text; `unknown` without a vector or, as in records of older versions, a fingerprint. */
export const isVectorOf = (
  model: string,
  text: string,
  { fingerprint, vector }: IndexedRecord,
): boolean | "unknown" => {
  if (fingerprint === null || vector === null) return "unknown";
  const [hash, ...values] = fingerprint.split(" ");
  return (
    hash === textHash(model, text) &&
    values.every((value, index) => Math.abs(Number(value) - (vector[index] ?? 0)) < tolerance)
  );
};

/** In the order of the records. The text of observations that count is embedded, whether or not the entity counts. */
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

/** Whether the two records have different index entries. */
export const differsInIndex = (before: EntityRecord, after: EntityRecord): boolean =>
  before !== after && textOf(entityAt(before, null)) !== textOf(entityAt(after, null));
