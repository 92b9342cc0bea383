/** Erased data is gone from every read at every time, and no import restores it. */
import { expect } from "chai";
import type { EntityId } from "../../../src/domain/memory.ts";
import { allModes, allOf, codeOf, moment, recordsOf, replay, textsOf, type World } from "./fixture.ts";

export const erasure = (world: World): void => {
  /** Mallory, with several names over time, relations that count, and one that does not. */
  const secret = async () => {
    const { memory, here } = world;
    const other = await world.store("Other", ["Harmless."]);
    const { id } = await world.store("Mallory Fitzwilliam", ["Her number is 555-0199-ZEBRA."]);
    await world.relate({ ...other, id }, other, "knows");
    const ended = await world.relate(other, { ...other, id }, "hates");
    await memory.invalidateRelation(ended.id, [here]);
    const early = moment();
    await memory.changeEntity(id, [here], { name: "Mallory Zebra", metadata: { note: "zebra" } });
    return { id, other, early };
  };

  /** @param isUnnamed whether the remaining data must not contain its id either */
  const expectGone = async (id: EntityId, early: string, isUnnamed = true): Promise<void> => {
    const { memory, here } = world;
    for (const asOf of [undefined, early]) {
      const when = asOf === undefined ? {} : { asOf };
      expect(await codeOf(memory.getEntity(id, [here], asOf))).to.equal("memory.not_found");
      for (const mode of allModes) {
        const found = await world.search("Mallory's zebra number 555", { mode, minSimilarity: -1, ...when });
        expect(JSON.stringify(found).toLowerCase(), mode).to.not.match(/zebra|mallory/);
      }
      const list = await allOf((page) => memory.findEntities({ places: [here], ...when }, page));
      expect(JSON.stringify(list).toLowerCase()).to.not.match(/zebra|mallory/);
      expect(await allOf((page) => memory.findRelations({ places: [here], ...when }, page))).to.deep.equal([]);
    }
    const exported = JSON.stringify(await recordsOf(memory, [here]));
    expect(exported.toLowerCase()).to.not.match(/zebra|mallory/);
    if (isUnnamed) expect(exported).to.not.include(id);
  };

  it("removes an entity and its relations from reads of every time and from exports", async () => {
    const { memory, here } = world;
    const { id, early, other } = await secret();
    await memory.eraseEntity(id, [here]);
    await expectGone(id, early);
    expect(await memory.statistics([here])).to.deep.include({ entities: 1, observations: 1, relations: 0 });
    expect(await memory.getEntity(other.id, [here])).to.deep.equal(other);
    expect(await codeOf(memory.eraseEntity(id, [here]))).to.equal("memory.not_found");
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("erases entities that have already ended", async () => {
    const { memory, here } = world;
    const { id, early } = await secret();
    await memory.invalidateEntity(id, [here]);
    await memory.eraseEntity(id, [here]);
    await expectGone(id, early);
    expect(await memory.statistics([here])).to.deep.include({ entities: 1, observations: 1, relations: 0 });
  });

  it("does not let an import with any rule restore an erased entity or its relations", async () => {
    const { memory, here } = world;
    const { id, early } = await secret();
    const old = await recordsOf(memory, [here]);
    await memory.eraseEntity(id, [here]);
    for (const rule of ["merge", "skip", "replace"] as const) {
      expect(await memory.importData(replay(old), rule), rule).to.deep.include({ created: 0, relations: 0 });
      await expectGone(id, early);
    }
  });

  it("frees the name for another entity", async () => {
    const { memory, here } = world;
    const { id } = await secret();
    await memory.eraseEntity(id, [here]);
    const fresh = await world.store("Mallory Zebra", ["Another one."]);
    expect(fresh.id).to.not.equal(id);
    expect(textsOf(fresh)).to.deep.equal(["Another one."]);
    expect(fresh.metadata).to.deep.equal({});
  });

  it("refuses to store the id again, so that a repeated call does not restore the entity", async () => {
    const { memory, here: place } = world;
    const { id, early } = await secret();
    await memory.eraseEntity(id, [place]);
    const again = { id, place, name: "Mallory Fitzwilliam", type: "thing", observations: ["ZEBRA."] };
    expect(await codeOf(memory.storeEntity(again))).to.equal("memory.conflict");
    await expectGone(id, early);
  });

  it("does not restore an erased entity when its merge is undone", async () => {
    const { memory, here } = world;
    const { id, other, early } = await secret();
    const merge = await memory.mergeEntities(other.id, [id], [here]);
    await memory.eraseEntity(id, [here]);
    await memory.undoMerge(merge, [here]);
    await expectGone(id, early);
    expect(textsOf(await memory.getEntity(other.id, [here]))).to.deep.equal(["Harmless."]);
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("does not undo a merge into an erased entity", async () => {
    const { memory, here } = world;
    const { id, other } = await secret();
    const merge = await memory.mergeEntities(id, [other.id], [here]);
    await memory.eraseEntity(id, [here]);
    expect(await codeOf(memory.undoMerge(merge, [here]))).to.equal("memory.not_found");
    expect(await codeOf(memory.getEntity(other.id, [here]))).to.equal("memory.not_found");
  });

  it("erases single observations with their words and history, whether or not they still count", async () => {
    const { memory, here } = world;
    const { id } = await world.store("Mallory", ["Her number is ZEBRA.", "Sings.", "Old ZEBRA number."]);
    await memory.removeObservations(id, [here], ["Old ZEBRA number."]);
    const before = moment();
    const left = await memory.eraseObservations(id, [here], [" her number is zebra. ", "old zebra number."]);
    expect(textsOf(left)).to.deep.equal(["Sings."]);
    expect(await memory.getEntity(id, [here])).to.deep.equal(left);
    expect(textsOf(await memory.getEntity(id, [here], before))).to.deep.equal(["Sings."]);
    expect(await world.names("zebra", "keyword")).to.deep.equal([]);
    expect(JSON.stringify(await recordsOf(memory, [here])).toLowerCase()).to.not.include("zebra");
    expect((await memory.statistics([here])).observations).to.equal(1);
    for (const text of ["ZEBRA", "Her number is ZEBRA."]) {
      expect(await codeOf(memory.eraseObservations(id, [here], [text]))).to.equal("memory.not_found");
    }
    expect(await codeOf(memory.eraseObservations(id, [world.elsewhere], ["Sings."]))).to.equal("memory.not_found");
    expect(await codeOf(memory.eraseObservations(id, [here], ["Sings."], []))).to.equal("request.precondition_failed");
    await memory.invalidateEntity(id, [here]);
    expect(textsOf(await memory.eraseObservations(id, [here], ["Sings."]))).to.deep.equal([]);
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("erases single relations, whether or not they still count; no import or repeated call restores them", async () => {
    const { memory, here } = world;
    const [a, b] = [await world.store("A"), await world.store("B")];
    const ended = await world.relate(a, b, "hates", { metadata: { note: "zebra" } });
    await memory.invalidateRelation(ended.id, [here]);
    const live = await world.relate(a, b, "knows", { metadata: { note: "zebra" } });
    const before = moment();
    const old = await recordsOf(memory, [here]);
    expect(await codeOf(memory.eraseRelation(live.id, [world.elsewhere]))).to.equal("memory.not_found");
    for (const { id } of [ended, live]) {
      await memory.eraseRelation(id, [here]);
      expect(await codeOf(memory.eraseRelation(id, [here]))).to.equal("memory.not_found");
    }
    expect(await allOf((page) => memory.findRelations({ places: [here], asOf: before }, page))).to.deep.equal([]);
    const walk = { from: a.id, places: [here], depth: 1, direction: "both", limit: 5 } as const;
    for (const when of [{}, { asOf: before }]) expect(await memory.traverse({ ...walk, ...when })).to.have.length(1);
    for (const rule of ["merge", "skip", "replace"] as const) await memory.importData(replay(old), rule);
    expect(JSON.stringify(await recordsOf(memory, [here]))).to.not.include("zebra");
    expect(await codeOf(world.relate(a, b, "knows", { id: live.id }))).to.equal("memory.conflict");
    expect((await memory.statistics([here])).relations).to.equal(0);
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("brings no erased observation back from an older export, and loses none that was recorded with it", async () => {
    const { memory, here } = world;
    const texts = ["Her number is ZEBRA.", "Sings.", "Drums.", "Old ZEBRA number."];
    const { id } = await world.store("Mallory", texts);
    moment();
    await memory.addObservations(id, [here], ["Later ZEBRA number."], null);
    await memory.removeObservations(id, [here], ["Old ZEBRA number.", "Drums."]);
    const old = await recordsOf(memory, [here]);
    await memory.eraseObservations(id, [here], ["Her number is ZEBRA.", "Old ZEBRA number.", "later zebra number"]);
    const left = await recordsOf(memory, [here]);
    for (const rule of ["merge", "skip", "replace", "merge"] as const) {
      await memory.importData(replay(old), rule);
      expect(await recordsOf(memory, [here]), rule).to.deep.equal(left);
    }
    const again = await memory.addObservations(id, [here], ["Her number is ZEBRA."], null);
    expect(textsOf(again)).to.deep.equal(["Sings.", "Her number is ZEBRA."]);
    await memory.importData(replay(old), "merge");
    expect(textsOf(await memory.getEntity(id, [here]))).to.deep.equal(["Sings.", "Her number is ZEBRA."]);
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("brings back neither what was erased after a merge moved it, nor what came from an erased entity", async () => {
    const { memory, here } = world;
    const [one, two, three] = [
      await world.store("One"),
      await world.store("Two", ["Knows ZEBRA."]),
      await world.store("Three", ["Hides ZEBRA."]),
    ];
    const merge = await memory.mergeEntities(one.id, [two.id, three.id], [here]);
    const old = await recordsOf(memory, [here]);
    await memory.eraseObservations(one.id, [here], ["Knows ZEBRA."]);
    await memory.eraseObservations(two.id, [here], ["Knows ZEBRA."]);
    await memory.undoMerge(merge, [here]);
    await memory.eraseEntity(three.id, [here]);
    for (const rule of ["merge", "replace"] as const) {
      await memory.importData(replay(old), rule);
      expect(JSON.stringify(await recordsOf(memory, [here])), rule).to.not.include("ZEBRA");
    }
  });

  it("lists erased observations by their entity and time, without their text", async () => {
    const { memory } = await world.empty();
    const place = world.here;
    const more = { place, name: "Mallory", type: "t", observations: ["A.", "B.", "C."] };
    const { id } = (await memory.storeEntity(more)).entity;
    moment();
    const { observations } = await memory.addObservations(id, [place], ["D."], null);
    const before = moment();
    await memory.eraseObservations(id, [place], ["A.", "B.", "D."]);
    const listed = await allOf((page) => memory.findErased(page), 1);
    const times = [observations[0], observations[3]].map((each) => each?.recordedAt);
    expect(listed.map(({ kind, entity, recordedAt }) => [kind, entity, recordedAt])).to.have.deep.members(
      times.map((recordedAt) => ["observation", id, recordedAt]),
    );
    expect(listed.every(({ erasedAt }) => erasedAt > before)).to.equal(true);
    expect(listed.map((each) => each.id)).to.deep.equal(listed.map((each) => each.id).toSorted());
  });

  it("lists the ids of erased entities and relations", async () => {
    const { memory } = await world.empty();
    const place = world.here;
    const stored = await memory.storeEntities(
      ["A", "B", "C"].map((name) => ({ place, name, type: "t", observations: [] })),
    );
    const [a, b, c] = stored.map(({ entity }) => entity.id) as [EntityId, EntityId, EntityId];
    const relation = await memory.storeRelation({ place, from: a, to: b, type: "knows" });
    expect(await allOf((page) => memory.findErased(page))).to.deep.equal([]);
    const before = moment();
    await memory.eraseRelation(relation.id, [place]);
    await memory.eraseEntity(c, [place]);
    await memory.eraseEntity(a, [place]);
    for (const limit of [1, 2, 3, 10]) {
      const erased = await allOf((page) => memory.findErased(page), limit);
      expect(erased.map(({ id, kind }) => `${id} ${kind}`)).to.deep.equal(
        [`${relation.id} relation`, `${c} entity`, `${a} entity`].toSorted(),
      );
      for (const { erasedAt } of erased) expect(erasedAt > before).to.equal(true);
    }
  });

  it("removes what an undone merge left of the erased entity in the history of another one", async () => {
    const { memory, here } = world;
    const { id, other, early } = await secret();
    const third = await world.store("Third");
    const merge = await memory.mergeEntities(other.id, [id], [here]);
    const on = await memory.mergeEntities(third.id, [other.id], [here]);
    await memory.undoMerge(on, [here]);
    await memory.undoMerge(merge, [here]);
    await memory.eraseEntity(id, [here]);
    await expectGone(id, early, false);
    expect(textsOf(await memory.getEntity(other.id, [here]))).to.deep.equal(["Harmless."]);
    expect(await memory.check(false)).to.deep.equal([]);
  });
};
