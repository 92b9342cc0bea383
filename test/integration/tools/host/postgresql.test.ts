import { expect } from "chai";
import { openToolDatabases, type ToolDatabases } from "../../../../src/tools/host/database.ts";
import { findPostgresql, startPostgresql, type TestPostgresql } from "../../../support/postgresql.ts";
import { codeOf, guestOf, type HostCallOptions, type Reply } from "./support.ts";

describe("sql_query on PostgreSQL", function () {
  this.timeout(120_000);
  let server: TestPostgresql;
  let databases: ToolDatabases;
  let guest: ReturnType<typeof guestOf>;

  const reading = { database: [{ connection: "shop", timeout: "500ms", max_rows: 2_500 }] };
  const writing = { database: [{ connection: "shop", access: "write", timeout: "2s" }] };
  const query = async (sql: unknown, more: object = {}, options: Partial<HostCallOptions> = {}): Promise<Reply> =>
    guest({ connection: "shop", sql, parameters: [], maxRows: null, ...more }, { grants: reading, ...options });
  const write = async (sql: string, parameters: unknown[] = []): Promise<Reply> =>
    query(sql, { parameters }, { grants: writing });
  const on = (connection: string) => ({ grants: { database: [{ connection, timeout: "2s" }] } });

  before(async function () {
    const bin = findPostgresql();
    if (bin === null) {
      console.error("There is no PostgreSQL here, so its tests are skipped: scripts/test-tools.sh installs one.");
      this.skip();
    }
    server = await startPostgresql(bin);
    await server.execute(`
      CREATE ROLE shop LOGIN PASSWORD 'shop-password'; CREATE ROLE reader LOGIN PASSWORD 'reader-password';
      CREATE ROLE files LOGIN PASSWORD 'files-password'; GRANT pg_read_server_files TO files;
      CREATE SCHEMA shop AUTHORIZATION shop; ALTER ROLE shop SET search_path = shop;`);
    databases = openToolDatabases([
      { name: "shop", kind: "postgresql", url: server.urlOf("shop", "shop-password") },
      { name: "owner", kind: "postgresql", url: server.superuserUrl },
      { name: "files", kind: "postgresql", url: server.urlOf("files", "files-password") },
      { name: "reader", kind: "postgresql", url: server.urlOf("reader", "reader-password") },
      { name: "wrong", kind: "postgresql", url: server.urlOf("shop", "not-the-password") },
      { name: "away", kind: "postgresql", url: "postgresql://me:hush-hush@127.0.0.1:1/x" },
    ]);
    guest = guestOf("sql_query", databases.query);
  });

  beforeEach(async () => {
    await server.execute(`
      DROP TABLE IF EXISTS shop.item; CREATE TABLE shop.item (name text, price numeric);
      INSERT INTO shop.item VALUES ('pen', 1.5), ('ink', 4); ALTER TABLE shop.item OWNER TO shop;`);
  });

  after(async () => {
    await databases?.close();
    await server?.close();
  });

  describe("granted queries", () => {
    it("runs queries with parameters, and returns up to the allowed number of rows", async () => {
      const { head } = await query("SELECT name, price FROM item WHERE price > $1 ORDER BY name;", { parameters: [1] });
      expect(head).to.deep.equal({
        ok: true,
        columns: [{ name: "name" }, { name: "price" }],
        rows: [
          ["ink", "4"],
          ["pen", "1.5"],
        ],
        rowCount: 2,
        truncated: false,
        changes: null,
      });
      expect((await query("SELECT 1 WHERE false")).head).to.deep.include({
        rowCount: 0,
        columns: [{ name: "?column?" }],
      });
      expect((await query("SELECT * FROM generate_series(1, 2500)")).head).to.deep.include({
        rowCount: 2_500,
        truncated: false,
      });
      expect((await query("SELECT * FROM generate_series(1, 2501)")).head).to.deep.include({
        rowCount: 2_500,
        truncated: true,
      });
      expect((await query("SELECT * FROM generate_series(1, 100)", { maxRows: 7 })).head).to.deep.include({
        rowCount: 7,
        truncated: true,
      });
      expect((await query("WITH a AS (SELECT 1) SELECT * FROM a")).head.rows).to.deep.equal([[1]]);
      expect((await query("(VALUES (1), (2))")).head.rows).to.deep.equal([[1], [2]]);
      expect((await query("EXPLAIN SELECT * FROM item")).head.rowCount).to.be.above(0);
    });

    it("converts values to JSON, and times without assuming a time zone", async () => {
      const { head } = await query(
        `SELECT 9007199254740993::bigint, 12::bigint, 1.5::numeric, NULL, '\\x00ff'::bytea, '{"a":1}'::jsonb, ARRAY[1,2], true,
         '2026-03-01 12:00'::timestamp, '2026-03-01 12:00+02'::timestamptz, '2026-03-01'::date, 'NaN'::float8, $1::text, $2::jsonb`,
        { parameters: ["tëxt", { b: [2] }] },
      );
      expect(head.rows[0]).to.deep.equal([
        ...["9007199254740993", 12, "1.5", null, "AP8=", { a: 1 }, [1, 2], true],
        ...["2026-03-01 12:00:00", "2026-03-01 10:00:00+00", "2026-03-01", null, "tëxt", { b: [2] }],
      ]);
    });

    it("writes if the grant allows it", async () => {
      expect((await write("INSERT INTO item VALUES ($1, $2)", ["nib", 2])).head).to.deep.include({
        ok: true,
        changes: 1,
      });
      expect((await write("UPDATE item SET price = 0 RETURNING name")).head).to.deep.include({
        rowCount: 3,
        changes: 3,
      });
      expect((await write("WITH a AS (DELETE FROM item RETURNING 1) SELECT count(*) FROM a")).head.rows).to.deep.equal([
        [3],
      ]);
      expect((await write("CREATE TABLE other (a int)")).head.ok).to.equal(true);
      expect((await write("DROP TABLE other")).head.ok).to.equal(true);
      expect((await query("SELECT count(*) FROM item")).head.rows).to.deep.equal([[0]]);
    });
  });

  describe("refused queries", () => {
    it("refuses to write, change settings, copy, read the server's files or run several statements, in every spelling", async () => {
      for (const sql of [
        "INSERT INTO item VALUES ('x', 1)",
        "/* SELECT */ DELETE FROM item",
        "/* /* */ SELECT */ DELETE FROM item",
        "COPY item TO '/tmp/x'",
        "COPY item TO PROGRAM 'id'",
        "SET statement_timeout = 0",
        "SET ROLE owner",
        "BEGIN",
        "COMMIT",
        "DO $$ BEGIN END $$",
        "CALL x()",
        "LISTEN a",
        "LOCK item",
        "EXPLAIN ANALYZE DELETE FROM item",
        "SELECT nextval('shop.counter')",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_creat(-1)",
        "SELECT * FROM pg_authid",
      ]) {
        if (sql.includes("counter"))
          await server.execute("CREATE SEQUENCE IF NOT EXISTS shop.counter; ALTER SEQUENCE shop.counter OWNER TO shop");
        expect(await codeOf(query(sql)), sql).to.equal("tool.grant_missing");
      }
      for (const sql of [
        "SELECT 1; DELETE FROM item",
        "SELECT 1; COMMIT; DELETE FROM item",
        "WITH a AS (DELETE FROM item RETURNING 1) SELECT * FROM a",
        "SELECT * INTO copy FROM item",
        "SELECT set_config('transaction_read_only', 'off', false)",
      ]) {
        expect(await codeOf(query(sql)), sql).to.equal("tool.failed");
      }
      expect((await query("SELECT count(*) FROM item")).head.rows).to.deep.equal([[2]]);
    });

    it("refuses to leave the transaction or the database, even if writing is granted", async () => {
      for (const sql of [
        "COMMIT",
        "SET ROLE owner",
        "COPY item TO PROGRAM 'id'",
        "/* /* */ SELECT */ DROP TABLE item",
        "CREATE ROLE x SUPERUSER",
      ]) {
        expect(await codeOf(write(sql)), sql).to.equal("tool.grant_missing");
      }
      expect(await codeOf(write("INSERT INTO item VALUES ('x', 1); DROP TABLE item"))).to.equal("tool.failed");
    });

    it("refuses roles that could leave the database, reports failed connections, and does not reveal how it connects", async () => {
      for (const connection of ["owner", "files"]) {
        expect(await codeOf(query("SELECT 1", { connection }, on(connection))), connection).to.equal(
          "tool.grant_missing",
        );
      }
      for (const [connection, code] of [
        ["wrong", "tool.failed"],
        ["away", "tool.unavailable"],
      ] as const) {
        const { head } = await query("SELECT 1", { connection }, on(connection));
        expect(head.error.code, connection).to.equal(code);
        expect(head.error.message).to.not.match(/127\.0\.0\.1|password.*hush|hush|not-the-password/);
      }
      expect(await codeOf(query("SELECT * FROM shop.item", { connection: "reader" }, on("reader")))).to.equal(
        "tool.grant_missing",
      );
    });
  });

  describe("limits", () => {
    it("fails only the running query if the server closes its connection", async () => {
      const asked = codeOf(query("SELECT pg_sleep(0.4)"));
      const end =
        "SELECT count(pg_terminate_backend(pid))::int AS count FROM pg_stat_activity WHERE usename = 'shop' AND state = 'active'";
      while ((await server.execute(end)).rows[0].count === 0);
      expect(await asked).to.equal("tool.unavailable");
      expect(await codeOf(query("SELECT 1"))).to.equal("ok");
    });

    it("ends an endless query, even if it changes the server's timeout", async () => {
      for (const sql of [
        "SELECT pg_sleep(100)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
        "SELECT count(*) FROM generate_series(1, 1000000000)",
        "SELECT set_config('statement_timeout', '0', true), pg_sleep(100)",
        "SELECT set_config('statement_timeout', '0', true) UNION ALL SELECT pg_sleep(CASE WHEN i > 20 THEN 100 ELSE 0 END)::text FROM generate_series(1, 30) i",
      ]) {
        const started = performance.now();
        expect(await codeOf(query(sql)), sql).to.equal("tool.timeout");
        // Without a limit, these queries would take at least a hundred seconds.
        expect(performance.now() - started, sql).to.be.below(30_000);
      }
      const { rows } = await server.execute(
        "SELECT query FROM pg_stat_activity WHERE usename = 'shop' AND state = 'active'",
      );
      expect(rows).to.deep.equal([]);
    });

    it("closes the connection of a result that is too large, without using much memory", async () => {
      const grants = { database: [{ connection: "shop", timeout: "20s" }] };
      for (const sql of [
        "SELECT repeat('x', 300000000)",
        "SELECT repeat('x', 3000000) FROM generate_series(1, 1000)",
        "EXPLAIN SELECT 1",
      ]) {
        const before = process.memoryUsage.rss();
        const code = await codeOf(query(sql, {}, { grants, limits: { max_output: "100KB" } }));
        expect(code, sql).to.equal(sql.startsWith("EXPLAIN") ? "ok" : "tool.failed");
        expect(process.memoryUsage.rss() - before, sql).to.be.below(150_000_000);
      }
      const { head } = await query(
        "SELECT repeat('x', 1000) FROM generate_series(1, 2000)",
        {},
        { limits: { max_output: "100KB" } },
      );
      expect([head.ok, head.truncated, head.rowCount > 90, head.rowCount < 100]).to.deep.equal([
        true,
        true,
        true,
        true,
      ]);
      expect(
        await codeOf(
          query(
            "INSERT INTO item SELECT 'x', 1 RETURNING repeat('x', 30000000)",
            {},
            { grants: writing, limits: { max_output: "1KB" } },
          ),
        ),
      ).to.equal("tool.failed");
      expect((await query("SELECT count(*) FROM item")).head.rows).to.deep.equal([[2]]);
    });

    it("isolates each call from the settings, locks and failures of earlier calls", async () => {
      await query("SELECT set_config('search_path', 'nowhere', false), pg_advisory_lock(7)");
      await query("SELECT 1 / 0");
      for (let round = 0; round < 6; round += 1) {
        const { head } = await query(
          "SELECT current_setting('search_path'), (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')",
        );
        expect(head.rows).to.deep.equal([["shop", 0]]);
      }
    });

    it("makes calls wait for a free connection, at most until their timeout or abort", async () => {
      const fast = Array.from({ length: 20 }, async (_each, index) =>
        query("SELECT $1::int", { parameters: [index] }, { grants: writing }),
      );
      expect((await Promise.all(fast)).map(({ head }) => head.rows[0][0])).to.deep.equal(
        Array.from({ length: 20 }, (_each, index) => index),
      );
      const slow = Array.from({ length: 12 }, async () => codeOf(query("SELECT pg_sleep(100)")));
      expect(new Set(await Promise.all(slow))).to.deep.equal(new Set(["tool.timeout"]));
      const over = new AbortController();
      const cancelled = codeOf(query("SELECT pg_sleep(100)", {}, { signal: over.signal }));
      setTimeout(() => over.abort(), 50);
      expect(await cancelled).to.equal("tool.timeout");
      expect(await codeOf(query("SELECT 1"))).to.equal("ok");
      const { rows } = await server.execute(
        "SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = 'shop'",
      );
      expect(rows[0].count).to.be.at.most(5);
    });
  });
});
