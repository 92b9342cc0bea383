/** Counts, consistency checks and persistence. */
import { expect } from "chai";
import { placeKey, type EntityId, type MemoryPlace, type ReadTimes } from "../../../src/domain/memory.ts";
import { allModes, everywhere, moment, recordsOf, sorted, sure, type World } from "./fixture.ts";

const theme = (world: World): void => {
  it("counts live records, per place and in total", async () => {
    const { memory } = await world.empty();
    const { here, elsewhere } = world;
    const ada = world.ofAgent("ada");
    const empty = await memory.statistics(null);
    expect(empty).to.deep.include({ backend: memory.name, entities: 0, observations: 0, relations: 0, places: [] });
    expect(empty.embeddingModel).to.be.a("string").and.not.to.equal("");
    const of = (place: typeof ada, name: string, ...observations: string[]) => ({
      place,
      name,
      type: "t",
      observations,
    });
    const stored = await memory.storeEntities([
      of(here, "A", "1", "2"),
      of(here, "B", "3"),
      of(elsewhere, "C"),
      of(ada, "D", "4"),
      of(here, "E", "5"),
    ]);
    const [a, b, , d, e] = stored.map(({ entity }) => entity.id) as [never, never, never, never, never];
    await memory.storeRelation({ place: here, from: a, to: b, type: "t" });
    await memory.storeRelation({ place: ada, from: d, to: b, type: "t" });
    await memory.storeRelation({ place: here, from: a, to: e, type: "t" });
    await memory.removeObservations(a, [here], ["1"]);
    await memory.invalidateEntity(e, [here]);
    const all = await memory.statistics(null);
    expect(all).to.deep.include({ entities: 4, observations: 3, relations: 2 });
    const at = (place: typeof ada) => all.places.find((each) => JSON.stringify(each.place) === JSON.stringify(place));
    expect(all.places).to.have.length(3);
    expect(at(here)).to.deep.include({ entities: 2, observations: 2, relations: 1 });
    expect(at(elsewhere)).to.deep.include({ entities: 1, observations: 0, relations: 0 });
    expect(at(ada)).to.deep.include({ entities: 1, observations: 1, relations: 1 });
    const some = await memory.statistics([here, ada]);
    expect(some).to.deep.include({ entities: 3, observations: 3, relations: 2 });
    expect(some.places).to.have.length(2);
    expect(await memory.statistics([])).to.deep.include({ entities: 0, observations: 0, relations: 0, places: [] });
  });

  it("counts records live at another time, on both clocks", async () => {
    const { memory } = await world.empty();
    const place = world.here;
    const year = (number: number): string => `${number}-01-01T00:00:00.000Z`;
    const stored = await memory.storeEntities([
      { place, name: "A", type: "t", observations: ["1", "2"] },
      { place, name: "B", type: "t", observations: ["3"], validFrom: year(2001), validTo: year(2002) },
    ]);
    const [a, b] = stored.map(({ entity }) => entity.id) as [EntityId, EntityId];
    await memory.storeRelation({ place, from: a, to: b, type: "knows", validTo: year(2003) });
    const before = moment();
    await memory.removeObservations(a, [place], ["1"]);
    await memory.addObservations(a, [place], ["4", "5"], null);
    await memory.changeEntity(b, [place], { validTo: year(2001) });
    const count = async (times: ReadTimes) => {
      const { entities, observations, relations } = await memory.statistics(null, times);
      return [entities, observations, relations];
    };
    expect(await count({})).to.deep.equal([2, 4, 1]);
    expect(await count({ asOf: before })).to.deep.equal([1, 2, 0]);
    expect(await count({ validAt: year(2001) })).to.deep.equal([1, 3, 1]);
    expect(await count({ asOf: before, validAt: year(2001) })).to.deep.equal([2, 3, 1]);
    expect(await count({ asOf: year(2000) })).to.deep.equal([0, 0, 0]);
    const { places } = await memory.statistics([place, world.elsewhere], { asOf: before, validAt: year(2001) });
    expect(places.find(({ entities }) => entities > 0)).to.deep.equal({
      ...{ place, entities: 2, observations: 3, relations: 1 },
    });
  });

  it("lists every place that holds records, including those that no longer count", async () => {
    const { memory } = await world.empty();
    expect(await memory.places()).to.deep.equal([]);
    const ada = world.ofAgent("ada");
    const of = (place: MemoryPlace) => ({ place, name: "A", type: "t", observations: [] });
    const [, stored] = await memory.storeEntities([of(world.here), of(ada), of(everywhere)]);
    await memory.invalidateEntity(sure(stored).entity.id, [ada]);
    expect((await memory.places()).map(placeKey).toSorted()).to.deep.equal(
      [world.here, ada, everywhere].map(placeKey).toSorted(),
    );
  });

  it("finds and repairs nothing after all kinds of writes", async () => {
    const { memory, again } = await world.empty();
    const { here: place } = world;
    const stored = await memory.storeEntities(
      ["A", "B", "C", "D"].map((name) => ({ place, name, type: "t", observations: [`About ${name}.`] })),
    );
    const [a, b, c, d] = stored.map(({ entity }) => entity.id) as [never, never, never, never];
    await memory.storeRelation({ place, from: a, to: b, type: "t" });
    await memory.undoMerge(await memory.mergeEntities(a, [b, c], [place]), [place]);
    await memory.changeEntity(c, [place], { name: "Sea" });
    await memory.removeObservations(c, [place], ["About C."]);
    await memory.invalidateEntity(b, [place]);
    await memory.eraseEntity(d, [place]);
    expect(await memory.check(false)).to.deep.equal([]);
    expect(await memory.check(true)).to.deep.equal([]);
    expect(await (await again()).check(false)).to.deep.equal([]);
    await memory.ping();
  });

  it("still has and finds everything after it is opened again", async () => {
    const { memory, again } = await world.empty();
    const { here: place } = world;
    const places = [place];
    const [a, b, c] = (
      await memory.storeEntities([
        { place, name: "Ada", type: "person", observations: ["Lives in Berlin.", "Plays chess."] },
        { place, name: "Bob", type: "person", observations: ["Repairs clocks."] },
        { place, name: "Twin", type: "person", observations: ["Looks like Bob."] },
      ])
    ).map(({ entity }) => entity.id) as [never, never, never];
    await memory.storeRelation({ place, from: a, to: b, type: "knows" });
    const merge = await memory.mergeEntities(b, [c], places);
    await memory.changeEntity(a, places, { metadata: { city: "Berlin" } });
    const before = sorted(await recordsOf(memory, null));
    const query = { text: "Who lives in a city?", limit: 5, places };
    const found = await Promise.all(allModes.map(async (mode) => memory.search({ ...query, mode })));
    await memory.close();
    const reopened = await again();
    expect(sorted(await recordsOf(reopened, null))).to.deep.equal(before);
    for (const [index, mode] of allModes.entries()) {
      const names = (await reopened.search({ ...query, mode })).map(({ entity }) => entity.name);
      expect(names, mode).to.deep.equal(found[index]?.map(({ entity }) => entity.name));
    }
    await reopened.undoMerge(merge, places);
    expect((await reopened.statistics(null)).entities).to.equal(3);
    expect(await reopened.check(false)).to.deep.equal([]);
    await memory.close();
  });
};

export { theme as statistics };
