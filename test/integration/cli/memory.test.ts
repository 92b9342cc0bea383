/** Memory by the command line. */
import { expect } from "chai";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { startTestServer, type TestServer } from "../../support/api-server.ts";
import { postgresMemory } from "../../support/memory-servers.ts";
import { caxton, temporaryFolder, type Ended, type TemporaryFolder } from "./run-caxton.ts";

const nothing = { created: 0, merged: 0, skipped: 0, relations: 0, relationsLeftOut: { count: 0, ids: [] } };

describe("caxton memory", function () {
  this.timeout(120_000);
  let server: TestServer;
  let folder: TemporaryFolder;
  const run = async (...args: readonly string[]): Promise<Ended> =>
    caxton(["memory", ...args], { cwd: folder.path, env: { CAXTON_URL: server.url, CAXTON_API_KEY: server.adminKey } });

  const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
  const entity = (number: number, name = `Entity ${number}`) => ({
    ...{ kind: "entity", id: id(number), name, type: "t", observations: [], recordedAt: "2026-01-01T00:00:00.000Z" },
  });
  const relation = (number: number, from: number, to: number) => ({
    ...{ kind: "relation", id: id(number), from: id(from), to: id(to), type: "knows" },
  });
  const write = async (file: string, records: readonly object[]): Promise<void> =>
    writeFile(join(folder.path, file), records.map((each) => `${JSON.stringify(each)}\n`).join(""));
  const count = async (): Promise<number> => (await server.call("GET", "/api/v1/memory/stats")).body.entities;

  before(async () => {
    server = await startTestServer();
    folder = await temporaryFolder();
  });
  after(async () => {
    await server.stop();
    await folder.remove();
  });

  it("adds, searches, shows, relates and forgets", async () => {
    const added = await run("add", "Ada", "person", "Ada prefers tea to coffee.", "Ada lives in Paris.");
    expect([added.code, added.out], added.err).to.satisfy(
      ([code, out]: [number, string]) => code === 0 && out.startsWith("Ada: created ("),
    );
    const found = await run("search", "Which drink does she like?");
    expect(found.out, found.err).to.match(/SCORE +NAME +TYPE +LATEST +ID\n.*Ada +person/);
    const shown = await run("show", "ada");
    expect(shown.out).to.match(/observations +\d{4}-\d\d-\d\d +Ada prefers tea/);
    const [{ json: ada }, { json: acme }] = [
      await run("show", "Ada", "--json"),
      await run("add", "Acme", "company", "--json"),
    ];
    await server.call("POST", "/api/v1/memory/relations", {
      body: { from: ada.id, to: acme.entity.id, type: "works_at" },
    });
    expect((await run("graph", "Acme")).out).to.match(/Ada +works_at +Acme +1.00/);
    expect((await run("stats")).out).to.match(/workspace +2 +2 +1/);
    const checked = await run("doctor", "--mend");
    expect([checked.code, checked.out], checked.err).to.deep.equal([0, "All is well.\n"]);
    expect((await run("forget", "Acme")).out).to.equal("Acme is forgotten.\n");
    const gone = await run("show", "Acme");
    expect([gone.code, gone.err]).to.satisfy(
      ([code, err]: [number, string]) => code === 4 && err.includes("No entity is called"),
    );
  });

  it("exports to files and imports them again, as often as one likes", async () => {
    for (const file of ["m.json", "m.jsonl", "m.json.gz", "m.jsonl.gz"]) {
      const out = await run("export", file);
      expect(out.code, out.err).to.equal(0);
      const bytes = await readFile(join(folder.path, file));
      const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
      expect(text, file).to.include("Ada prefers tea");
      const back = await run("import", file);
      expect([back.code, back.out], back.err).to.deep.equal([
        0,
        "0 created, 0 merged, 2 there already; 0 new relations.\n",
      ]);
    }
    const lines = (await run("export")).out.trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).kind)).to.deep.equal(["head", "entity", "entity", "relation"]);
  });

  it("reads the file of the MCP reference memory server", async () => {
    const lines = [
      { type: "entity", name: "Grace", entityType: "person", observations: ["Found a moth."] },
      { type: "entity", name: "Navy", entityType: "organisation", observations: [] },
      { type: "relation", from: "Grace", to: "Navy", relationType: "serves_in" },
    ];
    await writeFile(join(folder.path, "reference.jsonl"), lines.map((line) => JSON.stringify(line)).join("\n"));
    expect((await run("import", "reference.jsonl")).out).to.equal(
      "2 created, 0 merged, 0 there already; 1 new relations.\n",
    );
    expect((await run("graph", "Navy")).out).to.match(/Grace +serves_in +Navy/);
    expect((await run("import", "reference.jsonl", "--json")).json).to.deep.equal({ ...nothing, skipped: 2 });
  });

  it("follows entities that became part of others, over many pieces", async () => {
    const entities = Array.from({ length: 1_200 }, (_, index) => ({
      kind: "entity",
      id: id(index),
      name: index === 0 ? "ada" : `N${index}`,
      type: "person",
      observations: [`Fact ${index}.`],
    }));
    await writeFile(
      join(folder.path, "many.jsonl"),
      [...entities, relation(9_999, 0, 1_199)].map((line) => JSON.stringify(line)).join("\n"),
    );
    const { json, err } = await run("import", "many.jsonl", "--json");
    expect(json, err).to.deep.equal({ ...nothing, created: 1_199, merged: 1, relations: 1 });
    expect((await run("graph", "Ada")).out).to.match(/Ada +knows +N1199/);
  });

  it("says where a file is wrong, in lines of the file, and imports nothing of it", async () => {
    const before = await count();
    const wrong = async (file: string, expected: string): Promise<void> => {
      const { code, err } = await run("import", file);
      expect(code, err).to.equal(5);
      expect(err).to.contain(expected);
      expect(await count()).to.equal(before);
    };
    const many = Array.from({ length: 1_000 }, (_, index) => entity(20_000 + index));
    const broken = many.map((each) => JSON.stringify(each));
    await writeFile(join(folder.path, "broken.jsonl"), broken.with(799, `{"kind":`).join("\n"));
    await wrong("broken.jsonl", "broken.jsonl:800:");
    const faulty = many.with(799, { ...entity(20_799), id: "none" });
    await write("wrong.jsonl", faulty);
    await wrong("wrong.jsonl", "wrong.jsonl:800: /id: “none” is not a UUID.");
    const text = JSON.stringify({ entities: faulty, version: "1.0" }, null, 1);
    await writeFile(join(folder.path, "wrong.json"), text);
    const line = text.split("\n").findIndex((each) => each.includes("none"));
    await wrong("wrong.json", `wrong.json:${line - 1}: /entities/799/id: “none” is not a UUID.`);
    await writeFile(join(folder.path, "cut.json"), text.slice(0, 10_000));
    await wrong("cut.json", "The file ends in the middle of the document.");
    for (const [index, [content, expected]] of Object.entries({
      [`{"version":"9.9","entities":[]}`]: "version 1.0",
      [`{"foo":1}`]: "it has no version",
      [`[1,2]`]: "holds no JSON object",
      "": "is empty",
    }).entries()) {
      await writeFile(join(folder.path, `nonsense${index}.json`), content);
      await wrong(`nonsense${index}.json`, expected);
    }
    expect((await run("import", "missing.json")).code).to.equal(4);
  });

  it("fail: imports nothing where anything is there, however far down in the file", async () => {
    await write("first.jsonl", [entity(30_000, "Was here before")]);
    await run("import", "first.jsonl");
    const before = await count();
    const many = Array.from({ length: 1_500 }, (_, index) => entity(31_000 + index));
    await write("conflict.jsonl", [...many, entity(30_001, "was HERE before")]);
    const refused = await run("import", "conflict.jsonl", "--rule", "fail");
    expect([refused.code, refused.err]).to.satisfy(
      ([code, err]: [number, string]) => code === 5 && err.includes("conflict.jsonl:1501: “was HERE before”"),
    );
    expect(await count()).to.equal(before);
    await write("free.jsonl", [...many, relation(32_900, 31_000, 32_499)]);
    const { json, err } = await run("import", "free.jsonl", "--rule", "fail", "--json");
    expect(json, err).to.deep.equal({ ...nothing, created: 1_500, relations: 1 });
  });

  it("brings relations that stand before their entities, and tells of those that have none", async () => {
    const many = Array.from({ length: 1_100 }, (_, index) => entity(40_000 + index));
    const relations = [relation(42_000, 40_000, 41_099), relation(42_001, 40_000, 49_999)];
    await write("reversed.jsonl", [...relations, ...many]);
    await writeFile(
      join(folder.path, "reversed.json"),
      JSON.stringify({ relations, entities: many, metadata: { any: ["thing"] }, version: "1.0" }),
    );
    const { code, json, err } = await run("import", "reversed.jsonl", "--json");
    const leftOut = { count: 1, ids: [id(42_001)] };
    expect([code, json], err).to.deep.equal([
      1,
      { ...nothing, created: 1_100, relations: 1, relationsLeftOut: leftOut },
    ]);
    const again = await run("import", "reversed.json");
    expect([again.code, again.out], again.err).to.deep.equal([
      1,
      "0 created, 0 merged, 1100 there already; 0 new relations.\n",
    ]);
    expect(again.err).to.contain("1 relations were left out").and.to.contain(id(42_001));
  });

  it("replace: names go from one entity to another, however far apart the two stand in the file", async () => {
    const names = Array.from({ length: 1_200 }, (_, index) => `Renamed ${index}`);
    const named = (order: readonly string[]) => order.map((name, index) => entity(50_000 + index, name));
    await write("names.jsonl", named(names));
    await run("import", "names.jsonl");
    const exchanged = [...names.slice(600), ...names.slice(0, 600)];
    await write("names.jsonl", named(exchanged));
    const { json, err } = await run("import", "names.jsonl", "--rule", "replace", "--json");
    expect(json, err).to.deep.equal({ ...nothing, merged: 1_200 });
    expect((await server.call("GET", `/api/v1/memory/entities/${id(50_000)}`)).body.name).to.equal("Renamed 600");
    const third = await run("import", "names.jsonl", "--rule", "replace", "--json");
    expect(third.json, third.err).to.deep.equal({ ...nothing, skipped: 1_200 });
  });

  it("moves to another backend, says what it found there, and refuses a backend that is nowhere", async function () {
    const postgres = await postgresMemory();
    if (postgres === null) this.skip();
    const { path: cwd } = folder;
    const file = `data_dir: ${JSON.stringify(server.dataDir)}\nmemory:\n  postgres: { schema: ${postgres.schema} }\n`;
    await writeFile(join(cwd, "caxton.yaml"), file);
    const migrate = async (env: Record<string, string>, ...args: readonly string[]): Promise<Ended> =>
      caxton(["memory", "migrate", ...args], { cwd, env });
    const nowhere = await migrate({}, "--from", "embedded", "--to", "postgres");
    expect(nowhere.code).not.to.equal(0);
    expect(nowhere.err).to.contain("memory.postgres");
    const env = { CAXTON_MEMORY_POSTGRES_URL: postgres.url };
    const moved = await migrate(env, "--from", "embedded", "--to", "postgres");
    expect(moved.code, moved.err).to.equal(0);
    expect(moved.out)
      .to.match(/entities +([1-9]\d*) +\1\n/)
      .and.to.contain("All is there.");
    const again = await migrate(env, "--from", "embedded", "--to", "postgres", "--json");
    expect(again.json).to.deep.include({ created: 0, changed: 0, agrees: true });
    expect((await migrate(env, "--from", "postgres", "--to", "postgres")).code).to.equal(2);
  });
});
