/** Entities and relations as an export has them, with their own ids and times. */
import { nameKey, type ConflictRule, type Entity, type Relation } from "../../domain/memory.ts";
import { VectorsNeeded, type StoreContext, type WriteContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import type { Relations } from "./relations.ts";
import type { Restored } from "../portability.ts";
import { textKeyOf } from "../rules.ts";
import { fromProvenance, type EntityRow } from "./rows.ts";

export const createRestoring = ({ connection, places }: StoreContext, entities: Entities, relations: Relations) => {
  const insertEntity = connection.prepare<[Omit<EntityRow, "row">]>(
    `INSERT INTO "entity" ("id", "place", "name", "nameKey", "type", "typeKey", "metadata", "provenance", "validFrom",
       "validTo", "recordedAt", "invalidatedAt", "pinned", "mergedInto", "changedAt")
     VALUES (@id, @place, @name, @nameKey, @type, @typeKey, @metadata, @provenance, @validFrom, @validTo, @recordedAt,
       @invalidatedAt, @pinned, @mergedInto, @changedAt)`,
  );
  const insertObservation = connection.prepare<[number, string, string, string, string | null, string | null]>(
    `INSERT INTO "observation" ("entity", "text", "textKey", "recordedAt", "invalidatedAt", "provenance")
     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );

  const thereByName = (entity: Entity): EntityRow | undefined =>
    entity.invalidatedAt === null ? entities.byName(places.rowOf(entity.place), entity.name, entity.type) : undefined;

  const create = (entity: Entity, writing: WriteContext): void => {
    const place = places.rowOf(entity.place);
    const newest = entity.observations.at(-1)?.recordedAt ?? entity.recordedAt;
    const { lastInsertRowid } = insertEntity.run({
      id: entity.id,
      place,
      name: entity.name,
      nameKey: nameKey(entity.name),
      type: entity.type,
      typeKey: nameKey(entity.type),
      metadata: JSON.stringify(entity.metadata),
      provenance: fromProvenance(entity.provenance),
      validFrom: entity.validFrom,
      validTo: entity.validTo,
      recordedAt: entity.recordedAt,
      invalidatedAt: entity.invalidatedAt,
      pinned: entity.pinned ? 1 : 0,
      mergedInto: entity.mergedInto,
      changedAt: newest > entity.recordedAt ? newest : entity.recordedAt,
    });
    const row = Number(lastInsertRowid);
    let counted = 0;
    for (const { text, recordedAt, invalidatedAt, provenance } of entity.observations) {
      insertObservation.run(row, text, textKeyOf(text), recordedAt, invalidatedAt, fromProvenance(provenance));
      if (invalidatedAt === null) counted += 1;
    }
    if (entity.invalidatedAt === null) places.count(place, 1, counted);
    entities.index(entities.byRow(row) as EntityRow, writing);
  };

  const restore = (entity: Entity, rule: ConflictRule, writing: WriteContext): Restored => {
    const { id } = entity;
    if (entities.wasErased(id)) return { outcome: "skipped", id, as: id };
    const there = entities.byId(id) ?? thereByName(entity);
    if (there === undefined) {
      create(entity, writing);
      return { outcome: "created", id, as: id };
    }
    if (rule !== "merge" || there.invalidatedAt !== null) return { outcome: "skipped", id, as: there.id };
    const texts = entity.observations.filter(({ invalidatedAt }) => invalidatedAt === null).map(({ text }) => text);
    const outcome = entities.joinInto(there, { ...entity, observations: texts }, writing).outcome;
    return { outcome: outcome === "merged" ? "merged" : "skipped", id, as: there.id };
  };

  return {
    isThere: (entity: Entity): boolean => entities.byId(entity.id) !== undefined || thereByName(entity) !== undefined,
    entities: (given: readonly Entity[], rule: ConflictRule, writing: WriteContext): readonly Restored[] => {
      const restored: Restored[] = [];
      const missing = new Set<string>();
      for (const entity of given) {
        try {
          restored.push(restore(entity, rule, writing));
        } catch (thrown) {
          if (!(thrown instanceof VectorsNeeded)) throw thrown;
          for (const text of thrown.texts) missing.add(text);
        }
      }
      if (missing.size > 0) throw new VectorsNeeded([...missing]);
      return restored;
    },
    /** Those whose ends are not there are left out; answers how many were new. */
    relations: (given: readonly Relation[], writing: WriteContext): number =>
      given.filter((relation) => relations.restore(relation, writing.now)).length,
  };
};
