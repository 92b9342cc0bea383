/** Prepared statements that read and write relations. */
import type BetterSqlite3 from "better-sqlite3";
import type { RelationRow } from "./rows.ts";

/** A row without what SQLite and the joins add. */
export type StoredRelation = Omit<RelationRow, "row" | "sourceId" | "targetId">;

/** A relation with the ids of its ends. */
export const selectRelations = `SELECT r.*, s."id" AS "sourceId", t."id" AS "targetId"
  FROM "relation" r JOIN "entity" s ON s."row" = r."source" JOIN "entity" t ON t."row" = r."target"`;

export const prepareRelationStatements = (connection: BetterSqlite3.Database) => ({
  byId: connection.prepare<[string], RelationRow>(`${selectRelations} WHERE r."id" = ?`),
  byRow: connection.prepare<[number], RelationRow>(`${selectRelations} WHERE r."row" = ?`),
  withEnds: connection.prepare<[number, number, string, number], RelationRow>(
    `${selectRelations} WHERE r."source" = ? AND r."target" = ? AND r."type" = ? AND r."place" = ? AND r."invalidatedAt" IS NULL`,
  ),
  some: connection.prepare<[string], RelationRow>(
    `${selectRelations} WHERE r."row" IN (SELECT "value" FROM json_each(?))`,
  ),
  ofEntity: connection.prepare<[{ row: number }], RelationRow>(
    `${selectRelations} WHERE (r."source" = :row OR r."target" = :row) AND r."invalidatedAt" IS NULL`,
  ),
  /** The earlier states of a relation, oldest first. */
  statesOf: connection.prepare<[string], RelationRow>(
    `${selectRelations} WHERE r."stateOf" = ? ORDER BY r."recordedAt"`,
  ),
  insert: connection.prepare<[StoredRelation]>(
    `INSERT INTO "relation" ("id", "place", "source", "target", "type", "strength", "confidence", "directed", "metadata",
       "provenance", "validFrom", "validTo", "recordedAt", "invalidatedAt", "stateOf", "firstRecordedAt")
     VALUES (@id, @place, @source, @target, @type, @strength, @confidence, @directed, @metadata, @provenance, @validFrom,
       @validTo, @recordedAt, @invalidatedAt, @stateOf, @firstRecordedAt)`,
  ),
  /** Replaces everything that is not the relation's identity. */
  update: connection.prepare<[StoredRelation & { readonly row: number }]>(
    `UPDATE "relation" SET "strength" = @strength, "confidence" = @confidence, "directed" = @directed, "metadata" = @metadata,
       "validFrom" = @validFrom, "validTo" = @validTo, "recordedAt" = @recordedAt, "invalidatedAt" = @invalidatedAt,
       "firstRecordedAt" = @firstRecordedAt
     WHERE "row" = @row`,
  ),
  end: connection.prepare<[string, number]>(
    `UPDATE "relation" SET "invalidatedAt" = ? WHERE "row" = ? AND "invalidatedAt" IS NULL`,
  ),
  /** With its earlier states. */
  remove: connection.prepare<[{ id: string }]>(`DELETE FROM "relation" WHERE "id" = :id OR "stateOf" = :id`),
});

export type RelationStatements = ReturnType<typeof prepareRelationStatements>;
