/** Prepared statements that read and write entities. */
import type BetterSqlite3 from "better-sqlite3";
import type { Times } from "../rules.ts";
import { countedAt, countsAt, observedAt } from "./context.ts";
import type { EntityId, ErasedId } from "../../domain/memory.ts";
import type { EntityRow, ObservationRow, PastRow } from "./rows.ts";

export const prepareEntityStatements = (connection: BetterSqlite3.Database) => ({
  byId: connection.prepare<[string], EntityRow>(`SELECT * FROM "entity" WHERE "id" = ?`),
  byRow: connection.prepare<[number], EntityRow>(`SELECT * FROM "entity" WHERE "row" = ?`),
  byName: connection.prepare<[number, string, string], EntityRow>(
    `SELECT * FROM "entity" WHERE "place" = ? AND "nameKey" = ? AND "typeKey" = ? AND "invalidatedAt" IS NULL`,
  ),
  insert: connection.prepare<[Omit<EntityRow, "row" | "invalidatedAt" | "mergedInto">]>(
    `INSERT INTO "entity" ("id", "place", "name", "nameKey", "type", "typeKey", "metadata", "provenance", "validFrom",
       "validTo", "recordedAt", "pinned", "changedAt")
     VALUES (@id, @place, @name, @nameKey, @type, @typeKey, @metadata, @provenance, @validFrom, @validTo, @recordedAt,
       @pinned, @changedAt)`,
  ),
  some: connection.prepare<[string], EntityRow>(
    `SELECT * FROM "entity" WHERE "row" IN (SELECT "value" FROM json_each(?))`,
  ),
  observationsOfSome: connection.prepare<[string], ObservationRow>(
    `SELECT * FROM "observation" WHERE "entity" IN (SELECT "value" FROM json_each(?)) AND "invalidatedAt" IS NULL
     ORDER BY "row"`,
  ),
  countsNow: connection.prepare<[Times & { row: number }], { readonly one: number }>(
    `SELECT 1 AS "one" FROM "entity" WHERE "row" = :row AND ${countsAt(`"entity"`)}`,
  ),
  countsThen: connection.prepare<[Times & { row: number }], { readonly one: number }>(
    `SELECT 1 AS "one" FROM "entity" WHERE "row" = :row AND ${countedAt(`"entity"`)}`,
  ),
  observationsNow: connection.prepare<[number], ObservationRow>(
    `SELECT * FROM "observation" WHERE "entity" = ? AND "invalidatedAt" IS NULL ORDER BY "row"`,
  ),
  observationsThen: connection.prepare<[{ entity: number; at: string }], ObservationRow>(
    `SELECT * FROM "observation" WHERE "entity" = :entity AND ${observedAt(`"observation"`)} ORDER BY "row"`,
  ),
  observationsEver: connection.prepare<[number], ObservationRow>(
    `SELECT * FROM "observation" WHERE "entity" = ? ORDER BY "row"`,
  ),
  insertObservation: connection.prepare<[Omit<ObservationRow, "row" | "invalidatedAt">]>(
    `INSERT INTO "observation" ("entity", "text", "textKey", "recordedAt", "provenance", "mergedFrom", "mergedAt")
     SELECT @entity, @text, @textKey, iif(@recordedAt = e."recordedAt", '', @recordedAt), @provenance, @mergedFrom, @mergedAt
     FROM "entity" e
     WHERE e."row" = @entity AND NOT EXISTS (SELECT 1 FROM "observation" o WHERE o."entity" = @entity AND o."textKey" = @textKey AND o."invalidatedAt" IS NULL)`,
  ),
  endObservation: connection.prepare<[string, number, number]>(
    `UPDATE "observation" SET "invalidatedAt" = ? WHERE "entity" = ? AND "textKey" = ? AND "invalidatedAt" IS NULL`,
  ),
  /** For undoing a merge: observations that it brought become history. */
  endObservationRow: connection.prepare<[string, number]>(
    `UPDATE "observation" SET "invalidatedAt" = ? WHERE "row" = ? AND "invalidatedAt" IS NULL`,
  ),
  removeObservationRow: connection.prepare<[number], { readonly live: number }>(
    `DELETE FROM "observation" WHERE "row" = ? RETURNING "invalidatedAt" IS NULL AS "live"`,
  ),
  eraseObservation: connection.prepare<[number, number], { readonly live: number; readonly recordedAt: string }>(
    `DELETE FROM "observation" WHERE "entity" = ? AND "textKey" = ?
     RETURNING "invalidatedAt" IS NULL AS "live", "recordedAt"`,
  ),
  eraseMovedObservations: connection.prepare<[string]>(
    `DELETE FROM "observation" WHERE "mergedFrom" = ? AND "invalidatedAt" IS NOT NULL`,
  ),
  /** For two changes in the same millisecond, the state before the first is kept. */
  keepPast: connection.prepare<[{ row: number; now: string; mergedInto: EntityId | null }]>(
    `INSERT OR IGNORE INTO "past" ("entity", "supersededAt", "name", "type", "metadata", "validFrom", "validTo", "mergedInto")
     SELECT "row", :now, "name", "type", "metadata", "validFrom", "validTo", :mergedInto FROM "entity" WHERE "row" = :row`,
  ),
  pastAt: connection.prepare<
    [{ row: number; at: string }],
    Pick<EntityRow, "name" | "type" | "metadata" | "validFrom" | "validTo">
  >(
    `SELECT "name", "type", "metadata", "validFrom", "validTo" FROM "past"
     WHERE "entity" = :row AND "supersededAt" > :at ORDER BY "supersededAt" LIMIT 1`,
  ),
  pastOf: connection.prepare<[number], PastRow>(
    `SELECT "supersededAt", "name", "type", "metadata", "validFrom", "validTo", "mergedInto" FROM "past"
     WHERE "entity" = ? ORDER BY "supersededAt"`,
  ),
  setPastMetadata: connection.prepare<[string, number, string]>(
    `UPDATE "past" SET "metadata" = ? WHERE "entity" = ? AND "supersededAt" = ?`,
  ),
  update: connection.prepare<
    [
      Pick<
        EntityRow,
        "row" | "name" | "nameKey" | "type" | "typeKey" | "metadata" | "validFrom" | "validTo" | "pinned" | "changedAt"
      >,
    ]
  >(
    `UPDATE "entity" SET "name" = @name, "nameKey" = @nameKey, "type" = @type, "typeKey" = @typeKey,
       "metadata" = @metadata, "validFrom" = @validFrom, "validTo" = @validTo, "pinned" = @pinned, "changedAt" = @changedAt
     WHERE "row" = @row`,
  ),
  touch: connection.prepare<[string, number]>(`UPDATE "entity" SET "changedAt" = ? WHERE "row" = ?`),
  end: connection.prepare<[string, EntityId | null, number]>(
    `UPDATE "entity" SET "invalidatedAt" = ?, "mergedInto" = ? WHERE "row" = ?`,
  ),
  revive: connection.prepare<[number]>(
    `UPDATE "entity" SET "invalidatedAt" = NULL, "mergedInto" = NULL WHERE "row" = ?`,
  ),
  endRelations: connection.prepare<[{ now: string; row: number }]>(
    `UPDATE "relation" SET "invalidatedAt" = :now
     WHERE ("source" = :row OR "target" = :row) AND "invalidatedAt" IS NULL`,
  ),
  removeEntity: connection.prepare<[number]>(`DELETE FROM "entity" WHERE "row" = ?`),
  remember: connection.prepare<[ErasedId]>(
    `INSERT INTO "erased" ("id", "kind", "erasedAt", "entity", "recordedAt")
     VALUES (@id, @kind, @erasedAt, @entity, @recordedAt) ON CONFLICT DO NOTHING`,
  ),
  erasedAfter: connection.prepare<[string, number], ErasedId>(
    `SELECT "id", "kind", "erasedAt", "entity", "recordedAt" FROM "erased" WHERE "id" > ? ORDER BY "id" LIMIT ?`,
  ),
  wasErased: connection.prepare<[string], { readonly id: string }>(`SELECT "id" FROM "erased" WHERE "id" = ?`),
  putVector: connection.prepare<[number, number, number, Buffer, number]>(
    `INSERT OR REPLACE INTO "vector" ("entity", "model", "scale", "data", "checksum") VALUES (?, ?, ?, ?, ?)`,
  ),
  vectorOf: connection.prepare<[number], { readonly scale: number; readonly data: Buffer }>(
    `SELECT "scale", "data" FROM "vector" WHERE "entity" = ?`,
  ),
  removeWords: connection.prepare<[number]>(`DELETE FROM "words" WHERE rowid = ?`),
  putWords: connection.prepare<[number, string, string]>(
    `INSERT INTO "words" (rowid, "name", "text") VALUES (?, ?, ?)`,
  ),
});

export type EntityStatements = ReturnType<typeof prepareEntityStatements>;
