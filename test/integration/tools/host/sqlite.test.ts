import { expect } from "chai";
import Database from "better-sqlite3";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openToolDatabases, type ToolDatabases } from "../../../../src/tools/host/database.ts";
import { childrenWith, codeOf, guestOf, openFiles, type HostCallOptions, type Reply } from "./support.ts";

const forever = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
/** Of the command of a process that asks a database. */
const mark = "sqlite-main";

describe("sql_query on SQLite", function () {
  this.timeout(120_000);
  let folder: string;
  let databases: ToolDatabases;
  let guest: ReturnType<typeof guestOf>;

  const reading = { database: [{ connection: "shop", timeout: "400ms", max_rows: 100 }] };
  const writing = { database: [{ connection: "shop", access: "write", timeout: "2s" }] };
  const query = async (sql: unknown, more: object = {}, options: Partial<HostCallOptions> = {}): Promise<Reply> =>
    guest({ connection: "shop", sql, parameters: [], maxRows: null, ...more }, { grants: reading, ...options });
  const write = async (sql: string, parameters: unknown[] = []): Promise<Reply> =>
    query(sql, { parameters }, { grants: writing });

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-sqlite-"));
    databases = openToolDatabases([
      { name: "shop", kind: "sqlite", file: join(folder, "shop.db") },
      { name: "lost", kind: "sqlite", file: join(folder, "not-there.db") },
    ]);
    guest = guestOf("sql_query", databases.query);
  });

  beforeEach(() => {
    const database = new Database(join(folder, "shop.db"));
    database.exec(`DROP TABLE IF EXISTS item; CREATE TABLE item (name TEXT, price REAL);
      INSERT INTO item VALUES ('pen', 1.5), ('ink', 4)`);
    database.close();
  });

  after(async () => {
    await databases.close();
    expect(childrenWith(mark)).to.equal(0);
    await rm(folder, { recursive: true, force: true });
  });

  describe("granted queries", () => {
    it("runs a query with parameters, and audits it", async () => {
      const { head, uses } = await query("SELECT name, price FROM item WHERE price > ? ORDER BY name", {
        parameters: [1],
      });
      expect(head).to.deep.equal({
        ok: true,
        columns: [{ name: "name" }, { name: "price" }],
        rows: [
          ["ink", 4],
          ["pen", 1.5],
        ],
        rowCount: 2,
        truncated: false,
        changes: null,
      });
      expect(uses).to.deep.equal([{ grant: "database", target: "shop", allowed: true }]);
    });

    it("converts values to JSON, and JSON parameters to values", async () => {
      const values = "SELECT 9007199254740993, 12, 1.5, NULL, x'00ff', 'tëxt', ?, ?, ?";
      const { head } = await query(values, { parameters: [true, { a: [1] }, null] });
      expect(head.rows).to.deep.equal([["9007199254740993", 12, 1.5, null, "AP8=", "tëxt", 1, '{"a":[1]}', null]]);
    });

    it("writes if the grant allows it, and reports the number of changes", async () => {
      expect((await write("INSERT INTO item VALUES (?, ?)", ["nib", 2])).head).to.deep.include({
        ok: true,
        changes: 1,
      });
      expect((await write("UPDATE item SET price = 0 RETURNING name")).head.rowCount).to.equal(3);
      expect((await write("CREATE TABLE other (a)")).head.ok).to.equal(true);
      expect((await write("DROP TABLE other")).head.ok).to.equal(true);
    });

    it("allows pragma_table_info, which describes the columns of a table", async () => {
      const { head } = await query("SELECT name FROM pragma_table_info('item')");
      expect(head.rows).to.deep.equal([["name"], ["price"]]);
    });
  });

  describe("refused queries", () => {
    it("refuses to write, attach, change settings or run several statements, in every spelling", async () => {
      const other = join(folder, "other.db");
      for (const sql of [
        "INSERT INTO item VALUES ('x', 1)",
        "WITH a AS (SELECT 1) INSERT INTO item SELECT 'x', 1 FROM a",
        "/* SELECT */ DELETE FROM item",
        "-- SELECT\nDELETE FROM item",
        "/* /* */ SELECT */ DELETE FROM item",
        "REPLACE INTO item VALUES ('x', 1)",
        `ATTACH DATABASE '${other}' AS other`,
        `/**/ATTACH '${other}' AS other`,
        "DETACH main",
        "PRAGMA writable_schema = 1",
        "PRAGMA journal_mode = DELETE",
        `VACUUM INTO '${other}'`,
        "BEGIN EXCLUSIVE",
        "SAVEPOINT a",
        "REINDEX",
        "ANALYZE",
        "CREATE TEMP TABLE t (a)",
        "SELECT * FROM pragma_database_list",
        'SELECT * FROM "PRAGMA_database_list"',
        "SELECT load_extension('x')",
      ]) {
        expect(await codeOf(query(sql)), sql).to.equal("tool.grant_missing");
      }
      for (const sql of [
        "SELECT 1; DELETE FROM item",
        "SELECT writefile('/tmp/x', 'y')",
        "SELECT readfile('/etc/passwd')",
        "SELECT",
      ]) {
        expect(await codeOf(query(sql)), sql).to.equal("tool.failed");
      }
      for (const sql of ["", ";", "; DELETE FROM item"])
        expect(await codeOf(query(sql)), sql).to.equal("tool.grant_missing");
      for (const sql of ["SELCT 1", "DELEET FROM item", "hello"]) {
        const { head } = await query(sql);
        expect(head.error.code, sql).to.equal("tool.invalid_arguments");
      }
      expect((await query("SELCT 1")).head.error.message).to.equal(
        "“SELCT” begins no SQL statement. Did you mean SELECT?",
      );
      for (const sql of [null, 7, {}]) expect(await codeOf(query(sql))).to.equal("tool.invalid_arguments");
      expect((await query("SELECT count(*) FROM item")).head.rows).to.deep.equal([[2]]);
      expect(existsSync(other)).to.equal(false);
    });

    it("refuses to attach, change settings or control transactions, even if writing is granted", async () => {
      for (const sql of [
        ...[
          "ATTACH ':memory:' AS a",
          "PRAGMA journal_mode = OFF",
          "VACUUM",
          "BEGIN",
          "COMMIT",
          "ROLLBACK",
          "DETACH main",
        ],
        ...["SELECT * FROM pragma_database_list", "/* /* */ SELECT */ DROP TABLE item"],
      ]) {
        expect(await codeOf(write(sql)), sql).to.equal("tool.grant_missing");
      }
      expect(await codeOf(write("INSERT INTO item VALUES ('x', 1); DROP TABLE item"))).to.equal("tool.failed");
      // SQLite itself does not allow changes to its schema table.
      expect(await codeOf(write("UPDATE sqlite_schema SET sql = 'x'"))).to.equal("tool.failed");
    });

    it("refuses connections that are not granted or not there, and does not reveal their files", async () => {
      expect(await codeOf(query("SELECT 1", {}, { grants: {} }))).to.equal("tool.grant_missing");
      expect((await query("SELECT 1", {}, { grants: {} })).uses[0]?.allowed).to.equal(false);
      for (const sql of ["DELETE FROM item", "WITH a AS (SELECT 1) DELETE FROM item", "PRAGMA user_version"]) {
        expect((await query(sql)).uses, sql).to.deep.equal([{ grant: "database", target: "shop", allowed: false }]);
      }
      for (const connection of ["lost", "shpo"]) {
        const { head } = await query("SELECT 1", { connection }, { grants: { database: [{ connection }] } });
        expect(head.error.code, connection).to.equal("tool.failed");
        expect(head.error.message).to.not.include(folder);
      }
    });
  });

  describe("limits", () => {
    it("returns no more rows and bytes than allowed, even if the result is endless", async () => {
      const endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, 'xxxxxxxxxx' FROM n";
      expect((await query(endless)).head).to.deep.include({ rowCount: 100, truncated: true });
      expect((await query(endless, { maxRows: 7 })).head).to.deep.include({ rowCount: 7, truncated: true });
      expect((await query(endless, { maxRows: 7_000_000 })).head.rowCount).to.equal(100);
      for (const maxRows of [0, -1, 0.5, "7"])
        expect((await query(endless, { maxRows })).head.ok, String(maxRows)).to.equal(true);
      const { head } = await query(endless, {}, { limits: { max_output: "200B" } });
      expect([head.truncated, JSON.stringify(head.rows).length < 220]).to.deep.equal([true, true]);
    });

    it("ends an endless query with its process, and answers the next query", async () => {
      const started = performance.now();
      expect(await codeOf(query(forever))).to.equal("tool.timeout");
      expect(performance.now() - started).to.be.below(40_000);
      expect((await query("SELECT 1")).head.rows).to.deep.equal([[1]]);
      const none =
        "SELECT count(*) FROM item a, item b WHERE (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n) > 0";
      expect(await codeOf(query(none))).to.equal("tool.timeout");
    });

    it("ends a query that needs too much memory with its process, without affecting the server", async () => {
      const grants = { database: [{ connection: "shop", timeout: "20s" }] };
      for (const sql of [
        "SELECT length(hex(zeroblob(499000000)))",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 400) SELECT length(group_concat(hex(zeroblob(1000000)))) FROM n",
        "SELECT zeroblob(400000000), zeroblob(400000000)",
      ]) {
        const before = process.memoryUsage.rss();
        expect(await codeOf(query(sql, {}, { grants })), sql).to.equal("tool.failed");
        expect(process.memoryUsage.rss() - before).to.be.below(100_000_000);
      }
    });

    it("rolls back a write that it ends", async () => {
      const endless =
        "INSERT INTO item SELECT 'x', i FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n)";
      const grants = { database: [{ connection: "shop", access: "write", timeout: "300ms" }] };
      expect(await codeOf(query(endless, {}, { grants }))).to.equal("tool.timeout");
      expect((await query("SELECT count(*) FROM item")).head.rows).to.deep.equal([[2]]);
    });

    it("ends running and waiting queries when their calls are aborted", async () => {
      const over = new AbortController();
      const grants = { database: [{ connection: "shop", timeout: "50s" }] };
      const all = [1, 2, 3, 4].map(async () => codeOf(query(forever, {}, { grants, signal: over.signal })));
      setTimeout(() => over.abort(), 200);
      for (const code of await Promise.all(all)) expect(code).to.not.equal("ok");
      expect((await query("SELECT 1")).head.rows).to.deep.equal([[1]]);
    });

    it("runs few processes at once, and leaves no processes or files after many ended queries", async () => {
      const grants = { database: [{ connection: "shop", timeout: "30ms" }] };
      const files = openFiles();
      for (let round = 0; round < 3; round += 1) {
        const codes = await Promise.all([1, 2, 3, 4].map(async () => codeOf(query(forever, {}, { grants }))));
        expect(codes).to.deep.equal(Array.from({ length: 4 }, () => "tool.timeout"));
        expect(childrenWith(mark)).to.be.at.most(4);
      }
      while (childrenWith(mark) > 2) await new Promise((resume) => setTimeout(resume, 20));
      expect(openFiles() - files).to.be.below(12);
      expect((await readdir(folder)).filter((name) => !name.startsWith("shop.db"))).to.deep.equal([]);
    });
  });
});
