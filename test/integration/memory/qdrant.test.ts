/** Behaviour specific to Qdrant: start-up, refusals and sizes. */
import { expect } from "chai";
import { QdrantClient } from "@qdrant/js-client-rest";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { EntityId, PlaceKey } from "../../../src/domain/memory.ts";
import { migrateMemory } from "../../../src/memory/migration.ts";
import { newRecord } from "../../../src/memory/records/entity.ts";
import { noChange } from "../../../src/memory/records/no-change.ts";
import type { Change, EntityRecord, IndexEntry } from "../../../src/memory/records/types.ts";
import { openQdrantRecords, type QdrantOptions } from "../../../src/memory/qdrant/store.ts";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import { openBackend } from "../../../src/composition/open-backend.ts";
import { memoryConfig, qdrantMemory } from "../../support/memory-servers.ts";
import { ofAgent, openTestMemory, sharedEmbedder, workspace } from "../../support/memory.ts";
import { findQdrant, startQdrant, type TestQdrant } from "../../support/qdrant.ts";
import { expectContentMended } from "../../support/tampering.ts";
import { openQdrantMemory, place, places, settingsOf } from "../../support/qdrant/world.ts";

const refusalOf = async (settings: QdrantOptions, code = "memory.unusable"): Promise<string> => {
  const thrown = await openQdrantRecords(settings).then(
    () => null,
    (error: unknown) => error as { code: string; message: string; hint: string },
  );
  expect(thrown?.code).to.equal(code);
  return `${thrown?.message} ${thrown?.hint}`;
};

describe("the memory in Qdrant", function () {
  this.timeout(120_000);
  let server: TestQdrant;
  before(async function () {
    const python = findQdrant();
    if (python === null) {
      console.error("There is no Qdrant here, so its tests are skipped: scripts/test-tools.sh installs its engine.");
      this.skip();
    }
    server = await startQdrant(python);
  });
  after(async () => server?.close());

  const clientOf = ({ url, apiKey }: QdrantOptions): QdrantClient =>
    new QdrantClient({ url, headers: { "api-key": apiKey ?? "" }, checkCompatibility: false });

  describe("at the start", () => {
    it("reports that there is no server", async () => {
      const web = createServer();
      await new Promise<void>((resolve) => void web.listen(0, "127.0.0.1", resolve));
      const { port } = web.address() as AddressInfo;
      await new Promise((resolve) => void web.close(resolve));
      const settings = { ...settingsOf(server), url: `http://127.0.0.1:${port}` };
      const refusal = await refusalOf(settings, "memory.unavailable");
      expect(refusal).to.include(`127.0.0.1:${port}`).and.to.include("ECONNREFUSED").and.to.include("QDRANT_URL");
    });

    it("reports that the key is wrong or missing, without showing it", async () => {
      const wrong = await refusalOf({ ...settingsOf(server), apiKey: "hush-hush" });
      expect(wrong).to.include("Invalid API key").and.to.include("QDRANT_API_KEY").and.not.to.include("hush-hush");
      expect(await refusalOf({ ...settingsOf(server), apiKey: null })).to.include("QDRANT_API_KEY");
    });

    it("refuses vectors of other dimensions than the model's", async () => {
      const settings = settingsOf(server);
      await (await openQdrantRecords(settings)).close();
      const refusal = await refusalOf({ ...settings, dimensions: 384 });
      expect(refusal).to.include("16").and.to.include("384").and.to.include("another collection");
    });

    it("refuses a collection that Caxton did not create", async () => {
      const settings = settingsOf(server);
      await clientOf(settings).createCollection(settings.collection, {
        vectors: { other: { size: 3, distance: "Dot" } },
      });
      expect(await refusalOf(settings)).to.include("was not made by Caxton");
    });

    it("refuses a version without conditional updates", async () => {
      const old = await startQdrant(findQdrant() as string, "1.15.5");
      try {
        expect(await refusalOf(settingsOf(old)))
          .to.include("1.15.5")
          .and.to.include("1.16");
      } finally {
        await old.close();
      }
    });

    it("reports that the server is not Qdrant", async () => {
      const web = createServer(({ url }, response) => {
        response.statusCode = url === "/" ? 200 : 404;
        response.end("<html>");
      });
      await new Promise<void>((resolve) => void web.listen(0, "127.0.0.1", resolve));
      try {
        const { port } = web.address() as AddressInfo;
        for (const path of ["", "/nothing/here"]) {
          const url = `http://127.0.0.1:${port}${path}`;
          expect(await refusalOf({ ...settingsOf(server), url })).to.include("not Qdrant");
        }
      } finally {
        web.close();
      }
    });

    it("refuses a memory of a newer Caxton", async () => {
      const settings = settingsOf(server);
      await (await openQdrantRecords(settings)).close();
      await clientOf(settings).upsert(settings.collection, {
        wait: true,
        points: [{ id: 0, vector: {}, payload: { kind: "head", form: 2, commit: 7, recent: [], parts: 0 } }],
      });
      expect(await refusalOf(settings)).to.include("newer version of Caxton");
    });

    it("finds its collection under a URL with a path, such as a proxy's", async () => {
      const settings = settingsOf(server);
      const asked: string[] = [];
      const proxy = createServer((request, response) => {
        asked.push(request.url ?? "");
        response.writeHead(401).end("no");
      });
      await new Promise<void>((resolve) => void proxy.listen(0, "127.0.0.1", resolve));
      const { port } = proxy.address() as AddressInfo;
      await refusalOf({ ...settings, url: `http://127.0.0.1:${port}/under/` });
      proxy.close();
      expect(asked).to.deep.equal(["/under/"]);
    });

    it("lists merges of a version that had no list", async () => {
      const settings = settingsOf(server);
      const memory = await openQdrantMemory(settings);
      const stored = await memory.storeEntities(
        ["One", "Other"].map((name) => ({ place, name, type: "thing", observations: [] })),
      );
      const [one, other] = stored.map(({ entity }) => entity.id) as [EntityId, EntityId];
      const merge = await memory.mergeEntities(one, [other], places);
      const listed = await memory.findMerges(places, { limit: 5, cursor: null });
      expect(listed.items).to.have.length(1);
      const client = clientOf(settings);
      const [point] = await client.retrieve(settings.collection, { ids: [merge], with_payload: true });
      const { place: _place, recorded: _recorded, revision: _revision, ...payload } = point?.payload ?? {};
      await client.upsert(settings.collection, { wait: true, points: [{ id: merge, vector: {}, payload }] });
      expect((await memory.findMerges(places, { limit: 5, cursor: null })).items).to.deep.equal([]);
      const newer = await openQdrantMemory(settings);
      expect(await newer.findMerges(places, { limit: 5, cursor: null })).to.deep.equal(listed);
      await newer.undoMerge(merge, places);
      expect((await newer.getMerge(merge, places)).undoneAt).to.be.a("string");
    });

    it("can be opened concurrently", async () => {
      const settings = settingsOf(server);
      const all = await Promise.all(Array.from({ length: 6 }, async () => openQdrantMemory(settings)));
      await Promise.all(
        all.map(async (memory, index) =>
          memory.storeEntity({ place, name: `Entity ${index}`, type: "thing", observations: [] }),
        ),
      );
      expect((await all[0]?.statistics(null))?.entities).to.equal(6);
    });
  });

  it("applies a write of many megabytes atomically, and refuses an entity larger than a request", async () => {
    const memory = await openQdrantMemory(settingsOf(server));
    const text = (letter: string): string => `${letter} "quoted" \\ ${"😀".repeat(490_000)}`;
    const wanted = [..."abcdef"].map((name) => ({ place, name, type: "book", observations: [text(name)] }));
    const ids = (await memory.storeEntities(wanted)).map(({ entity }) => entity.id);
    for (const [index, id] of ids.entries()) {
      const { name, observations } = await memory.getEntity(id, places);
      expect(observations.map((each) => each.text === text(name))).to.deep.equal([true]);
      if (index > 0) continue;
      const more = Array.from({ length: 16 }, (_, number) => text(String(number)));
      const refused: unknown = await memory.addObservations(id, places, more, null).catch((thrown: unknown) => thrown);
      expect(refused).to.have.property("code", "memory.invalid");
    }
    expect(await memory.check(false)).to.deep.equal([]);
  });

  it("refuses an id that a record of another kind has", async () => {
    const memory = await openQdrantMemory(settingsOf(server));
    const store = async (name: string): Promise<EntityId> =>
      (await memory.storeEntity({ place, name, type: "thing", observations: [] })).entity.id;
    const ends = { from: await store("One"), to: await store("Other") };
    const relation = await memory.storeRelation({ place, ...ends, type: "knows" });
    const thrown = await memory
      .storeEntity({ id: relation.id as string as EntityId, place, name: "Third", type: "thing", observations: [] })
      .catch((error: unknown) => error);
    expect(thrown).to.have.property("code", "memory.conflict");
  });

  describe("with two concurrent writers", () => {
    const now = "2026-01-01T00:00:00.000Z";
    const words = { nameWords: [], textWords: [] };
    const vector = new Float32Array(16).fill(0.25);
    const index: IndexEntry = { model: "plain", vector, fingerprint: "", ...words };
    const most = { entities: 1, observations: 1 };
    const key = "workspace:default" as PlaceKey;

    const storing = (name: string, id = randomUUID() as EntityId): Change => {
      const record: EntityRecord = {
        ...newRecord(id, { place, name, type: "thing", observations: [] }, now),
        revision: 1,
      };
      return {
        ...noChange,
        entities: [{ record, index }],
        counts: [{ place: key, change: { entities: 1, observations: 0, relations: 0 }, most }],
      };
    };

    it("accepts one write and reports a conflict to the other, in one process and in two", async () => {
      for (const isOne of [true, false]) {
        const settings = settingsOf(server);
        const one = await openQdrantRecords(settings);
        const other = isOne ? one : await openQdrantRecords(settings);
        const kinds = await Promise.all([one.commit(storing("Same")), other.commit(storing("Same"))]);
        expect(kinds.map(({ kind }) => kind)).to.have.members(["done", "conflict"]);
        const full = await other.commit(storing("Another"));
        expect(full).to.deep.equal({ kind: "full", place: key });
      }
    });

    it("never restores erased data", async () => {
      const settings = settingsOf(server);
      const store = await openQdrantRecords(settings);
      const id = randomUUID() as EntityId;
      await store.commit(storing("Gone", id));
      const erasure = { ...storing("Gone"), entities: [], counts: [], eraseEntities: [{ id, erasedAt: now }] };
      expect(await store.commit(erasure)).to.deep.equal({ kind: "done" });
      expect(await store.commit(erasure)).to.deep.equal({ kind: "conflict" });
      expect(await store.commit(storing("Gone", id))).to.deep.equal({ kind: "conflict" });
      expect(await store.entities([id])).to.deep.equal([]);
      expect([...(await store.erased([id]))]).to.deep.equal([id]);
      const { points } = await clientOf(settings).scroll(settings.collection, {
        with_payload: true,
        with_vector: true,
      });
      expect(JSON.stringify(points)).not.to.include("Gone");
      expect(points.find((point) => point.id === id)?.vector).to.deep.equal({});
    });
  });

  it("imports another memory, including history, and exports it again", async () => {
    const source = await openTestMemory();
    const back = await openTestMemory();
    const config = memoryConfig({ backend: "qdrant", qdrant: await qdrantMemory() });
    const memory = await openBackend(config, "qdrant", await sharedEmbedder());
    try {
      const stored = await source.memory.storeEntities(
        Array.from({ length: 60 }, (_, index) => ({
          place: index % 10 === 0 ? ofAgent("ada") : workspace,
          name: `Thing ${index}`,
          type: "thing",
          observations: [`It weighs ${index} kilograms.`],
          metadata: { index },
        })),
      );
      const ids = stored.filter(({ entity }) => entity.place.kind === "workspace").map(({ entity }) => entity.id);
      for (let index = 0; index + 4 < ids.length; index += 5) {
        const [one, two, three, four, five] = ids.slice(index) as [EntityId, EntityId, EntityId, EntityId, EntityId];
        await source.memory.storeRelation({ place: workspace, from: one, to: three, type: "knows" });
        await source.memory.changeEntity(two, [workspace], { name: `Renamed ${index}` });
        await source.memory.mergeEntities(four, [three], [workspace]);
        await source.memory.invalidateEntity(five, [workspace]);
      }
      expect((await migrateMemory(source.memory, memory)).agrees).to.equal(true);
      expect((await migrateMemory(memory, back.memory)).agrees).to.equal(true);
      const everythingIn = async (one: MemoryBackend): Promise<readonly string[]> => {
        const all: string[] = [];
        for await (const each of one.exportData(null)) all.push(JSON.stringify(each));
        return all.toSorted();
      };
      expect((await everythingIn(back.memory)).length).to.equal((await everythingIn(source.memory)).length);
      expect(await memory.check(false)).to.deep.equal([]);
    } finally {
      await memory.close();
      await source.remove();
      await back.remove();
    }
  });

  it("repairs wrong counts", async () => {
    const settings = settingsOf(server);
    const memory = await openQdrantMemory(settings);
    await memory.storeEntity({ place, name: "One", type: "thing", observations: ["a", "b"] });
    const { points } = await clientOf(settings).scroll(settings.collection, {
      filter: { must: [{ key: "kind", match: { value: "held" } }] },
      with_payload: true,
    });
    const [held] = points;
    const payload = { ...held?.payload, entities: 7 };
    await clientOf(settings).upsert(settings.collection, {
      wait: true,
      points: [{ id: held?.id ?? 0, vector: {}, payload }],
    });
    const finding = { what: "places whose counts are wrong", count: 1 };
    expect(await memory.check(false)).to.deep.equal([{ ...finding, mended: false }]);
    expect(await memory.check(true)).to.deep.equal([{ ...finding, mended: true }]);
    expect(await memory.check(false)).to.deep.equal([]);
    expect((await memory.statistics(null)).entities).to.equal(1);
  });

  it("finds and repairs words and vectors of another text", async () => {
    const settings = settingsOf(server);
    const memory = await openQdrantMemory(settings);
    const client = clientOf(settings);
    const all = { limit: 10, with_payload: true, with_vector: true };
    await expectContentMended(memory, async () => {
      const filter = { must: [{ key: "kind", match: { value: "entity" } }] };
      const { points } = await client.scroll(settings.collection, { ...all, filter });
      const named = (name: string) => {
        const found = points.find(({ payload }) => JSON.parse(String(payload?.["record"])).nameKey === name);
        return { id: found?.id ?? 0, payload: { ...found?.payload }, vector: { ...(found?.vector as object) } };
      };
      const [ada, bob, cleo, dora] = [named("ada"), named("bob"), named("cleo"), named("dora")];
      const { fingerprint: _fingerprint, ...unchecked } = dora.payload as Record<string, unknown>;
      const meaning = Object.entries(bob.vector).filter(([name]) => name === "meaning");
      const changed = [
        { ...ada, vector: { ...ada.vector, ...Object.fromEntries(meaning) } },
        { ...cleo, payload: { ...cleo.payload, words: [1] } },
        { ...dora, payload: unchecked },
      ];
      await client.upsert(settings.collection, { wait: true, points: changed });
    });
  });
});
