/** What is erased is gone: from every read, of every time, and for every import. */
import { expect } from "chai";
import type { EntityId } from "../../../src/domain/memory.ts";
import { allModes, allOf, codeOf, moment, recordsOf, replay, textsOf, type World } from "./fixture.ts";

export const erasure = (world: World): void => {
  /** Mallory, known by several names over time, with relations that count and one that does not. */
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

  const expectGone = async (id: EntityId, early: string): Promise<void> => {
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
    expect(exported).to.not.include(id);
  };

  it("it is in no read of any time, in no export, and its relations are gone with it", async () => {
    const { memory, here } = world;
    const { id, early, other } = await secret();
    await memory.eraseEntity(id, [here]);
    await expectGone(id, early);
    expect(await memory.statistics([here])).to.deep.include({ entities: 1, observations: 1, relations: 0 });
    expect(await memory.getEntity(other.id, [here])).to.deep.equal(other);
    expect(await codeOf(memory.eraseEntity(id, [here]))).to.equal("memory.not_found");
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("what ended before can be erased, too", async () => {
    const { memory, here } = world;
    const { id, early } = await secret();
    await memory.invalidateEntity(id, [here]);
    await memory.eraseEntity(id, [here]);
    await expectGone(id, early);
    expect(await memory.statistics([here])).to.deep.include({ entities: 1, observations: 1, relations: 0 });
  });

  it("no import brings it back, by any rule, and none of its relations", async () => {
    const { memory, here } = world;
    const { id, early } = await secret();
    const old = await recordsOf(memory, [here]);
    await memory.eraseEntity(id, [here]);
    for (const rule of ["merge", "skip", "replace"] as const) {
      expect(await memory.importData(replay(old), rule), rule).to.deep.include({ created: 0, relations: 0 });
      await expectGone(id, early);
    }
  });

  it("its name is free, and what bears it then is another one", async () => {
    const { memory, here } = world;
    const { id } = await secret();
    await memory.eraseEntity(id, [here]);
    const fresh = await world.store("Mallory Zebra", ["Another one."]);
    expect(fresh.id).to.not.equal(id);
    expect(textsOf(fresh)).to.deep.equal(["Another one."]);
    expect(fresh.metadata).to.deep.equal({});
  });

  it("its id is not stored again: a call that is repeated does not bring it back", async () => {
    const { memory, here: place } = world;
    const { id, early } = await secret();
    await memory.eraseEntity(id, [place]);
    const again = { id, place, name: "Mallory Fitzwilliam", type: "thing", observations: ["ZEBRA."] };
    expect(await codeOf(memory.storeEntity(again))).to.equal("memory.conflict");
    await expectGone(id, early);
  });

  it("an erased one that had been merged does not come back when the merge is undone", async () => {
    const { memory, here } = world;
    const { id, other, early } = await secret();
    const merge = await memory.mergeEntities(other.id, [id], [here]);
    await memory.eraseEntity(id, [here]);
    await memory.undoMerge(merge, [here]);
    await expectGone(id, early);
    expect(textsOf(await memory.getEntity(other.id, [here]))).to.deep.equal(["Harmless."]);
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("a merge into what is erased cannot be undone any more", async () => {
    const { memory, here } = world;
    const { id, other } = await secret();
    const merge = await memory.mergeEntities(id, [other.id], [here]);
    await memory.eraseEntity(id, [here]);
    expect(await codeOf(memory.undoMerge(merge, [here]))).to.equal("memory.not_found");
    expect(await codeOf(memory.getEntity(other.id, [here]))).to.equal("memory.not_found");
  });
};
