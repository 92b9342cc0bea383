/** Writes entities and relations with the ids and times of an export. */
import { isDeepStrictEqual } from "node:util";
import { nameKey, type Entity, type EntityId } from "../../domain/memory.ts";
import type { ConflictRule, ExportedEntity, ExportedRelation } from "../../domain/exported-memory.ts";
import { mayAdd, withoutErased } from "../erased-observations.ts";
import type { RelationOutcome, Restored, RestoredPage } from "../portability.ts";
import { changedLast } from "../rules.ts";
import { VectorsNeeded, type StoreContext, type WriteContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import type { Relations } from "./relations.ts";
import { fromProvenance, textNumberOf, type EntityRow, type ObservationRow, type PastRow } from "./rows.ts";

/** Another entity has the name. */
interface WaitsFor {
  readonly bearer: EntityId;
}

export const createRestoring = ({ connection, places }: StoreContext, entities: Entities, relations: Relations) => {
  const insertEntity = connection.prepare<[Omit<EntityRow, "row">]>(
    `INSERT INTO "entity" ("id", "place", "name", "nameKey", "type", "typeKey", "metadata", "provenance", "validFrom",
       "validTo", "recordedAt", "invalidatedAt", "pinned", "mergedInto", "changedAt")
     VALUES (@id, @place, @name, @nameKey, @type, @typeKey, @metadata, @provenance, @validFrom, @validTo, @recordedAt,
       @invalidatedAt, @pinned, @mergedInto, @changedAt)`,
  );
  const replaceEntity = connection.prepare<[EntityRow]>(
    `UPDATE "entity" SET "place" = @place, "name" = @name, "nameKey" = @nameKey, "type" = @type, "typeKey" = @typeKey,
       "metadata" = @metadata, "provenance" = @provenance, "validFrom" = @validFrom, "validTo" = @validTo,
       "recordedAt" = @recordedAt, "invalidatedAt" = @invalidatedAt, "pinned" = @pinned, "mergedInto" = @mergedInto,
       "changedAt" = @changedAt
     WHERE "row" = @row`,
  );
  const removeObservations = connection.prepare<[number]>(`DELETE FROM "observation" WHERE "entity" = ?`);
  const removePast = connection.prepare<[number]>(`DELETE FROM "past" WHERE "entity" = ?`);
  const insertObservation = connection.prepare<[Omit<ObservationRow, "row">]>(
    `INSERT INTO "observation" ("entity", "text", "textKey", "recordedAt", "invalidatedAt", "provenance", "mergedFrom", "mergedAt")
     VALUES (@entity, @text, @textKey, @recordedAt, @invalidatedAt, @provenance, @mergedFrom, @mergedAt)`,
  );
  const insertPast = connection.prepare<[PastRow & { readonly entity: number }]>(
    `INSERT INTO "past" ("entity", "supersededAt", "name", "type", "metadata", "validFrom", "validTo", "mergedInto")
     VALUES (@entity, @supersededAt, @name, @type, @metadata, @validFrom, @validTo, @mergedInto) ON CONFLICT DO NOTHING`,
  );

  const thereByName = (entity: Entity): EntityRow | undefined =>
    entity.invalidatedAt === null ? entities.byName(places.rowOf(entity.place), entity.name, entity.type) : undefined;

  const rowOf = (entity: ExportedEntity): Omit<EntityRow, "row"> => ({
    id: entity.id,
    place: places.rowOf(entity.place),
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
    changedAt: changedLast(entity),
  });

  /** The data that belongs to the entity's row. */
  const fill = (row: number, place: number, entity: ExportedEntity, writing: WriteContext): void => {
    const counted = new Set<number>();
    for (const { text, recordedAt, invalidatedAt, provenance, merged } of entity.observations) {
      const textKey = textNumberOf(text);
      if (invalidatedAt === null && counted.has(textKey)) continue;
      insertObservation.run({
        entity: row,
        text,
        textKey,
        recordedAt: recordedAt === entity.recordedAt ? "" : recordedAt,
        invalidatedAt,
        provenance: fromProvenance(provenance),
        mergedFrom: merged?.entity ?? null,
        mergedAt: merged?.at ?? null,
      });
      if (invalidatedAt === null) counted.add(textKey);
    }
    for (const { metadata, mergedInto = null, ...was } of entity.past ?? []) {
      insertPast.run({ ...was, mergedInto, entity: row, metadata: JSON.stringify(metadata) });
    }
    if (entity.invalidatedAt === null) places.count(place, 1, counted.size);
    entities.index(entities.byRow(row) as EntityRow, writing);
  };

  const create = (entity: ExportedEntity, writing: WriteContext): void => {
    const fresh = rowOf(entity);
    fill(Number(insertEntity.run(fresh).lastInsertRowid), fresh.place, entity, writing);
  };

  /** Replaces the existing entity by the exported one. Returns the entity that has its name, if there is another one. */
  const replace = (there: EntityRow, entity: ExportedEntity, writing: WriteContext): Restored | WaitsFor => {
    const { id } = entity;
    if (isDeepStrictEqual(entities.whole(there), entity)) return { outcome: "skipped", id, as: id };
    const bearer = thereByName(entity);
    if (bearer !== undefined && bearer.row !== there.row) return { bearer: bearer.id };
    const fresh = { ...rowOf(entity), row: there.row };
    if (fresh.invalidatedAt !== null) entities.endRelations(there.row, fresh.invalidatedAt);
    if (there.invalidatedAt === null) places.count(there.place, -1, -entities.observations(there.row).length);
    replaceEntity.run(fresh);
    removeObservations.run(there.row);
    removePast.run(there.row);
    fill(there.row, fresh.place, entity, writing);
    return { outcome: "merged", id, as: id };
  };

  /** @param joins under the rule `replace`: whether an entity that exists by name only is merged, or waits for its name */
  const restore = (
    given: ExportedEntity,
    rule: ConflictRule,
    joins: boolean,
    writing: WriteContext,
  ): Restored | WaitsFor => {
    const { id } = given;
    if (entities.wasErased(id)) return { outcome: "skipped", id, as: id };
    const same = entities.byId(id);
    const isNew = same === undefined || !mayAdd(rule);
    const entity = isNew ? given : withoutErased(given, entities.whole(same), entities.wasErased);
    if (same !== undefined && rule === "replace") return replace(same, entity, writing);
    const there = same ?? thereByName(entity);
    if (there === undefined) {
      create(entity, writing);
      return { outcome: "created", id, as: id };
    }
    if (rule === "replace" && !joins) return { bearer: there.id };
    if (rule === "skip" || rule === "fail" || there.invalidatedAt !== null)
      return { outcome: "skipped", id, as: there.id };
    const texts = entity.observations.filter(({ invalidatedAt }) => invalidatedAt === null).map(({ text }) => text);
    const { provenance, metadata } = entity;
    const outcome = entities.joinInto(there, { observations: texts, provenance, metadata }, there, writing).outcome;
    return { outcome: outcome === "merged" ? "merged" : "skipped", id, as: there.id };
  };

  return {
    isThere: (entity: Entity): boolean => entities.byId(entity.id) !== undefined || thereByName(entity) !== undefined,
    entities: (
      given: readonly ExportedEntity[],
      rule: ConflictRule,
      joins: boolean,
      writing: WriteContext,
    ): RestoredPage => {
      const restored: Restored[] = [];
      const missing = new Set<string>();
      const attempt = (entity: ExportedEntity): Restored | WaitsFor | null => {
        try {
          return restore(entity, rule, joins, writing);
        } catch (thrown) {
          if (!(thrown instanceof VectorsNeeded)) throw thrown;
          for (const text of thrown.texts) missing.add(text);
          return null;
        }
      };
      // An entity may take a name that another one of these gives up: waiting ones are tried again after the rest.
      const waiting = new Map<EntityId, EntityId>();
      for (let left = given, before = 0; left.length > 0 && left.length !== before;) {
        before = left.length;
        waiting.clear();
        left = left.filter((entity) => {
          const done = attempt(entity);
          if (done === null) return false;
          if ("bearer" in done) waiting.set(entity.id, done.bearer);
          else restored.push(done);
          return "bearer" in done;
        });
      }
      if (missing.size > 0) throw new VectorsNeeded([...missing]);
      return { restored, waiting };
    },
    relations: (given: readonly ExportedRelation[], rule: ConflictRule): readonly RelationOutcome[] =>
      given.map((relation) => relations.restore(relation, rule)),
  };
};
