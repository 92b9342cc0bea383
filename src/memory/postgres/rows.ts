/** Records as rows, with the types of their columns. */
import type { EntityRecord, IndexEntry, RelationRecord } from "../records/types.ts";
import { storable, storableJson } from "./conditions.ts";

const stored = {
  id: "uuid",
  place: "text",
  recorded_at: "text",
  invalidated_at: "text",
  valid_from: "text",
  valid_to: "text",
  revision: "integer",
  record: "json",
} as const;
export const entityColumns = {
  ...stored,
  name_key: "text",
  type_key: "text",
  metadata: "jsonb",
  observations: "integer",
} as const;
export const indexColumns = {
  model: "text",
  embedding: "halfvec",
  fingerprint: "text",
  name_words: "text",
  words: "text",
} as const;
export const relationColumns = {
  ...stored,
  source: "uuid",
  target: "uuid",
  type: "text",
  strength: "double precision",
  directed: "boolean",
} as const;

const storedRow = (record: EntityRecord | RelationRecord) => ({
  id: record.id,
  place: record.place,
  recorded_at: record.recordedAt,
  invalidated_at: record.invalidatedAt,
  valid_from: record.validFrom,
  valid_to: record.validTo,
  revision: record.revision,
  record: JSON.stringify(record),
});

export const entityRow = (record: EntityRecord) => ({
  ...storedRow(record),
  name_key: storable(record.nameKey),
  type_key: storable(record.typeKey),
  metadata: storableJson(record.metadata),
  observations: record.observations.filter(({ invalidatedAt }) => invalidatedAt === null).length,
});

/** In pgvector's input syntax. */
export const vectorText = (vector: Float32Array): string => `[${vector.join(",")}]`;

export const indexRow = ({ model, vector, fingerprint, nameWords, textWords }: IndexEntry) => ({
  model,
  embedding: vectorText(vector),
  fingerprint,
  name_words: nameWords.join(" "),
  words: [...new Set([...nameWords, ...textWords])].join(" "),
});

export const relationRow = (record: RelationRecord) => ({
  ...storedRow(record),
  source: record.from,
  target: record.to,
  type: storable(record.type),
  strength: record.strength,
  directed: record.directed,
});
