/** Both clocks: when something was known, and when it was true; `asOf` in every read. */
import { expect } from "chai";
import { allModes, allOf, codeOf, moment, textsOf, type World } from "./fixture.ts";

const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString();

export const times = (world: World): void => {
  it("reads an entity as it was at each time, through every kind of change", async () => {
    const { memory, here } = world;
    const never = moment();
    const { id } = await world.store("Ada", ["Lives in Berlin."], { type: "person" });
    const stored = moment();
    await memory.removeObservations(id, [here], ["lives in berlin."]);
    const removed = moment();
    await memory.addObservations(id, [here], ["Lives in Paris."], null);
    const added = moment();
    await memory.changeEntity(id, [here], { name: "Ada Lovelace", type: "countess", metadata: { moved: true } });
    const changed = moment();
    await world.store("ada lovelace", ["Sings."], { type: "countess", metadata: { age: 30 } });
    const joined = moment();
    await memory.removeObservations(id, [here], ["Sings."]);
    await memory.addObservations(id, [here], ["Sings."], null);
    const again = moment();
    await memory.invalidateEntity(id, [here]);
    const ended = moment();
    const at = async (asOf: string) => {
      const { name, type, metadata, ...entity } = await memory.getEntity(id, [here], asOf);
      return [name, type, metadata, textsOf({ name, type, metadata, ...entity })];
    };
    expect(await codeOf(at(never))).to.equal("memory.not_found");
    expect(await at(stored)).to.deep.equal(["Ada", "person", {}, ["Lives in Berlin."]]);
    expect(await at(removed)).to.deep.equal(["Ada", "person", {}, []]);
    expect(await at(added)).to.deep.equal(["Ada", "person", {}, ["Lives in Paris."]]);
    const moved = ["Ada Lovelace", "countess", { moved: true }];
    expect(await at(changed)).to.deep.equal([...moved, ["Lives in Paris."]]);
    const both = ["Ada Lovelace", "countess", { moved: true, age: 30 }, ["Lives in Paris.", "Sings."]];
    expect(await at(joined)).to.deep.equal(both);
    expect(await at(again)).to.deep.equal(both);
    expect(await codeOf(at(ended))).to.equal("memory.not_found");
    expect(await codeOf(at(day(1)))).to.equal("memory.not_found");
  });

  it("includes what was recorded at exactly the given time, and excludes what ended then", async () => {
    const { memory, here } = world;
    const entity = await world.store("Ada", ["One."]);
    expect(await memory.getEntity(entity.id, [here], entity.recordedAt)).to.deep.equal(entity);
    moment();
    const { observations } = await memory.addObservations(entity.id, [here], ["Two."], null);
    const added = observations[1]?.recordedAt ?? "";
    expect(textsOf(await memory.getEntity(entity.id, [here], added))).to.deep.equal(["One.", "Two."]);
    const before = new Date(Date.parse(added) - 1).toISOString();
    expect(textsOf(await memory.getEntity(entity.id, [here], before))).to.deep.equal(["One."]);
  });

  it("shows the state at the time in lists and searches of every mode", async () => {
    const { memory, here } = world;
    const tea = await world.store("Tea", ["A hot drink."], { metadata: { kind: "drink" } });
    const first = moment();
    const anvil = await world.store("Anvil", ["A smith's tool."]);
    await memory.changeEntity(tea.id, [here], { name: "Green tea", metadata: { kind: "leaf" } });
    const second = moment();
    await memory.invalidateEntity(tea.id, [here]);
    const seen = async (asOf: string | undefined, text: string) => {
      const when = asOf === undefined ? {} : { asOf };
      const list = await allOf((page) => memory.findEntities({ places: [here], ...when }, page));
      const names = list.map(({ name }) => name).toSorted();
      for (const mode of ["semantic", "hybrid", "graph"] as const) {
        const found = await world.names(text, mode, { ...when, minSimilarity: -1 });
        expect(found.toSorted(), mode).to.deep.equal(names);
      }
      return names;
    };
    expect(await seen(first, "a hot drink")).to.deep.equal(["Tea"]);
    expect(await seen(second, "a hot drink")).to.deep.equal(["Anvil", "Green tea"]);
    expect(await seen(undefined, "a hot drink")).to.deep.equal(["Anvil"]);
    const [then] = await world.search("a hot drink", { mode: "semantic", asOf: second });
    expect(then?.entity).to.deep.include({ id: tea.id, metadata: { kind: "leaf" } });
    expect((await memory.getEntity(anvil.id, [here])).name).to.equal("Anvil");
  });

  it("filters by the name, types and metadata of that time", async () => {
    const { memory, here } = world;
    const { id } = await world.store("Ada", ["Sings."], { type: "person", metadata: { city: "Berlin", old: true } });
    const other = await world.store("Eve", ["Sings."], { type: "countess", metadata: { city: "Paris" } });
    const before = moment();
    await memory.changeEntity(id, [here], { name: "Ada L.", type: "countess", metadata: { city: "Paris" } });
    await memory.changeEntity(other.id, [here], { name: "Ada", type: "person", metadata: { city: "Berlin" } });
    const found = async (filter: object, when: object = {}) => {
      const list = await allOf((page) => memory.findEntities({ places: [here], ...filter, ...when }, page), 1);
      const names = list.map(({ name }) => name).toSorted();
      if ("name" in filter) return names;
      for (const mode of allModes) {
        const matches = await world.names("Who sings?", mode, { minSimilarity: -1, ...filter, ...when });
        if (mode !== "keyword") expect(matches.toSorted(), mode).to.deep.equal(names);
      }
      const worded = await world.names("sings", "keyword", { ...filter, ...when });
      expect(worded.toSorted()).to.deep.equal(names);
      return names;
    };
    const asOf = before;
    expect(await found({ name: "ada l." })).to.deep.equal(["Ada L."]);
    expect(await found({ name: "ada l." }, { asOf })).to.deep.equal([]);
    expect(await found({ name: "eve" }, { asOf })).to.deep.equal(["Eve"]);
    expect(await found({ types: ["countess"] })).to.deep.equal(["Ada L."]);
    expect(await found({ types: ["Countess"] }, { asOf })).to.deep.equal(["Eve"]);
    expect(await found({ types: ["person", "ship"] }, { asOf })).to.deep.equal(["Ada"]);
    expect(await found({ metadata: { city: "Paris" } })).to.deep.equal(["Ada L."]);
    expect(await found({ metadata: { city: "Paris" } }, { asOf })).to.deep.equal(["Eve"]);
    expect(await found({ metadata: { city: "Berlin", old: true } }, { asOf })).to.deep.equal(["Ada"]);
    expect(await found({ metadata: { old: true } })).to.deep.equal([]);
    expect(await found({ metadata: { city: "Berlin" }, types: ["countess"] }, { asOf })).to.deep.equal([]);
  });

  it("counts only entities that are valid in the world", async () => {
    const observations = ["An offer on shoes."];
    await world.store("Past", observations, { validTo: day(-1) });
    await world.store("Present", observations, { validFrom: day(-1), validTo: day(1) });
    await world.store("Future", observations, { validFrom: day(1) });
    for (const mode of allModes) expect(await world.names("shoes", mode), mode).to.deep.equal(["Present"]);
    for (const mode of allModes) {
      expect(await world.names("shoes", mode, { asOf: day(2) }), mode).to.deep.equal(["Future"]);
    }
    const list = async (more: object) =>
      (await allOf((page) => world.memory.findEntities({ places: [world.here], ...more }, page))).map(
        ({ name }) => name,
      );
    expect(await list({})).to.deep.equal(["Present"]);
    expect(await list({ asOf: day(2) })).to.deep.equal(["Future"]);
  });

  it("keeps the state before a series of changes, however fast they follow", async () => {
    const { memory, here } = world;
    const { id } = await world.store("First", [], { metadata: { at: 0 } });
    const before = moment();
    for (const at of [1, 2, 3, 4, 5]) await memory.changeEntity(id, [here], { name: `Name ${at}`, metadata: { at } });
    const after = moment();
    const read = async (asOf?: string) => {
      const { name, metadata } = await memory.getEntity(id, [here], asOf);
      return [name, metadata];
    };
    expect(await read(before)).to.deep.equal(["First", { at: 0 }]);
    expect(await read(after)).to.deep.equal(["Name 5", { at: 5 }]);
    expect(await read()).to.deep.equal(["Name 5", { at: 5 }]);
  });

  it("counts what was considered valid then, even if it has since been corrected", async () => {
    const { memory, here } = world;
    const observations = ["The bridge is open."];
    const closed = await world.store("Closed bridge", observations);
    const open = await world.store("Open bridge", observations, { validTo: day(-1) });
    const before = moment();
    await memory.changeEntity(closed.id, [here], { validTo: day(-1) });
    await memory.changeEntity(open.id, [here], { validTo: null });
    await memory.changeEntity(open.id, [here], { validFrom: day(-1) });
    await world.relate(open, closed, "replaces");
    const after = moment();
    const seen = async (asOf?: string) => {
      const when = asOf === undefined ? {} : { asOf };
      const list = await allOf((page) => memory.findEntities({ places: [here], ...when }, page), 1);
      const names = list.map(({ name }) => name);
      for (const mode of allModes) expect(await world.names("bridge", mode, when), mode).to.deep.equal(names);
      return names;
    };
    expect(await seen(before)).to.deep.equal(["Closed bridge"]);
    expect(await seen(after)).to.deep.equal(["Open bridge"]);
    expect(await seen()).to.deep.equal(["Open bridge"]);
    expect((await memory.getEntity(closed.id, [here], before)).validTo).to.equal(null);
    expect(await codeOf(memory.getEntity(open.id, [here], before))).to.equal("memory.not_found");
    expect(await codeOf(memory.getEntity(closed.id, [here], after))).to.equal("memory.not_found");
    const walk = { from: open.id, places: [here], depth: 1, direction: "out", limit: 5, asOf: after } as const;
    expect((await memory.traverse(walk)).map(({ entity }) => entity.name)).to.deep.equal(["Open bridge"]);
  });

  it("shows a relation from when it is stored until it ends, in every read", async () => {
    const { memory, here } = world;
    const [a, b] = [await world.store("A"), await world.store("B")];
    const before = moment();
    const relation = await world.relate(a, b);
    const known = moment();
    await memory.invalidateRelation(relation.id, [here]);
    const seen = async (asOf?: string) => {
      const when = asOf === undefined ? {} : { asOf };
      const walk = { from: a.id, places: [here], depth: 1, direction: "out", limit: 5, ...when } as const;
      return [
        (await memory.findRelations({ places: [here], ...when }, { limit: 5, cursor: null })).items.length,
        (await memory.traverse(walk)).length - 1,
        (await memory.neighbourhood(walk)).relations.length,
        (await memory.shortestPath(a.id, b.id, walk)) === null ? 0 : 1,
      ];
    };
    expect(await seen(before)).to.deep.equal([0, 0, 0, 0]);
    expect(await seen(known)).to.deep.equal([1, 1, 1, 1]);
    expect(await seen()).to.deep.equal([0, 0, 0, 0]);
  });

  it("ends the relations of an ended entity, and still shows both in reads of an earlier time", async () => {
    const { memory, here } = world;
    const [a, b, c] = [await world.store("A"), await world.store("B"), await world.store("C")];
    await world.relate(a, b);
    await world.relate(c, b);
    await world.relate(a, c);
    const before = moment();
    await memory.invalidateEntity(b.id, [here]);
    const ends = async (more: object) =>
      (await memory.findRelations({ places: [here], ...more }, { limit: 5, cursor: null })).items
        .map(({ from, to }) => [from, to])
        .toSorted();
    expect(await ends({})).to.deep.equal([[a.id, c.id]]);
    expect((await ends({ asOf: before })).length).to.equal(3);
    const walk = { from: a.id, places: [here], depth: 2, direction: "both", limit: 5 } as const;
    expect((await memory.traverse(walk)).length).to.equal(2);
    const then = await memory.traverse({ ...walk, asOf: before });
    expect(then.map(({ entity }) => entity.name).toSorted()).to.deep.equal(["A", "B", "C"]);
    expect((await memory.statistics([here])).relations).to.equal(1);
  });

  it("shows entities as they were in walks, and only relations that were true at the time", async () => {
    const { memory, here } = world;
    const [a, b] = [await world.store("A"), await world.store("B")];
    await world.relate(a, b, "was", { validTo: day(-1) });
    await world.relate(a, b, "is", { validFrom: day(-1), validTo: day(1) });
    await world.relate(a, b, "will_be", { validFrom: day(1) });
    const before = moment();
    await memory.changeEntity(b.id, [here], { name: "Bee" });
    const walk = { from: a.id, places: [here], depth: 1, direction: "out", limit: 5 } as const;
    const by = async (more: object) =>
      (await memory.traverse({ ...walk, ...more })).slice(1).map(({ entity, by: way }) => [entity.name, way?.type]);
    expect(await by({})).to.deep.equal([["Bee", "is"]]);
    expect(await by({ asOf: before })).to.deep.equal([["B", "is"]]);
    expect(await by({ asOf: day(2) })).to.deep.equal([["Bee", "will_be"]]);
    const around = await memory.neighbourhood({ ...walk, asOf: before });
    expect([around.entities.map(({ name }) => name), around.relations.map(({ type }) => type)]).to.deep.equal([
      ["A", "B"],
      ["is"],
    ]);
    const path = await memory.shortestPath(a.id, b.id, { ...walk, asOf: before });
    expect(path?.map(({ entity }) => entity.name)).to.deep.equal(["A", "B"]);
  });

  it("finds what was true in the world at a time, as known now, in every read", async () => {
    const { memory, here } = world;
    const bonn = await world.store("Bonn", ["It is the capital."], {
      validFrom: "1949-05-23T00:00:00.000Z",
      validTo: "1990-10-03T00:00:00.000Z",
    });
    const germany = await world.store("Germany", ["A country."]);
    await world.relate(germany, bonn, "governed_from", { validFrom: bonn.validFrom, validTo: bonn.validTo });
    const validAt = "1970-01-01T00:00:00.000Z";
    const seen = async (when: object) => {
      const filter = { places: [here], ...when };
      const names = (await allOf((page) => memory.findEntities(filter, page))).map(({ name }) => name).toSorted();
      for (const mode of allModes) {
        const found = await world.names("capital country", mode, { minSimilarity: -1, ...when });
        expect(found.toSorted(), mode).to.deep.equal(names);
      }
      const walk = { from: germany.id, places: [here], depth: 1, direction: "out", limit: 5, ...when } as const;
      const { entities: counted, relations } = await memory.statistics([here], when);
      const reads = [
        (await allOf((page) => memory.findRelations(filter, page))).length,
        (await memory.traverse(walk)).length - 1,
        (await memory.neighbourhood(walk)).relations.length,
        ...("validAt" in when ? [relations] : []),
      ];
      if ("validAt" in when) expect(counted).to.equal(names.length);
      return [names, new Set(reads)];
    };
    expect(await seen({})).to.deep.equal([["Germany"], new Set([0])]);
    expect(await seen({ validAt })).to.deep.equal([["Bonn", "Germany"], new Set([1])]);
    expect(await seen({ validAt: "1990-10-03T00:00:00.000Z" })).to.deep.equal([["Germany"], new Set([0])]);
    const path = { places: [here], direction: "out", validAt } as const;
    expect(await memory.shortestPath(germany.id, bonn.id, path)).to.have.length(2);
    expect((await memory.getEntity(bonn.id, [here])).name).to.equal("Bonn");
    expect((await memory.getEntity(bonn.id, [here], undefined, validAt)).name).to.equal("Bonn");
    expect(await codeOf(memory.getEntity(bonn.id, [here], undefined, day(0)))).to.equal("memory.not_found");
  });

  it("combines the two clocks: what was known at one time about another", async () => {
    const { memory, here } = world;
    const { id } = await world.store("Bridge", ["It is open."], { validFrom: day(-20) });
    const early = moment();
    await memory.changeEntity(id, [here], { validTo: day(-10) });
    const late = moment();
    const isFound = async (asOf: string, validAt: string) => {
      const list = await allOf((page) => memory.findEntities({ places: [here], asOf, validAt }, page));
      for (const mode of allModes) {
        const found = await world.names("bridge open", mode, { asOf, validAt });
        expect(found.length, mode).to.equal(list.length);
      }
      expect(await codeOf(memory.getEntity(id, [here], asOf, validAt))).to.equal(
        list.length === 1 ? "none" : "memory.not_found",
      );
      expect((await memory.statistics([here], { asOf, validAt })).entities).to.equal(list.length);
      return list.length === 1;
    };
    expect(await isFound(early, day(-5))).to.equal(true);
    expect(await isFound(late, day(-5))).to.equal(false);
    expect(await isFound(late, day(-15))).to.equal(true);
    expect(await isFound(early, day(-25))).to.equal(false);
    expect(await isFound(day(-1), day(-15))).to.equal(false);
  });
};
