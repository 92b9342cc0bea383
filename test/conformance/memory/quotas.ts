/** Quotas limit what a place holds of what counts. */
import { expect } from "chai";
import type { MemoryPlace } from "../../../src/domain/memory.ts";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import { allOf, codeOf, recordsOf, replay, sure, type World } from "./fixture.ts";

const quotas = { "agent-only": { entities: 2, observations: 3 } };

const theme = (world: World): void => {
  const put = async (memory: MemoryBackend, place: MemoryPlace, name: string, ...observations: string[]) =>
    codeOf(memory.storeEntity({ place, name, type: "t", observations }));
  const list = async (memory: MemoryBackend, place: MemoryPlace) =>
    allOf((page) => memory.findEntities({ places: [place] }, page));
  const idOf = async (memory: MemoryBackend, place: MemoryPlace, name: string) =>
    sure((await list(memory, place)).find((each) => each.name === name)).id;

  it("limits entities and observations, ignoring those that no longer count", async () => {
    const { memory } = await world.empty({ quotas });
    const ada = world.ofAgent("ada");
    expect([await put(memory, ada, "A", "1"), await put(memory, ada, "B", "2")]).to.deep.equal(["none", "none"]);
    expect(await put(memory, ada, "C")).to.equal("memory.quota_exceeded");
    expect(await put(memory, ada, "B", "3", "4")).to.equal("memory.quota_exceeded");
    const [a, b] = [await idOf(memory, ada, "A"), await idOf(memory, ada, "B")];
    const add = async (...texts: string[]) => codeOf(memory.addObservations(b, [ada], texts, null));
    expect(await add("3", "4")).to.equal("memory.quota_exceeded");
    expect((await list(memory, ada)).map(({ observations }) => observations.length)).to.deep.equal([1, 1]);
    expect(await add("3")).to.equal("none");
    expect(await add("4")).to.equal("memory.quota_exceeded");
    const exchange = async (...texts: string[]) =>
      codeOf(memory.changeObservations(b, [ada], { add: texts, remove: ["2"] }, null));
    expect(await exchange("4", "5")).to.equal("memory.quota_exceeded");
    expect((await list(memory, ada)).map(({ observations }) => observations.length).toSorted()).to.deep.equal([1, 2]);
    expect(await exchange("4")).to.equal("none");
    await memory.invalidateEntity(a, [ada]);
    expect(await put(memory, ada, "C")).to.equal("none");
    await memory.eraseEntity(b, [ada]);
    expect(await put(memory, ada, "D", "1", "2", "3")).to.equal("none");
    expect(await put(memory, world.ofAgent("bob"), "A", "1", "2", "3")).to.equal("none");
    expect(await put(memory, world.here, "A", "1", "2", "3", "4")).to.equal("none");
  });

  it("stores all of many entities or none", async () => {
    const { memory } = await world.empty({ quotas });
    const ada = world.ofAgent("ada");
    const three = ["A", "B", "C"].map((name) => ({ place: ada, name, type: "t", observations: [] }));
    expect(await codeOf(memory.storeEntities(three))).to.equal("memory.quota_exceeded");
    expect(await list(memory, ada)).to.deep.equal([]);
    expect((await memory.statistics(null)).entities).to.equal(0);
    expect(await codeOf(memory.storeEntities(three.slice(1)))).to.equal("none");
  });

  it("leaves nothing of a place whose first write was refused", async () => {
    const { memory } = await world.empty({ quotas });
    const [ada, bob] = [world.ofAgent("ada"), world.ofAgent("bob")];
    expect(await put(memory, ada, "A", "1", "2", "3", "4")).to.equal("memory.quota_exceeded");
    const { entity } = await memory.storeEntity({ place: bob, name: "B", type: "t", observations: [] });
    expect(entity.place).to.deep.equal(bob);
    expect((await list(memory, bob)).map(({ place }) => place)).to.deep.equal([bob]);
    expect(await list(memory, ada)).to.deep.equal([]);
  });

  it("limits merges and imports", async () => {
    const { memory } = await world.empty({ quotas });
    const ada = world.ofAgent("ada");
    expect(await put(memory, ada, "A", "1")).to.equal("none");
    expect(await put(memory, ada, "B", "2", "3")).to.equal("none");
    const all = await recordsOf(memory, [ada]);
    const other = (await world.empty({ quotas: { "agent-only": { entities: 1, observations: 3 } } })).memory;
    expect(await codeOf(other.importData(replay(all), "merge"))).to.equal("memory.quota_exceeded");
    const [a, b] = [await idOf(memory, ada, "A"), await idOf(memory, ada, "B")];
    // The name and three observations would be four.
    expect(await codeOf(memory.mergeEntities(a, [b], [ada]))).to.equal("memory.quota_exceeded");
    await memory.removeObservations(b, [ada], ["3"]);
    const merge = await memory.mergeEntities(a, [b], [ada]);
    expect(await put(memory, ada, "C")).to.equal("none");
    expect(await codeOf(memory.undoMerge(merge, [ada]))).to.equal("memory.quota_exceeded");
    expect((await list(memory, ada)).map(({ name }) => name).toSorted()).to.deep.equal(["A", "C"]);
  });

  it("are not exceeded by concurrent writes", async () => {
    const { memory, again } = await world.empty({ quotas: { "agent-only": { entities: 5, observations: 100 } } });
    const ada = world.ofAgent("ada");
    const both = [memory, await again()];
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => put(both[index % 2] ?? memory, ada, `N${index}`)),
    );
    expect(outcomes.filter((outcome) => outcome === "none")).to.have.length(5);
    expect(new Set(outcomes)).to.deep.equal(new Set(["none", "memory.quota_exceeded"]));
    expect(await list(memory, ada)).to.have.length(5);
  });
};

export { theme as quotas };
