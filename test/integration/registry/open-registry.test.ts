import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { openRegistry, type RegistryOptions } from "../../../src/registry/open-registry.ts";

describe("opening the registry", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-open-"));
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  const refusal = async (options: RegistryOptions): Promise<CaxtonError> => {
    const thrown = await openRegistry(options).then(
      async (registry) => registry.close(),
      (error: unknown) => error,
    );
    expect(thrown).to.be.instanceOf(CaxtonError);
    const error = thrown as CaxtonError;
    expect(error.hint, error.message).to.be.a("string");
    return error;
  };

  it("makes the file and its folders, and says what it migrated", async () => {
    const said: string[] = [];
    const file = join(folder, "a", "b", "caxton.db");
    const logger = { info: (_facts: object, message: string) => said.push(message) };
    for (const options of [{ file }, { url: `file:${file}` }, { url: `file://${file}` }]) {
      const registry = await openRegistry({ ...options, logger });
      await registry.ping();
      expect(await registry.conversations.list({}, { limit: 1, cursor: null })).to.deep.equal({
        items: [],
        nextCursor: null,
      });
      await registry.close();
    }
    expect(said).to.deep.equal(["The database is up to date"]);
    expect((await readFile(file)).subarray(0, 15).toString()).to.equal("SQLite format 3");
  });

  it("refuses what is no database, what is damaged, what is no file, and what is not SQLite", async () => {
    const garbage = join(folder, "garbage.db");
    await writeFile(garbage, "This is no database at all. ".repeat(100));
    expect(await refusal({ file: garbage })).to.have.property("code", "database.unavailable");
    expect((await readFile(garbage)).toString().startsWith("This is no"), "it is left alone").to.equal(true);
    const taken = join(folder, "taken");
    await mkdir(taken);
    expect(await refusal({ file: taken })).to.have.property("code", "database.unavailable");
    expect(await refusal({ file: join(garbage, "below", "caxton.db") })).to.have.property(
      "code",
      "database.unavailable",
    );

    const elsewhere = await refusal({ url: "postgresql://ada:secret@db/caxton" });
    expect(elsewhere.code).to.equal("configuration.invalid");
    expect(elsewhere.message, "no password in a message").not.to.include("secret");
  });

  it("answers with database.unavailable after it was closed", async () => {
    const registry = await openRegistry({ file: join(folder, "caxton.db") });
    await registry.close();
    const attempts = [
      async () => registry.ping(),
      async () => registry.events.append([]).then(async () => registry.messages.unaccepted(1)),
      async () => registry.conversations.list({}, { limit: 1, cursor: null }),
    ];
    for (const attempt of attempts) {
      const thrown = await attempt().then(
        () => null,
        (error: unknown) => error,
      );
      expect(thrown).to.be.instanceOf(CaxtonError).with.property("code", "database.unavailable");
    }
  });

  it("refuses a cursor of another list", async () => {
    const registry = await openRegistry({ file: join(folder, "caxton.db") });
    const thrown = await registry.agents.list({}, { limit: 1, cursor: "bm9uc2Vuc2U" }).catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(CaxtonError).with.property("code", "request.invalid");
    await registry.close();
  });
});
