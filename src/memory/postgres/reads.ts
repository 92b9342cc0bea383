/** Reads of records in PostgreSQL by id, name, ends and filter. */
import type { ErasedId, PlaceKey } from "../../domain/memory.ts";
import type { EntityRecord, Held, IndexedRecord, MergeRecord, RecordStore } from "../records/types.ts";
import { createParameters, entityConditions, relationConditions, storable } from "./conditions.ts";
import type { PostgresQueries } from "./queries.ts";

interface IndexedRow {
  readonly record: EntityRecord;
  readonly embedding: string;
  readonly fingerprint: string | null;
  readonly name_words: readonly string[];
  readonly words: readonly string[];
}

const isSame = (kept: readonly string[], wanted: readonly string[]): boolean => {
  const all = new Set(wanted);
  return kept.length === all.size && kept.every((word) => all.has(word));
};

const toIndexed = ({ record, embedding, fingerprint, name_words: ofName, words }: IndexedRow): IndexedRecord => ({
  record,
  vector: Float32Array.from(JSON.parse(embedding) as readonly number[]),
  fingerprint,
  hasWords: ({ nameWords, textWords }) => isSame(ofName, nameWords) && isSame(words, [...nameWords, ...textWords]),
});

export const createReads = ({ schema, rows, records }: PostgresQueries) =>
  ({
    entities: async (ids) => records(`SELECT record FROM ${schema}.entity WHERE id = ANY($1::uuid[])`, [ids]),
    entitiesNamed: async (names) =>
      records(
        `SELECT e.record FROM unnest($1::text[], $2::text[], $3::text[]) AS n (place, name_key, type_key)
         JOIN ${schema}.entity e ON (e.place, e.name_key, e.type_key) = (n.place, n.name_key, n.type_key)
         WHERE e.invalidated_at IS NULL`,
        [
          names.map(({ place }) => place),
          names.map(({ nameKey }) => storable(nameKey)),
          names.map(({ typeKey }) => storable(typeKey)),
        ],
      ),
    relations: async (ids) => records(`SELECT record FROM ${schema}.relation WHERE id = ANY($1::uuid[])`, [ids]),
    relationsWithEnds: async (ends) =>
      records(
        `SELECT r.record FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS n (source, target, type, place)
         JOIN ${schema}.relation r ON (r.source, r.target, r.type, r.place) = (n.source, n.target, n.type, n.place)
         WHERE r.invalidated_at IS NULL`,
        [
          ends.map(({ from }) => from),
          ends.map(({ to }) => to),
          ends.map(({ type }) => storable(type)),
          ends.map(({ place }) => place),
        ],
      ),
    relationsOf: async (entities) =>
      records(
        `SELECT record FROM ${schema}.relation
         WHERE (source = ANY($1::uuid[]) OR target = ANY($1::uuid[])) AND invalidated_at IS NULL`,
        [entities],
      ),
    merge: async (id) =>
      (await records<MergeRecord>(`SELECT record FROM ${schema}.merge WHERE id = $1`, [id]))[0] ?? null,
    listMerges: async (places, after, limit) =>
      records(
        `SELECT m.record FROM ${schema}.merge m JOIN ${schema}.entity e ON e.id = m.target
         WHERE e.place = ANY($1) AND ($2::text IS NULL OR (m.merged_at, m.id) < ($2, $3::uuid))
         ORDER BY m.merged_at DESC, m.id DESC LIMIT ${limit}`,
        [places, after?.mergedAt, after?.id],
      ),
    erased: async (ids) => {
      const found = await rows<{ id: string }>(`SELECT id FROM ${schema}.erased WHERE id = ANY($1::uuid[])`, [ids]);
      return new Set(found.map(({ id }) => id));
    },
    listEntities: async (filter, after, limit) => {
      const parameters = createParameters();
      const conditions = entityConditions(filter, parameters);
      const later = after === null ? "" : `AND e.id > ${parameters.add(after)}`;
      return records(
        `SELECT e.record FROM ${schema}.entity e WHERE ${conditions} ${later} ORDER BY e.id LIMIT ${limit}`,
        parameters.values,
      );
    },
    listRelations: async (filter, after, limit) => {
      const parameters = createParameters();
      const conditions = relationConditions(filter, parameters);
      const later = after === null ? "" : `AND r.id > ${parameters.add(after)}`;
      return records(
        `SELECT r.record FROM ${schema}.relation r WHERE ${conditions} ${later} ORDER BY r.id LIMIT ${limit}`,
        parameters.values,
      );
    },
    step: async ({ from, places, times, direction, types, minStrength, limit }) => {
      const parameters = createParameters();
      const ids = parameters.add(from);
      const out = `r.source = ANY(${ids}::uuid[])${direction === "in" ? " AND NOT r.directed" : ""}`;
      const back = `r.target = ANY(${ids}::uuid[])${direction === "out" ? " AND NOT r.directed" : ""}`;
      const conditions = relationConditions({ places, times, ...(types === undefined ? {} : { types }) }, parameters);
      const strength = `r.strength >= ${parameters.add(minStrength)}`;
      return records(
        `SELECT r.record FROM ${schema}.relation r WHERE (${out} OR ${back}) AND ${conditions} AND ${strength}
         ORDER BY r.strength DESC, r.id LIMIT ${limit}`,
        parameters.values,
      );
    },
    held: async (places) => {
      const found = await rows<{ key: PlaceKey } & Record<keyof Held, string>>(
        `SELECT * FROM ${schema}.place WHERE $1::text[] IS NULL OR key = ANY($1) ORDER BY key`,
        [places],
      );
      return found.map(({ key, entities, observations, relations }) => ({
        place: key,
        held: {
          entities: Number(entities),
          observations: Number(observations),
          relations: Number(relations),
        },
      }));
    },
    withoutVector: async (model, limit) =>
      records(`SELECT record FROM ${schema}.entity WHERE model <> $1 LIMIT ${limit}`, [model]),
    places: async () => {
      const found = await rows<{ key: PlaceKey }>(`SELECT key FROM ${schema}.place ORDER BY key`, []);
      return found.map(({ key }) => key);
    },
    listErased: async (after, limit) =>
      rows<ErasedId & Record<string, unknown>>(
        `SELECT id, kind, erased_at AS "erasedAt", entity, recorded_at AS "recordedAt" FROM ${schema}.erased
         WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT ${limit}`,
        [after],
      ),
    listIndexed: async (after, limit) => {
      const found = await rows<IndexedRow & Record<string, unknown>>(
        `SELECT record, embedding::text AS embedding, fingerprint, tsvector_to_array(name_words) AS name_words,
           tsvector_to_array(words) AS words
         FROM ${schema}.entity WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT ${limit}`,
        [after],
      );
      return found.map(toIndexed);
    },
  }) satisfies Partial<RecordStore>;
