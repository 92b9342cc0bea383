/** Entities and their observations: storing, joining by name, changing, removing, and invalid input. */
import { expect } from "chai";
import { memoryLimits } from "../../../src/domain/memory.ts";
import { tagOf } from "../../../src/memory/rules.ts";
import { allOf, codeOf, moment, newId, sure, textsOf, type World } from "./fixture.ts";

export const entities = (world: World): void => {
  it("joins entities of the same name and type, regardless of case, and keeps each observation once", async () => {
    const { memory, here: place } = world;
    const ada = { place, name: "Ada", type: "person" };
    const first = await memory.storeEntity({ ...ada, observations: ["Plays chess."] });
    const second = await memory.storeEntity({
      place,
      name: " ADA ",
      type: "Person",
      observations: ["plays  chess.", "Sings."],
      metadata: { age: 3 },
    });
    const third = await memory.storeEntity({ ...ada, name: "ada", observations: ["Sings."] });
    expect([first.outcome, second.outcome, third.outcome]).to.deep.equal(["created", "merged", "unchanged"]);
    expect(third.entity.id).to.equal(first.entity.id);
    expect(textsOf(third.entity)).to.deep.equal(["Plays chess.", "Sings."]);
    expect(third.entity.metadata).to.deep.equal({ age: 3 });
    expect((await memory.storeEntity({ ...ada, type: "ship", observations: [] })).outcome).to.equal("created");
    expect(await world.names("singing", "keyword")).to.deep.equal([]);
    expect(await world.names("sings", "keyword")).to.deep.equal(["Ada"]);
  });

  it("makes an expired entity valid again when it is stored again", async () => {
    const { memory, here } = world;
    const names = async (more: object = {}) =>
      (await allOf((page) => memory.findEntities({ places: [here], ...more }, page))).map(({ name }) => name);
    const old = await world.store("Lease", ["Of the flat."], { validTo: "2020-01-01T00:00:00.000Z" });
    expect(await names()).to.deep.equal([]);
    const before = moment();
    const { entity, outcome } = await memory.storeEntity({
      place: here,
      name: "Lease",
      type: "thing",
      observations: [],
    });
    expect([entity.id, outcome, entity.validTo]).to.deep.equal([old.id, "merged", null]);
    expect(await names()).to.deep.equal(["Lease"]);
    expect(await world.names("lease", "keyword")).to.deep.equal(["Lease"]);
    expect((await memory.getEntity(old.id, [here], before, "2019-01-01T00:00:00.000Z")).validTo).to.equal(old.validTo);
    const future = await world.store("Fair", [], { validFrom: "2999-01-01T00:00:00.000Z" });
    expect((await world.store("Fair")).id).to.equal(future.id);
    expect((await names()).toSorted()).to.deep.equal(["Fair", "Lease"]);
  });

  it("applies validity and pin when an entity is stored again, and spans periods that do not overlap", async () => {
    const year = (number: number): string => `${number}-01-01T00:00:00.000Z`;
    const again = async (more: object) => {
      const { entity, outcome } = await world.memory.storeEntity({
        ...{ place: world.here, name: "Lease", type: "thing", observations: [], ...more },
      });
      return [outcome, entity.pinned, entity.validFrom, entity.validTo];
    };
    await world.store("Lease", [], { validFrom: year(2010), validTo: year(2999) });
    expect(await again({})).to.deep.equal(["unchanged", false, year(2010), year(2999)]);
    expect(await again({ pinned: true })).to.deep.equal(["merged", true, year(2010), year(2999)]);
    expect(await again({ validTo: year(2990) })).to.deep.equal(["merged", true, year(2010), year(2990)]);
    expect(await again({ validFrom: year(2011), pinned: false })).to.deep.equal([
      ...["merged", false, year(2011), year(2990)],
    ]);
    expect(await again({ validTo: null })).to.deep.equal(["merged", false, year(2011), null]);
    expect(await again({ validFrom: year(2011), validTo: year(2020) })).to.deep.equal([
      ...["merged", false, year(2011), year(2020)],
    ]);
    expect(await again({ validFrom: year(2024) })).to.deep.equal(["merged", false, year(2011), null]);
    expect(await again({ validFrom: year(2000), validTo: year(2005) })).to.deep.equal([
      ...["merged", false, year(2000), null],
    ]);
  });

  it("reads back every field that was stored", async () => {
    const provenance = { agent: null, conversationId: null, messageId: null, source: "notes.txt" };
    const given = {
      id: newId(),
      place: world.here,
      name: "Ada Lovelace",
      type: "Person",
      observations: ["One.", "Two."],
      metadata: { nested: { list: [1, "two", null, true] }, "odd key $.[]": "é" },
      provenance,
      validFrom: "1815-12-10T00:00:00.000Z",
      validTo: null,
      pinned: true,
    };
    const before = moment();
    const { entity } = await world.memory.storeEntity(given);
    expect(entity).to.deep.include({ ...given, observations: entity.observations, mergedInto: null });
    expect(entity.invalidatedAt).to.equal(null);
    expect(entity.recordedAt > before).to.equal(true);
    expect(entity.recordedAt).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(entity.observations).to.deep.equal(
      given.observations.map((text) => ({ text, recordedAt: entity.recordedAt, invalidatedAt: null, provenance })),
    );
    expect(await world.memory.getEntity(entity.id, [world.here])).to.deep.equal(entity);
    expect(await allOf((page) => world.memory.findEntities({ places: [world.here] }, page))).to.deep.equal([entity]);
    expect((await world.search("Lovelace"))[0]?.entity).to.deep.equal(entity);
  });

  it("refuses changes with an outdated tag, and changes nothing", async () => {
    const { memory, here } = world;
    const seen = await world.store("Ada", ["One."]);
    const now = await memory.addObservations(seen.id, [here], ["Two."], null);
    const old = [tagOf(seen)];
    const codes = [
      await codeOf(memory.changeEntity(seen.id, [here], { name: "Eve" }, old)),
      await codeOf(memory.invalidateEntity(seen.id, [here], old)),
      await codeOf(memory.eraseEntity(seen.id, [here], old)),
    ];
    expect(new Set(codes)).to.deep.equal(new Set(["request.precondition_failed"]));
    expect(await memory.getEntity(seen.id, [here])).to.deep.equal(now);
    expect((await memory.changeEntity(seen.id, [here], { name: "Eve" }, [tagOf(now), ...old])).name).to.equal("Eve");
  });

  it("stores the same id once, also with concurrent calls", async () => {
    const { memory, here: place } = world;
    const entity = { id: newId(), place, name: "Once", type: "t", observations: ["One."] };
    const stored = await Promise.all([1, 2, 3].map(async () => memory.storeEntity(entity)));
    expect(stored.map(({ outcome }) => outcome).toSorted()).to.deep.equal(["created", "unchanged", "unchanged"]);
    const again = await memory.storeEntity({ ...entity, name: "Another name", observations: ["Two."] });
    expect(again.outcome).to.equal("unchanged");
    expect(again.entity).to.deep.equal(await memory.getEntity(entity.id, [place]));
    expect(again.entity.name).to.equal("Once");
  });

  it("stores many in order, and joins those with the same name", async () => {
    const { memory, here: place } = world;
    const of = (name: string, ...observations: string[]) => ({ place, name, type: "t", observations });
    const stored = await memory.storeEntities([of("A", "1"), of("B"), of("a", "2"), of("C"), of("A", "1")]);
    expect(stored.map(({ outcome }) => outcome)).to.deep.equal([
      "created",
      "created",
      "merged",
      "created",
      "unchanged",
    ]);
    expect(stored.map(({ entity }) => entity.name)).to.deep.equal(["A", "B", "A", "C", "A"]);
    expect(textsOf(sure(stored[4]).entity)).to.deep.equal(["1", "2"]);
    expect(await memory.storeEntities([])).to.deep.equal([]);
  });

  it("stores all of many entities or none", async () => {
    const { memory, here: place } = world;
    const of = (name: string) => ({ place, name, type: "t", observations: [] });
    expect(await codeOf(memory.storeEntities([of("A"), of("B"), of(" ")]))).to.equal("memory.invalid");
    expect((await memory.statistics([place])).entities).to.equal(0);
    expect(await world.names("A", "keyword")).to.deep.equal([]);
  });

  it("adds and removes observations by their text", async () => {
    const { memory, here } = world;
    const { id } = await world.store("Ada", ["Lives in Berlin.", "Plays chess."]);
    const provenance = { agent: null, conversationId: null, messageId: null, source: "by hand" };
    const more = await memory.addObservations(id, [here], ["Sings.", "plays CHESS.", "Sings."], provenance);
    expect(textsOf(more)).to.deep.equal(["Lives in Berlin.", "Plays chess.", "Sings."]);
    expect(more.observations.map((each) => each.provenance)).to.deep.equal([null, null, provenance]);
    const less = await memory.removeObservations(id, [here], ["  lives in  BERLIN.", "Never said."]);
    expect(textsOf(less)).to.deep.equal(["Plays chess.", "Sings."]);
    expect(await memory.getEntity(id, [here])).to.deep.equal(less);
    expect(await world.names("Berlin", "keyword")).to.deep.equal([]);
    const back = await memory.addObservations(id, [here], ["Lives in Berlin."], null);
    expect(textsOf(back)).to.deep.equal(["Plays chess.", "Sings.", "Lives in Berlin."]);
    expect(await world.names("Berlin", "keyword")).to.deep.equal(["Ada"]);
    expect((await memory.statistics([here])).observations).to.equal(3);
  });

  it("adds and removes observations in one change, or does neither", async () => {
    const { memory, here } = world;
    const seen = await world.store("Ada", ["Keep me.", "Lives in Berlin."]);
    const change = async (add: readonly string[], remove: readonly string[], expected = [tagOf(seen)]) =>
      memory.changeObservations(seen.id, [here], { add, remove }, null, expected);
    expect(await codeOf(change([" "], ["Keep me."]))).to.equal("memory.invalid");
    expect(await codeOf(change(["x".repeat(memoryLimits.observation + 1)], ["Keep me."]))).to.equal("memory.invalid");
    expect(await memory.getEntity(seen.id, [here])).to.deep.equal(seen);
    expect(await world.names("keep", "keyword")).to.deep.equal(["Ada"]);
    const changed = await change(["Lives in Paris."], ["lives in berlin."]);
    expect(textsOf(changed)).to.deep.equal(["Keep me.", "Lives in Paris."]);
    expect(await memory.getEntity(seen.id, [here])).to.deep.equal(changed);
    expect(await world.names("Paris", "keyword")).to.deep.equal(["Ada"]);
    expect(await world.names("Berlin", "keyword")).to.deep.equal([]);
    expect(await codeOf(change([], ["Keep me."]))).to.equal("request.precondition_failed");
    expect((await memory.statistics([here])).observations).to.equal(2);
  });

  it("changes only the given fields", async () => {
    const { memory, here } = world;
    const entity = await world.store("Ada", ["One."], {
      metadata: { a: 1, b: 2 },
      validFrom: "2001-01-01T00:00:00.000Z",
    });
    const change = async (more: object) => memory.changeEntity(entity.id, [here], more);
    expect(await change({ name: "Ada L." })).to.deep.equal({ ...entity, name: "Ada L." });
    expect(await change({ metadata: { b: 3 } })).to.deep.equal({ ...entity, name: "Ada L.", metadata: { b: 3 } });
    expect((await change({ type: "person" })).type).to.equal("person");
    expect((await change({ pinned: true })).pinned).to.equal(true);
    const times = await change({ validFrom: null, validTo: "2999-01-01T00:00:00.000Z" });
    expect([times.validFrom, times.validTo]).to.deep.equal([null, "2999-01-01T00:00:00.000Z"]);
    expect(await memory.getEntity(entity.id, [here])).to.deep.equal(times);
    expect(times).to.deep.include({ recordedAt: entity.recordedAt, pinned: true, observations: entity.observations });
    expect((await change({ name: "ADA L." })).name).to.equal("ADA L.");
    expect(await world.names("Ada L", "keyword", { types: ["person"] })).to.deep.equal(["ADA L."]);
  });

  it("refuses a name that is taken, and frees it when its entity ends", async () => {
    const { memory, here } = world;
    const [first, second] = [await world.store("A"), await world.store("B")];
    const rename = async () => codeOf(memory.changeEntity(second.id, [here], { name: "a", type: "Thing" }));
    expect(await rename()).to.equal("memory.conflict");
    expect((await memory.getEntity(second.id, [here])).name).to.equal("B");
    await memory.invalidateEntity(first.id, [here]);
    expect(await rename()).to.equal("none");
    expect((await world.store("A")).id).to.equal(second.id);
    expect((await world.store("B")).id).to.not.equal(second.id);
  });

  it("neither counts nor writes to an ended entity", async () => {
    const { memory, here } = world;
    const { id } = await world.store("Ada", ["One."]);
    await memory.invalidateEntity(id, [here]);
    expect(await codeOf(memory.getEntity(id, [here]))).to.equal("memory.not_found");
    expect(await codeOf(memory.addObservations(id, [here], ["x"], null))).to.equal("memory.not_found");
    expect(await codeOf(memory.removeObservations(id, [here], ["One."]))).to.equal("memory.not_found");
    expect(await codeOf(memory.changeEntity(id, [here], { pinned: true }))).to.equal("memory.not_found");
    expect(await codeOf(memory.invalidateEntity(id, [here]))).to.equal("memory.not_found");
    expect(await allOf((page) => memory.findEntities({ places: [here] }, page))).to.deep.equal([]);
    expect(await memory.statistics([here])).to.deep.include({ entities: 0, observations: 0 });
    const fresh = await world.store("Ada", ["Two."]);
    expect(fresh.id).to.not.equal(id);
    expect(textsOf(fresh)).to.deep.equal(["Two."]);
  });

  it("refuses invalid entities without partial changes", async () => {
    const { memory, here } = world;
    const put = async (name: string, observations: readonly string[] = [], type = "t") =>
      codeOf(memory.storeEntity({ place: here, name, type, observations }));
    expect(await put("  ")).to.equal("memory.invalid");
    expect(await put("A", [], " ")).to.equal("memory.invalid");
    expect(await put("x".repeat(513))).to.equal("memory.invalid");
    expect(await put("A", [], "x".repeat(129))).to.equal("memory.invalid");
    expect(await put("A", ["fine", " "])).to.equal("memory.invalid");
    expect(await put("A", ["fine", ""])).to.equal("memory.invalid");
    expect(await put("A", ["x".repeat(1_048_577)])).to.equal("memory.invalid");
    expect(await memory.statistics([here])).to.deep.include({ entities: 0, observations: 0 });
    expect(await put("x".repeat(512), [], "y".repeat(128))).to.equal("none");
    const { id } = await world.store("B", ["One."]);
    const add = async (...texts: string[]) => codeOf(memory.addObservations(id, [here], texts, null));
    expect(await add("Two.", "")).to.equal("memory.invalid");
    expect(await add("x".repeat(1_048_577))).to.equal("memory.invalid");
    expect(await codeOf(memory.changeEntity(id, [here], { name: "" }))).to.equal("memory.invalid");
    expect(await codeOf(memory.changeEntity(id, [here], { type: "x".repeat(129) }))).to.equal("memory.invalid");
    expect(textsOf(await memory.getEntity(id, [here]))).to.deep.equal(["One."]);
  });

  it("stores an entity without observations, and an observation of a megabyte", async () => {
    const { memory, here } = world;
    const text = `Zebra ${"lorem ipsum ".repeat(100_000)}`.slice(0, 1_048_576);
    const { id } = await world.store("Long", [text]);
    await world.store("Nothing observed");
    expect(textsOf(await memory.getEntity(id, [here]))).to.deep.equal([text]);
    expect(await world.names("zebra", "keyword")).to.deep.equal(["Long"]);
    expect(await world.names("nothing observed")).to.include("Nothing observed");
    expect(textsOf(await memory.removeObservations(id, [here], [text]))).to.deep.equal([]);
  });

  it("stores ten thousand observations and refuses one more", async () => {
    const { memory, here } = world;
    const texts = Array.from({ length: 10_000 }, (_, index) => `Fact ${index}.`);
    const { id } = await world.store("Full", texts);
    expect(await codeOf(memory.addObservations(id, [here], ["One more."], null))).to.equal("memory.invalid");
    expect(textsOf(await memory.getEntity(id, [here]))).to.deep.equal(texts);
    expect(textsOf(await memory.addObservations(id, [here], ["fact 5."], null))).to.have.length(10_000);
    await memory.removeObservations(id, [here], ["Fact 0."]);
    expect(await codeOf(memory.addObservations(id, [here], ["One more."], null))).to.equal("none");
  });
};
