/** Relations: storing, replacing, listing, ending. */
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { EntityId, RelationId } from "../../../src/domain/memory.ts";
import { allOf, codeOf, moment, newId, type World } from "./fixture.ts";

export const relations = (world: World): void => {
  const list = async (more: object = {}) =>
    allOf((page) => world.memory.findRelations({ places: [world.here], ...more }, page));

  it("reads back every field that was stored", async () => {
    const [a, b] = [await world.store("A"), await world.store("B")];
    const given = {
      id: randomUUID() as RelationId,
      place: world.here,
      from: a.id,
      to: b.id,
      type: "works_at",
      strength: 0.25,
      confidence: 0.5,
      directed: false,
      metadata: { since: 2020, list: [{}] },
      provenance: { agent: null, conversationId: null, messageId: null, source: "notes.txt" },
      validFrom: "2001-01-01T00:00:00.000Z",
      validTo: null,
    };
    const relation = await world.memory.storeRelation(given);
    expect(relation).to.deep.equal({ ...given, recordedAt: relation.recordedAt, invalidatedAt: null });
    expect(await list()).to.deep.equal([relation]);
    const plain = await world.relate(b, a);
    expect(plain).to.deep.include({ strength: 1, confidence: 1, directed: true, metadata: {}, provenance: null });
    expect(plain).to.deep.include({ validFrom: null, validTo: null });
  });

  it("ends an older relation of the same two, and still shows it in reads of an earlier time", async () => {
    const [a, b] = [await world.store("A"), await world.store("B")];
    const first = await world.relate(a, b, "likes", { strength: 0.2 });
    const between = moment();
    expect((await world.relate(a, b, "likes", { strength: 0.2 })).id).to.equal(first.id);
    const second = await world.relate(a, b, "likes", { strength: 0.9 });
    expect((await list()).map(({ id }) => id)).to.deep.equal([second.id]);
    expect((await list({ asOf: between })).map(({ id }) => id)).to.deep.equal([first.id]);
    expect((await world.memory.statistics([world.here])).relations).to.equal(1);
  });

  it("distinguishes relations by type, direction and place", async () => {
    const [a, b] = [await world.store("A"), await world.store("B")];
    await world.relate(a, b, "likes");
    await world.relate(a, b, "knows");
    await world.relate(b, a, "likes");
    await world.relate(a, b, "likes", { place: world.ofAgent("ada") });
    expect(await list()).to.have.length(3);
    expect(await list({ places: [world.here, world.ofAgent("ada")] })).to.have.length(4);
  });

  it("lists only the relations among given entities", async () => {
    const [a, b, c] = [await world.store("A"), await world.store("B"), await world.store("C")];
    const [there, back] = [await world.relate(a, b, "likes"), await world.relate(b, a, "knows")];
    await world.relate(a, c, "likes");
    const ids = async (...among: readonly EntityId[]) => (await list({ among })).map(({ id }) => id).toSorted();
    expect(await ids(a.id, b.id)).to.deep.equal([there.id, back.id].toSorted());
    expect(await ids(a.id, b.id, c.id)).to.have.length(3);
    expect(await ids(b.id, c.id)).to.deep.equal([]);
    expect(await ids()).to.deep.equal([]);
  });

  it("stores the same id once, also with concurrent calls", async () => {
    const [a, b] = [await world.store("A"), await world.store("B")];
    const id = randomUUID() as RelationId;
    const stored = await Promise.all([1, 2, 3].map(async () => world.relate(a, b, "likes", { id })));
    expect(new Set(stored.map((each) => each.id))).to.deep.equal(new Set([id]));
    expect(await world.relate(b, a, "hates", { id })).to.deep.equal(stored[0]);
    expect(await list()).to.deep.equal([stored[0]]);
  });

  it("filters lists by ends and types", async () => {
    const [a, b, c] = [await world.store("A"), await world.store("B"), await world.store("C")];
    await world.relate(a, b, "likes");
    await world.relate(a, c, "knows");
    await world.relate(c, a, "owns");
    const types = async (more: object) => (await list(more)).map(({ type }) => type).toSorted();
    expect(await types({ from: a.id })).to.deep.equal(["knows", "likes"]);
    expect(await types({ to: a.id })).to.deep.equal(["owns"]);
    expect(await types({ from: a.id, to: c.id })).to.deep.equal(["knows"]);
    expect(await types({ types: ["likes", "owns"] })).to.deep.equal(["likes", "owns"]);
    expect(await types({ types: [] })).to.deep.equal([]);
    expect(await types({ from: newId() })).to.deep.equal([]);
  });

  it("hides an ended relation, which may be stored again", async () => {
    const { memory, here } = world;
    const [a, b] = [await world.store("A"), await world.store("B")];
    const first = await world.relate(a, b);
    await memory.invalidateRelation(first.id, [here]);
    expect(await list()).to.deep.equal([]);
    expect(await codeOf(memory.invalidateRelation(first.id, [here]))).to.equal("memory.not_found");
    expect((await world.relate(a, b)).id).to.not.equal(first.id);
    expect(await list()).to.have.length(1);
  });

  it("refuses invalid relations, and relations to missing entities", async () => {
    const { memory, here } = world;
    const [a, b] = [await world.store("A"), await world.store("B")];
    const relate = async (more: object) => codeOf(world.relate(a, b, "t", more));
    for (const value of [-0.01, 1.01, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(await relate({ strength: value }), String(value)).to.equal("memory.invalid");
      expect(await relate({ confidence: value }), String(value)).to.equal("memory.invalid");
    }
    expect(await relate({ type: " " })).to.equal("memory.invalid");
    expect(await relate({ from: newId() })).to.equal("memory.not_found");
    expect(await relate({ to: newId() })).to.equal("memory.not_found");
    await memory.invalidateEntity(b.id, [here]);
    expect(await relate({})).to.equal("memory.not_found");
    expect(await codeOf(memory.invalidateRelation(randomUUID() as RelationId, [here]))).to.equal("memory.not_found");
    expect(await list()).to.deep.equal([]);
    const [c] = [await world.store("C")];
    expect(await codeOf(world.relate(a, c, "zero", { strength: 0, confidence: 0 }))).to.equal("none");
  });

  it("keeps periods that do not overlap, and replaces those that do", async () => {
    const { memory, here } = world;
    const [a, b] = [await world.store("A"), await world.store("B")];
    const year = (number: number): string => `${number}-01-01T00:00:00.000Z`;
    const period = (from: number | null, to: number | null) => ({
      ...{ validFrom: from === null ? null : year(from), validTo: to === null ? null : year(to) },
    });
    const first = await world.relate(a, b, "works_at", period(2010, 2012));
    const second = await world.relate(a, b, "works_at", period(2015, null));
    const touching = await world.relate(a, b, "works_at", period(2012, 2013));
    const at = async (validAt: string) => (await list({ validAt })).map(({ id }) => id);
    expect(await at(year(2011))).to.deep.equal([first.id]);
    expect(await at(year(2012))).to.deep.equal([touching.id]);
    expect(await at(year(2014))).to.deep.equal([]);
    expect(await list()).to.deep.equal([second]);
    expect((await memory.statistics([here])).relations).to.equal(3);
    expect((await world.relate(a, b, "works_at", period(2010, 2012))).id).to.equal(first.id);
    const before = moment();
    const replacing = await world.relate(a, b, "works_at", period(2011, 2016));
    expect(await at(year(2011))).to.deep.equal([replacing.id]);
    expect(await at(year(2015))).to.deep.equal([replacing.id]);
    expect(await at(year(2012))).to.deep.equal([replacing.id]);
    expect((await list({ asOf: before, validAt: year(2012) })).map(({ id }) => id)).to.deep.equal([touching.id]);
    expect((await memory.statistics([here])).relations).to.equal(1);
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("keeps one relation per empty period, and lets one of two concurrent processes with overlapping periods win", async () => {
    const { memory, here: place } = world;
    const other = await world.again();
    const [a, b] = [await world.store("A"), await world.store("B")];
    const [early, late] = ["2010-01-01T00:00:00.000Z", "2011-01-01T00:00:00.000Z"];
    for (const _ of [1, 2]) await world.relate(a, b, "empty", { validFrom: early, validTo: early });
    expect((await memory.statistics([place])).relations).to.equal(1);
    const of = { place, from: a.id, to: b.id };
    for (let round = 0; round < 5; round++) {
      await Promise.all([
        memory.storeRelation({ ...of, type: `t${round}`, validFrom: early }),
        other.storeRelation({ ...of, type: `t${round}`, validFrom: late }),
      ]);
    }
    const found = await list({ validAt: "2012-01-01T00:00:00.000Z" });
    expect(found).to.have.length(5);
  });
};
