/** The file of the embedded memory. The memory's behaviour is tested in test/conformance/memory. */
import { expect } from "chai";
import BetterSqlite3 from "better-sqlite3";
import { mkdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import type { CaxtonError } from "../../../src/domain/errors.ts";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import { openTestMemory, workspace, type TestMemory } from "../../support/memory.ts";

const places = [workspace];

const errorOf = async (work: Promise<unknown>): Promise<CaxtonError | null> =>
  work.then(
    () => null,
    (thrown: CaxtonError) => thrown,
  );

describe("the file of the embedded memory", function () {
  this.timeout(120_000);
  let test: TestMemory;
  let memory: MemoryBackend;
  beforeEach(async () => {
    test = await openTestMemory();
    ({ memory } = test);
  });
  afterEach(async () => test.remove());

  const store = async (name: string, ...observations: readonly string[]) =>
    (await memory.storeEntity({ place: workspace, name, type: "person", observations })).entity;
  const fill = async () => {
    await memory.storeEntities(
      Array.from({ length: 300 }, (_, index) => ({
        ...{ place: workspace, name: `E${index}`, type: "t", observations: [`Fact ${index}.`, "x".repeat(500)] },
      })),
    );
    await memory.close();
    return readFile(test.file);
  };
  const expectDamaged = (error: CaxtonError | null): void => {
    expect(error?.code).to.equal("memory.unavailable");
    expect(error?.message).to.include(test.file);
    expect(error?.hint).to.match(/damaged.*restore.*backup/i);
  };

  it("contains no trace of erased data in pages, words and log", async () => {
    const { id } = await store("Mallory Fitzwilliam", "Her number is 555-0199-ZEBRA.");
    await memory.changeEntity(id, places, { name: "Mallory Smith", metadata: { note: "fitzwilliam" } });
    const other = await store("Other", "Harmless.");
    await memory.mergeEntities(id, [other.id], places);
    await memory.eraseEntity(id, places);
    await memory.close();
    for (const file of [test.file, `${test.file}-wal`]) {
      const bytes = (await readFile(file).catch(() => Buffer.alloc(0))).toString("latin1").toLowerCase();
      for (const word of ["zebra", "mallory", "fitzwilliam"]) expect(bytes, `${word} in ${file}`).to.not.include(word);
    }
  });

  it("is refused if it was written by a newer Caxton", async () => {
    await memory.close();
    const database = new BetterSqlite3(test.file);
    database.pragma("user_version = 99");
    database.close();
    const error = await errorOf(test.again());
    expect(error?.code).to.equal("memory.unavailable");
    expect(error?.message).to.include("newer version");
  });

  it("of a version that distinguished observations by final punctuation is migrated", async () => {
    const { id } = await store("Eva", "Eva lives in Berlin.");
    await memory.close();
    const database = new BetterSqlite3(test.file);
    // The file as that version left it: without later additions, and with keys of another kind.
    database.exec(`
      DROP INDEX "relation_place";
      ALTER TABLE "past" DROP COLUMN "mergedInto";
      DROP INDEX "observation_merged";
      ALTER TABLE "observation" DROP COLUMN "mergedFrom";
      ALTER TABLE "observation" DROP COLUMN "mergedAt";
      ALTER TABLE "erased" DROP COLUMN "kind";
      DROP INDEX "vector_unchecked";
      ALTER TABLE "vector" DROP COLUMN "checksum";
      ALTER TABLE "erased" DROP COLUMN "entity";
      ALTER TABLE "erased" DROP COLUMN "recordedAt";
      DROP INDEX "relation_state";
      ALTER TABLE "relation" DROP COLUMN "stateOf";
      ALTER TABLE "relation" DROP COLUMN "firstRecordedAt";
      DROP INDEX "merge_newest";
      ALTER TABLE "merge" DROP COLUMN "undoneAt";
      UPDATE "observation" SET "textKey" = 4711;
    `);
    database.pragma("user_version = 3");
    database.close();
    const again = await test.again();
    const entity = await again.addObservations(id, places, ["eva lives in Berlin"], null);
    expect(entity.observations.map(({ text }) => text)).to.deep.equal(["Eva lives in Berlin."]);
    expect((await again.removeObservations(id, places, ["Eva lives in Berlin!"])).observations).to.deep.equal([]);
    expect((await again.statistics(null)).observations).to.equal(0);
  });

  it("has truncated vectors recomputed when the memory is opened, and their entities are found again", async () => {
    await store("Ada", "Ada lives in Berlin.");
    await store("Bob", "Bob repairs clocks.");
    await memory.close();
    const file = new BetterSqlite3(test.file);
    file.exec(`UPDATE "vector" SET "data" = substr("data", 1, 100) WHERE "entity" = 1`);
    file.close();
    const again = await test.again();
    const found = await again.search({ text: "Whose home is a city?", mode: "semantic", limit: 2, places });
    expect(found.map(({ entity }) => entity.name)).to.deep.equal(["Ada", "Bob"]);
    expect(await again.check(false)).to.deep.equal([]);
  });

  /** Changes the file in ways that Caxton never would. */
  const tamper = (...statements: readonly string[]): void => {
    const file = new BetterSqlite3(test.file);
    for (const statement of statements) file.exec(statement);
    file.close();
  };

  it("has missing words restored and orphaned words removed when the memory is opened", async () => {
    await store("Ada", "Ada lives in Berlin.");
    await store("Bob", "Bob repairs clocks.");
    await memory.close();
    tamper(
      `DELETE FROM "words" WHERE rowid = 1`,
      `INSERT INTO "words" (rowid, "name", "text") VALUES (99, 'Nobody', 'clocks')`,
    );
    const again = await test.again();
    const found = await again.search({ text: "Berlin clocks", mode: "keyword", limit: 5, places });
    expect(found.map(({ entity }) => entity.name).toSorted()).to.deep.equal(["Ada", "Bob"]);
    expect(await again.check(false)).to.deep.equal([]);
  });

  it("has words and vectors of another text found and repaired by the check", async () => {
    await store("Ada", "Ada lives in Berlin.");
    await store("Bob", "Bob repairs clocks.");
    await store("Cleo", "Cleo sings.");
    tamper(
      `CREATE TABLE "kept" AS SELECT "scale", "data" FROM "vector" WHERE "entity" = 1`,
      `UPDATE "vector" SET "scale" = v."scale", "data" = v."data" FROM "vector" v WHERE v."entity" = 2 AND "vector"."entity" = 1`,
      `UPDATE "vector" SET "scale" = k."scale", "data" = k."data" FROM "kept" k WHERE "entity" = 2`,
      `DROP TABLE "kept"`,
      `DELETE FROM "words" WHERE rowid = 3`,
      `INSERT INTO "words" (rowid, "name", "text") VALUES (3, 'Cleo', 'Cleo paints.')`,
    );
    const wrong = (mended: boolean) => [
      { what: "vectors that were not made from their entity's text", count: 2, mended },
      { what: "entities whose indexed words do not match their text", count: 1, mended },
    ];
    const find = async (each: MemoryBackend) => (await each.check(false)).filter(({ what }) => !what.includes("scan"));
    expect(await find(memory)).to.deep.equal(wrong(false));
    const again = await test.again();
    expect(await find(again)).to.deep.equal(wrong(false));
    const mended = await again.check(true);
    expect(mended.filter(({ what }) => !what.includes("scan"))).to.deep.equal(wrong(true));
    for (const each of [again, memory]) {
      expect(await each.check(false)).to.deep.equal([]);
      const near = await each.search({ text: "Whose home is a city?", mode: "semantic", limit: 1, places });
      expect(near[0]?.entity.name).to.equal("Ada");
      const sung = await each.search({ text: "sings paints", mode: "keyword", limit: 5, places });
      expect(sung.map(({ entity }) => entity.name)).to.deep.equal(["Cleo"]);
    }
  });

  it("without checksums keeps its vectors, and has them checked from then on", async () => {
    await store("Ada", "Ada lives in Berlin.");
    await memory.close();
    tamper(`UPDATE "vector" SET "checksum" = NULL`);
    const again = await test.again();
    expect(await again.check(false)).to.deep.equal([]);
    tamper(`UPDATE "vector" SET "scale" = "scale" * 2`);
    expect((await again.check(false)).map(({ what }) => what)).to.include(
      "vectors that were not made from their entity's text",
    );
  });

  it("of an earlier version is read, with its merges", async () => {
    const big = await store("Robert", "Likes tea.");
    const small = await store("Bob", "Has a dog.");
    const merge = await memory.mergeEntities(big.id, [small.id], places);
    await memory.close();
    tamper(
      `UPDATE "merge" SET "record" = "record" -> 'taken'`,
      `UPDATE "observation" SET "mergedAt" = NULL, "mergedFrom" = NULL`,
    );
    const again = await test.again();
    await again.undoMerge(merge, places);
    expect(await again.getEntity(big.id, places)).to.deep.equal(big);
    expect(await again.getEntity(small.id, places)).to.deep.equal(small);
  });

  it("is refused with a hint and left unchanged if it is something else", async () => {
    await memory.close();
    const text = "This was never a memory. ".repeat(1_000);
    await writeFile(test.file, text);
    expectDamaged(await errorOf(test.again()));
    expect(await readFile(test.file, "utf8")).to.equal(text);
    await rm(test.file);
    await mkdir(test.file);
    const error = await errorOf(test.again());
    expect([error?.code, error?.hint]).to.satisfy(
      ([code, hint]: [string, string]) => code === "memory.unavailable" && hint.includes("read and write the file"),
    );
  });

  it("is refused if its end is missing, and can be read again once restored", async () => {
    const whole = await fill();
    await truncate(test.file, Math.floor(whole.length / 2));
    expectDamaged(await errorOf(test.again()));
    expect((await stat(test.file)).size).to.be.at.least(Math.floor(whole.length / 2));
    await writeFile(test.file, whole);
    const again = await test.again();
    expect((await again.statistics(null)).entities).to.equal(300);
    expect(await again.check(false)).to.deep.equal([]);
  });

  it("with a damaged page is reported by reads and by the check; other data stays readable", async () => {
    const whole = await fill();
    const pageSize = whole.readUInt16BE(16);
    const pages = whole.length / pageSize;
    for (let step = 0; step < 8; step++) {
      const page = 1 + Math.floor(((pages - 1) * step) / 8);
      const damaged = Buffer.from(whole);
      damaged.fill(0xa5, page * pageSize, (page + 1) * pageSize);
      await writeFile(test.file, damaged);
      const opened = await test.again().catch((thrown: CaxtonError) => thrown);
      if ("code" in opened) {
        expectDamaged(opened);
        continue;
      }
      const found = await opened.check(false).catch((thrown: CaxtonError) => thrown);
      if ("code" in found) expectDamaged(found);
      else
        expect(
          found.map(({ what }) => what),
          `page ${page}`,
        ).to.include("damaged pages of the file");
      await opened.close();
    }
    await writeFile(test.file, whole);
    expect((await (await test.again()).statistics(null)).entities).to.equal(300);
  });

  it("loses nothing to a corrupt log", async () => {
    await fill();
    await writeFile(`${test.file}-wal`, Buffer.alloc(100_000, "nonsense"));
    const again = await test.again();
    expect((await again.statistics(null)).entities).to.equal(300);
    expect(await again.check(false)).to.deep.equal([]);
  });

  it("is created if it is missing", async () => {
    await fill();
    await rm(test.file);
    expect((await (await test.again()).statistics(null)).entities).to.equal(0);
  });
});
