import { expect } from "chai";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { createDatabase, openConnection } from "../../../src/registry/sqlite.ts";

describe("a database that has no room left", () => {
  it("says so, keeps what it has, undoes what did not fit as a whole, and goes on when there is room", async () => {
    const folder = await mkdtemp(join(tmpdir(), "caxton-full-"));
    const connection = openConnection(join(folder, "caxton.db"));
    connection.exec(`CREATE TABLE "Note" ("text" TEXT NOT NULL)`);
    const { run, write } = createDatabase(connection);
    const insert = connection.prepare<[string]>(`INSERT INTO "Note" ("text") VALUES (?)`);
    const count = connection.prepare<[], number>(`SELECT count(*) FROM "Note"`).pluck();
    const note = async () =>
      write(() => {
        insert.run("small");
        insert.run("x".repeat(10_000));
      });
    connection.pragma("max_page_count = 40");
    let stored = 0;
    const thrown: unknown = await (async () => {
      for (; ; stored++) await note();
    })().catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(CaxtonError);
    expect((thrown as CaxtonError).code).to.equal("database.unavailable");
    expect((thrown as CaxtonError).hint).to.match(/disk is full/);
    expect(stored).to.be.greaterThan(3);
    expect(await run(() => count.get())).to.equal(stored * 2);
    connection.pragma("max_page_count = 4000");
    await note();
    expect(await run(() => count.get())).to.equal(stored * 2 + 2);
    connection.close();
    await rm(folder, { recursive: true });
  });
});
