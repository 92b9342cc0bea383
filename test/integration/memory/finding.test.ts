import { expect } from "chai";
import BetterSqlite3 from "better-sqlite3";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import { openTestMemory, workspace, type TestMemory } from "../../support/memory.ts";

describe("what the embedded memory finds", function () {
  this.timeout(120_000);
  let test: TestMemory;
  let memory: MemoryBackend;
  beforeEach(async () => {
    test = await openTestMemory();
    ({ memory } = test);
  });
  afterEach(async () => test.remove());

  const store = async (name: string, type: string, ...observations: readonly string[]) =>
    memory.storeEntity({ place: workspace, name, type, observations });
  const search = async (text: string, options: Partial<Parameters<MemoryBackend["search"]>[0]> = {}) =>
    memory.search({ text, mode: "hybrid", limit: 5, places: [workspace], ...options });

  it("a word in a name is worth more than one in an observation, and gives what was found by it a similarity", async () => {
    await store("Mercury", "planet", "The smallest one, nearest to the sun.");
    await store("Thermometer", "thing", "An old one may hold mercury, and mercury is poisonous.");
    const [first, second] = await search("mercury", { mode: "keyword" });
    expect([first?.entity.name, second?.entity.name]).to.deep.equal(["Mercury", "Thermometer"]);
    for (const { parts, score } of await search("mercury")) {
      expect(parts.similarity).to.be.within(-1, 1);
      expect(score).to.be.within(0, 1);
    }
  });

  it("meaning decides between two that share the question's only word", async () => {
    await store("bank (1)", "noun", "sloping land beside a body of water");
    await store("bank (2)", "noun", "a financial institution that accepts deposits and lends money");
    const [first] = await search("he cashed a check at the bank");
    expect(first?.entity.name).to.equal("bank (2)");
  });

  it("a question of nothing but common words, or of none, is answered", async () => {
    await store("Note", "note", "to be or not to be");
    expect((await search("to be", { mode: "keyword" })).map(({ entity }) => entity.name)).to.deep.equal(["Note"]);
    expect(await search("?!", { mode: "keyword" })).to.deep.equal([]);
    expect((await search("?!")).length).to.equal(1);
  });

  it("a filter that few pass is exact, though hundreds are nearer", async () => {
    const near = Array.from({ length: 300 }, (_, index) => ({
      ...{ place: workspace, name: `tea ${index}`, type: "drink", observations: [`Tea number ${index} is green.`] },
    }));
    await memory.storeEntities(near);
    await store("Anvil", "tool", "A smith hits iron on it.");
    await store("Hammer", "tool", "It drives nails.");
    const found = await search("green tea", { mode: "semantic", types: ["tool"], minSimilarity: -1 });
    expect(found.map(({ entity }) => entity.name).toSorted()).to.deep.equal(["Anvil", "Hammer"]);
    expect(await search("green tea", { mode: "semantic", types: ["planet"] })).to.deep.equal([]);
  });

  it("a graph search reaches two hops, by the best way, and no farther", async () => {
    const [a, b, c, d] = await memory.storeEntities(
      ["Zanzibar", "spice", "ship", "captain"].map((name) => ({
        ...{ place: workspace, name, type: "thing", observations: [] },
      })),
    );
    const chain = [a, b, c, d].map((each) => each?.entity.id ?? ("" as never));
    for (const [index, from] of chain.slice(0, -1).entries()) {
      await memory.storeRelation({ place: workspace, from, to: chain[index + 1] ?? from, type: "leads_to" });
    }
    // Words and meaning would find all four; of ten starts each is one.
    const found = await search("Zanzibar", { mode: "graph", limit: 4, minSimilarity: 0.9 });
    expect(found.map(({ entity, parts }) => [entity.name, parts.hops])).to.deep.equal([
      ["Zanzibar", 0],
      ["spice", 1],
      ["ship", 2],
    ]);
  });

  it("a vector that was cut in the file is made anew when the memory is opened, and its entity found again", async () => {
    await store("Ada", "person", "Ada lives in Berlin.");
    await store("Bob", "person", "Bob repairs clocks.");
    await memory.close();
    const file = new BetterSqlite3(test.file);
    file.exec(`UPDATE "vector" SET "data" = substr("data", 1, 100) WHERE "entity" = 1`);
    file.close();
    const again = await test.again();
    const found = await again.search({
      text: "Whose home is a city?",
      mode: "semantic",
      limit: 2,
      places: [workspace],
    });
    expect(found.map(({ entity }) => entity.name)).to.deep.equal(["Ada", "Bob"]);
    expect(await again.check(false)).to.deep.equal([]);
  });
});
