/** The statements that entities are read and written with. */
import type BetterSqlite3 from "better-sqlite3";
import { countedAt } from "./context.ts";
import type { EntityId } from "../../domain/memory.ts";
import type { EntityRow, ObservationRow, PastRow } from "./rows.ts";

/** Time stands still within a millisecond: what was there at `at` counts, what came at `at` too. */
const observationsAt = `"recordedAt" <= :at AND ("invalidatedAt" IS NULL OR "invalidatedAt" > :at)`;

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
  countsThen: connection.prepare<[{ row: number; at: string }], { readonly one: number }>(
    `SELECT 1 AS "one" FROM "entity" WHERE "row" = :row AND ${countedAt(`"entity"`)}`,
  ),
  observationsNow: connection.prepare<[number], ObservationRow>(
    `SELECT * FROM "observation" WHERE "entity" = ? AND "invalidatedAt" IS NULL ORDER BY "row"`,
  ),
  observationsThen: connection.prepare<[{ entity: number; at: string }], ObservationRow>(
    `SELECT * FROM "observation" WHERE "entity" = :entity AND ${observationsAt} ORDER BY "row"`,
  ),
  observationsEver: connection.prepare<[number], ObservationRow>(
    `SELECT * FROM "observation" WHERE "entity" = ? ORDER BY "row"`,
  ),
  insertObservation: connection.prepare<[Omit<ObservationRow, "row" | "invalidatedAt">]>(
    `INSERT INTO "observation" ("entity", "text", "textKey", "recordedAt", "provenance")
     SELECT @entity, @text, @textKey, iif(@recordedAt = e."recordedAt", '', @recordedAt), @provenance
     FROM "entity" e
     WHERE e."row" = @entity AND NOT EXISTS (SELECT 1 FROM "observation" o WHERE o."entity" = @entity AND o."textKey" = @textKey AND o."invalidatedAt" IS NULL)`,
  ),
  endObservation: connection.prepare<[string, number, number]>(
    `UPDATE "observation" SET "invalidatedAt" = ? WHERE "entity" = ? AND "textKey" = ? AND "invalidatedAt" IS NULL`,
  ),
  /** Of two changes within a millisecond, what was before the first one is kept. */
  keepPast: connection.prepare<[{ row: number; now: string }]>(
    `INSERT OR IGNORE INTO "past" ("entity", "supersededAt", "name", "type", "metadata", "validFrom", "validTo")
     SELECT "row", :now, "name", "type", "metadata", "validFrom", "validTo" FROM "entity" WHERE "row" = :row`,
  ),
  pastAt: connection.prepare<
    [{ row: number; at: string }],
    Pick<EntityRow, "name" | "type" | "metadata" | "validFrom" | "validTo">
  >(
    `SELECT "name", "type", "metadata", "validFrom", "validTo" FROM "past"
     WHERE "entity" = :row AND "supersededAt" > :at ORDER BY "supersededAt" LIMIT 1`,
  ),
  pastOf: connection.prepare<[number], PastRow>(
    `SELECT "supersededAt", "name", "type", "metadata", "validFrom", "validTo" FROM "past"
     WHERE "entity" = ? ORDER BY "supersededAt"`,
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
  remember: connection.prepare<[string, string]>(
    `INSERT INTO "erased" ("id", "erasedAt") VALUES (?, ?) ON CONFLICT DO NOTHING`,
  ),
  wasErased: connection.prepare<[string], { readonly id: string }>(`SELECT "id" FROM "erased" WHERE "id" = ?`),
  putVector: connection.prepare<[number, number, number, Buffer]>(
    `INSERT OR REPLACE INTO "vector" ("entity", "model", "scale", "data") VALUES (?, ?, ?, ?)`,
  ),
  vectorOf: connection.prepare<[number], { readonly scale: number; readonly data: Buffer }>(
    `SELECT "scale", "data" FROM "vector" WHERE "entity" = ?`,
  ),
  removeWords: connection.prepare<[number]>(`DELETE FROM "words" WHERE rowid = ?`),
  putWords: connection.prepare<[number, string, string]>(
    `INSERT INTO "words" (rowid, "name", "text") VALUES (?, ?, ?)`,
  ),
});
