import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { migrationsList, missingSql, noFilters, withSchemaEngine } from "../../../scripts/schema-engine.mjs";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { migrate, readMigrations, type Migration } from "../../../src/registry/migrations.ts";
import { openRegistry } from "../../../src/registry/open-registry.ts";
import { openConnection, type Connection } from "../../../src/registry/sqlite.ts";

const first: Migration = {
  name: "20260101000000_first",
  sql: `CREATE TABLE "Shelf" ("id" TEXT NOT NULL PRIMARY KEY);
    CREATE TABLE "Book" ("id" TEXT NOT NULL PRIMARY KEY, "shelf" TEXT NOT NULL REFERENCES "Shelf" ("id") ON DELETE CASCADE);`,
};

/** As Prisma rebuilds a table: with foreign keys on, the DROP would take the books with it. */
const second: Migration = {
  name: "20260102000000_second",
  sql: `PRAGMA defer_foreign_keys=ON;
    PRAGMA foreign_keys=OFF;
    CREATE TABLE "new_Shelf" ("id" TEXT NOT NULL PRIMARY KEY, "room" TEXT NOT NULL DEFAULT 'hall');
    INSERT INTO "new_Shelf" ("id") SELECT "id" FROM "Shelf";
    DROP TABLE "Shelf";
    ALTER TABLE "new_Shelf" RENAME TO "Shelf";
    PRAGMA foreign_keys=ON;
    PRAGMA defer_foreign_keys=OFF;`,
};

const clock = (): Date => new Date("2026-01-03T00:00:00.000Z");

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (thrown) {
    expect(thrown).to.be.instanceOf(CaxtonError);
    expect((thrown as CaxtonError).hint, "a hint").to.be.a("string");
    return `${(thrown as CaxtonError).code}: ${(thrown as CaxtonError).message}`;
  }
  throw new CaxtonError("internal.unexpected", "Nothing was thrown.");
};

describe("migrations", () => {
  let folder: string;
  let file: string;
  const opened: Connection[] = [];
  const open = (): Connection => {
    const connection = openConnection(file);
    opened.push(connection);
    return connection;
  };
  const names = (connection: Connection): unknown[] =>
    connection.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-migrations-"));
    file = join(folder, "caxton.db");
  });
  afterEach(async () => {
    for (const connection of opened.splice(0)) connection.close();
    await rm(folder, { recursive: true, force: true });
  });

  it("make a new database, once", () => {
    const connection = open();
    expect(migrate(connection, [first, second], clock)).to.deep.equal([first.name, second.name]);
    const before = connection.prepare(`SELECT * FROM "_prisma_migrations"`).all();
    expect(migrate(connection, [first, second], clock)).to.deep.equal([]);
    expect(connection.prepare(`SELECT * FROM "_prisma_migrations"`).all()).to.deep.equal(before);
    expect(before[0]).to.deep.include({
      migration_name: first.name,
      started_at: "2026-01-03T00:00:00.000+00:00",
      finished_at: "2026-01-03T00:00:00.000+00:00",
      rolled_back_at: null,
      logs: null,
      applied_steps_count: 1,
    });
  });

  it("bring an older database up to date and keep its rows, also those that refer to a rebuilt table", () => {
    const connection = open();
    migrate(connection, [first], clock);
    connection.exec(`INSERT INTO "Shelf" VALUES ('a'); INSERT INTO "Book" VALUES ('b', 'a');`);
    expect(migrate(connection, [first, second], clock)).to.deep.equal([second.name]);
    expect(connection.prepare(`SELECT * FROM "Shelf"`).all()).to.deep.equal([{ id: "a", room: "hall" }]);
    expect(connection.prepare(`SELECT * FROM "Book"`).all()).to.deep.equal([{ id: "b", shelf: "a" }]);
    expect(connection.pragma("foreign_keys", { simple: true })).to.equal(1);
  });

  it("leave nothing of one that fails, and keep what went before it", () => {
    const connection = open();
    const bad = {
      name: "20260103000000_bad",
      sql: `CREATE TABLE "Half" ("id" TEXT); INSERT INTO "Nowhere" VALUES (1);`,
    };
    expect(codeOf(() => migrate(connection, [first, bad], clock))).to.match(
      /^database\.migration_failed: .*_bad failed/,
    );
    expect(names(connection)).to.deep.equal(["Book", "Shelf", "_prisma_migrations"]);
    expect(migrate(connection, [first, second], clock)).to.deep.equal([second.name]);
  });

  it("refuse to leave a row without what it refers to", () => {
    const connection = open();
    migrate(connection, [first], clock);
    connection.exec(`INSERT INTO "Shelf" VALUES ('a'); INSERT INTO "Book" VALUES ('b', 'a');`);
    const careless = { name: "20260102000000_careless", sql: `DELETE FROM "Shelf";` };
    expect(codeOf(() => migrate(connection, [first, careless], clock))).to.match(/would leave 1 rows of Book/);
    expect(connection.prepare(`SELECT count(*) FROM "Shelf"`).pluck().get()).to.equal(1);
  });

  it("refuse one that was changed after it was applied, but not for its line ends", () => {
    const connection = open();
    migrate(connection, [first], clock);
    const windows = { ...first, sql: first.sql.replaceAll("\n", "\r\n") };
    expect(migrate(connection, [windows], clock)).to.deep.equal([]);
    const changed = { ...first, sql: `${first.sql} ` };
    expect(codeOf(() => migrate(connection, [changed], clock))).to.match(/^database\.migration_failed: .*was edited/);
  });

  it("refuse a database that is newer, one that is half migrated, and one that is not Caxton's", () => {
    const connection = open();
    migrate(connection, [first, second], clock);
    expect(codeOf(() => migrate(connection, [first], clock))).to.match(/^database\.migration_failed: .*is newer/);

    connection.exec(`UPDATE "_prisma_migrations" SET finished_at = NULL WHERE migration_name = '${second.name}'`);
    expect(codeOf(() => migrate(connection, [first, second], clock))).to.match(/did not finish/);
    connection.exec(`UPDATE "_prisma_migrations" SET rolled_back_at = 1 WHERE migration_name = '${second.name}'`);
    connection.exec(`CREATE TABLE "Attic" ("id" TEXT)`);
    const third = { name: "20260103000000_third", sql: `CREATE TABLE "Cellar" ("id" TEXT);` };
    expect(migrate(connection, [first, third], clock)).to.deep.equal([third.name]);

    connection.exec(`DROP TABLE "_prisma_migrations"`);
    expect(codeOf(() => migrate(connection, [first], clock))).to.match(/none of them is Caxton's/);
  });

  it("leave a database that a crash in the middle of one left as it was, and go on at the next start", () => {
    const script = fileURLToPath(new URL("../../support/crash-in-migration.ts", import.meta.url));
    const { signal } = spawnSync(process.execPath, ["--import", "tsx", script, file], { stdio: "inherit" });
    expect(signal).to.equal("SIGKILL");
    const connection = open();
    expect(names(connection)).to.deep.equal(["Kept", "_prisma_migrations"]);
    const kept = { name: "20260101000000_kept", sql: `CREATE TABLE "Kept" ("id" TEXT);` };
    const mended = { name: "20260102000000_second", sql: `CREATE TABLE "Found" ("id" TEXT);` };
    expect(migrate(connection, [kept, mended], clock)).to.deep.equal([mended.name]);
  }).timeout(120_000);

  it("are applied by one of two that start at once", () => {
    const [one, other] = [open(), open()];
    expect(migrate(one, [first], clock)).to.deep.equal([first.name]);
    expect(migrate(other, [first], clock)).to.deep.equal([]);
  });
});

describe("migrations and Prisma", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-prisma-"));
    file = join(folder, "caxton.db");
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  it("say the same as the schema", async () => {
    expect(await missingSql(), "run npm run migration -- <name>").to.equal("");
  });

  const request = { migrationsList: migrationsList(), filters: noFilters };

  it("what Caxton applied is applied for Prisma's own engine", async () => {
    await (await openRegistry({ file })).close();
    await withSchemaEngine(`file:${file}`, async (engine) => {
      const diagnosis = await engine.diagnoseMigrationHistory({ ...request, optInToShadowDatabase: false });
      expect(diagnosis).to.deep.include({
        failedMigrationNames: [],
        editedMigrationNames: [],
        hasMigrationsTable: true,
      });
      expect(diagnosis.history ?? null).to.equal(null);
      expect((await engine.applyMigrations(request)).appliedMigrationNames).to.deep.equal([]);
    });
  });

  it("what Prisma's own engine applied is applied for Caxton", async () => {
    const { appliedMigrationNames } = await withSchemaEngine(`file:${file}`, async (engine) =>
      engine.applyMigrations(request),
    );
    expect(appliedMigrationNames).to.deep.equal(readMigrations().map(({ name }) => name));
    const registry = await openRegistry({ file });
    await registry.ping();
    await registry.close();
  });
});
