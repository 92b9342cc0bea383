/** Pairs of entities that are probably the same. */
import { expect } from "chai";
import type { LikelyDuplicates } from "../../../src/domain/memory.ts";
import { allOf, moment, sure, type World } from "./fixture.ts";

export const duplicates = (world: World): void => {
  const find = async (more: object = {}, limit = 10) =>
    allOf(({ cursor }) => world.memory.findDuplicates([world.here], { limit, cursor, ...more }));
  const namesOf = (pairs: readonly LikelyDuplicates[]) =>
    pairs
      .map(({ entities }) =>
        entities
          .map(({ name }) => name)
          .toSorted()
          .join(" = "),
      )
      .toSorted();

  it("finds pairs by the words of their names and by meaning, each pair once", async () => {
    await world.store("Ada Lovelace", ["Wrote about engines."], { type: "person" });
    await world.store("Lovelace, Ada", ["Daughter of a poet."], { type: "author" });
    await world.store("Green tea", ["Green tea is a drink that comes from China."]);
    await world.store("Tea, the green one", ["Green tea is a drink which comes from China."]);
    await world.store("Anvil", ["A smith hits iron on it."]);
    const pairs = await find();
    expect(namesOf(pairs)).to.deep.equal(["Ada Lovelace = Lovelace, Ada", "Green tea = Tea, the green one"]);
    const [named, similar] = [pairs.find(({ sameName }) => sameName), pairs.find(({ sameName }) => !sameName)];
    expect(
      sure(named)
        .entities.map(({ type }) => type)
        .toSorted(),
    ).to.deep.equal(["author", "person"]);
    expect(sure(similar).similarity).to.be.within(0.9, 1);
    expect(namesOf(await find({ minSimilarity: 0.999 }))).to.deep.equal(["Ada Lovelace = Lovelace, Ada"]);
    expect(namesOf(await find({}, 1))).to.deep.equal(namesOf(pairs));
  });

  it("pairs only live entities of the same place, and no longer after they are merged", async () => {
    const { memory, here } = world;
    const [one, other] = [await world.store("Tea, green"), await world.store("Green tea")];
    await world.store("Green tea", [], { place: world.elsewhere });
    await world.store("green  TEA", [], { place: world.ofAgent("ada") });
    const ended = await world.store("green tea!");
    await memory.invalidateEntity(ended.id, [here]);
    moment();
    expect(namesOf(await find())).to.deep.equal(["Green tea = Tea, green"]);
    const places = [here, world.elsewhere, world.ofAgent("ada")];
    const pairs = await allOf(({ cursor }) => memory.findDuplicates(places, { limit: 5, cursor }));
    expect(namesOf(pairs)).to.deep.equal(["Green tea = Tea, green"]);
    await memory.mergeEntities(one.id, [other.id], [here]);
    expect(await find()).to.deep.equal([]);
  });

  it("examines a bounded number of entities per page, and returns at most the requested number of pairs", async () => {
    const { memory, here: place } = world;
    await memory.storeEntities(
      Array.from({ length: 130 }, (_, index) => ({
        ...{ place, type: `t${index % 3}`, observations: [] },
        name: `N${index}`,
      })),
    );
    for (const type of ["a", "b", "c"]) await world.store("Twin", [], { type });
    const first = await memory.findDuplicates([place], { limit: 2, minSimilarity: 0.9999 });
    expect(first.nextCursor).to.be.a("string");
    const pages: number[] = [];
    const pairs = await allOf(async ({ cursor }) => {
      const page = await memory.findDuplicates([place], { limit: 2, minSimilarity: 0.9999, cursor });
      pages.push(page.items.length);
      return page;
    });
    expect(Math.max(...pages)).to.be.at.most(2);
    expect(namesOf(pairs)).to.deep.equal(["Twin = Twin", "Twin = Twin", "Twin = Twin"]);
  });
};
