/** Search by meaning, by words, by both, and along relations; filters; and how matches are explained. */
import { expect } from "chai";
import { allModes, newId, type World } from "./fixture.ts";

export const searching = (world: World): void => {
  it("finds by meaning without shared words, and by words that mean little", async () => {
    await world.store("Ada", ["Ada lives in Berlin."], { type: "person" });
    await world.store("Order", ["Part number XK-4471 is on its way."]);
    expect((await world.names("Which city is her home?", "semantic"))[0]).to.equal("Ada");
    const near = await world.memory.semanticSearch("Which city is her home?", { places: [world.here] }, 1, 0);
    expect(near.map(({ entity }) => entity.name)).to.deep.equal(["Ada"]);
    expect(await world.names("xk 4471", "keyword")).to.deep.equal(["Order"]);
    expect((await world.names("where is XK-4471"))[0]).to.equal("Order");
  });

  it("explains each match by the components of its score, best first", async () => {
    await world.store("Ada", ["Ada drinks tea."]);
    await world.store("Bob", ["Bob drinks tea, and coffee, and juice, on every single day of the week."]);
    await world.store("Anvil", ["A smith hits iron on it."]);
    for (const mode of allModes) {
      const found = await world.search("who drinks tea", { mode, minSimilarity: 0 });
      expect(found.length, mode).to.be.greaterThan(1);
      const scores = found.map(({ score }) => score);
      expect(scores, mode).to.deep.equal(scores.toSorted((one, other) => other - one));
      for (const { score, parts } of found) {
        expect(score).to.be.within(0, 1);
        expect(parts.freshness).to.be.within(0, 1);
        if (parts.similarity !== null) expect(parts.similarity).to.be.within(-1, 1);
      }
      const [{ parts }] = found as [(typeof found)[0]];
      expect(parts.hops, mode).to.equal(mode === "graph" ? 0 : null);
      expect(parts.semanticRank === null, mode).to.equal(mode === "keyword");
      expect(parts.similarity === null, mode).to.equal(mode === "keyword");
      expect(parts.keywordRank === null, mode).to.equal(mode === "semantic");
    }
    const ranks = (await world.search("who drinks tea", { mode: "keyword" })).map(({ parts }) => parts.keywordRank);
    expect(ranks).to.deep.equal([1, 2]);
    const near = await world.search("who drinks tea", { mode: "semantic", minSimilarity: -1 });
    expect(near.map(({ parts }) => parts.semanticRank)).to.deep.equal([1, 2, 3]);
    const both = await world.search("who drinks tea");
    expect(both.every(({ parts }) => parts.similarity !== null)).to.equal(true);
  });

  it("gives identical texts a similarity of nearly 1, and omits matches below the minimum", async () => {
    await world.store("Tea", ["Green tea comes from China."], { type: "drink" });
    await world.store("Anvil", ["A smith hits iron on it."]);
    const text = "Tea (drink)\nGreen tea comes from China.";
    const [best, ...rest] = await world.search(text, { mode: "semantic", minSimilarity: -1 });
    expect(best?.parts.similarity).to.be.greaterThan(0.97);
    expect(rest).to.have.length(1);
    expect((await world.search(text, { mode: "semantic", minSimilarity: 0.9 })).length).to.equal(1);
    expect(await world.search("nothing like it", { mode: "semantic", minSimilarity: 0.99 })).to.deep.equal([]);
    expect(await world.memory.semanticSearch("nothing like it", { places: [world.here] }, 5, 0.99)).to.deep.equal([]);
    // Matches by words are found regardless of their similarity.
    expect(await world.names("iron", "hybrid", { minSimilarity: 0.99 })).to.deep.equal(["Anvil"]);
  });

  it("weighs a word in a name higher than one in an observation", async () => {
    await world.store("Thermometer", ["An old one may hold mercury, and mercury is poisonous."]);
    await world.store("Mercury", ["The smallest one, nearest to the sun."], { type: "planet" });
    expect(await world.names("mercury", "keyword")).to.deep.equal(["Mercury", "Thermometer"]);
  });

  it("ranks by meaning if two entities share the query's only word", async () => {
    await world.store("bank (1)", ["sloping land beside a body of water"], { type: "noun" });
    await world.store("bank (2)", ["a financial institution that accepts deposits and lends money"], { type: "noun" });
    expect((await world.names("he cashed a check at the bank"))[0]).to.equal("bank (2)");
  });

  it("answers queries of only common words or none", async () => {
    await world.store("Note", ["to be or not to be"], { type: "note" });
    expect(await world.names("to be", "keyword")).to.deep.equal(["Note"]);
    expect(await world.names("?!", "keyword")).to.deep.equal([]);
    expect(await world.search("?!", { minSimilarity: -1 })).to.have.length(1);
    for (const odd of [`"`, "a AND (b OR", "note*", "name:note", "'; DROP", "{", "%_\\", "\u0000x", "-note", "NEAR("]) {
      for (const mode of allModes) expect(await world.search(odd, { mode }), odd).to.be.an("array");
    }
  });

  it("filters exactly by type, time and metadata in every mode", async () => {
    const { memory, here: place } = world;
    await memory.storeEntities(
      Array.from({ length: 30 }, (_, index) => ({
        place,
        name: `Note ${index}`,
        type: index % 10 === 0 ? "Memo" : "note",
        observations: ["About apples."],
        metadata: { year: index, tags: ["x", { deep: index }], flag: index === 4, none: null, "odd key": `${index}` },
      })),
    );
    for (const mode of allModes) {
      const found = async (more: object) =>
        (await world.search("apples", { mode, ...more })).map(({ entity }) => entity.name).toSorted();
      expect(await found({ types: ["MEMO"] }), mode).to.deep.equal(["Note 0", "Note 10", "Note 20"]);
      expect((await found({ types: ["memo", "note"] })).length, mode).to.equal(10);
      expect(await found({ types: [] }), mode).to.deep.equal([]);
      expect(await found({ types: ["other"] }), mode).to.deep.equal([]);
      expect(await found({ metadata: { year: 7 } }), mode).to.deep.equal(["Note 7"]);
      expect(await found({ metadata: { year: "7" } }), mode).to.deep.equal([]);
      expect(await found({ metadata: { flag: true } }), mode).to.deep.equal(["Note 4"]);
      expect(await found({ metadata: { tags: ["x", { deep: 8 }], year: 8 } }), mode).to.deep.equal(["Note 8"]);
      expect(await found({ metadata: { tags: ["x"] } }), mode).to.deep.equal([]);
      expect(await found({ metadata: { "odd key": "9" } }), mode).to.deep.equal(["Note 9"]);
      expect(await found({ metadata: { year: 7, "odd key": "8" } }), mode).to.deep.equal([]);
      expect(await found({ metadata: { missing: 1 } }), mode).to.deep.equal([]);
      expect(await found({ metadata: { none: null } }), mode).to.have.length(10);
      expect(await found({ metadata: { missing: null } }), mode).to.deep.equal([]);
      expect(await found({ metadata: { flag: 1 } }), mode).to.deep.equal([]);
      expect(await found({ metadata: { year: 1, flag: false } }), mode).to.deep.equal(["Note 1"]);
      expect(await found({ metadata: { tags: '["x",{"deep":8}]' } }), mode).to.deep.equal([]);
      expect(await found({ since: "2999-01-01T00:00:00.000Z" }), mode).to.deep.equal([]);
      expect(await found({ until: "2000-01-01T00:00:00.000Z" }), mode).to.deep.equal([]);
      expect(await found({ types: ["memo"], since: "2000-01-01T00:00:00.000Z" }), mode).to.have.length(3);
    }
    const list = await memory.findEntities({ places: [place], metadata: { year: 3 } }, { limit: 5, cursor: null });
    expect(list.items.map(({ name }) => name)).to.deep.equal(["Note 3"]);
  });

  it("treats since as inclusive and until as exclusive", async () => {
    const entity = await world.store("Tea", ["Hot."]);
    const found = async (more: object) => (await world.search("tea", more)).length;
    const later = new Date(Date.parse(entity.recordedAt) + 1).toISOString();
    expect(await found({ since: entity.recordedAt })).to.equal(1);
    expect(await found({ since: later })).to.equal(0);
    expect(await found({ until: entity.recordedAt })).to.equal(0);
    expect(await found({ until: later })).to.equal(1);
  });

  it("is exact with a filter that few pass, although hundreds of others are nearer", async () => {
    await world.memory.storeEntities(
      Array.from({ length: 300 }, (_, index) => ({
        ...{ place: world.here, name: `tea ${index}`, type: "drink", observations: [`Tea number ${index} is green.`] },
      })),
    );
    await world.store("Anvil", ["A smith hits iron on it."], { type: "tool", metadata: { heavy: true } });
    await world.store("Hammer", ["It drives nails."], { type: "tool" });
    const found = async (more: object) =>
      (await world.names("green tea", "semantic", { minSimilarity: -1, ...more })).toSorted();
    expect(await found({ types: ["tool"] })).to.deep.equal(["Anvil", "Hammer"]);
    expect(await found({ metadata: { heavy: true } })).to.deep.equal(["Anvil"]);
    expect(await found({ types: ["planet"] })).to.deep.equal([]);
    await world.store("Elsewhere", ["It drives nails."], { place: world.elsewhere });
    expect(await found({ places: [world.elsewhere] })).to.deep.equal(["Elsewhere"]);
    expect((await found({ limit: 250 })).length).to.equal(250);
  });

  it("returns as many matches as wanted, the same each time", async () => {
    for (const index of [1, 2, 3, 4, 5, 6]) await world.store(`Tea ${index}`, [`Tea number ${index}.`]);
    for (const mode of allModes) {
      const all = await world.names("tea", mode, { limit: 6 });
      expect(all, mode).to.have.length(6);
      for (const limit of [1, 3]) expect(await world.names("tea", mode, { limit }), mode).to.have.length(limit);
      expect(await world.names("tea", mode, { limit: 6 }), mode).to.deep.equal(all);
    }
  });

  it("finds changed entities by their new content", async () => {
    const { memory, here } = world;
    const { id } = await world.store("Ada", ["Plays the violin."]);
    await memory.removeObservations(id, [here], ["Plays the violin."]);
    await memory.addObservations(id, [here], ["Repairs bicycles."], null);
    await memory.changeEntity(id, [here], { name: "Grace" });
    expect(await world.names("violin ada", "keyword")).to.deep.equal([]);
    expect(await world.names("bicycles", "keyword")).to.deep.equal(["Grace"]);
    expect(await world.names("grace", "keyword")).to.deep.equal(["Grace"]);
    const [match] = await world.search("Grace (thing)\nRepairs bicycles.", { mode: "semantic" });
    expect(match?.parts.similarity).to.be.greaterThan(0.97);
  });

  it("does not age pinned entities, and shows that in their parts", async () => {
    const asOf = new Date(Date.now() + 365 * 86_400_000).toISOString();
    await world.store("Old rule", ["Doors are locked at night."]);
    await world.store("Firm rule", ["Doors are locked at night."], { pinned: true });
    const found = await world.search("Doors are locked at night.", { asOf });
    const fresh = new Map(found.map(({ entity, parts }) => [entity.name, parts.freshness]));
    expect(fresh.get("Firm rule")).to.equal(1);
    expect(fresh.get("Old rule")).to.be.within(0, 0.01);
    const score = new Map(found.map((each) => [each.entity.name, each.score]));
    expect(score.get("Firm rule")).to.be.greaterThan(score.get("Old rule") ?? 1);
  });

  it("reaches exactly two hops in a graph search, by the best way", async () => {
    const stored = await world.memory.storeEntities(
      ["Zanzibar", "spice", "ship", "captain"].map((name) => ({
        ...{ place: world.here, name, type: "thing", observations: [] },
      })),
    );
    const chain = stored.map(({ entity }) => entity);
    for (const [index, from] of chain.slice(0, -1).entries()) {
      await world.relate(from, chain[index + 1] ?? from, "leads_to");
    }
    // Words and meaning would find all four; with ten starts, each would be one.
    const found = await world.search("Zanzibar", { mode: "graph", limit: 4, minSimilarity: 0.9 });
    expect(found.map(({ entity, parts }) => [entity.name, parts.hops])).to.deep.equal([
      ["Zanzibar", 0],
      ["spice", 1],
      ["ship", 2],
    ]);
    const limited = await world.names("Zanzibar", "graph", { minSimilarity: 0.9, types: ["ship"] });
    expect(limited).to.deep.equal([]);
  });

  it("starts a graph search from entities that the filter excludes, but returns only those that pass", async () => {
    const quokka = await world.store("Quokka", [], { type: "person", metadata: { a: 1 } });
    const works = await world.store("Marsupial Works", [], { type: "company", metadata: { b: 1 } });
    await world.relate(quokka, works, "works_at");
    const found = async (more: object) => world.names("Quokka", "graph", { minSimilarity: 0.9, ...more });
    expect(await found({})).to.deep.equal(["Quokka", "Marsupial Works"]);
    expect(await found({ types: ["company"] })).to.deep.equal(["Marsupial Works"]);
    expect(await found({ metadata: { b: 1 } })).to.deep.equal(["Marsupial Works"]);
    expect(await found({ types: ["person"] })).to.deep.equal(["Quokka"]);
    expect(await found({ since: works.recordedAt, until: quokka.recordedAt })).to.deep.equal([]);
  });

  it("computes every score from its parts by the documented formula", async () => {
    const ada = await world.store("Ada", ["Ada drinks green tea."]);
    const bob = await world.store("Bob", ["Bob sells kettles."], { pinned: true });
    const cleo = await world.store("Cleo", ["Cleo repairs clocks."]);
    await world.store("Tea", ["Green tea comes from China."]);
    const first = await world.relate(ada, bob, "buys_from");
    const second = await world.relate(cleo, bob, "repairs_for");
    const measure = (similarity: number | null, share: number | null): number =>
      (Math.max(0, similarity ?? 0) + 3 * (share ?? 0)) / 4;
    const asOf = new Date(Date.now() + 40 * 86_400_000).toISOString();
    for (const mode of allModes) {
      const found = await world.search("green tea", { mode, minSimilarity: 0.3, asOf });
      expect(found.length, mode).to.be.greaterThan(1);
      for (const { score, parts } of found) {
        const { similarity, wordShare, keywordRank, hops, reached, freshness } = parts;
        const own = measure(similarity, wordShare);
        const from = measure(reached?.similarity ?? null, reached?.wordShare ?? null);
        const expected = {
          semantic: Math.max(0, similarity ?? 0),
          keyword: 61 / (60 + (keywordRank ?? 0)),
          hybrid: own * (1 - 0.1 * (1 - freshness)),
          graph: (reached === null ? own : from * 0.5 ** (hops ?? 0)) * (1 - 0.1 * (1 - freshness)),
        }[mode];
        expect(score, mode).to.be.closeTo(expected, 1e-9);
        if (mode !== "graph") expect([hops, reached]).to.deep.equal([null, null]);
      }
      if (mode !== "graph") continue;
      const by = new Map(found.map(({ entity, parts }) => [entity.id, parts]));
      expect(by.get(ada.id)).to.deep.include({ hops: 0, reached: null });
      expect(by.get(bob.id)?.reached).to.deep.include({ start: ada.id, from: ada.id, relation: first.id });
      expect(by.get(bob.id)?.reached?.similarity).to.equal(by.get(ada.id)?.similarity);
      expect(by.get(cleo.id)?.reached).to.deep.include({ start: ada.id, from: bob.id, relation: second.id });
      expect(by.get(cleo.id)?.hops).to.equal(2);
    }
  });

  it("finds nothing in no place or in an empty place", async () => {
    await world.store("Tea", ["Hot."]);
    for (const mode of allModes) {
      expect(await world.search("tea", { mode, places: [] })).to.deep.equal([]);
      const nowhere = [{ kind: "workspace", workspace: newId() } as const];
      expect(await world.search("tea", { mode, places: nowhere })).to.deep.equal([]);
    }
  });
};
