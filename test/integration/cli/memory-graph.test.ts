/** Relations, merges, times and erasure of the memory by the command line. */
import { expect } from "chai";
import { startTestServer, type TestServer } from "../../support/api-server.ts";
import { runInProcess } from "./run-in-process.ts";
import { temporaryFolder, type Ended, type TemporaryFolder } from "./run-caxton.ts";

describe("caxton memory: relations, merges and times", function () {
  this.timeout(120_000);
  let server: TestServer;
  let folder: TemporaryFolder;
  beforeEach(async () => {
    server = await startTestServer();
    folder = await temporaryFolder();
  });
  afterEach(async () => {
    await server.stop();
    await folder.remove();
  });

  const run = async (...args: readonly string[]): Promise<Ended> =>
    runInProcess(["memory", ...args], {
      cwd: folder.path,
      env: { CAXTON_URL: server.url, CAXTON_API_KEY: server.adminKey },
    });
  /** What it prints; it must end well. */
  const out = async (...args: readonly string[]): Promise<string> => {
    const ended = await run(...args);
    expect(ended.code, ended.err).to.equal(0);
    return ended.out;
  };
  const json = async (...args: readonly string[]): Promise<any> => JSON.parse(await out(...args, "--json"));
  const textsOf = (entity: any): readonly string[] => entity.observations.map(({ text }: any) => text);

  it("relates, walks, finds paths, and takes relations back", async () => {
    for (const name of ["Ada", "Acme", "Bob", "Eve"]) await out("add", name, "thing");
    expect(await out("relate", "Ada", "works_at", "Acme", "--strength", "0.9")).to.match(/^Ada works_at Acme \(/);
    await out("relate", "Bob", "works_at", "Acme", "--strength", "0.4");
    await out("relate", "Ada", "knows", "Eve", "--undirected", "--confidence", "0.5");
    expect(await out("path", "Ada", "Bob")).to.equal("Ada — works_at → Acme ← works_at — Bob\n");
    expect(await out("path", "Eve", "Ada", "--direction", "out")).to.equal("Eve — knows — Ada\n");
    const none = await run("path", "Ada", "Bob", "--type", "knows", "--type", "likes");
    expect([none.code, none.out]).to.deep.equal([4, ""]);
    expect(none.err).to.include("There is no path");
    expect((await json("path", "Ada", "Bob")).hops).to.equal(2);
    const walk = await out("walk", "Ada", "--depth", "2", "--type", "works_at");
    expect(walk).to.match(/0 +Ada .*\n1 +— works_at → +Acme .*\n2 +← works_at — +Bob /);
    const names = async (...args: readonly string[]): Promise<readonly string[]> =>
      (await json("graph", "Ada", ...args)).entities.map(({ name }: any) => name).toSorted();
    expect(await names("--type", "works_at", "--type", "knows")).to.deep.equal(["Acme", "Ada", "Eve"]);
    expect(await names("--depth", "2", "--min-strength", "0.5")).to.deep.equal(["Acme", "Ada", "Eve"]);
    expect(await names("--depth", "2", "--limit", "2")).to.have.length(2);
    expect(await out("relations", "--from", "Ada", "--type", "works_at")).to.match(/works_at +\S+ +0\.90/);
    expect(await out("unrelate", "Bob", "works_at", "Acme")).to.equal("The relation is forgotten.\n");
    expect((await run("unrelate", "Bob", "works_at", "Acme")).code).to.equal(4);
    const { items } = await json("relations", "--type", "knows");
    await out("unrelate", items[0].id);
    expect((await json("relations")).items).to.have.length(1);
    expect((await run("unrelate", "Ada")).code).to.equal(2);
  });

  it("changes a relation by its ends or its id", async () => {
    for (const name of ["Ada", "Acme"]) await out("add", name, "thing");
    const { id } = await json("relate", "Ada", "works_at", "Acme");
    const told = await out("change-relation", "Ada", "works_at", "Acme", "--strength", "0.4", "--no-directed");
    expect(told).to.equal("The relation is changed.\n");
    const changed = await json("change-relation", id, "--metadata", '{"a": 1}', "--valid-to", "2026-01-01");
    expect(changed).to.deep.include({ id, strength: 0.4, directed: false, metadata: { a: 1 } });
    expect(changed.validTo).to.equal("2026-01-01T00:00:00.000Z");
    expect((await run("change-relation", "Ada", "works_at", "Acme", "--strength", "1")).code).to.equal(4);
    expect((await json("change-relation", id, "--valid-to", "none")).validTo).to.equal(null);
    expect((await run("change-relation", id)).err).to.include("Nothing to change");
    expect((await run("change-relation", "Ada", "--strength", "1")).code).to.equal(2);
  });

  it("merges, undoes, pins and changes", async () => {
    await out("add", "Robert", "person", "Likes tea.");
    await out("add", "Bob", "person", "Has a dog.");
    await out("add", "Rob", "person", "Sings.");
    const merged = await json("merge", "Robert", "Bob", "Rob");
    expect(textsOf(merged.entity)).to.include.members(["Likes tea.", "Has a dog.", "Sings."]);
    expect((await run("show", "Bob")).code).to.equal(4);
    expect(await out("merges")).to.match(new RegExp(`${merged.id} +Robert +Bob, Rob +workspace +\\d{4}-\\S+Z *\\n`));
    expect(await out("unmerge", merged.id)).to.equal("The merge is undone.\n");
    expect(textsOf(await json("show", "Bob"))).to.deep.equal(["Has a dog."]);
    const [merge] = (await json("merges", "--scope", "workspace", "--limit", "1")).items;
    expect([merge.id, merge.into.name, typeof merge.undoneAt]).to.deep.equal([merged.id, "Robert", "string"]);
    expect(await out("pin", "Bob")).to.equal("Bob is pinned.\n");
    expect((await json("show", "Bob")).pinned).to.equal(true);
    expect((await json("unpin", "Bob")).pinned).to.equal(false);
    await out("change", "Bob", "--name", "Bobby", "--type", "human", "--metadata", '{"age": 3}');
    expect(await json("show", "bobby")).to.deep.include({ name: "Bobby", type: "human", metadata: { age: 3 } });
    expect((await run("change", "Bobby")).code).to.equal(2);
    expect((await run("change", "Bobby", "--metadata", "[1]")).err).to.include("--metadata takes a JSON object");
  });

  it("forgets one observation, or the entity", async () => {
    await out("add", "Ada", "person", "One.", "Two.", "Three.");
    const told = await out("forget", "Ada", "--observation", "one.", "--observation", "Two.");
    expect(told).to.equal("2 observations are forgotten.\n");
    expect(textsOf(await json("show", "Ada"))).to.deep.equal(["Three."]);
    expect(await out("forget", "Ada")).to.equal("Ada is forgotten.\n");
    expect((await json("list")).items).to.deep.equal([]);
  });

  it("explains scores", async () => {
    await out("add", "Ada", "person", "Ada prefers tea to coffee.");
    const explained = await out("search", "tea", "--explain");
    expect(explained).to.match(/SCORE +NAME +ID +WHY\n/);
    expect(explained).to.match(/Ada +\S+ +meaning 0\.\d\d \(rank 1\), words .*\(rank 1\), freshness 1\.00/);
    await out("add", "Acme", "company", "Makes anvils.");
    await out("relate", "Ada", "works_at", "Acme");
    expect(await out("search", "tea", "--mode", "graph", "--explain")).to.match(/Acme +\S+ +.*1 hop from Ada/);
    const [match] = (await json("search", "tea", "--type", "person", "--type", "robot")).items;
    expect(match.parts).to.include({ semanticRank: 1, keywordRank: 1 });
    expect((await json("search", "tea", "--type", "robot")).items).to.deep.equal([]);
    expect((await json("search", "tea", "--mode", "semantic", "--min-similarity", "1")).items).to.deep.equal([]);
  });

  it("sets how long something is true, and shows what was known and true at another time", async () => {
    await out("add", "Expo", "event", "--valid-from", "2020-05-01", "--valid-to", "2020-05-04", "--pin");
    await out("add", "Ada", "person", "Lives in Berlin.");
    const { recordedAt: asOf, id } = await json("show", "Ada");
    await out("relate", id, "visited", (await json("list", "--name", "expo", "--valid-at", "2020-05-02")).items[0].id);
    await out("change", "Ada", "--name", "Ada Lovelace");
    const names = async (...args: readonly string[]): Promise<readonly string[]> =>
      (await json("list", ...args)).items.map(({ name }: any) => name);
    expect(await names()).to.deep.equal(["Ada Lovelace"]);
    expect(await names("--as-of", asOf)).to.deep.equal(["Ada"]);
    expect(await names("--valid-at", "2020-05-02")).to.deep.equal(["Expo", "Ada Lovelace"]);
    expect((await run("show", "Ada")).code).to.equal(4);
    expect((await json("show", "Ada", "--as-of", asOf)).name).to.equal("Ada");
    expect((await json("search", "Expo", "--valid-at", "2020-05-02")).items[0].entity.name).to.equal("Expo");
    expect((await json("graph", "Ada Lovelace")).entities).to.have.length(1);
    expect((await json("graph", "Ada Lovelace", "--valid-at", "2020-05-02")).entities).to.have.length(2);
    expect(await out("path", "Ada Lovelace", "Expo", "--valid-at", "2020-05-02")).to.include("— visited →");
    expect(await json("stats", "--valid-at", "2019-01-01")).to.deep.include({ entities: 1, relations: 1 });
    await out("change", (await json("list", "--valid-at", "2020-05-02")).items[0].id, "--valid-to", "none");
    expect(await names()).to.deep.equal(["Expo", "Ada Lovelace"]);
    expect((await run("list", "--as-of", "yesterday")).err).to.include("asOf");
  });

  it("erases one observation or relation, and lists what was erased", async () => {
    await out("add", "Ada", "person", "Secret.", "Public.");
    await out("add", "Acme", "company");
    const { recordedAt } = await json("show", "Ada");
    await out("relate", "Ada", "works_at", "Acme");
    expect(await out("forget", "Ada", "--observation", "Secret.", "--erase")).to.equal("1 observation is erased.\n");
    expect(textsOf(await json("show", "Ada", "--as-of", recordedAt))).to.deep.equal(["Public."]);
    expect(await out("unrelate", "Ada", "works_at", "Acme", "--erase")).to.equal("The relation is erased.\n");
    expect(await out("forget", "Acme", "--erase")).to.equal("Acme is erased.\n");
    const { items } = await json("erasures");
    expect(items.map(({ kind }: any) => kind).toSorted()).to.deep.equal(["entity", "observation", "relation"]);
    const { id } = await json("show", "Ada");
    expect(await out("erasures")).to.match(new RegExp(`observation +\\S+ +${id} +${recordedAt}`));
  });

  it("finds probable duplicates", async () => {
    for (const name of ["Ada Lovelace", "Lovelace, Ada", "Charles Babbage"]) await out("add", name, "person");
    expect(await out("duplicates")).to.match(/same name/);
    expect((await json("duplicates", "--scope", "workspace")).items).to.have.length(1);
  });
});
