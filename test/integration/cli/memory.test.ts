/** Memory by the command line. */
import { expect } from "chai";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { startTestServer, type TestServer } from "../../support/api-server.ts";
import { postgresMemory } from "../../support/memory-servers.ts";
import { caxton, temporaryFolder, type Ended, type TemporaryFolder } from "./run-caxton.ts";

describe("caxton memory", function () {
  this.timeout(120_000);
  let server: TestServer;
  let folder: TemporaryFolder;
  const run = async (...args: readonly string[]): Promise<Ended> =>
    caxton(["memory", ...args], { cwd: folder.path, env: { CAXTON_URL: server.url, CAXTON_API_KEY: server.adminKey } });

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
    expect((await run("import", "reference.jsonl", "--json")).json).to.deep.equal({
      created: 0,
      merged: 0,
      skipped: 2,
      relations: 0,
    });
  });

  it("follows entities that became part of others, over many pieces", async () => {
    const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
    const entities = Array.from({ length: 1_200 }, (_, index) => ({
      kind: "entity",
      id: id(index),
      name: index === 0 ? "ada" : `N${index}`,
      type: "person",
      observations: [`Fact ${index}.`],
    }));
    const relation = { kind: "relation", id: id(9_999), from: id(0), to: id(1_199), type: "knows" };
    await writeFile(
      join(folder.path, "many.jsonl"),
      [...entities, relation].map((line) => JSON.stringify(line)).join("\n"),
    );
    const { json, err } = await run("import", "many.jsonl", "--json");
    expect(json, err).to.deep.equal({ created: 1_199, merged: 1, skipped: 0, relations: 1 });
    expect((await run("graph", "Ada")).out).to.match(/Ada +knows +N1199/);
  });

  it("says where a file is wrong, and what to do", async () => {
    await writeFile(join(folder.path, "broken.jsonl"), `{"kind":"entity"}\n{"kind":\n`);
    const broken = await run("import", "broken.jsonl");
    expect([broken.code, broken.err]).to.satisfy(
      ([code, err]: [number, string]) => code === 5 && err.includes("broken.jsonl, line 2: no JSON"),
    );
    await writeFile(join(folder.path, "old.json"), `{"version":"0.9","entities":[]}`);
    const other = { version: "0.9", entities: [{ id: "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11", name: "A", type: "t" }] };
    await writeFile(join(folder.path, "old.json"), JSON.stringify(other));
    expect((await run("import", "old.json")).err).to.include("0.9");
    expect((await run("import", "missing.json")).code).to.equal(4);
    await writeFile(join(folder.path, "no.json"), "{");
    expect((await run("import", "no.json")).err).to.include("no.json is no JSON");
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
