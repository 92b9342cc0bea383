/** Errors when PostgreSQL lacks something. The memory's behaviour is tested in test/conformance/memory. */
import { expect } from "chai";
import pg from "pg";
import { openPostgresRecords, type PostgresOptions } from "../../../src/memory/postgres/store.ts";
import { sure } from "../../conformance/memory/fixture.ts";
import { memoryConfig, openConfigured, postgresMemory } from "../../support/memory-servers.ts";
import { expectContentMended } from "../../support/tampering.ts";

describe("a memory in PostgreSQL", function () {
  this.timeout(120_000);
  let options: PostgresOptions;
  before(async function () {
    const found = await postgresMemory();
    if (found === null) this.skip();
    options = { ...found, dimensions: 8 };
  });

  const execute = async (...statements: readonly string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: options.url });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  const withUrl = (change: (url: URL) => void): PostgresOptions => {
    const url = new URL(options.url);
    change(url);
    return { ...options, url: url.href };
  };
  const refusal = async (
    given: PostgresOptions,
    code = "memory.unusable",
  ): Promise<{ message: string; hint: string }> => {
    const thrown: unknown = await openPostgresRecords(given).catch((error: unknown) => error);
    expect(thrown).to.have.property("code", code);
    return thrown as { message: string; hint: string };
  };

  it("says what to do where nobody answers, and shows no password", async () => {
    const { message, hint } = await refusal(
      withUrl((url) => (url.port = "1")),
      "memory.unavailable",
    );
    expect(message).to.contain("127.0.0.1:1/postgres").and.not.to.contain("owner-password");
    expect(hint).to.contain("memory.postgres.url");
  });

  it("gives a hint if the password is wrong or the database does not exist", async () => {
    for (const password of ["wrong", ""]) {
      expect((await refusal(withUrl((url) => (url.password = password)))).hint).to.contain("password");
    }
    expect((await refusal(withUrl((url) => (url.pathname = "/nowhere")))).hint).to.contain("Create the database");
  });

  it("refuses vectors of other dimensions, and tables of a newer Caxton", async () => {
    await (await openPostgresRecords(options)).close();
    const { message, hint } = await refusal({ ...options, dimensions: 16 });
    expect(message).to.contain("8").and.to.contain("16");
    expect(hint).to.contain("export");
    await execute(`INSERT INTO ${options.schema}.version VALUES (99)`);
    expect((await refusal(options)).message).to.contain("newer version");
  });

  it("says who has to do what if the user lacks a right", async () => {
    const name = `plain_${options.schema}`;
    await execute(`CREATE ROLE ${name} LOGIN PASSWORD 'plain'`, `CREATE DATABASE ${name}`);
    const plain = withUrl((url) => {
      url.username = name;
      url.password = "plain";
      url.pathname = `/${name}`;
    });
    expect((await refusal(plain)).hint).to.contain("CREATE EXTENSION vector");
    const owned = new pg.Client({ connectionString: withUrl((url) => (url.pathname = `/${name}`)).url });
    await owned.connect();
    await owned.query("CREATE EXTENSION vector");
    await owned.end();
    expect((await refusal(plain)).hint).to.contain("right to create a schema");
  });

  it("is created once by many concurrent starts", async () => {
    const schema = `${options.schema}_many`;
    const stores = await Promise.all(
      Array.from({ length: 4 }, async () => openPostgresRecords({ ...options, schema })),
    );
    for (const store of stores) {
      await store.ping();
      await store.close();
    }
  });

  it("lists merges of a version that had no list", async () => {
    const schema = `${options.schema}_merges`;
    const postgres = { url: options.url, schema, connections: 2 };
    const { memory, again, remove } = await openConfigured(memoryConfig({ backend: "postgres", postgres }));
    try {
      const place = { kind: "global" } as const;
      // A character that SQL cannot look behind.
      const metadata = { note: "\u0000" };
      const [one, other] = await memory.storeEntities(
        ["One", "Other"].map((name) => ({ place, name, type: "thing", observations: [], metadata })),
      );
      const merge = await memory.mergeEntities(sure(one).entity.id, [sure(other).entity.id], [place]);
      const listed = await memory.findMerges([place], { limit: 5, cursor: null });
      expect(listed.items).to.have.length(1);
      await execute(
        `DROP INDEX ${schema}.merge_newest`,
        `ALTER TABLE ${schema}.merge DROP COLUMN merged_at, DROP COLUMN undone`,
        `ALTER TABLE ${schema}.erased DROP COLUMN entity, DROP COLUMN recorded_at`,
        `DELETE FROM ${schema}.version WHERE number >= 3`,
      );
      const newer = await again();
      expect(await newer.findMerges([place], { limit: 5, cursor: null })).to.deep.equal(listed);
      await newer.undoMerge(merge, [place]);
      expect((await newer.getMerge(merge, [place])).undoneAt).to.be.a("string");
    } finally {
      await remove();
    }
  });

  it("finds and repairs words and vectors of another text", async () => {
    const schema = `${options.schema}_content`;
    const postgres = { url: options.url, schema, connections: 2 };
    const { memory, remove } = await openConfigured(memoryConfig({ backend: "postgres", postgres }));
    try {
      await expectContentMended(memory, async () =>
        execute(
          `UPDATE ${schema}.entity a SET embedding = b.embedding FROM ${schema}.entity b
           WHERE a.name_key = 'ada' AND b.name_key = 'bob'`,
          `UPDATE ${schema}.entity SET words = array_to_tsvector('{paints}') WHERE name_key = 'cleo'`,
          `UPDATE ${schema}.entity SET fingerprint = NULL WHERE name_key = 'dora'`,
        ),
      );
    } finally {
      await remove();
    }
  });
});
