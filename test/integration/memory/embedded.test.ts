import { expect } from "chai";
import BetterSqlite3 from "better-sqlite3";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { CaxtonError } from "../../../src/domain/errors.ts";
import type { EntityId, ExportRecord, MemoryPlace, SearchMode } from "../../../src/domain/memory.ts";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import { elsewhere, everywhere, ofAgent, openTestMemory, workspace, type TestMemory } from "../../support/memory.ts";

const code = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (thrown: CaxtonError) => thrown.code,
  );

describe("the embedded memory", function () {
  this.timeout(60_000);
  let test: TestMemory;
  let memory: MemoryBackend;
  beforeEach(async () => {
    test = await openTestMemory();
    ({ memory } = test);
  });
  afterEach(async () => test.remove());

  const store = async (
    name: string,
    observations: readonly string[] = [],
    place: MemoryPlace = workspace,
    type = "thing",
  ) => (await memory.storeEntity({ place, name, type, observations })).entity;
  const names = async (text: string, mode: SearchMode = "hybrid", places: readonly MemoryPlace[] = [workspace]) =>
    (await memory.search({ text, mode, limit: 10, places })).map(({ entity }) => entity.name);
  const records = async (of: MemoryBackend): Promise<readonly ExportRecord[]> => {
    const all: ExportRecord[] = [];
    for await (const record of of.exportData(null)) all.push(record);
    return all;
  };
  const replay = (all: readonly ExportRecord[]) =>
    async function* () {
      yield* all;
    };

  it("finds by meaning what shares no word, and by words what means little", async () => {
    await store("Ada", ["Ada lives in Berlin."], workspace, "person");
    await store("Order", ["Part number XK-4471 is on its way."]);
    expect((await names("Which city is her home?", "semantic"))[0]).to.equal("Ada");
    expect(await names("xk 4471", "keyword")).to.deep.equal(["Order"]);
    const [best] = await memory.search({ text: "where is XK-4471", mode: "hybrid", limit: 1, places: [workspace] });
    expect(best?.entity.name).to.equal("Order");
    expect(best?.parts).to.deep.include({ keywordRank: 1, hops: null });
    expect(best?.parts.similarity).to.be.greaterThan(0);
    expect(best?.score).to.be.within(0, 1);
  });

  it("makes one entity of two of a name, whatever their case, and keeps each observation once", async () => {
    const first = await memory.storeEntity({
      place: workspace,
      name: "Ada",
      type: "person",
      observations: ["Plays chess."],
    });
    const second = await memory.storeEntity({
      place: workspace,
      name: " ADA ",
      type: "Person",
      observations: ["plays  chess.", "Sings."],
      metadata: { age: 3 },
    });
    const third = await memory.storeEntity({ place: workspace, name: "ada", type: "person", observations: ["Sings."] });
    expect([first.outcome, second.outcome, third.outcome]).to.deep.equal(["created", "merged", "unchanged"]);
    expect(third.entity.id).to.equal(first.entity.id);
    expect(third.entity.observations.map(({ text }) => text)).to.deep.equal(["Plays chess.", "Sings."]);
    expect(third.entity.metadata).to.deep.equal({ age: 3 });
    expect(await names("singing", "keyword")).to.deep.equal([]);
    expect(await names("sings", "keyword")).to.deep.equal(["Ada"]);
  });

  it("shows nobody what is not theirs, by any way", async () => {
    const mine = await store("Secret of Ada", ["The code is swordfish."], ofAgent("ada"));
    const shared = await store("Door", ["It has a lock."]);
    const foreign = await store("Foreign", ["The code is swordfish too."], elsewhere);
    const relation = await memory.storeRelation({ place: ofAgent("ada"), from: mine.id, to: shared.id, type: "opens" });
    for (const places of [[workspace], [ofAgent("bob"), workspace], [everywhere], []] as const) {
      for (const mode of ["semantic", "keyword", "hybrid", "graph"] as const) {
        expect(await names("swordfish code", mode, places)).to.not.include.members(["Secret of Ada", "Foreign"]);
      }
      expect(await code(memory.getEntity(mine.id, places))).to.equal("memory.not_found");
      expect(await code(memory.addObservations(mine.id, places, ["x"], null))).to.equal("memory.not_found");
      expect(await code(memory.changeEntity(mine.id, places, { pinned: true }))).to.equal("memory.not_found");
      expect(await code(memory.invalidateEntity(mine.id, places))).to.equal("memory.not_found");
      expect(await code(memory.eraseEntity(mine.id, places))).to.equal("memory.not_found");
      expect(await code(memory.invalidateRelation(relation.id, places))).to.equal("memory.not_found");
      expect((await memory.findRelations({ places }, { limit: 10, cursor: null })).items).to.deep.equal([]);
      const found = await memory.findEntities({ places }, { limit: 10, cursor: null });
      expect(found.items.map(({ id }) => id)).to.not.include.members([mine.id, foreign.id]);
    }
    const walk = { from: shared.id, places: [workspace], depth: 3, direction: "both", limit: 10 } as const;
    expect((await memory.traverse(walk)).map(({ entity }) => entity.name)).to.deep.equal(["Door"]);
    expect((await memory.traverse({ ...walk, places: [workspace, ofAgent("ADA")] })).length).to.equal(2);
    expect(
      await memory
        .shortestPath(shared.id, mine.id, { places: [workspace], direction: "both" })
        .catch((thrown: CaxtonError) => thrown.code),
    ).to.equal("memory.not_found");
    expect(await code(memory.storeRelation({ place: workspace, from: mine.id, to: shared.id, type: "x" }))).to.equal(
      "memory.not_found",
    );
  });

  it("filters by type, time and metadata, exactly", async () => {
    for (let index = 0; index < 30; index++) {
      await memory.storeEntity({
        place: workspace,
        name: `Note ${index}`,
        type: index % 10 === 0 ? "memo" : "note",
        observations: ["About apples."],
        metadata: { year: index, tags: ["x"] },
      });
    }
    const query = { text: "apples", mode: "hybrid", limit: 10, places: [workspace] } as const;
    expect(
      (await memory.search({ ...query, types: ["MEMO"] })).map(({ entity }) => entity.metadata["year"]).toSorted(),
    ).to.deep.equal([0, 10, 20]);
    expect((await memory.search({ ...query, metadata: { year: 7 } })).map(({ entity }) => entity.name)).to.deep.equal([
      "Note 7",
    ]);
    expect(
      (await memory.search({ ...query, metadata: { tags: ["x"], year: 8 } })).map(({ entity }) => entity.name),
    ).to.deep.equal(["Note 8"]);
    expect(await memory.search({ ...query, since: "2999-01-01T00:00:00.000Z" })).to.deep.equal([]);
    expect(await memory.search({ ...query, until: "2000-01-01T00:00:00.000Z" })).to.deep.equal([]);
  });

  it("remembers what was so at a time, through changes, removals and the end of an entity", async () => {
    const { id } = await store("Ada", ["Lives in Berlin."], workspace, "person");
    await sleep(5);
    const before = new Date().toISOString();
    await sleep(5);
    await memory.removeObservations(id, [workspace], ["lives in berlin."]);
    await memory.addObservations(id, [workspace], ["Lives in Paris."], null);
    await memory.changeEntity(id, [workspace], { name: "Ada Lovelace", metadata: { moved: true } });
    const now = await memory.getEntity(id, [workspace]);
    expect(now.name).to.equal("Ada Lovelace");
    expect(now.observations.map(({ text }) => text)).to.deep.equal(["Lives in Paris."]);
    const then = await memory.getEntity(id, [workspace], before);
    expect(then.name).to.equal("Ada");
    expect(then.metadata).to.deep.equal({});
    expect(then.observations.map(({ text }) => text)).to.deep.equal(["Lives in Berlin."]);
    await memory.invalidateEntity(id, [workspace]);
    expect(await code(memory.getEntity(id, [workspace]))).to.equal("memory.not_found");
    expect(await names("Paris")).to.deep.equal([]);
    const earlier = await memory.search({ text: "Ada", mode: "semantic", limit: 3, places: [workspace], asOf: before });
    expect(earlier.map(({ entity }) => entity.name)).to.deep.equal(["Ada"]);
  });

  it("counts only what is valid in the world", async () => {
    const day = (offset: number): string => new Date(Date.now() + offset * 86_400_000).toISOString();
    const observations = ["An offer on shoes."];
    await memory.storeEntity({ place: workspace, name: "Past", type: "offer", observations, validTo: day(-1) });
    await memory.storeEntity({
      place: workspace,
      name: "Present",
      type: "offer",
      observations,
      validFrom: day(-1),
      validTo: day(1),
    });
    await memory.storeEntity({ place: workspace, name: "Future", type: "offer", observations, validFrom: day(1) });
    for (const mode of ["semantic", "keyword", "hybrid", "graph"] as const)
      expect(await names("shoes", mode)).to.deep.equal(["Present"]);
    const later = await memory.search({ text: "shoes", mode: "hybrid", limit: 5, places: [workspace], asOf: day(2) });
    expect(later.map(({ entity }) => entity.name)).to.deep.equal(["Future"]);
  });

  it("walks relations by depth, direction, type and strength, finds the shortest way and the neighbourhood", async () => {
    const ids = new Map<string, EntityId>();
    for (const name of ["A", "B", "C", "D", "E"]) ids.set(name, (await store(name)).id);
    const id = (name: string): EntityId => ids.get(name) as EntityId;
    const relate = async (from: string, to: string, type: string, strength = 1, directed = true) =>
      memory.storeRelation({ place: workspace, from: id(from), to: id(to), type, strength, directed });
    await relate("A", "B", "knows");
    await relate("B", "C", "knows", 0.4);
    await relate("C", "D", "owns");
    await relate("A", "E", "near", 1, false);
    await relate("E", "D", "near", 0.9, false);
    const walk = async (more: object) =>
      (
        await memory.traverse({ from: id("A"), places: [workspace], depth: 10, direction: "out", limit: 100, ...more })
      ).map(({ entity, depth }) => `${entity.name}${depth}`);
    expect((await walk({})).toSorted()).to.deep.equal(["A0", "B1", "C2", "D2", "E1"]);
    expect(await walk({ depth: 1 })).to.deep.equal(["A0", "B1", "E1"]);
    expect(await walk({ types: ["knows"] })).to.deep.equal(["A0", "B1", "C2"]);
    expect(await walk({ types: ["knows"], minStrength: 0.5 })).to.deep.equal(["A0", "B1"]);
    expect(await walk({ direction: "in" })).to.deep.equal(["A0", "E1", "D2", "C3", "B4"]);
    expect(await walk({ limit: 2 })).to.deep.equal(["A0", "B1"]);
    const path = await memory.shortestPath(id("A"), id("D"), { places: [workspace], direction: "out" });
    expect(path?.map(({ entity }) => entity.name)).to.deep.equal(["A", "E", "D"]);
    expect(
      await memory.shortestPath(id("D"), id("A"), { places: [workspace], direction: "out", types: ["knows"] }),
    ).to.equal(null);
    const near = await memory.neighbourhood({
      from: id("A"),
      places: [workspace],
      depth: 1,
      direction: "both",
      limit: 10,
    });
    expect(near.entities.map(({ name }) => name)).to.deep.equal(["A", "B", "E"]);
    expect(near.relations.map(({ type }) => type).toSorted()).to.deep.equal(["knows", "near"]);
    expect(await names("A", "graph")).to.include.members(["A", "B", "E"]);
  });

  it("ends a relation for a newer one between the same two, and keeps it for who asks about earlier", async () => {
    const [a, b] = [await store("A"), await store("B")];
    const relation = { place: workspace, from: a.id, to: b.id, type: "likes" };
    const first = await memory.storeRelation({ ...relation, strength: 0.2 });
    await sleep(5);
    const between = new Date().toISOString();
    await sleep(5);
    expect((await memory.storeRelation({ ...relation, strength: 0.2 })).id).to.equal(first.id);
    const second = await memory.storeRelation({ ...relation, strength: 0.9 });
    const list = async (asOf?: string) =>
      (
        await memory.findRelations(
          { places: [workspace], ...(asOf === undefined ? {} : { asOf }) },
          { limit: 5, cursor: null },
        )
      ).items.map(({ id }) => id);
    expect(await list()).to.deep.equal([second.id]);
    expect(await list(between)).to.deep.equal([first.id]);
  });

  it("merges entities, and takes that back", async () => {
    const big = await store("Robert", ["Likes tea."], workspace, "person");
    const small = await store("Bob", ["Has a dog."], workspace, "person");
    const dog = await store("Rex");
    await memory.storeRelation({ place: workspace, from: small.id, to: dog.id, type: "owns" });
    const merge = await memory.mergeEntities(big.id, [small.id], [workspace]);
    const merged = await memory.getEntity(big.id, [workspace]);
    expect(merged.observations.map(({ text }) => text)).to.deep.equal(["Likes tea.", "Bob", "Has a dog."]);
    expect(await code(memory.getEntity(small.id, [workspace]))).to.equal("memory.not_found");
    expect(await names("dog", "keyword")).to.deep.equal(["Robert"]);
    const walk = { from: big.id, places: [workspace], depth: 1, direction: "out", limit: 5 } as const;
    expect((await memory.traverse(walk)).map(({ entity }) => entity.name)).to.deep.equal(["Robert", "Rex"]);
    await memory.undoMerge(merge, [workspace]);
    expect((await memory.getEntity(big.id, [workspace])).observations.map(({ text }) => text)).to.deep.equal([
      "Likes tea.",
    ]);
    expect((await memory.getEntity(small.id, [workspace])).observations.map(({ text }) => text)).to.deep.equal([
      "Has a dog.",
    ]);
    expect(await names("dog", "keyword")).to.deep.equal(["Bob"]);
    expect((await memory.traverse({ ...walk, from: small.id })).map(({ entity }) => entity.name)).to.deep.equal([
      "Bob",
      "Rex",
    ]);
    expect((await memory.traverse(walk)).length).to.equal(1);
    expect((await memory.statistics(null)).entities).to.equal(3);
    expect((await memory.statistics(null)).observations).to.equal(2);
  });

  it("erases, so that neither the file nor an old export holds it any more", async () => {
    const { id } = await store("Mallory Fitzwilliam", ["Her number is 555-0199-ZEBRA."], workspace, "person");
    const old = await records(memory);
    await memory.eraseEntity(id, [workspace]);
    expect(await names("zebra number")).to.deep.equal([]);
    await memory.importData(replay(old), "merge");
    expect(await names("zebra number")).to.deep.equal([]);
    await memory.close();
    for (const file of [test.file, `${test.file}-wal`]) {
      const bytes = (await readFile(file).catch(() => Buffer.alloc(0))).toString("latin1").toLowerCase();
      for (const word of ["zebra", "mallory", "fitzwilliam"]) expect(bytes, `${word} in ${file}`).to.not.include(word);
    }
  });

  it("holds a place to its quota", async () => {
    const small = await openTestMemory({ quotas: { "agent-only": { entities: 2, observations: 3 } } });
    const put = async (name: string, observations: string[]) =>
      code(small.memory.storeEntity({ place: ofAgent("ada"), name, type: "t", observations }));
    expect([await put("A", ["1"]), await put("B", ["2"]), await put("C", [])]).to.deep.equal([
      "none",
      "none",
      "memory.quota_exceeded",
    ]);
    expect(await put("B", ["3", "4"])).to.equal("memory.quota_exceeded");
    const { items } = await small.memory.findEntities({ places: [ofAgent("ada")] }, { limit: 5, cursor: null });
    expect(items.map(({ observations }) => observations.length)).to.deep.equal([1, 1]);
    const [a] = items;
    if (a !== undefined) await small.memory.invalidateEntity(a.id, [ofAgent("ada")]);
    expect(await put("C", ["5"])).to.equal("none");
    await small.remove();
  });

  it("refuses what it cannot keep, with nothing half done", async () => {
    const put = async (name: string, observations: readonly string[] = [], type = "t") =>
      code(memory.storeEntity({ place: workspace, name, type, observations }));
    expect(await put("  ")).to.equal("memory.invalid");
    expect(await put("x".repeat(513))).to.equal("memory.invalid");
    expect(await put("A", ["fine", " "])).to.equal("memory.invalid");
    expect(await put("A", ["x".repeat(1_048_577)])).to.equal("memory.invalid");
    expect((await memory.statistics(null)).entities).to.equal(0);
    expect(await put("A", ["x".repeat(1_048_576)])).to.equal("none");
    expect(await put("Nothing observed")).to.equal("none");
    const other = await store("B");
    expect(await code(memory.changeEntity(other.id, [workspace], { name: "a", type: "T" }))).to.equal(
      "memory.conflict",
    );
  });

  it("keeps and finds text in twenty scripts", async () => {
    const texts = [
      "日本語の文章です",
      "한국어 문장입니다",
      "Русский текст",
      "ελληνικό κείμενο",
      "نص عربي",
      "טקסט עברי",
      "हिन्दी पाठ",
      "বাংলা লেখা",
      "தமிழ் உரை",
      "తెలుగు వచనం",
      "ಕನ್ನಡ ಪಠ್ಯ",
      "മലയാളം വാചകം",
      "ข้อความภาษาไทย",
      "ຂໍ້ຄວາມພາສາລາວ",
      "ქართული ტექსტი",
      "Հայերեն տեքստ",
      "የአማርኛ ጽሑፍ",
      "អត្ថបទខ្មែរ",
      "မြန်မာစာ",
      "ਪੰਜਾਬੀ ਲਿਖਤ",
    ];
    for (const [index, text] of texts.entries()) await store(`Text ${index}`, [text]);
    for (const [index, text] of texts.entries()) {
      expect((await names(text, "keyword"))[0], text).to.equal(`Text ${index}`);
      const found = await memory.search({ text, mode: "hybrid", limit: 1, places: [workspace] });
      expect(found[0]?.entity.observations[0]?.text).to.equal(text);
    }
  });

  it("takes the same id twice as once, and is called by many at once", async () => {
    const id = "0b5c3a10-6a55-4cf5-8a1c-1f9f4a4f0a01" as EntityId;
    const entity = { id, place: workspace, name: "Once", type: "t", observations: ["One."] };
    const outcomes = (await Promise.all([1, 2, 3].map(async () => memory.storeEntity(entity)))).map(
      ({ outcome }) => outcome,
    );
    expect(outcomes.toSorted()).to.deep.equal(["created", "unchanged", "unchanged"]);
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) =>
        memory.addObservations(id, [workspace], [`Fact ${index}.`], null),
      ),
    );
    expect((await memory.getEntity(id, [workspace])).observations).to.have.length(101);
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("pages through everything once", async () => {
    await memory.storeEntities(
      Array.from({ length: 25 }, (_, index) => ({ place: workspace, name: `E${index}`, type: "t", observations: [] })),
    );
    const seen: string[] = [];
    for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
      const page = await memory.findEntities({ places: [workspace] }, { limit: 10, cursor });
      seen.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(seen).to.deep.equal(Array.from({ length: 25 }, (_, index) => `E${index}`));
    expect(await code(memory.findEntities({ places: [workspace] }, { limit: 10, cursor: "nonsense" }))).to.equal(
      "request.invalid",
    );
  });

  it("goes out whole and comes back whole, by each rule", async () => {
    const ada = await store("Ada", ["One."], workspace, "person");
    const bob = await store("Bob", ["Two."], ofAgent("ada"), "person");
    await memory.storeRelation({ place: ofAgent("ada"), from: bob.id, to: ada.id, type: "knows", strength: 0.5 });
    await memory.invalidateEntity((await store("Gone", ["Was."])).id, [workspace]);
    const all = await records(memory);
    expect(all.map(({ kind }) => kind)).to.deep.equal(["entity", "entity", "entity", "relation"]);
    const other = await openTestMemory();
    expect(await other.memory.importData(replay(all), "fail")).to.deep.equal({
      created: 3,
      merged: 0,
      skipped: 0,
      relations: 1,
      joined: {},
    });
    expect(await records(other.memory)).to.deep.equal(all);
    expect(await other.memory.importData(replay(all), "merge")).to.deep.equal({
      created: 0,
      merged: 0,
      skipped: 3,
      relations: 0,
      joined: {},
    });
    expect(await code(other.memory.importData(replay(all), "fail"))).to.equal("memory.conflict");
    await other.remove();
    const third = await openTestMemory();
    const there = (
      await third.memory.storeEntity({ place: workspace, name: "ada", type: "PERSON", observations: ["Zero."] })
    ).entity;
    expect(await third.memory.importData(replay(all), "merge")).to.deep.include({
      created: 2,
      merged: 1,
      relations: 1,
    });
    expect((await third.memory.getEntity(there.id, [workspace])).observations.map(({ text }) => text)).to.deep.equal([
      "Zero.",
      "One.",
    ]);
    const walk = { from: bob.id, places: [workspace, ofAgent("ada")], depth: 1, direction: "out", limit: 5 } as const;
    expect((await third.memory.traverse(walk)).map(({ entity }) => entity.id)).to.deep.equal([bob.id, there.id]);
    await third.remove();
  });

  it("shows one process at once what another wrote", async () => {
    const other = await test.again();
    await store("From the first", ["Something about whales."]);
    const found = await other.search({ text: "whales", mode: "semantic", limit: 1, places: [workspace] });
    expect(found[0]?.entity.name).to.equal("From the first");
    await Promise.all([
      ...Array.from({ length: 40 }, async (_, index) =>
        memory.storeEntity({ place: workspace, name: `N${index}`, type: "t", observations: [`first ${index}`] }),
      ),
      ...Array.from({ length: 40 }, async (_, index) =>
        other.storeEntity({ place: workspace, name: `N${index}`, type: "t", observations: [`second ${index}`] }),
      ),
    ]);
    const { items } = await memory.findEntities({ places: [workspace], types: ["t"] }, { limit: 100, cursor: null });
    expect(items).to.have.length(40);
    expect(items.every(({ observations }) => observations.length === 2)).to.equal(true);
    expect(await other.check(false)).to.deep.equal([]);
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("is refused where the file is none of its own, or of a newer Caxton", async () => {
    await memory.close();
    const database = new BetterSqlite3(test.file);
    database.pragma("user_version = 99");
    database.close();
    const error = await test.again().then(
      () => null,
      (thrown: CaxtonError) => thrown,
    );
    expect(error?.code).to.equal("memory.unavailable");
    expect(error?.message).to.include("newer version");
  });
});
