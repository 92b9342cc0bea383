/** Records as the properties of nodes and relationships. */
import type { EntityRecord, IndexEntry, RelationRecord } from "../records/types.ts";
import { bearsOf, endsOf, metadataTexts, placeWord } from "./conditions.ts";
import { whole } from "./connection.ts";

const stored = (record: EntityRecord | RelationRecord) => ({
  id: record.id,
  place: record.place,
  type: record.type,
  recordedAt: record.recordedAt,
  invalidatedAt: record.invalidatedAt,
  validFrom: record.validFrom,
  validTo: record.validTo,
  revision: whole(record.revision),
  record: JSON.stringify(record),
});

export const entityProperties = (record: EntityRecord) => ({
  ...stored(record),
  name: record.name,
  nameKey: record.nameKey,
  typeKey: record.typeKey,
  bears: record.invalidatedAt === null ? bearsOf(record) : null,
  metadata: metadataTexts(record.metadata),
  observations: whole(record.observations.filter(({ invalidatedAt }) => invalidatedAt === null).length),
  placeWord: placeWord(record.place),
});

export const indexProperties = ({ model, fingerprint, nameWords, textWords }: IndexEntry) => ({
  model,
  fingerprint,
  nameWords: nameWords.join(" "),
  words: [...new Set([...nameWords, ...textWords])].join(" "),
});

export const relationProperties = (record: RelationRecord) => ({
  ...stored(record),
  ends: record.invalidatedAt === null ? endsOf(record) : null,
  strength: record.strength,
  confidence: record.confidence,
  directed: record.directed,
});
