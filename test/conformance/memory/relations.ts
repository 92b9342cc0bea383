/** Relations: storing, replacing, listing, ending. */
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { EntityId, RelationId } from "../../../src/domain/memory.ts";
import { relationTagOf } from "../../../src/memory/rules.ts";
import { allOf, codeOf, moment, newId, recordsOf, sure, type World } from "./fixture.ts";

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

  const read = async (id: RelationId, asOf?: string, validAt?: string) =>
    world.memory.getRelation(id, [world.here], asOf, validAt);

  it("changes a relation, which keeps its id, and still shows what it was in reads of an earlier time", async () => {
    const { memory, here } = world;
    const [a, b] = [await world.store("A"), await world.store("B")];
    const first = await world.relate(a, b, "likes", { strength: 0.2, metadata: { note: 1 } });
    const times = [moment()];
    const second = await memory.changeRelation(first.id, [here], { strength: 0.9, directed: false });
    expect(second).to.deep.equal({ ...first, strength: 0.9, directed: false });
    times.push(moment());
    const metadata = { note: [2, { deep: null }] };
    const third = await memory.changeRelation(first.id, [here], { confidence: 0.5, metadata });
    expect(third).to.deep.equal({ ...second, confidence: 0.5, metadata });
    expect(await list()).to.deep.equal([third]);
    expect(await read(first.id)).to.deep.equal(third);
    for (const [index, before] of [first, second].entries()) {
      const asOf = sure(times[index]);
      const [shown, ...others] = await list({ asOf });
      expect(others).to.deep.equal([]);
      expect(String(shown?.invalidatedAt) > asOf).to.equal(true);
      expect(shown).to.deep.equal({ ...before, invalidatedAt: shown?.invalidatedAt });
      expect(await read(first.id, asOf)).to.deep.equal(shown);
      expect((await memory.statistics([here], { asOf })).relations).to.equal(1);
    }
    const walk = { from: b.id, places: [here], depth: 1, limit: 5, minStrength: 0.5 } as const;
    const reached = async (more: object): Promise<readonly string[]> =>
      (await memory.traverse({ ...walk, direction: "out", ...more })).slice(1).map(({ by }) => String(by?.id));
    expect(await reached({})).to.deep.equal([first.id]);
    expect(await reached({ asOf: times[0] })).to.deep.equal([]);
    expect(await reached({ asOf: times[0], direction: "both", minStrength: 0.1 })).to.deep.equal([first.id]);
    expect((await memory.statistics([here])).relations).to.equal(1);
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("changes the period in which a relation is true, unless another one holds in a part of it", async () => {
    const { memory, here } = world;
    const [a, b] = [await world.store("A"), await world.store("B")];
    const year = (number: number): string => `${number}-01-01T00:00:00.000Z`;
    const first = await world.relate(a, b, "works_at", { validFrom: year(2010) });
    const change = async (validFrom: string | null, validTo: string | null) =>
      memory.changeRelation(first.id, [here], { validFrom, validTo });
    await change(year(2010), year(2012));
    expect(await list()).to.deep.equal([]);
    expect((await list({ validAt: year(2011) })).map(({ id }) => id)).to.deep.equal([first.id]);
    expect(await codeOf(read(first.id, undefined, year(2013)))).to.equal("memory.not_found");
    expect((await read(first.id)).validTo).to.equal(year(2012));
    const second = await world.relate(a, b, "works_at", { validFrom: year(2015) });
    expect(await codeOf(change(year(2010), null))).to.equal("memory.conflict");
    expect(await codeOf(change(null, year(2016)))).to.equal("memory.conflict");
    expect(await read(first.id, undefined, year(2011))).to.deep.include({ validTo: year(2012) });
    await memory.invalidateRelation(second.id, [here]);
    expect(await change(year(2010), null)).to.deep.include({ id: first.id, validFrom: year(2010), validTo: null });
    expect((await memory.statistics([here])).relations).to.equal(1);
  });

  it("refuses changes of ended relations and to invalid values, and keeps no history of a change to the same", async () => {
    const { memory, here } = world;
    const [a, b] = [await world.store("A"), await world.store("B")];
    const relation = await world.relate(a, b, "likes", { strength: 0.5 });
    const change = async (more: object) => codeOf(memory.changeRelation(relation.id, [here], more));
    for (const value of [-0.01, 1.01, Number.NaN]) {
      expect(await change({ strength: value })).to.equal("memory.invalid");
      expect(await change({ confidence: value })).to.equal("memory.invalid");
    }
    const before = await recordsOf(memory, [here]);
    for (const same of [{}, { strength: 0.5 }, { metadata: {}, validTo: null, directed: true }]) {
      expect(await memory.changeRelation(relation.id, [here], same)).to.deep.equal(relation);
    }
    expect(await recordsOf(memory, [here])).to.deep.equal(before);
    expect(await codeOf(memory.changeRelation(randomUUID() as RelationId, [here], {}))).to.equal("memory.not_found");
    await memory.invalidateRelation(relation.id, [here]);
    expect(await change({ strength: 0.9 })).to.equal("memory.not_found");
    expect(await codeOf(read(relation.id))).to.equal("memory.not_found");
  });

  it("changes, ends or erases a relation only if it has the expected tag", async () => {
    const { memory, here } = world;
    const [a, b] = [await world.store("A"), await world.store("B")];
    const first = await world.relate(a, b, "likes");
    const old = [relationTagOf(first)];
    const second = await memory.changeRelation(first.id, [here], { strength: 0.5 }, old);
    const outdated: readonly (() => Promise<unknown>)[] = [
      async () => memory.changeRelation(first.id, [here], { strength: 0.1 }, old),
      async () => memory.invalidateRelation(first.id, [here], old),
      async () => memory.eraseRelation(first.id, [here], old),
    ];
    for (const call of outdated) expect(await codeOf(call())).to.equal("request.precondition_failed");
    expect(await list()).to.deep.equal([second]);
    const tags = [...old, relationTagOf(second)];
    await memory.invalidateRelation(first.id, [here], tags);
    expect(await list()).to.deep.equal([]);
    expect(await codeOf(memory.eraseRelation(first.id, [here], []))).to.equal("request.precondition_failed");
  });

  it("loses no change of two processes that change one relation at once", async () => {
    const { memory, here } = world;
    const other = await world.again();
    const [a, b] = [await world.store("A"), await world.store("B")];
    const { id } = await world.relate(a, b, "likes");
    for (const strength of [0.1, 0.2, 0.3]) {
      await Promise.all([
        memory.changeRelation(id, [here], { strength }),
        other.changeRelation(id, [here], { confidence: strength }),
      ]);
      expect(await read(id)).to.deep.include({ strength, confidence: strength });
    }
    await Promise.all([
      memory.eraseRelation(id, [here]),
      codeOf(other.changeRelation(id, [here], { metadata: { note: "zebra" } })),
    ]);
    expect(JSON.stringify(await recordsOf(memory, [here]))).to.not.include(id);
    expect(await memory.check(false)).to.deep.equal([]);
  });
};
