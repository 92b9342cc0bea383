/** Walks, shortest paths and neighbourhoods. */
import { expect } from "chai";
import type { Entity, Traversal } from "../../../src/domain/memory.ts";
import { codeOf, newId, sure, type World } from "./fixture.ts";

export const graph = (world: World): void => {
  const storeAll = async (...names: string[]): Promise<(name: string) => Entity> => {
    const stored = await world.memory.storeEntities(
      names.map((name) => ({ place: world.here, name, type: "thing", observations: [] })),
    );
    return (name) => sure(stored[names.indexOf(name)]).entity;
  };
  const walkFrom = async (from: Entity, more: Partial<Traversal> = {}) =>
    world.memory.traverse({ from: from.id, places: [world.here], depth: 10, direction: "out", limit: 100, ...more });
  const walk = async (from: Entity, more: Partial<Traversal> = {}) =>
    (await walkFrom(from, more)).map(({ entity, depth }) => `${entity.name}${depth}`);
  const way = async (from: Entity, to: Entity, more: Partial<Traversal> = {}) => {
    const path = await world.memory.shortestPath(from.id, to.id, { places: [world.here], direction: "out", ...more });
    return path?.map(({ entity }) => entity.name).join("") ?? null;
  };

  /** A → B → (weakly) C → D by knows and owns; A – E – D, undirected, by near. */
  const diamond = async () => {
    const of = await storeAll("A", "B", "C", "D", "E");
    await world.relate(of("A"), of("B"), "knows");
    await world.relate(of("B"), of("C"), "knows", { strength: 0.4 });
    await world.relate(of("C"), of("D"), "owns");
    await world.relate(of("A"), of("E"), "near", { strength: 0.95, directed: false });
    await world.relate(of("E"), of("D"), "near", { strength: 0.9, directed: false });
    return of;
  };

  it("walks by depth, direction, type and strength, nearest first", async () => {
    const of = await diamond();
    const a = of("A");
    expect((await walk(a)).toSorted()).to.deep.equal(["A0", "B1", "C2", "D2", "E1"]);
    expect((await walkFrom(a)).map(({ depth }) => depth)).to.deep.equal([0, 1, 1, 2, 2]);
    expect(await walk(a, { depth: 1 })).to.deep.equal(["A0", "B1", "E1"]);
    expect(await walk(a, { types: ["knows"] })).to.deep.equal(["A0", "B1", "C2"]);
    expect(await walk(a, { types: ["knows", "owns"] })).to.deep.equal(["A0", "B1", "C2", "D3"]);
    expect(await walk(a, { types: [] })).to.deep.equal(["A0"]);
    expect(await walk(a, { types: ["knows"], minStrength: 0.5 })).to.deep.equal(["A0", "B1"]);
    expect(await walk(a, { types: ["knows"], minStrength: 0.4 })).to.deep.equal(["A0", "B1", "C2"]);
    expect(await walk(a, { direction: "in" })).to.deep.equal(["A0", "E1", "D2", "C3", "B4"]);
    expect(await walk(of("C"), { direction: "both", depth: 1 })).to.have.members(["C0", "B1", "D1"]);
    expect(await walk(a, { limit: 2 })).to.deep.equal(["A0", "B1"]);
    expect(await walk(a, { limit: 1 })).to.deep.equal(["A0"]);
    expect(await walk(of("D"), { direction: "out", types: ["owns"] })).to.deep.equal(["D0"]);
  });

  it("returns the relation by which each entity was reached", async () => {
    const of = await diamond();
    const [start, ...rest] = await walkFrom(of("A"), { types: ["knows"] });
    expect(start).to.deep.equal({ entity: of("A"), depth: 0, by: null });
    expect(rest.map(({ by }) => [by?.from, by?.to, by?.strength])).to.deep.equal([
      [of("A").id, of("B").id, 1],
      [of("B").id, of("C").id, 0.4],
    ]);
    const [, back] = await walkFrom(of("D"), { direction: "in", types: ["owns"], depth: 1 });
    expect([back?.by?.from, back?.by?.to]).to.deep.equal([of("C").id, of("D").id]);
  });

  it("follows the strongest relations first", async () => {
    const of = await storeAll("Hub", "Weak", "Middle", "Strong");
    await world.relate(of("Hub"), of("Weak"), "to", { strength: 0.1 });
    await world.relate(of("Hub"), of("Strong"), "to", { strength: 0.9 });
    await world.relate(of("Hub"), of("Middle"), "to", { strength: 0.5 });
    expect(await walk(of("Hub"))).to.deep.equal(["Hub0", "Strong1", "Middle1", "Weak1"]);
    expect(await walk(of("Hub"), { limit: 2 })).to.deep.equal(["Hub0", "Strong1"]);
  });

  it("terminates on cycles and self-relations", async () => {
    const of = await storeAll("A", "B", "C");
    await world.relate(of("A"), of("B"));
    await world.relate(of("B"), of("C"));
    await world.relate(of("C"), of("A"));
    const self = await world.relate(of("A"), of("A"), "likes");
    expect(await walk(of("A"))).to.deep.equal(["A0", "B1", "C2"]);
    expect((await walk(of("A"), { direction: "both" })).toSorted()).to.deep.equal(["A0", "B1", "C1"]);
    expect(await walk(of("A"), { types: ["likes"] })).to.deep.equal(["A0"]);
    const near = await world.memory.neighbourhood({
      ...{ from: of("A").id, places: [world.here], depth: 1, direction: "out", limit: 10, types: ["likes"] },
    });
    expect(near.relations).to.deep.equal([self]);
    expect(await way(of("A"), of("A"))).to.equal("A");
    expect(await way(of("B"), of("A"))).to.equal("BCA");
  });

  it("walks at most ten hops", async () => {
    const names = Array.from({ length: 12 }, (_, index) => String.fromCodePoint(65 + index));
    const of = await storeAll(...names);
    for (const [index, name] of names.slice(0, -1).entries()) {
      await world.relate(of(name), of(names[index + 1] ?? name));
    }
    expect(await walk(of("A"), { depth: 10 })).to.have.length(11);
    expect(await walk(of("A"), { depth: 99 })).to.have.length(11);
    expect(await way(of("A"), of("K"))).to.equal("ABCDEFGHIJK");
    expect(await way(of("A"), of("L"))).to.equal(null);
    expect(await way(of("B"), of("L"))).to.equal("BCDEFGHIJKL");
  });

  it("finds the path with the fewest hops that matches direction, types and strength", async () => {
    const of = await diamond();
    const path = await world.memory.shortestPath(of("A").id, of("D").id, { places: [world.here], direction: "out" });
    expect(path?.map(({ entity, depth, by }) => [entity.name, depth, by?.type ?? null])).to.deep.equal([
      ["A", 0, null],
      ["E", 1, "near"],
      ["D", 2, "near"],
    ]);
    expect(await way(of("A"), of("D"), { types: ["knows", "owns"] })).to.equal("ABCD");
    expect(await way(of("A"), of("D"), { minStrength: 0.92 })).to.equal(null);
    expect(await way(of("D"), of("A"), { types: ["knows", "owns"] })).to.equal(null);
    expect(await way(of("D"), of("A"), { types: ["knows", "owns"], direction: "in" })).to.equal("DCBA");
    expect(await way(of("D"), of("A"))).to.equal("DEA");
    expect(await way(of("B"), of("E"), { direction: "both" })).to.equal("BAE");
  });

  it("returns the nearby entities of a neighbourhood and all relations among them", async () => {
    const of = await diamond();
    const direct = await world.relate(of("E"), of("B"), "warns");
    await world.relate(of("E"), of("D"), "warns");
    const around = await world.memory.neighbourhood({
      ...{ from: of("A").id, places: [world.here], depth: 1, direction: "out", limit: 10 },
    });
    expect(around.entities.map(({ name }) => name).toSorted()).to.deep.equal(["A", "B", "E"]);
    expect(around.entities[0]).to.deep.equal(of("A"));
    expect(around.relations.map(({ type }) => type).toSorted()).to.deep.equal(["knows", "near", "warns"]);
    expect(around.relations.find(({ type }) => type === "warns")).to.deep.equal(direct);
    const alone = await world.memory.neighbourhood({
      ...{ from: of("A").id, places: [world.here], depth: 1, direction: "out", limit: 1 },
    });
    expect(alone).to.deep.equal({ entities: [of("A")], relations: [] });
  });

  it("refuses walks from or to entities that do not exist or no longer count", async () => {
    const { memory, here } = world;
    const of = await storeAll("A", "Ended");
    await memory.invalidateEntity(of("Ended").id, [here]);
    for (const id of [newId(), of("Ended").id]) {
      const from = { from: id, places: [here], depth: 1, direction: "both", limit: 5 } as const;
      expect(await codeOf(memory.traverse(from))).to.equal("memory.not_found");
      expect(await codeOf(memory.neighbourhood(from))).to.equal("memory.not_found");
      expect(await codeOf(memory.shortestPath(id, of("A").id, from))).to.equal("memory.not_found");
      expect(await codeOf(memory.shortestPath(of("A").id, id, from))).to.equal("memory.not_found");
    }
  });
};
