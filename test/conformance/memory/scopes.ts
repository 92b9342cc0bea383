/** No call reveals or changes data of other places. */
import { expect } from "chai";
import { allModes, codeOf, everywhere, newId, recordsOf, type World } from "./fixture.ts";

export const scopes = (world: World): void => {
  it("treats ids of other places as missing in every method, and changes nothing", async () => {
    const { memory, here, elsewhere } = world;
    const ada = world.ofAgent("ada");
    const mine = await world.store("Secret of Ada", ["The code is swordfish."], { place: ada });
    const other = await world.store("Other secret", [], { place: ada });
    const relation = await world.relate(mine, other, "opens", { place: ada });
    const merge = await memory.mergeEntities(other.id, [(await world.store("Third", [], { place: ada })).id], [ada]);
    const before = await recordsOf(memory, [ada]);
    for (const places of [[here], [world.ofAgent("bob"), here], [everywhere], [elsewhere], []]) {
      const walk = { from: mine.id, places, depth: 2, direction: "both", limit: 10 } as const;
      const calls: readonly (() => Promise<unknown>)[] = [
        async () => memory.getEntity(mine.id, places),
        async () => memory.getEntity(mine.id, places, mine.recordedAt),
        async () => memory.addObservations(mine.id, places, ["x"], null),
        async () => memory.removeObservations(mine.id, places, ["The code is swordfish."]),
        async () => memory.changeEntity(mine.id, places, { pinned: true }),
        async () => memory.invalidateEntity(mine.id, places),
        async () => memory.eraseEntity(mine.id, places),
        async () => memory.mergeEntities(mine.id, [other.id], places),
        async () => memory.undoMerge(merge, places),
        async () => memory.getMerge(merge, places),
        async () => memory.getRelation(relation.id, places),
        async () => memory.getRelation(relation.id, places, relation.recordedAt),
        async () => memory.changeRelation(relation.id, places, { strength: 0.1 }),
        async () => memory.invalidateRelation(relation.id, places),
        async () => memory.eraseRelation(relation.id, places),
        async () => memory.traverse(walk),
        async () => memory.neighbourhood(walk),
        async () => memory.shortestPath(mine.id, other.id, { places, direction: "both" }),
      ];
      for (const call of calls) expect(await codeOf(call()), String(call)).to.equal("memory.not_found");
      expect((await memory.findMerges(places, { limit: 5, cursor: null })).items).to.deep.equal([]);
    }
    expect(await recordsOf(memory, [ada])).to.deep.equal(before);
  });

  it("shows nothing of other places in lists, searches, exports and counts", async () => {
    const { memory, here, elsewhere } = world;
    const ada = world.ofAgent("ada");
    const observations = ["The code is swordfish."];
    const mine = await world.store("Secret of Ada", observations, { place: ada });
    const shared = await world.store("Door", observations);
    const foreign = await world.store("Foreign", observations, { place: elsewhere });
    await world.relate(mine, shared, "opens", { place: ada });
    const seen = async (...places: (typeof here | typeof ada)[]) => {
      const page = { limit: 10, cursor: null };
      const found = (await memory.findEntities({ places }, page)).items.map(({ name }) => name).toSorted();
      for (const mode of allModes) {
        const matches = await world.names("swordfish code", mode, { places, minSimilarity: 0 });
        expect(matches.toSorted(), mode).to.deep.equal(found);
      }
      const near = await memory.semanticSearch("swordfish code", { places }, 10, 0);
      expect(near.map(({ entity }) => entity.name).toSorted()).to.deep.equal(found);
      const exported = await recordsOf(memory, places);
      const entities = exported.flatMap((each) => (each.kind === "entity" ? [each.entity.name] : []));
      expect(entities.toSorted()).to.deep.equal(found);
      const relations = (await memory.findRelations({ places }, page)).items;
      expect(exported.length - entities.length).to.equal(relations.length);
      const statistics = await memory.statistics(places);
      expect([statistics.entities, statistics.observations]).to.deep.equal([found.length, found.length]);
      expect(statistics.relations).to.equal(relations.length);
      return [...found, ...relations.map(({ type }) => type)];
    };
    expect(await seen()).to.deep.equal([]);
    expect(await seen(here)).to.deep.equal(["Door"]);
    expect(await seen(world.ofAgent("bob"), here)).to.deep.equal(["Door"]);
    expect(await seen(elsewhere)).to.deep.equal([foreign.name]);
    expect(await seen(ada)).to.deep.equal(["Secret of Ada", "opens"]);
    expect(await seen(world.ofAgent("ADA"), here)).to.deep.equal(["Door", "Secret of Ada", "opens"]);
  });

  it("does not walk through entities that may not be seen", async () => {
    const { memory, here } = world;
    const ada = world.ofAgent("ada");
    const [start, end] = [await world.store("Start", ["Quince."]), await world.store("End", ["Unrelated."])];
    const between = await world.store("Between", [], { place: ada });
    await world.relate(start, between, "leads_to", { place: ada });
    await world.relate(between, end, "leads_to", { place: ada });
    const walk = { from: start.id, places: [here], depth: 5, direction: "both", limit: 10 } as const;
    const path = { places: [here], direction: "both" } as const;
    expect((await memory.traverse(walk)).map(({ entity }) => entity.name)).to.deep.equal(["Start"]);
    expect(await memory.neighbourhood(walk)).to.deep.include({ relations: [] });
    expect(await memory.shortestPath(start.id, end.id, path)).to.equal(null);
    expect((await world.search("Quince", { mode: "graph", minSimilarity: 0.99 })).length).to.equal(1);
    const both = [here, ada];
    expect((await memory.traverse({ ...walk, places: both })).length).to.equal(3);
    expect((await memory.shortestPath(start.id, end.id, { ...path, places: both }))?.length).to.equal(3);
    const found = await world.search("Quince", { mode: "graph", minSimilarity: 0.99, places: both });
    expect(found.map(({ parts }) => parts.hops)).to.deep.equal([0, 1, 2]);
  });

  it("does not follow a hidden relation, even if both of its ends are visible", async () => {
    const { memory, here } = world;
    const [a, b] = [await world.store("A"), await world.store("B")];
    const ada = world.ofAgent("ada");
    await world.relate(a, b, "secretly_knows", { place: ada });
    const walk = { from: a.id, places: [here], depth: 1, direction: "both", limit: 10 } as const;
    expect((await memory.traverse(walk)).length).to.equal(1);
    expect((await memory.traverse({ ...walk, places: [here, ada] })).length).to.equal(2);
    expect((await memory.neighbourhood(walk)).relations).to.deep.equal([]);
    expect(await memory.shortestPath(a.id, b.id, { places: [here], direction: "out" })).to.equal(null);
    expect(
      (await memory.findRelations({ places: [here], from: a.id }, { limit: 5, cursor: null })).items,
    ).to.deep.equal([]);
  });

  it("requires the ends of a relation to be in its own place or a wider one", async () => {
    const { elsewhere, here } = world;
    const ada = world.ofAgent("ada");
    const at = {
      ada: await world.store("Of Ada", [], { place: ada }),
      bob: await world.store("Of Bob", [], { place: world.ofAgent("bob") }),
      here: await world.store("Here"),
      elsewhere: await world.store("Elsewhere", [], { place: elsewhere }),
      everywhere: await world.store(`Everywhere ${here.workspace}`, [], { place: everywhere }),
    };
    const relate = async (place: typeof ada, from: keyof typeof at, to: keyof typeof at) =>
      codeOf(world.relate(at[from], at[to], "near", { place }));
    expect(await relate(ada, "ada", "here")).to.equal("none");
    expect(await relate(ada, "here", "everywhere")).to.equal("none");
    expect(await relate(here, "here", "everywhere")).to.equal("none");
    for (const [place, from, to] of [
      [here, "ada", "here"],
      [here, "here", "ada"],
      [here, "here", "elsewhere"],
      [ada, "ada", "bob"],
      [everywhere, "everywhere", "here"],
    ] as const) {
      expect(await relate(place, from, to), `${from} to ${to}`).to.equal("memory.not_found");
    }
  });

  it("refuses to store an id of another place, and reveals nothing about it", async () => {
    const { memory, here: place } = world;
    const ada = world.ofAgent("ada");
    const { id } = await world.store("Secret of Ada", ["The code is swordfish."], { place: ada });
    const stolen = { id, place, name: "Mine", type: "thing", observations: [] };
    expect(await codeOf(memory.storeEntity(stolen))).to.equal("memory.conflict");
    expect(await codeOf(memory.storeEntities([{ ...stolen, id: newId() }, stolen]))).to.equal("memory.conflict");
    expect((await memory.statistics([place])).entities).to.equal(0);
    const self = { place: ada, from: id, to: id, type: "likes" };
    const relation = await memory.storeRelation(self);
    const { id: mine } = await world.store("Mine");
    const other = { id: relation.id, place, from: mine, to: mine, type: "likes" };
    expect(await codeOf(memory.storeRelation(other))).to.equal("memory.conflict");
    expect(await memory.storeRelation({ ...self, id: relation.id })).to.deep.equal(relation);
  });

  it("allows the same name in each place", async () => {
    const places = [world.here, world.elsewhere, world.ofAgent("ada"), world.ofAgent("bob")];
    const ids = new Set<string>();
    for (const place of places) ids.add((await world.store("Same", [], { place })).id);
    expect(ids.size).to.equal(4);
  });
};
