/** Merging entities, and undoing merges. */
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Entity, MergeId } from "../../../src/domain/memory.ts";
import { allOf, codeOf, moment, newId, recordsOf, replay, sure, textsOf, type World } from "./fixture.ts";

export const merges = (world: World): void => {
  const read = async (entity: Entity) => world.memory.getEntity(entity.id, [world.here]);
  const ends = async () =>
    (await allOf((page) => world.memory.findRelations({ places: [world.here] }, page)))
      .map(({ from, type, to }) => `${from} ${type} ${to}`)
      .toSorted();

  it("moves name, observations and relations to the target, and returns them when undone", async () => {
    const { memory, here } = world;
    const big = await world.store("Robert", ["Likes tea."], { type: "person" });
    const small = await world.store("Bob", ["Has a dog.", "likes TEA."], { type: "person" });
    const dog = await world.store("Rex");
    await world.relate(small, dog, "owns");
    await world.relate(dog, small, "guards");
    await world.relate(big, small, "resembles");
    const before = await ends();
    const merge = await memory.mergeEntities(big.id, [small.id], [here]);
    expect(textsOf(await read(big))).to.deep.equal(["Likes tea.", "Bob", "Has a dog."]);
    expect(await codeOf(read(small))).to.equal("memory.not_found");
    expect(await world.names("dog", "keyword")).to.deep.equal(["Robert"]);
    expect(await ends()).to.deep.equal([`${big.id} owns ${dog.id}`, `${dog.id} guards ${big.id}`].toSorted());
    expect(await memory.statistics([here])).to.deep.include({ entities: 2, observations: 3, relations: 2 });
    await memory.undoMerge(merge, [here]);
    expect(await read(big)).to.deep.equal(big);
    expect(await read(small)).to.deep.equal(small);
    expect(await world.names("dog", "keyword")).to.deep.equal(["Bob"]);
    expect(await ends()).to.deep.equal(before);
    expect(await memory.statistics([here])).to.deep.include({ entities: 3, observations: 3, relations: 3 });
    expect(await codeOf(memory.undoMerge(merge, [here]))).to.equal("memory.not_found");
  });

  it("merges once if the caller gives an id", async () => {
    const { memory, here } = world;
    const [one, other] = [await world.store("One", ["First."]), await world.store("Other", ["Second."])];
    const id = randomUUID() as MergeId;
    expect(await memory.mergeEntities(one.id, [other.id], [here], id)).to.equal(id);
    expect(await memory.mergeEntities(one.id, [other.id], [here], id)).to.equal(id);
    await memory.undoMerge(id, [here]);
    expect(await read(other)).to.deep.equal(other);
  });

  it("still shows both entities in reads of an earlier time", async () => {
    const { memory, here } = world;
    const [one, other] = [await world.store("One", ["First."]), await world.store("Other", ["Second."])];
    const before = moment();
    await memory.mergeEntities(one.id, [other.id], [here]);
    const then = await memory.getEntity(other.id, [here], before);
    expect([then.name, textsOf(then)]).to.deep.equal(["Other", ["Second."]]);
    expect(textsOf(await memory.getEntity(one.id, [here], before))).to.deep.equal(["First."]);
    const list = await allOf((page) => memory.findEntities({ places: [here], asOf: before }, page));
    expect(list.map(({ name }) => name).toSorted()).to.deep.equal(["One", "Other"]);
    const gone = (await recordsOf(memory, [here])).flatMap((each) =>
      each.kind === "entity" && each.entity.id === other.id ? [each.entity] : [],
    );
    expect(gone[0]?.mergedInto).to.equal(one.id);
    expect(gone[0]?.invalidatedAt).to.be.a("string");
  });

  it("undoes a merge of several with relations among them and to the same third entity", async () => {
    const { memory, here } = world;
    const [a, b, c, d] = [
      await world.store("A", ["Of A."]),
      await world.store("B", ["Of B.", "Of all."]),
      await world.store("C", ["Of C.", "Of all."]),
      await world.store("D"),
    ];
    await world.relate(a, d, "knows", { strength: 0.3 });
    await world.relate(b, d, "knows", { strength: 0.6 });
    await world.relate(c, d, "knows", { strength: 0.9 });
    await world.relate(b, c, "knows");
    await world.relate(c, c, "likes");
    await world.relate(d, b, "knows");
    const before = await ends();
    const merge = await memory.mergeEntities(a.id, [b.id, c.id, b.id], [here]);
    expect(textsOf(await read(a)).toSorted()).to.deep.equal(["B", "C", "Of A.", "Of B.", "Of C.", "Of all."]);
    expect((await ends()).filter((each) => !each.includes("likes"))).to.deep.equal(
      [`${a.id} knows ${d.id}`, `${d.id} knows ${a.id}`].toSorted(),
    );
    expect((await memory.statistics([here])).entities).to.equal(2);
    await memory.undoMerge(merge, [here]);
    expect(await ends()).to.deep.equal(before);
    for (const each of [a, b, c, d]) expect(await read(each)).to.deep.equal(each);
    expect(await memory.statistics([here])).to.deep.include({ entities: 4, observations: 5, relations: 6 });
  });

  it("keeps later additions when a merge is undone", async () => {
    const { memory, here } = world;
    const [one, other] = [await world.store("One"), await world.store("Other", ["Second."])];
    const third = await world.store("Third");
    const merge = await memory.mergeEntities(one.id, [other.id], [here]);
    moment();
    await memory.addObservations(one.id, [here], ["Came later."], null);
    await world.relate(one, third, "met_later");
    await memory.undoMerge(merge, [here]);
    expect(textsOf(await read(one))).to.deep.equal(["Came later."]);
    expect(await ends()).to.deep.equal([`${one.id} met_later ${third.id}`]);
    expect(textsOf(await read(other))).to.deep.equal(["Second."]);
  });

  it("does not restore on the target what was removed after the merge", async () => {
    const { memory, here } = world;
    const [one, other] = [await world.store("One", ["First."]), await world.store("Other", ["Second."])];
    const merge = await memory.mergeEntities(one.id, [other.id], [here]);
    await memory.removeObservations(one.id, [here], ["Second.", "First."]);
    await memory.undoMerge(merge, [here]);
    expect(textsOf(await read(one))).to.deep.equal([]);
    expect(textsOf(await read(other))).to.deep.equal(["Second."]);
    expect(await memory.statistics([here])).to.deep.include({ entities: 2, observations: 1 });
  });

  it("undoes chained merges step by step", async () => {
    const { memory, here } = world;
    const [a, b, c] = [await world.store("A"), await world.store("B", ["Of B."]), await world.store("C")];
    await world.relate(c, b, "knows");
    const before = await read(b);
    const [related] = [await ends()];
    const first = await memory.mergeEntities(b.id, [c.id], [here]);
    const between = await read(b);
    moment();
    const second = await memory.mergeEntities(a.id, [b.id], [here]);
    expect(textsOf(await read(a)).toSorted()).to.deep.equal(["B", "C", "Of B."]);
    expect(await codeOf(memory.undoMerge(first, [here]))).to.equal("memory.not_found");
    await memory.undoMerge(second, [here]);
    expect(await read(b)).to.deep.equal(between);
    await memory.undoMerge(first, [here]);
    expect(await read(b)).to.deep.equal(before);
    expect(await read(c)).to.deep.equal(c);
    expect(await ends()).to.deep.equal(related);
  });

  it("refuses merges of an entity with itself, one of another place or a missing one, without partial changes", async () => {
    const { memory, here } = world;
    const ada = world.ofAgent("ada");
    const [one, other] = [await world.store("One", ["First."]), await world.store("Other")];
    const private_ = await world.store("Private", [], { place: ada });
    const merge = async (...others: Entity["id"][]) => codeOf(memory.mergeEntities(one.id, others, [here, ada]));
    expect(await merge(one.id)).to.equal("memory.invalid");
    expect(await merge(other.id, one.id)).to.equal("memory.invalid");
    expect(await merge(other.id, private_.id)).to.equal("memory.invalid");
    expect(await merge(other.id, newId())).to.equal("memory.not_found");
    expect(await codeOf(memory.mergeEntities(newId(), [other.id], [here]))).to.equal("memory.not_found");
    expect(await codeOf(memory.undoMerge(randomUUID() as MergeId, [here]))).to.equal("memory.not_found");
    expect(await read(one)).to.deep.equal(one);
    expect(await read(other)).to.deep.equal(other);
  });

  it("refuses to undo a merge if the name is now taken, without partial changes", async () => {
    const { memory, here } = world;
    const [one, other] = [await world.store("One"), await world.store("Other", ["Second."])];
    const merge = await memory.mergeEntities(one.id, [other.id], [here]);
    const merged = await read(one);
    const rival = await world.store("OTHER");
    expect(rival.id).to.not.equal(other.id);
    expect(await codeOf(memory.undoMerge(merge, [here]))).to.equal("memory.conflict");
    expect(await read(one)).to.deep.equal(merged);
    await memory.changeEntity(rival.id, [here], { name: "Rival" });
    expect(await codeOf(memory.undoMerge(merge, [here]))).to.equal("none");
    expect(await read(other)).to.deep.equal(other);
  });

  it("does not revive relations whose other end is gone or that were stored again", async () => {
    const { memory, here } = world;
    const [one, other] = [await world.store("One"), await world.store("Other")];
    const [gone, there] = [await world.store("Gone"), await world.store("There")];
    await world.relate(other, gone, "knows");
    await world.relate(other, there, "knows");
    const merge = await memory.mergeEntities(one.id, [other.id], [here]);
    await memory.invalidateEntity(gone.id, [here]);
    await memory.undoMerge(merge, [here]);
    expect(await ends()).to.deep.equal([`${other.id} knows ${there.id}`]);
    expect((await memory.statistics([here])).relations).to.equal(1);
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("shows a merge in history for the time it lasted, even after it was undone", async () => {
    const { memory, here } = world;
    const [one, other] = [await world.store("One", ["First."]), await world.store("Other", ["Second."])];
    const third = await world.store("Third");
    await world.relate(other, third, "knows");
    const before = moment();
    const merge = await memory.mergeEntities(one.id, [other.id], [here]);
    const during = moment();
    await memory.undoMerge(merge, [here]);
    const after = moment();
    const seen = async (asOf: string) => {
      const list = await allOf((page) => memory.findEntities({ places: [here], asOf }, page));
      const relations = await allOf((page) => memory.findRelations({ places: [here], asOf }, page));
      return {
        names: list.map(({ name }) => name).toSorted(),
        texts: textsOf(await memory.getEntity(one.id, [here], asOf)),
        from: relations.map(({ from }) => from),
      };
    };
    const apart = { names: ["One", "Other", "Third"], texts: ["First."], from: [other.id] };
    expect(await seen(before)).to.deep.equal(apart);
    expect(await seen(during)).to.deep.equal({
      ...{ names: ["One", "Third"], texts: ["First.", "Other", "Second."], from: [one.id] },
    });
    expect(await seen(after)).to.deep.equal(apart);
    expect(await codeOf(memory.getEntity(other.id, [here], during))).to.equal("memory.not_found");
    expect(await memory.getEntity(other.id, [here], before)).to.deep.equal(other);
    expect(await memory.statistics([here], { asOf: during })).to.deep.include({ entities: 2, relations: 1 });
  });

  const relationsAt = async (asOf?: string) =>
    allOf((page) =>
      world.memory.findRelations({ places: [world.here], ...(asOf === undefined ? {} : { asOf }) }, page),
    );

  it("returns relations under their ids, with the times at which they were recorded, at every earlier moment", async () => {
    const { memory, here } = world;
    const [one, other] = [await world.store("One"), await world.store("Other")];
    const third = await world.store("Third");
    const relation = await world.relate(other, third, "knows", { strength: 0.5, metadata: { note: "zebra" } });
    const before = moment();
    const times: string[] = [];
    for (const _ of [1, 2]) {
      const merge = await memory.mergeEntities(one.id, [other.id], [here]);
      times.push(moment());
      await memory.undoMerge(merge, [here]);
      times.push(moment());
      expect(await relationsAt()).to.deep.equal([relation]);
    }
    const seen = await Promise.all([before, ...times].map(relationsAt));
    const known = seen.map(([each]) => [each?.id, each?.recordedAt, each?.from]);
    const itself = [relation.id, relation.recordedAt, other.id];
    expect(seen.map(({ length }) => length)).to.deep.equal([1, 1, 1, 1, 1]);
    for (const index of [0, 2, 4]) expect(known[index], String(index)).to.deep.equal(itself);
    for (const index of [1, 3]) {
      expect([known[index]?.[0] === relation.id, known[index]?.[2]], String(index)).to.deep.equal([false, one.id]);
    }
    const walked = await memory.traverse({
      from: other.id,
      places: [here],
      depth: 1,
      direction: "both",
      limit: 5,
      asOf: before,
    });
    expect(walked[1]?.by?.id).to.equal(relation.id);
    const found = await world.search("Other", { mode: "graph", asOf: before, minSimilarity: 0.9 });
    expect(found.flatMap(({ parts }) => parts.reached?.relation ?? [])).to.deep.equal([relation.id]);
    expect((await memory.statistics([here], { asOf: before })).relations).to.equal(1);
  });

  it("leaves nothing of a relation in history if it is erased after a merge was undone", async () => {
    const { memory, here } = world;
    const [one, other, third] = [await world.store("One"), await world.store("Other"), await world.store("Third")];
    const relation = await world.relate(other, third, "knows", { metadata: { note: "zebra" } });
    const before = moment();
    const merge = await memory.mergeEntities(one.id, [other.id], [here]);
    await memory.undoMerge(merge, [here]);
    const old = await recordsOf(memory, [here]);
    await memory.eraseRelation(relation.id, [here]);
    expect(await relationsAt()).to.deep.equal([]);
    expect(await relationsAt(before)).to.deep.equal([]);
    for (const rule of ["merge", "replace"] as const) await memory.importData(replay(old), rule);
    expect(await relationsAt()).to.deep.equal([]);
    expect(await relationsAt(before)).to.deep.equal([]);
    expect((await memory.statistics([here])).relations).to.equal(0);
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("keeps a second merge and its undoing in history as well", async () => {
    const { memory, here } = world;
    const [one, other] = [await world.store("One"), await world.store("Other", ["Second."])];
    const times: string[] = [];
    for (const _ of [1, 2]) {
      const merge = await memory.mergeEntities(one.id, [other.id], [here]);
      times.push(moment());
      await memory.undoMerge(merge, [here]);
      times.push(moment());
    }
    const counted = await Promise.all(times.map(async (asOf) => codeOf(memory.getEntity(other.id, [here], asOf))));
    expect(counted).to.deep.equal(["memory.not_found", "none", "memory.not_found", "none"]);
    expect(await read(other)).to.deep.equal(other);
    expect(await read(one)).to.deep.equal(one);
  });

  it("keeps provenance and times of moved observations, and names the merge", async () => {
    const { memory, here } = world;
    const provenance = { agent: null, conversationId: null, messageId: null, source: "notes.txt" };
    const one = await world.store("One");
    const other = await world.store("Other", ["Second."], { provenance });
    moment();
    const { observations } = await memory.addObservations(other.id, [here], ["Third."], provenance);
    const before = moment();
    await memory.mergeEntities(one.id, [other.id], [here]);
    const moved = (await read(one)).observations;
    const expected = [
      { text: "Other", recordedAt: other.recordedAt, invalidatedAt: null, provenance },
      ...observations,
    ];
    expect(moved.map(({ merged: _merged, ...each }) => each)).to.deep.equal(expected);
    expect(moved.map(({ merged }) => merged?.entity)).to.deep.equal([other.id, other.id, other.id]);
    expect(sure(moved[0]?.merged).at > before).to.equal(true);
    expect(textsOf(await memory.getEntity(one.id, [here], before))).to.deep.equal([]);
    const walked = await memory.traverse({ from: one.id, places: [here], depth: 1, direction: "out", limit: 1 });
    expect(walked[0]?.entity.observations).to.deep.equal(moved);
  });

  it("moves the pin and metadata that the target lacks, and returns them when undone", async () => {
    const { memory, here } = world;
    const one = await world.store("One", [], { metadata: { a: 1 } });
    const other = await world.store("Other", [], { metadata: { a: 2, b: 2, c: 2 }, pinned: true });
    const third = await world.store("Third", [], { metadata: { b: 3, d: 3 } });
    const merge = await memory.mergeEntities(one.id, [other.id, third.id], [here]);
    expect(await read(one)).to.deep.include({ metadata: { a: 1, b: 2, c: 2, d: 3 }, pinned: true });
    const during = moment();
    await memory.changeEntity(one.id, [here], { metadata: { a: 1, b: 2, c: "changed", d: 3 } });
    await memory.undoMerge(merge, [here]);
    expect(await read(one)).to.deep.include({ metadata: { a: 1, c: "changed" }, pinned: false });
    expect((await memory.getEntity(one.id, [here], during)).metadata).to.deep.equal({ a: 1, b: 2, c: 2, d: 3 });
    expect(await read(other)).to.deep.equal(other);
  });

  const listed = async (places = [world.here], limit = 100) =>
    allOf((page) => world.memory.findMerges(places, page), limit);

  it("lists merges, the newest first, with the names of their entities", async () => {
    const { memory, here } = world;
    const [one, two, three] = [await world.store("One"), await world.store("Two"), await world.store("Three")];
    const other = await world.store("Other", [], { type: "person" });
    const before = moment();
    const first = await memory.mergeEntities(one.id, [two.id, three.id], [here]);
    const between = moment();
    const second = await memory.mergeEntities(one.id, [other.id], [here]);
    await memory.changeEntity(one.id, [here], { name: "Renamed" });
    const [newest, oldest, ...more] = await listed();
    expect(more).to.deep.equal([]);
    expect(newest).to.deep.equal({
      ...{ id: second, place: here, undoneAt: null, mergedAt: newest?.mergedAt },
      into: { id: one.id, name: "Renamed", type: "thing" },
      others: [{ id: other.id, name: "Other", type: "person" }],
    });
    expect([oldest?.id, oldest?.others.map(({ name }) => name)]).to.deep.equal([first, ["Two", "Three"]]);
    expect(before < sure(oldest).mergedAt && sure(oldest).mergedAt < between).to.equal(true);
    expect(await memory.getMerge(first, [here])).to.deep.equal(oldest);
    expect(await (await world.again()).getMerge(second, [here])).to.deep.equal(newest);
    expect(await codeOf(memory.getMerge(randomUUID() as MergeId, [here]))).to.equal("memory.not_found");
  });

  it("lists every merge once for any page size, also those of one moment", async () => {
    const { memory, here } = world;
    const pairs = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => [
        await world.store(`Into ${index}`),
        await world.store(`Other ${index}`),
      ]),
    );
    // At once, so that some happen in the same millisecond.
    const made = await Promise.all(
      pairs.map(async ([into, from]) => memory.mergeEntities(sure(into).id, [sure(from).id], [here])),
    );
    const all = await listed();
    expect(all.map(({ id }) => id).toSorted()).to.deep.equal(made.toSorted());
    const times = all.map(({ mergedAt }) => mergedAt);
    expect(times).to.deep.equal(times.toSorted().toReversed());
    for (const limit of [1, 5, 12]) expect(await listed([here], limit), String(limit)).to.deep.equal(all);
    const cursor = (await memory.findMerges([here], { limit: 5, cursor: null })).nextCursor;
    const undone = sure(all[0]).id;
    await memory.undoMerge(undone, [here]);
    expect((await memory.findMerges([here], { limit: 100, cursor })).items).to.deep.equal(all.slice(5));
    expect(await codeOf(memory.findMerges([here], { limit: 5, cursor: "nonsense" }))).to.equal("request.invalid");
    expect(await memory.findMerges([], { limit: 5, cursor: null })).to.deep.equal({ items: [], nextCursor: null });
  });

  it("says in the list which merges were undone, and does not repeat one under its id", async () => {
    const { memory, here } = world;
    const [one, other] = [await world.store("One"), await world.store("Other", [], { metadata: { a: "secret" } })];
    const merge = await memory.mergeEntities(one.id, [other.id], [here]);
    const lasting = await listed();
    const before = moment();
    await memory.undoMerge(merge, [here]);
    const [undone] = await listed();
    expect(undone).to.deep.equal({ ...lasting[0], undoneAt: undone?.undoneAt });
    expect(String(undone?.undoneAt) > before).to.equal(true);
    expect(await memory.mergeEntities(one.id, [other.id], [here], merge)).to.equal(merge);
    expect(await read(other)).to.deep.equal(other);
    const again = await memory.mergeEntities(one.id, [other.id], [here]);
    expect((await listed()).map(({ id, undoneAt }) => [id, undoneAt === null])).to.deep.equal([
      [again, true],
      [merge, false],
    ]);
  });

  it("leaves erased entities out of the list, and merges into them", async () => {
    const { memory, here } = world;
    const [one, two, three] = [await world.store("One"), await world.store("Two"), await world.store("Three")];
    const merge = await memory.mergeEntities(one.id, [two.id, three.id], [here]);
    await memory.undoMerge(merge, [here]);
    await memory.eraseEntity(two.id, [here]);
    expect((await memory.getMerge(merge, [here])).others.map(({ name }) => name)).to.deep.equal(["Three"]);
    await memory.eraseEntity(one.id, [here]);
    expect(await listed()).to.deep.equal([]);
    expect(await codeOf(memory.getMerge(merge, [here]))).to.equal("memory.not_found");
  });

  it("undoes a merge once, also if two processes try at once", async () => {
    const { memory, here } = world;
    const other = await world.again();
    const [one, two] = [await world.store("One"), await world.store("Two")];
    for (let round = 0; round < 3; round++) {
      const merge = await memory.mergeEntities(one.id, [two.id], [here]);
      const codes = await Promise.all([memory, other].map(async (each) => codeOf(each.undoMerge(merge, [here]))));
      expect(codes.toSorted()).to.deep.equal(["memory.not_found", "none"]);
    }
    expect((await listed()).every(({ undoneAt }) => undoneAt !== null)).to.equal(true);
    expect(await memory.check(false)).to.deep.equal([]);
  });
};
