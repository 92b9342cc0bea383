/** Stores, finds, ends and erases relations. */
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { ConflictRule, MemoryPlace, Relation, RelationId } from "../../domain/memory.ts";
import type { RelationOutcome } from "../portability.ts";
import type { NewRelation, RelationFilter } from "../types.ts";
import { checkRelation, idTaken, notFound, overlaps, placesForEnds, timesOf } from "../rules.ts";
import { countsAt, numbers, type StoreContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import { fromProvenance, toRelation, type RelationRow } from "./rows.ts";

export type IdentifiedRelation = NewRelation & { readonly id: RelationId };

/** A relation with the ids of its ends. */
const selectRelations = `SELECT r.*, s."id" AS "sourceId", t."id" AS "targetId"
  FROM "relation" r JOIN "entity" s ON s."row" = r."source" JOIN "entity" t ON t."row" = r."target"`;

export const createRelations = ({ connection, places }: StoreContext, entities: Entities) => {
  const byId = connection.prepare<[string], RelationRow>(`${selectRelations} WHERE r."id" = ?`);
  const byRow = connection.prepare<[number], RelationRow>(`${selectRelations} WHERE r."row" = ?`);
  const withEnds = connection.prepare<[number, number, string, number], RelationRow>(
    `${selectRelations} WHERE r."source" = ? AND r."target" = ? AND r."type" = ? AND r."place" = ? AND r."invalidatedAt" IS NULL`,
  );
  const some = connection.prepare<[string], RelationRow>(
    `${selectRelations} WHERE r."row" IN (SELECT "value" FROM json_each(?))`,
  );
  const ofEntity = connection.prepare<[{ row: number }], RelationRow>(
    `${selectRelations} WHERE (r."source" = :row OR r."target" = :row) AND r."invalidatedAt" IS NULL`,
  );
  const insert = connection.prepare<[Omit<RelationRow, "row" | "sourceId" | "targetId">]>(
    `INSERT INTO "relation" ("id", "place", "source", "target", "type", "strength", "confidence", "directed", "metadata",
       "provenance", "validFrom", "validTo", "recordedAt", "invalidatedAt")
     VALUES (@id, @place, @source, @target, @type, @strength, @confidence, @directed, @metadata, @provenance, @validFrom,
       @validTo, @recordedAt, @invalidatedAt)`,
  );
  const remove = connection.prepare<[string]>(`DELETE FROM "relation" WHERE "id" = ?`);
  const end = connection.prepare<[string, number]>(
    `UPDATE "relation" SET "invalidatedAt" = ? WHERE "row" = ? AND "invalidatedAt" IS NULL`,
  );
  const reviveRow = connection.prepare<[string, number]>(
    `UPDATE "relation" SET "recordedAt" = ?, "invalidatedAt" = NULL WHERE "row" = ?`,
  );

  const removeRow = connection.prepare<[number]>(`DELETE FROM "relation" WHERE "row" = ?`);

  const list = (
    where: string,
    parameters: Record<string, unknown>,
    after: number,
    limit: number,
  ): readonly RelationRow[] =>
    connection
      .prepare<[Record<string, unknown>], RelationRow>(
        `${selectRelations} WHERE r."row" > :after AND ${where} ORDER BY r."row" LIMIT :limit`,
      )
      .all({ ...parameters, after, limit });

  const shown = (row: RelationRow): Relation => toRelation(row, places.of(row.place));

  /** Relations that count and have the same ends and type and an overlapping period: the new one replaces them. */
  const rivals = (row: Omit<RelationRow, "row" | "sourceId" | "targetId">): readonly RelationRow[] =>
    withEnds
      .all(row.source, row.target, row.type, row.place)
      .filter((each) => each.id !== row.id && overlaps(each, row));

  return {
    shown,
    some: (rows: readonly number[]): readonly RelationRow[] => some.all(JSON.stringify(rows)),
    ofEntity: (row: number): readonly RelationRow[] => ofEntity.all({ row }),
    /** No effect on a relation that has already ended. */
    end: (row: number, now: string): void => void end.run(now, row),
    removeRow: (row: number): void => void removeRow.run(row),
    rivals,
    /** Returns its row. */
    add: (row: Omit<RelationRow, "row" | "sourceId" | "targetId">): number => Number(insert.run(row).lastInsertRowid),
    byRow: (row: number): RelationRow | undefined => byRow.get(row),
    /** Makes the relation count again from now on, under its id; a copy under another id preserves its earlier period. */
    revive: (row: RelationRow, now: string): void => {
      insert.run({ ...row, id: randomUUID() as RelationId });
      reviveRow.run(now, row.row);
    },
    /**
     * Ends relations with the same ends and type and an overlapping period, and keeps them for reads with an earlier `asOf`. If one
     * of them is identical, it is kept and nothing is stored.
     */
    store: (relation: IdentifiedRelation, now: string): Relation => {
      const same = byId.get(relation.id);
      const isTaken =
        same === undefined ? entities.wasErased(relation.id) : same.place !== places.rowOf(relation.place);
      if (isTaken) throw idTaken("relation", relation.id);
      if (same !== undefined) return shown(same);
      const { strength = 1, confidence = 1, directed = true, type } = relation;
      checkRelation(type, strength, confidence);
      const ends = placesForEnds(relation.place);
      const source = entities.findLive({ id: relation.from, places: ends }).row;
      const target = entities.findLive({ id: relation.to, places: ends }).row;
      const place = places.rowOf(relation.place);
      const fresh = {
        id: relation.id,
        place,
        source,
        target,
        type,
        strength,
        confidence,
        directed: directed ? 1 : 0,
        metadata: JSON.stringify(relation.metadata ?? {}),
        provenance: fromProvenance(relation.provenance),
        validFrom: relation.validFrom ?? null,
        validTo: relation.validTo ?? null,
        recordedAt: now,
        invalidatedAt: null,
      };
      const columns = ["strength", "confidence", "directed", "metadata", "validFrom", "validTo"] as const;
      const replaced = rivals(fresh);
      const known = replaced.find((each) => columns.every((column) => each[column] === fresh[column]));
      if (known !== undefined) return shown(known);
      for (const each of replaced) end.run(now, each.row);
      const row = Number(insert.run(fresh).lastInsertRowid);
      return shown(byRow.get(row) as RelationRow);
    },
    /** Writes the relation with the id and times of an export. Erased or ended relations are not brought back. */
    restore: (relation: Relation, rule: ConflictRule): RelationOutcome => {
      const source = entities.byId(relation.from);
      const target = entities.byId(relation.to);
      const there = byId.get(relation.id);
      if (entities.wasErased(relation.id)) return "unchanged";
      if (source === undefined || target === undefined) {
        const isMissing = [relation.from, relation.to].some(
          (id) => entities.byId(id) === undefined && !entities.wasErased(id),
        );
        return isMissing ? "end-missing" : "unchanged";
      }
      const isUnchanged = there !== undefined && isDeepStrictEqual(shown(there), relation);
      if (there !== undefined && (rule !== "replace" || isUnchanged)) return "unchanged";
      const place = places.rowOf(relation.place);
      const counts = relation.invalidatedAt === null;
      // Ending an entity also ended its relations.
      if (counts && (source.invalidatedAt !== null || target.invalidatedAt !== null)) return "unchanged";
      const restored = {
        id: relation.id,
        place,
        source: source.row,
        target: target.row,
        type: relation.type,
        strength: relation.strength,
        confidence: relation.confidence,
        directed: relation.directed ? 1 : 0,
        metadata: JSON.stringify(relation.metadata),
        provenance: fromProvenance(relation.provenance),
        validFrom: relation.validFrom,
        validTo: relation.validTo,
        recordedAt: relation.recordedAt,
        invalidatedAt: relation.invalidatedAt,
      };
      if (counts && rivals(restored).length > 0) return "unchanged";
      remove.run(relation.id);
      insert.run(restored);
      return "written";
    },
    invalidate: (id: RelationId, of: readonly MemoryPlace[], now: string): RelationRow => {
      const row = byId.get(id);
      if (row === undefined || row.invalidatedAt !== null || !places.rowsOf(of).has(row.place)) {
        throw notFound("relation", id);
      }
      end.run(now, row.row);
      return row;
    },
    /** Erases the relation, whether or not it still counts. */
    erase: (id: RelationId, of: readonly MemoryPlace[], now: string): void => {
      const row = byId.get(id);
      if (row === undefined || !places.rowsOf(of).has(row.place)) throw notFound("relation", id);
      removeRow.run(row.row);
      entities.remember({ id, kind: "relation", erasedAt: now });
    },
    find: (filter: RelationFilter, now: string, after: number, limit: number): readonly RelationRow[] => {
      const where = [
        `r."place" IN (${numbers(places.rowsOf(filter.places))})`,
        countsAt("r"),
        filter.from === undefined ? "TRUE" : `s."id" = :from`,
        filter.to === undefined ? "TRUE" : `t."id" = :to`,
        ...(filter.among === undefined
          ? []
          : ["s", "t"].map((joined) => `${joined}."id" IN (SELECT "value" FROM json_each(:among))`)),
        filter.types === undefined ? "TRUE" : `r."type" IN (SELECT "value" FROM json_each(:types))`,
      ].join(" AND ");
      const { from, to, among = [], types = [] } = filter;
      const lists = { among: JSON.stringify(among), types: JSON.stringify(types) };
      const parameters = { from, to, ...lists, ...timesOf(filter, now) };
      return list(where, parameters, after, limit);
    },
    list,
  };
};

export type Relations = ReturnType<typeof createRelations>;
