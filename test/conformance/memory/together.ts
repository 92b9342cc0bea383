/** Concurrent processes and calls: nothing is lost or duplicated. */
import { expect } from "chai";
import { allOf, codeOf, textsOf, type World } from "./fixture.ts";

export const together = (world: World): void => {
  it("shows the writes of one process to another at once", async () => {
    const { memory, here } = world;
    const other = await world.again();
    const { id } = await world.store("From the first", ["Something about whales."]);
    const query = { text: "whales", limit: 1, places: [here] };
    for (const mode of ["semantic", "keyword", "hybrid", "graph"] as const) {
      expect((await other.search({ ...query, mode }))[0]?.entity.name, mode).to.equal("From the first");
    }
    await other.addObservations(id, [here], ["Seen by the second."], null);
    expect(textsOf(await memory.getEntity(id, [here]))).to.deep.equal([
      "Something about whales.",
      "Seen by the second.",
    ]);
    await other.eraseEntity(id, [here]);
    expect(await codeOf(memory.getEntity(id, [here]))).to.equal("memory.not_found");
    expect(await memory.search({ ...query, mode: "semantic" })).to.deep.equal([]);
  });

  it("creates one entity per name if two processes write the same names concurrently", async () => {
    const { memory, here: place } = world;
    const other = await world.again();
    await Promise.all(
      [memory, other].flatMap((each, of) =>
        Array.from({ length: 25 }, async (_, index) =>
          each.storeEntity({ place, name: `N${index}`, type: "t", observations: [`${of} says ${index}`] }),
        ),
      ),
    );
    const all = await allOf((page) => memory.findEntities({ places: [place] }, page));
    expect(all).to.have.length(25);
    expect(all.every(({ observations }) => observations.length === 2)).to.equal(true);
    expect(await memory.statistics([place])).to.deep.include({ entities: 25, observations: 50 });
    expect(await other.statistics([place])).to.deep.include({ entities: 25, observations: 50 });
    expect(await other.check(false)).to.deep.equal([]);
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("loses nothing if two processes write to one entity concurrently", async () => {
    const { memory, here } = world;
    const other = await world.again();
    const { id } = await world.store("Ada");
    await Promise.all(
      [memory, other].flatMap((each, of) =>
        Array.from({ length: 10 }, async (_, index) => each.addObservations(id, [here], [`${of} says ${index}`], null)),
      ),
    );
    expect(textsOf(await memory.getEntity(id, [here]))).to.have.length(20);
    expect(await other.getEntity(id, [here])).to.deep.equal(await memory.getEntity(id, [here]));
  });

  it("counts one relation if two processes relate the same entities concurrently", async () => {
    const { memory, here: place } = world;
    const other = await world.again();
    const [a, b] = [await world.store("A"), await world.store("B")];
    await Promise.all(
      [memory, other].map(async (each) => each.storeRelation({ place, from: a.id, to: b.id, type: "knows" })),
    );
    expect(await allOf((page) => memory.findRelations({ places: [place] }, page))).to.have.length(1);
  });

  it("refuses one of two concurrent calls that end or rename an entity", async () => {
    const { memory, here } = world;
    const other = await world.again();
    const [a, b] = [await world.store("A"), await world.store("B")];
    const renamed = await Promise.all([
      codeOf(memory.changeEntity(a.id, [here], { name: "C" })),
      codeOf(other.changeEntity(b.id, [here], { name: "C" })),
    ]);
    expect(renamed.toSorted()).to.deep.equal(["memory.conflict", "none"]);
    const ended = await Promise.all([
      codeOf(memory.invalidateEntity(a.id, [here])),
      codeOf(other.invalidateEntity(a.id, [here])),
    ]);
    expect(ended.toSorted()).to.deep.equal(["memory.not_found", "none"]);
  });

  it("leaves no live relation to an entity that another process ends, merges or erases, and keeps counts correct", async () => {
    const { memory, here: place } = world;
    const other = await world.again();
    const rounds = ["invalidateEntity", "eraseEntity", "mergeEntities", "invalidateEntity", "eraseEntity"] as const;
    for (const [round, takeAway] of [...rounds, ...rounds].entries()) {
      const [a, b, c] = [
        await world.store(`A${round}`),
        await world.store(`B${round}`),
        await world.store(`C${round}`),
      ];
      await Promise.allSettled([
        memory.storeRelation({ place, from: a.id, to: b.id, type: "knows" }),
        takeAway === "mergeEntities" ? other.mergeEntities(c.id, [b.id], [place]) : other[takeAway](b.id, [place]),
      ]);
    }
    const relations = await allOf((page) => memory.findRelations({ places: [place] }, page));
    for (const { from, to } of relations) {
      for (const id of [from, to]) expect((await memory.getEntity(id, [place])).invalidatedAt).to.equal(null);
    }
    const entities = await allOf((page) => memory.findEntities({ places: [place] }, page));
    expect(await memory.statistics([place])).to.deep.include({
      entities: entities.length,
      relations: relations.length,
    });
  });

  it("stores fifty entities concurrently", async () => {
    const { memory, here: place } = world;
    const stored = await Promise.all(
      Array.from({ length: 50 }, async (_, index) =>
        memory.storeEntity({ place, name: `N${index}`, type: "t", observations: [`Fact ${index}.`] }),
      ),
    );
    expect(new Set(stored.map(({ entity }) => entity.id)).size).to.equal(50);
    expect(await memory.statistics([place])).to.deep.include({ entities: 50, observations: 50 });
  });
};
