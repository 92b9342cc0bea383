/** Relations: stored, found, ended. */
import { isDeepStrictEqual } from "node:util";
import type { ConflictRule, MemoryPlace, Relation, RelationId } from "../../domain/memory.ts";
import type { NewRelation } from "../types.ts";
import { checkRelation, idTaken, notFound, placesForEnds } from "../rules.ts";
import type { StoreContext } from "./context.ts";
import type { Entities } from "./entities.ts";
import { fromProvenance, toRelation, type RelationRow } from "./rows.ts";

export type IdentifiedRelation = NewRelation & { readonly id: RelationId };

/** A relation with the ids of its ends. */
const selectRelations = `SELECT r.*, s."id" AS "sourceId", t."id" AS "targetId"
  FROM "relation" r JOIN "entity" s ON s."row" = r."source" JOIN "entity" t ON t."row" = r."target"`;

export const createRelations = ({ connection, places }: StoreContext, entities: Entities) => {
  const byId = connection.prepare<[string], RelationRow>(`${selectRelations} WHERE r."id" = ?`);
  const byRow = connection.prepare<[number], RelationRow>(`${selectRelations} WHERE r."row" = ?`);
  const byEnds = connection.prepare<[number, number, string, number], RelationRow>(
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
  const end = connection.prepare<[string, number]>(`UPDATE "relation" SET "invalidatedAt" = ? WHERE "row" = ?`);

  const shown = (row: RelationRow): Relation => toRelation(row, places.of(row.place));

  return {
    shown,
    some: (rows: readonly number[]): readonly RelationRow[] => some.all(JSON.stringify(rows)),
    ofEntity: (row: number): readonly RelationRow[] => ofEntity.all({ row }),
    end: (row: number, now: string): void => {
      end.run(now, row);
    },
    /** Storing what is there already ends the old one, where anything about it is new, and keeps it for `asOf`. */
    store: (relation: IdentifiedRelation, now: string): Relation => {
      const same = byId.get(relation.id);
      if (same !== undefined && same.place !== places.rowOf(relation.place)) throw idTaken("relation", relation.id);
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
      const there = byEnds.get(source, target, type, place);
      if (there !== undefined) {
        const columns = ["strength", "confidence", "directed", "metadata", "validFrom", "validTo"] as const;
        if (columns.every((column) => there[column] === fresh[column])) return shown(there);
        end.run(now, there.row);
      }
      const row = Number(insert.run(fresh).lastInsertRowid);
      return shown(byRow.get(row) as RelationRow);
    },
    /** As an export has it, with its own id and times. `false` where it is there already, or one of its ends is not. */
    restore: (relation: Relation, rule: ConflictRule): boolean => {
      const source = entities.byId(relation.from);
      const target = entities.byId(relation.to);
      const there = byId.get(relation.id);
      if (source === undefined || target === undefined) return false;
      const isUnchanged = there !== undefined && isDeepStrictEqual(shown(there), relation);
      if (there !== undefined && (rule !== "replace" || isUnchanged)) return false;
      const place = places.rowOf(relation.place);
      const counts = relation.invalidatedAt === null;
      // What has ended here took its relations with it.
      if (counts && (source.invalidatedAt !== null || target.invalidatedAt !== null)) return false;
      const rival = counts ? byEnds.get(source.row, target.row, relation.type, place) : undefined;
      if (rival !== undefined && rival.id !== relation.id) return false;
      remove.run(relation.id);
      insert.run({
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
        // At once: while it counted, it would be in the way of the one that counts now.
        invalidatedAt: relation.invalidatedAt,
      });
      return true;
    },
    invalidate: (id: RelationId, of: readonly MemoryPlace[], now: string): RelationRow => {
      const row = byId.get(id);
      if (row === undefined || row.invalidatedAt !== null || !places.rowsOf(of).has(row.place)) {
        throw notFound("relation", id);
      }
      end.run(now, row.row);
      return row;
    },
    list: (where: string, parameters: Record<string, unknown>, after: number, limit: number): readonly RelationRow[] =>
      connection
        .prepare<[Record<string, unknown>], RelationRow>(
          `${selectRelations} WHERE r."row" > :after AND ${where} ORDER BY r."row" LIMIT :limit`,
        )
        .all({ ...parameters, after, limit }),
  };
};

export type Relations = ReturnType<typeof createRelations>;
