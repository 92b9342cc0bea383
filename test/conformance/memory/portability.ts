/** Export and import: complete, by each rule, and never restoring erased data. */
import { expect } from "chai";
import type { ExportRecord } from "../../../src/domain/exported-memory.ts";
import { codeOf, moment, newId, recordsOf, replay, sorted, sure, textsOf, type World } from "./fixture.ts";

const nothing = {
  ...{ created: 0, merged: 0, skipped: 0, relations: 0, joined: {}, waiting: {} },
  relationsLeftOut: { count: 0, ids: [] },
};

export const portability = (world: World): void => {
  /** Every kind of record: history, ended and merged entities, and relations, in several places. */
  const fill = async () => {
    const { memory, here } = world;
    const ada = await world.store("Ada", ["One."], { type: "person", metadata: { a: [1] }, pinned: true });
    const bob = await world.store("Bob", ["Two."], { type: "person", place: world.ofAgent("ada") });
    const twin = await world.store("Ada's twin", ["Three."], { type: "person", validTo: "2999-01-01T00:00:00.000Z" });
    await world.relate(bob, ada, "knows", { place: world.ofAgent("ada"), strength: 0.5, metadata: { b: null } });
    moment();
    await world.relate(bob, ada, "knows", { place: world.ofAgent("ada"), strength: 0.7, directed: false });
    await memory.removeObservations(ada.id, [here], ["One."]);
    await memory.addObservations(ada.id, [here], ["Four."], {
      ...{ agent: null, conversationId: null, messageId: null, source: "notes.txt" },
    });
    await memory.changeEntity(ada.id, [here], { name: "Ada Lovelace", metadata: { a: [2] } });
    moment();
    await memory.changeEntity(ada.id, [here], { type: "countess" });
    await world.relate(twin, ada, "resembles");
    await memory.mergeEntities(ada.id, [twin.id], [here]);
    await memory.invalidateEntity((await world.store("Gone", ["Was."])).id, [here]);
    return { ada, bob, places: [here, world.ofAgent("ada")] };
  };

  it("exports everything, entities first, and imports everything", async () => {
    const { places, ada } = await fill();
    const all = await recordsOf(world.memory, places);
    const kinds = all.map(({ kind }) => kind);
    expect(kinds).to.deep.equal([...Array.from({ length: 4 }, () => "entity"), "relation", "relation", "relation"]);
    const { memory } = await world.empty();
    expect(await memory.importData(replay(all), "fail")).to.deep.equal({ ...nothing, created: 4, relations: 3 });
    expect(sorted(await recordsOf(memory, null))).to.deep.equal(sorted(all));
    expect(await memory.getEntity(ada.id, places)).to.deep.equal(await world.memory.getEntity(ada.id, places));
    expect(await memory.getEntity(ada.id, places, ada.recordedAt)).to.deep.equal(
      await world.memory.getEntity(ada.id, places, ada.recordedAt),
    );
    const [found] = await memory.search({ text: "Four", mode: "hybrid", limit: 1, places });
    expect(found?.entity.id).to.equal(ada.id);
    expect(await memory.statistics(places)).to.deep.equal(await world.memory.statistics(places));
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("changes nothing on a second import of the same data, by any rule", async () => {
    const { places } = await fill();
    const all = await recordsOf(world.memory, places);
    for (const rule of ["merge", "skip", "replace"] as const) {
      expect(await world.memory.importData(replay(all), rule), rule).to.deep.equal({ ...nothing, skipped: 4 });
    }
    expect(await codeOf(world.memory.importData(replay(all), "fail"))).to.equal("memory.conflict");
    expect(sorted(await recordsOf(world.memory, places))).to.deep.equal(sorted(all));
  });

  it("exports and imports what relations were before they were changed", async () => {
    const { memory, here } = world;
    const [a, b] = [await world.store("A"), await world.store("B")];
    const { id } = await world.relate(a, b, "knows", { strength: 0.1, metadata: { note: "zebra" } });
    const times = [moment()];
    await memory.changeRelation(id, [here], { strength: 0.2, metadata: {} });
    times.push(moment());
    const merge = await memory.mergeEntities((await world.store("C")).id, [b.id], [here]);
    times.push(moment());
    await memory.undoMerge(merge, [here]);
    await memory.changeRelation(id, [here], { validTo: "2999-01-01T00:00:00.000Z", directed: false });
    const all = await recordsOf(memory, [here]);
    const { memory: other } = await world.empty();
    const seen = async (of: typeof memory) => {
      const read = async (asOf?: string) =>
        of.findRelations({ places: [here], ...(asOf === undefined ? {} : { asOf }) }, { limit: 9, cursor: null });
      return Promise.all([undefined, ...times].map(async (asOf) => (await read(asOf)).items));
    };
    const expected = await seen(memory);
    expect(expected.map((items) => items.map(({ strength }) => strength))).to.deep.equal([[0.2], [0.1], [0.2], [0.2]]);
    for (const rule of ["merge", "merge", "replace"] as const) {
      const { relations } = await other.importData(replay(all), rule);
      expect(sorted(await recordsOf(other, null)), `${rule}, ${relations}`).to.deep.equal(sorted(all));
      expect(await seen(other)).to.deep.equal(expected);
    }
    await other.changeRelation(id, [here], { strength: 0.9 });
    expect((await other.importData(replay(all), "merge")).relations).to.equal(0);
    expect((await other.getRelation(id, [here])).strength).to.equal(0.9);
    expect((await other.importData(replay(all), "replace")).relations).to.equal(1);
    expect(await seen(other)).to.deep.equal(expected);
    expect(await other.check(false)).to.deep.equal([]);
    await other.eraseRelation(id, [here]);
    await other.importData(replay(all), "replace");
    expect(JSON.stringify(await recordsOf(other, null))).to.not.include("zebra");
  });

  it("exports single places", async () => {
    const { places } = await fill();
    const all = await recordsOf(world.memory, [world.here]);
    expect(all.every((each) => (each.kind === "entity" ? each.entity : each.relation).place.kind === "workspace"));
    const alone = await recordsOf(world.memory, [world.ofAgent("ada")]);
    expect(all.length + alone.length).to.equal((await recordsOf(world.memory, places)).length);
    expect(await recordsOf(world.memory, [])).to.deep.equal([]);
  });

  const joining = async () => {
    const [ada, bob] = [await world.store("Ada", ["One."], { metadata: { a: 1 } }), await world.store("Bob", ["Two."])];
    await world.relate(bob, ada, "knows");
    const all = await recordsOf(world.memory, [world.here]);
    const { memory } = await world.empty();
    const { entity: there } = await memory.storeEntity({
      ...{ place: world.here, name: "ADA", type: "THING", observations: ["Zero."], metadata: { z: 0 } },
    });
    const leadsTo = async () =>
      (await memory.traverse({ from: bob.id, places: [world.here], depth: 1, direction: "out", limit: 5 })).map(
        ({ entity }) => entity.id,
      );
    return { ada, bob, all, memory, there, leadsTo };
  };

  it("merge: adds new data to entities that exist by name, and redirects relations", async () => {
    const { ada, bob, all, memory, there, leadsTo } = await joining();
    expect(await memory.importData(replay(all), "merge")).to.deep.equal({
      ...nothing,
      created: 1,
      merged: 1,
      relations: 1,
      joined: { [ada.id]: there.id },
    });
    const merged = await memory.getEntity(there.id, [world.here]);
    expect([merged.name, textsOf(merged), merged.metadata]).to.deep.equal(["ADA", ["Zero.", "One."], { z: 0, a: 1 }]);
    expect(await codeOf(memory.getEntity(ada.id, [world.here]))).to.equal("memory.not_found");
    expect(await leadsTo()).to.deep.equal([bob.id, there.id]);
    const again = await memory.importData(replay(all), "merge");
    expect(again).to.deep.equal({ ...nothing, skipped: 2, joined: { [ada.id]: there.id } });
  });

  it("skip: leaves existing entities unchanged, and redirects relations", async () => {
    const { ada, bob, all, memory, there, leadsTo } = await joining();
    expect(await memory.importData(replay(all), "skip")).to.deep.equal({
      ...nothing,
      created: 1,
      skipped: 1,
      relations: 1,
      joined: { [ada.id]: there.id },
    });
    expect(await memory.getEntity(there.id, [world.here])).to.deep.equal(there);
    expect(await leadsTo()).to.deep.equal([bob.id, there.id]);
  });

  it("fail: writes nothing if any entity exists by name or id", async () => {
    const { all, memory, there } = await joining();
    const before = await recordsOf(memory, null);
    expect(await codeOf(memory.importData(replay(all), "fail"))).to.equal("memory.conflict");
    expect(await recordsOf(memory, null)).to.deep.equal(before);
    await memory.invalidateEntity(there.id, [world.here]);
    // An entity that ended no longer has its name.
    expect((await memory.importData(replay(all), "fail")).created).to.equal(2);
    expect(await codeOf(memory.importData(replay(all.slice(0, 1)), "fail"))).to.equal("memory.conflict");
  });

  it("replace: overwrites entities that exist by id", async () => {
    const { memory } = await world.empty();
    const { places, ada } = await fill();
    const early = await recordsOf(world.memory, places);
    await memory.importData(replay(early), "merge");
    await world.memory.addObservations(ada.id, places, ["Five."], null);
    await world.memory.invalidateEntity(ada.id, places);
    const late = await recordsOf(world.memory, places);
    const summary = await memory.importData(replay(late), "replace");
    expect(summary).to.deep.include({ created: 0, merged: 1, skipped: 3 });
    expect(sorted(await recordsOf(memory, null))).to.deep.equal(sorted(late));
    expect(await memory.statistics(places)).to.deep.equal(await world.memory.statistics(places));
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("replace: moves a name from one entity to another, and refuses it if a third one has it", async () => {
    const { memory } = await world.empty();
    const [a, b] = [await world.store("A"), await world.store("B")];
    const early = await recordsOf(world.memory, [world.here]);
    await memory.importData(replay(early), "merge");
    await world.memory.changeEntity(a.id, [world.here], { name: "C" });
    await world.memory.changeEntity(b.id, [world.here], { name: "A" });
    await world.store("B", ["Another one."]);
    const late = await recordsOf(world.memory, [world.here]);
    for (const all of [late, late.toReversed()]) {
      const other = (await world.empty()).memory;
      await other.importData(replay(early), "merge");
      expect(await other.importData(replay(all), "replace")).to.deep.include({ created: 1, merged: 2, joined: {} });
      expect(sorted(await recordsOf(other, null))).to.deep.equal(sorted(late));
      expect(await other.check(false)).to.deep.equal([]);
    }
    await memory.importData(replay(late), "replace");
    const before = sorted(await recordsOf(memory, null));
    expect(await codeOf(memory.importData(replay(early), "replace"))).to.equal("memory.conflict");
    expect(sorted(await recordsOf(memory, null))).to.deep.equal(before);
  });

  it("replace: ends the relations of entities that it ends", async () => {
    const { memory } = await world.empty();
    const [a, b] = [await world.store("A"), await world.store("B")];
    await memory.importData(replay(await recordsOf(world.memory, [world.here])), "merge");
    await memory.storeRelation({ place: world.here, from: a.id, to: b.id, type: "known_here_alone" });
    await world.memory.invalidateEntity(b.id, [world.here]);
    await memory.importData(replay(await recordsOf(world.memory, [world.here])), "replace");
    expect(await memory.statistics(null)).to.deep.include({ entities: 1, relations: 0 });
  });

  it("leaves out, counts and names relations with a missing end", async () => {
    const [a, b] = [await world.store("A"), await world.store("B")];
    const relation = await world.relate(a, b);
    const all = await recordsOf(world.memory, [world.here]);
    const { memory } = await world.empty();
    const without = all.filter((each) => each.kind === "relation" || each.entity.id !== b.id);
    expect(await memory.importData(replay(without), "merge")).to.deep.equal({
      ...nothing,
      created: 1,
      relationsLeftOut: { count: 1, ids: [relation.id] },
    });
    // Completes an import that was cut off.
    expect(await memory.importData(replay(all), "merge")).to.deep.include({ created: 1, skipped: 1, relations: 1 });
  });

  it("accepts relations before their entities", async () => {
    const [a, b] = [await world.store("A"), await world.store("B")];
    await world.relate(a, b);
    const all = await recordsOf(world.memory, [world.here]);
    const { memory } = await world.empty();
    const summary = await memory.importData(replay(all.toReversed()), "merge");
    expect(summary).to.deep.equal({ ...nothing, created: 2, relations: 1 });
    expect(sorted(await recordsOf(memory, null))).to.deep.equal(sorted(all));
  });

  it("leaves out relations to erased entities without reporting them", async () => {
    const [a, b] = [await world.store("A"), await world.store("B")];
    await world.relate(a, b);
    const all = await recordsOf(world.memory, [world.here]);
    const { memory } = await world.empty();
    await memory.importData(replay(all), "merge");
    await memory.eraseEntity(b.id, [world.here]);
    expect(await memory.importData(replay(all), "merge")).to.deep.equal({ ...nothing, skipped: 2 });
  });

  it("finds conflicts by id and by name without writing anything", async () => {
    const { all, memory, there } = await joining();
    const before = await recordsOf(memory, null);
    const entities = all.flatMap((each) => (each.kind === "entity" ? [each.entity] : []));
    const found = await memory.findConflicts(entities);
    expect(found).to.deep.equal(entities.filter(({ name }) => name === "Ada").map(({ id }) => id));
    expect(await memory.findConflicts([there])).to.deep.equal([there.id]);
    expect(await recordsOf(memory, null)).to.deep.equal(before);
  });

  it("replace: handles exchanged names, and a new entity with the old name of a renamed one", async () => {
    const { memory } = await world.empty();
    const [a, b, c] = [await world.store("A", ["a"]), await world.store("B", ["b"]), await world.store("C", ["c"])];
    await world.relate(a, c);
    await memory.importData(replay(await recordsOf(world.memory, [world.here])), "merge");
    for (const [id, name] of [
      [a.id, "other"],
      [b.id, "A"],
      [a.id, "B"],
      [c.id, "D"],
    ] as const) {
      await world.memory.changeEntity(id, [world.here], { name });
    }
    await world.store("C", ["Another one."]);
    const late = await recordsOf(world.memory, [world.here]);
    const summary = await memory.importData(replay(late.toReversed()), "replace");
    expect(summary).to.deep.equal({ ...nothing, created: 1, merged: 3 });
    expect(sorted(await recordsOf(memory, null))).to.deep.equal(sorted(late));
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("imports an ended relation beside the one that counts", async () => {
    const [a, b] = [await world.store("A"), await world.store("B")];
    const early = await world.relate(a, b);
    moment();
    await world.memory.invalidateRelation(early.id, [world.here]);
    const all = await recordsOf(world.memory, [world.here]);
    for (const rule of ["merge", "skip", "replace"] as const) {
      const { memory } = await world.empty();
      await memory.importData(replay(all.filter(({ kind }) => kind === "entity")), rule);
      const counting = await memory.storeRelation({ place: world.here, from: a.id, to: b.id, type: early.type });
      expect(await memory.importData(replay(all), rule), rule).to.deep.include({ skipped: 2, relations: 1 });
      expect(await memory.statistics(null)).to.deep.include({ relations: 1 });
      const there = (await recordsOf(memory, null)).flatMap((each) =>
        each.kind === "relation" ? [each.relation] : [],
      );
      expect(there.map(({ id }) => id)).to.have.members([early.id, counting.id]);
    }
  });

  it("leaves out relations to ended entities, by any rule that keeps these ended", async () => {
    const [a, b] = [await world.store("A"), await world.store("B")];
    const without = await recordsOf(world.memory, [world.here]);
    await world.relate(a, b);
    const all = await recordsOf(world.memory, [world.here]);
    const { memory } = await world.empty();
    await memory.importData(replay(without), "merge");
    await memory.invalidateEntity(b.id, [world.here]);
    for (const rule of ["merge", "skip"] as const) {
      expect(await memory.importData(replay(all), rule), rule).to.deep.equal({ ...nothing, skipped: 2 });
    }
    expect(await memory.statistics(null)).to.deep.include({ entities: 1, relations: 0 });
    expect(await memory.importData(replay(all), "replace")).to.deep.include({ merged: 1, relations: 1 });
    expect(await memory.statistics(null)).to.deep.include({ entities: 2, relations: 1 });
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("writes an import while it is being read", async () => {
    const { entity } = sure(
      (await recordsOf(world.memory, [(await world.store("Pattern", ["One."])).place])).find(
        (each) => each.kind === "entity",
      ),
    );
    const { memory } = await world.empty();
    const long = async function* (): AsyncGenerator<ExportRecord> {
      for (let index = 0; index < 1_100; index++) {
        yield { kind: "entity", entity: { ...entity, id: newId(), name: `E${index}` } };
        // A page or two may be in flight.
        if (index % 300 === 299) expect((await memory.statistics(null)).entities).to.be.at.least(index - 600);
      }
    };
    expect((await memory.importData(long, "merge")).created).to.equal(1_100);
  });

  it("reports an import that breaks off, and completes it when repeated", async () => {
    await world.memory.storeEntities(
      Array.from({ length: 600 }, (_, index) => ({
        ...{ place: world.here, name: `E${index}`, type: "t", observations: [] },
      })),
    );
    const all = await recordsOf(world.memory, [world.here]);
    const broken = async function* (): AsyncGenerator<ExportRecord> {
      yield* all.slice(0, 400);
      throw new RangeError("The file ends here.");
    };
    const { memory } = await world.empty();
    const thrown = await memory.importData(broken, "merge").catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(RangeError);
    const { created, skipped } = await memory.importData(replay(all), "merge");
    expect(created + skipped).to.equal(600);
    expect(sorted(await recordsOf(memory, null))).to.deep.equal(sorted(all));
  });
};
