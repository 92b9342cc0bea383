/**
 * The tables of `memory.db`. The memory has its own file, so that its writes and the registry's do not wait for each other, and it
 * can be moved, copied and deleted separately. Prisma is not used because the memory needs full-text tables, partial indexes and
 * blobs.
 */
import type BetterSqlite3 from "better-sqlite3";
import { CaxtonError } from "../../domain/errors.ts";
import { textNumberOf } from "./rows.ts";

/** The changes of each version, counted by `user_version`. Never change a released version; add the next. */
const versions: readonly string[] = [
  `
  CREATE TABLE "place" (
    "row" INTEGER PRIMARY KEY,
    "key" TEXT NOT NULL UNIQUE,
    "entities" INTEGER NOT NULL DEFAULT 0,
    "observations" INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  -- "countsFrom" to "countsTo" is when Caxton held it to be so; "changedAt" is of its text, name or type.
  CREATE TABLE "entity" (
    "row" INTEGER PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL UNIQUE,
    "place" INTEGER NOT NULL REFERENCES "place" ("row"),
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "typeKey" TEXT NOT NULL,
    "metadata" TEXT NOT NULL,
    "provenance" TEXT,
    "validFrom" TEXT,
    "validTo" TEXT,
    "recordedAt" TEXT NOT NULL,
    "invalidatedAt" TEXT,
    "pinned" INTEGER NOT NULL,
    "mergedInto" TEXT,
    "changedAt" TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX "entity_name" ON "entity" ("place", "nameKey", "typeKey") WHERE "invalidatedAt" IS NULL;
  CREATE INDEX "entity_type" ON "entity" ("place", "typeKey");

  -- What an entity was before a change.
  CREATE TABLE "past" (
    "entity" INTEGER NOT NULL REFERENCES "entity" ("row") ON DELETE CASCADE,
    "supersededAt" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "metadata" TEXT NOT NULL,
    "validFrom" TEXT,
    "validTo" TEXT,
    PRIMARY KEY ("entity", "supersededAt")
  ) STRICT, WITHOUT ROWID;

  -- "textKey" is a hash of what the text says.
  CREATE TABLE "observation" (
    "row" INTEGER PRIMARY KEY,
    "entity" INTEGER NOT NULL REFERENCES "entity" ("row") ON DELETE CASCADE,
    "text" TEXT NOT NULL,
    "textKey" TEXT NOT NULL,
    "recordedAt" TEXT NOT NULL,
    "invalidatedAt" TEXT,
    "provenance" TEXT
  ) STRICT;
  CREATE UNIQUE INDEX "observation_text" ON "observation" ("entity", "textKey") WHERE "invalidatedAt" IS NULL;
  CREATE INDEX "observation_entity" ON "observation" ("entity");

  CREATE TABLE "relation" (
    "row" INTEGER PRIMARY KEY AUTOINCREMENT,
    "id" TEXT NOT NULL UNIQUE,
    "place" INTEGER NOT NULL REFERENCES "place" ("row"),
    "source" INTEGER NOT NULL REFERENCES "entity" ("row") ON DELETE CASCADE,
    "target" INTEGER NOT NULL REFERENCES "entity" ("row") ON DELETE CASCADE,
    "type" TEXT NOT NULL,
    "strength" REAL NOT NULL,
    "confidence" REAL NOT NULL,
    "directed" INTEGER NOT NULL,
    "metadata" TEXT NOT NULL,
    "provenance" TEXT,
    "validFrom" TEXT,
    "validTo" TEXT,
    "recordedAt" TEXT NOT NULL,
    "invalidatedAt" TEXT
  ) STRICT;
  CREATE UNIQUE INDEX "relation_ends" ON "relation" ("source", "target", "type", "place") WHERE "invalidatedAt" IS NULL;
  CREATE INDEX "relation_source" ON "relation" ("source");
  CREATE INDEX "relation_target" ON "relation" ("target");

  -- 12 bits a dimension, as src/memory/vectors/encoding.ts packs them; the value is "scale" times the code.
  CREATE TABLE "vector" (
    "entity" INTEGER PRIMARY KEY REFERENCES "entity" ("row") ON DELETE CASCADE,
    "model" TEXT NOT NULL,
    "scale" REAL NOT NULL,
    "data" BLOB NOT NULL
  ) STRICT;

  CREATE VIRTUAL TABLE "words" USING fts5 (
    "name", "text", content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
  );

  CREATE TABLE "merge" (
    "id" TEXT PRIMARY KEY,
    "target" INTEGER NOT NULL REFERENCES "entity" ("row") ON DELETE CASCADE,
    "mergedAt" TEXT NOT NULL,
    "record" TEXT NOT NULL
  ) STRICT;

  -- Ids that were erased, so that no import brings them back.
  CREATE TABLE "erased" ("id" TEXT PRIMARY KEY, "erasedAt" TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- What changed, for the other processes on this file.
  CREATE TABLE "change" ("seq" INTEGER PRIMARY KEY AUTOINCREMENT, "entity" INTEGER NOT NULL) STRICT;
  `,
  // A smaller layout: the name of a model is stored once, the key of a text is a number, and one index serves all queries for
  // observations.
  `
  CREATE TABLE "model" ("row" INTEGER PRIMARY KEY, "name" TEXT NOT NULL UNIQUE) STRICT;
  INSERT INTO "model" ("name") SELECT DISTINCT "model" FROM "vector";
  CREATE TABLE "vector2" (
    "entity" INTEGER PRIMARY KEY REFERENCES "entity" ("row") ON DELETE CASCADE,
    "model" INTEGER NOT NULL REFERENCES "model" ("row"),
    "scale" REAL NOT NULL,
    "data" BLOB NOT NULL
  ) STRICT;
  INSERT INTO "vector2" SELECT v."entity", m."row", v."scale", v."data" FROM "vector" v JOIN "model" m ON m."name" = v."model";
  DROP TABLE "vector";
  ALTER TABLE "vector2" RENAME TO "vector";

  -- Of what counts, an entity has each "textKey" once; whoever writes sees to it.
  CREATE TABLE "observation2" (
    "row" INTEGER PRIMARY KEY,
    "entity" INTEGER NOT NULL REFERENCES "entity" ("row") ON DELETE CASCADE,
    "text" TEXT NOT NULL,
    "textKey" INTEGER NOT NULL,
    "recordedAt" TEXT NOT NULL,
    "invalidatedAt" TEXT,
    "provenance" TEXT
  ) STRICT;
  -- An empty "recordedAt" says that it is the entity's, as "changedAt" does below.
  INSERT INTO "observation2"
    SELECT o."row", o."entity", o."text", text_key(o."text"), iif(o."recordedAt" = e."recordedAt", '', o."recordedAt"),
      o."invalidatedAt", o."provenance"
    FROM "observation" o JOIN "entity" e ON e."row" = o."entity";
  DROP TABLE "observation";
  ALTER TABLE "observation2" RENAME TO "observation";
  CREATE INDEX "observation_text" ON "observation" ("entity", "textKey");

  -- An empty "changedAt" says that it is "recordedAt".
  UPDATE "entity" SET "changedAt" = '' WHERE "changedAt" = "recordedAt";
  `,
  // The relation that changed, with the entity it leads from; null if the entity itself changed.
  `ALTER TABLE "change" ADD COLUMN "relation" INTEGER;`,
  // Observations that differ only in final punctuation now say the same, so their keys are recomputed.
  `UPDATE "observation" SET "textKey" = text_key("text");`,
  // Several periods of one relation, merges in history, erased relations, and checksums of vectors.
  `
  -- Relations that count have different ends, types or places, or periods without a common moment; writes see to it.
  DROP INDEX "relation_ends";
  CREATE INDEX "relation_ends" ON "relation" ("source", "target", "type", "place") WHERE "invalidatedAt" IS NULL;
  CREATE INDEX "relation_place" ON "relation" ("place") WHERE "invalidatedAt" IS NULL;

  -- Set where the entity was part of another one until "supersededAt", by a merge that was undone.
  ALTER TABLE "past" ADD COLUMN "mergedInto" TEXT;

  -- The id of the entity that it was observed of first, and when a merge brought it here.
  ALTER TABLE "observation" ADD COLUMN "mergedFrom" TEXT;
  ALTER TABLE "observation" ADD COLUMN "mergedAt" TEXT;
  CREATE INDEX "observation_merged" ON "observation" ("mergedFrom") WHERE "mergedFrom" IS NOT NULL;

  ALTER TABLE "erased" ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'entity';

  -- A hash of the text and the vector made from it; null until the next start computes it for a vector of an older version.
  ALTER TABLE "vector" ADD COLUMN "checksum" INTEGER;
  CREATE INDEX "vector_unchecked" ON "vector" ("entity") WHERE "checksum" IS NULL;
  `,
  // Merges are listed, and stay when they are undone.
  `
  ALTER TABLE "merge" ADD COLUMN "undoneAt" TEXT;
  CREATE INDEX "merge_newest" ON "merge" ("mergedAt", "id");
  `,
  // Relations have earlier states.
  `
  -- The id of the relation of which a row is an earlier state; "recordedAt" and "invalidatedAt" are then the state's.
  ALTER TABLE "relation" ADD COLUMN "stateOf" TEXT;
  -- When the relation was first recorded; null if with this state.
  ALTER TABLE "relation" ADD COLUMN "firstRecordedAt" TEXT;
  CREATE INDEX "relation_state" ON "relation" ("stateOf") WHERE "stateOf" IS NOT NULL;
  `,
  // Erased observations: the id of the entity of each, and when it was recorded.
  `
  ALTER TABLE "erased" ADD COLUMN "entity" TEXT;
  ALTER TABLE "erased" ADD COLUMN "recordedAt" TEXT;
  `,
];

/** Migrates the file. Throws `memory.unavailable` if it was written by a newer version. */
export const migrateMemory = (connection: BetterSqlite3.Database): void => {
  connection.function("text_key", { deterministic: true }, (text) => textNumberOf(String(text)));
  const migrate = connection.transaction(() => {
    const done = Number(connection.pragma("user_version", { simple: true }));
    if (done > versions.length) {
      throw new CaxtonError("memory.unavailable", "The memory's file was written by a newer version of Caxton.", {
        hint: "Run that version, or give this one another data folder.",
      });
    }
    for (const script of versions.slice(done)) connection.exec(script);
    connection.pragma(`user_version = ${versions.length}`);
  });
  migrate.immediate();
};
