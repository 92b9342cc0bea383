/** Paged lists: every item exactly once, even with writes in between. */
import { expect } from "chai";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import { allOf, codeOf, sure, type World } from "./fixture.ts";

export const lists = (world: World): void => {
  const fill = async (names: readonly string[]) =>
    (
      await world.memory.storeEntities(
        names.map((name) => ({ place: world.here, name, type: "t", observations: [`About ${name}.`] })),
      )
    ).map(({ entity }) => entity);
  const numbered = (many: number): readonly string[] => Array.from({ length: many }, (_, index) => `E${index}`);

  it("returns every item once for any page size", async () => {
    const stored = await fill(numbered(25));
    const ids = stored.map(({ id }) => id).toSorted();
    for (const limit of [1, 10, 25, 26]) {
      const seen = await allOf((page) => world.memory.findEntities({ places: [world.here] }, page), limit);
      expect(seen.map(({ id }) => id).toSorted(), String(limit)).to.deep.equal(ids);
    }
    const [first, ...rest] = stored;
    for (const to of rest) await world.relate(sure(first), to);
    for (const limit of [1, 7, 24]) {
      const seen = await allOf((page) => world.memory.findRelations({ places: [world.here] }, page), limit);
      expect(seen.map(({ to }) => to).toSorted(), String(limit)).to.deep.equal(rest.map(({ id }) => id).toSorted());
    }
  });

  it("limits pages to the requested size, and marks the last page", async () => {
    await fill(numbered(3));
    const list = async (limit: number, cursor: string | null = null) =>
      world.memory.findEntities({ places: [world.here] }, { limit, cursor });
    const first = await list(2);
    expect(first.items).to.have.length(2);
    expect(first.nextCursor).to.be.a("string");
    const last = await list(2, first.nextCursor);
    expect([last.items.length, last.nextCursor]).to.deep.equal([1, null]);
    expect((await list(3)).nextCursor).to.equal(null);
    const nothing = await world.memory.findEntities({ places: [world.elsewhere] }, { limit: 2, cursor: null });
    expect(nothing).to.deep.equal({ items: [], nextCursor: null });
  });

  it("neither repeats nor skips existing items if there are writes between pages", async () => {
    const { memory, here } = world;
    const stored = await fill(numbered(20));
    const first = await memory.findEntities({ places: [here] }, { limit: 8, cursor: null });
    const seen = new Set(first.items.map(({ id }) => id));
    const gone = sure(stored.find(({ id }) => !seen.has(id)));
    const changed = sure(first.items[3]);
    await memory.invalidateEntity(gone.id, [here]);
    await memory.eraseEntity(sure(first.items.at(-1)).id, [here]);
    await memory.changeEntity(changed.id, [here], { name: "Renamed" });
    await fill(["new 1", "new 2", "new 3"]);
    const rest = await allOf(async ({ cursor, ...page }) =>
      memory.findEntities({ places: [here] }, { ...page, cursor: cursor ?? first.nextCursor }),
    );
    const ids = rest.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(ids.filter((id) => seen.has(id))).to.deep.equal([]);
    const left = stored.filter(({ id }) => !seen.has(id) && id !== gone.id);
    expect(ids).to.include.members(left.map(({ id }) => id));
    expect(ids).to.not.include(gone.id);
  });

  it("accepts cursors of another process, and refuses invalid ones", async () => {
    await fill(numbered(4));
    const other = await world.again();
    const list = async (memory: MemoryBackend, cursor: string | null) =>
      memory.findEntities({ places: [world.here] }, { limit: 3, cursor });
    const { nextCursor } = await list(world.memory, null);
    expect((await list(other, nextCursor)).items).to.deep.equal((await list(world.memory, nextCursor)).items);
    for (const cursor of ["nonsense", "", "bWVtb3J5Oid4", `${nextCursor}x!`]) {
      const relations = world.memory.findRelations({ places: [world.here] }, { limit: 3, cursor });
      if (cursor === "nonsense") expect(await codeOf(relations)).to.equal("request.invalid");
      expect(await codeOf(relations)).to.be.oneOf(["request.invalid", "none"]);
      expect(await codeOf(list(world.memory, cursor))).to.be.oneOf(["request.invalid", "none"]);
    }
    expect(await codeOf(list(world.memory, "nonsense"))).to.equal("request.invalid");
  });

  it("filters exactly by name, types, metadata and times", async () => {
    const { memory, here } = world;
    await fill(numbered(12));
    await world.store("e1", ["Another."], { type: "other", metadata: { key: "value", list: [1] } });
    const names = async (more: object) =>
      (await allOf((page) => memory.findEntities({ places: [here], ...more }, page), 5))
        .map(({ name, type }) => `${name} ${type}`)
        .toSorted();
    expect(await names({ name: " E1 " })).to.deep.equal(["E1 t", "e1 other"]);
    expect(await names({ name: "E1", types: ["T"] })).to.deep.equal(["E1 t"]);
    expect(await names({ name: "E" })).to.deep.equal([]);
    expect(await names({ types: ["other"] })).to.deep.equal(["e1 other"]);
    expect(await names({ metadata: { key: "value" } })).to.deep.equal(["e1 other"]);
    expect(await names({ metadata: { list: [1], key: "value" } })).to.deep.equal(["e1 other"]);
    expect(await names({ metadata: { list: [2] } })).to.deep.equal([]);
    expect((await names({ since: "2000-01-01T00:00:00.000Z" })).length).to.equal(13);
    expect(await names({ until: "2000-01-01T00:00:00.000Z" })).to.deep.equal([]);
  });
};
