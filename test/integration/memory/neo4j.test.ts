/** Errors when Neo4j lacks something, concurrent writes, and broken connections. Everything else is in test/conformance/memory. */
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { EntityId, PlaceKey, RelationId } from "../../../src/domain/memory.ts";
import { openNeo4jRecords, type Neo4jOptions } from "../../../src/memory/neo4j/store.ts";
import { noChange } from "../../../src/memory/records/no-change.ts";
import type { Change, EntityRecord, RecordStore, RelationRecord } from "../../../src/memory/records/types.ts";
import { memoryConfig, neo4jMemory, neo4jStatements, openConfigured } from "../../support/memory-servers.ts";
import { expectContentMended } from "../../support/tampering.ts";
import { startBoltProxy, type BoltProxy } from "../../support/neo4j/proxy.ts";

const dimensions = 8;
const place = "workspace:default" as PlaceKey;

const recordOf = (name: string): EntityRecord => ({
  id: randomUUID() as EntityId,
  place,
  name,
  nameKey: name,
  type: "thing",
  typeKey: "thing",
  observations: [],
  past: [],
  metadata: {},
  provenance: null,
  pinned: false,
  mergedInto: null,
  changedAt: "2026-01-01T00:00:00.000Z",
  recordedAt: "2026-01-01T00:00:00.000Z",
  invalidatedAt: null,
  validFrom: null,
  validTo: null,
  revision: 1,
});

const relationOf = (from: EntityRecord, to: EntityRecord): RelationRecord => ({
  id: randomUUID() as RelationId,
  place,
  from: from.id,
  to: to.id,
  type: "knows",
  strength: 1,
  confidence: 1,
  directed: true,
  metadata: {},
  provenance: null,
  recordedAt: "2026-01-01T00:00:00.000Z",
  invalidatedAt: null,
  validFrom: null,
  validTo: null,
  revision: 1,
});

const indexedAs = (word: string) => ({ fingerprint: "", nameWords: [word], textWords: [] });

const changeOf = (records: readonly EntityRecord[]): Change => {
  const made = records.filter(({ revision }) => revision === 1).length;
  return {
    ...noChange,
    entities: records.map((record) => ({
      record,
      index: { model: "m", vector: new Float32Array(dimensions).fill(1), ...indexedAs(record.nameKey) },
    })),
    counts: [
      {
        place,
        change: { entities: made, observations: 0, relations: 0 },
        most: { entities: 1_000, observations: 1_000 },
      },
    ],
  };
};

describe("a memory in Neo4j", function () {
  this.timeout(120_000);
  let options: Neo4jOptions;
  const toClose: (() => Promise<void>)[] = [];
  beforeEach(async function () {
    const found = await neo4jMemory();
    if (found === null) this.skip();
    options = { ...found, dimensions };
  });
  afterEach(async () => {
    for (const close of toClose.splice(0)) await close();
  });

  const open = async (more: Partial<Neo4jOptions> = {}): Promise<RecordStore> => {
    const store = await openNeo4jRecords({ ...options, ...more });
    toClose.push(store.close);
    return store;
  };
  const proxy = async (...replace: readonly string[]): Promise<BoltProxy> => {
    const [said, instead] = replace;
    const started = await startBoltProxy(
      options.uri,
      said === undefined || instead === undefined ? null : [said, instead],
    );
    toClose.push(started.close);
    return started;
  };
  const refusal = async (
    more: Partial<Neo4jOptions>,
    code = "memory.unusable",
  ): Promise<{ message: string; hint: string }> => {
    const thrown: unknown = await open(more).catch((error: unknown) => error);
    expect(thrown).to.have.property("code", code);
    return thrown as { message: string; hint: string };
  };

  it("says what to do where nobody answers, and shows no password", async () => {
    const { message, hint } = await refusal({ uri: "bolt://127.0.0.1:1" }, "memory.unavailable");
    expect(message).to.contain("127.0.0.1:1/neo4j").and.not.to.contain(String(options.password));
    expect(hint).to.contain("NEO4J_URI");
  });

  it("gives a hint if the password is wrong or the database does not exist", async () => {
    expect((await refusal({ password: "wrong" })).hint).to.contain("NEO4J_PASSWORD");
    expect((await refusal({ password: null })).hint).to.contain("NEO4J_PASSWORD");
    expect((await refusal({ database: "nowhere" })).hint).to.contain("NEO4J_DATABASE");
  });

  it("refuses a server that is too old", async () => {
    const { uri } = await proxy("Neo4j/5.26", "Neo4j/5.17");
    const { message, hint } = await refusal({ uri });
    expect(message).to.contain("Neo4j/5.17").and.to.contain("5.18");
    expect(hint).to.contain("newer Neo4j");
  });

  it("refuses vectors of other dimensions, and memories of a newer Caxton", async () => {
    await open();
    const { message, hint } = await refusal({ dimensions: 16 });
    expect(message).to.contain("8").and.to.contain("16");
    expect(hint).to.contain("export");
    expect((await refusal({ dimensions: 5_000 })).message).to.contain("4096");
    await neo4jStatements(`MATCH (m:${options.prefix}Memory) SET m.version = 99`);
    expect((await refusal({})).message).to.contain("newer version");
  });

  it("is created once by many concurrent starts", async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, async () => open()));
    for (const store of stores) await store.ping();
  });

  it("shares a database with others without seeing their data", async () => {
    const [one, other] = [await open(), await open({ prefix: `${options.prefix}Other` })];
    const record = recordOf("ada");
    expect(await one.commit(changeOf([record]))).to.deep.equal({ kind: "done" });
    expect(await other.entities([record.id])).to.deep.equal([]);
    expect(await other.held(null)).to.deep.equal([]);
    expect(await other.commit(changeOf([record]))).to.deep.equal({ kind: "done" });
  });

  // An ended entity has no name to free, but is locked all the same.
  for (const invalidatedAt of [null, "2026-02-01T00:00:00.000Z"]) {
    const kind = invalidatedAt === null ? "of what counts" : "of what ended";
    it(`loses none of many conflicting writes, ${kind}, in any order`, async () => {
      const stores = [await open(), await open()];
      const [a, b] = [
        { ...recordOf("a"), invalidatedAt },
        { ...recordOf("b"), invalidatedAt },
      ];
      await stores[0]?.commit(changeOf([a, b]));
      const write = async (store: RecordStore, ids: readonly EntityId[]): Promise<number> => {
        const found = await store.entities(ids);
        const changed = ids.flatMap((id) => found.filter((each) => each.id === id));
        const next = changed.map((record) => ({ ...record, revision: record.revision + 1 }));
        return (await store.commit({ ...changeOf(next), counts: [] })).kind === "done" ? 1 : 0;
      };
      let written = 0;
      for (let round = 0; round < 15; round++) {
        const all = stores.flatMap((store) => [write(store, [a.id, b.id]), write(store, [b.id, a.id])]);
        for (const done of await Promise.all(all)) written += done;
      }
      expect(written).to.be.at.least(15);
      const revisions = (await stores[1]?.entities([a.id, b.id]))?.map(({ revision }) => revision);
      expect(revisions).to.deep.equal([1 + written, 1 + written]);
    });
  }

  it("counts each of many concurrent writes", async () => {
    const stores = [await open(), await open()];
    const all = stores.flatMap((store) =>
      Array.from({ length: 20 }, async (_, index) => {
        const change = changeOf([recordOf(`n${index}`)]);
        // Both use the same names; one of them is first for each.
        return (await store.commit(change)).kind;
      }),
    );
    const done = (await Promise.all(all)).filter((kind) => kind === "done").length;
    expect(done).to.equal(20);
    expect((await stores[0]?.held(null))?.[0]?.held.entities).to.equal(20);
    expect(await stores[1]?.check(false)).to.deep.equal([]);
  });

  it("adds no relation to an entity that is being ended concurrently", async () => {
    const [one, other] = [await open(), await open()];
    const relate = (from: EntityRecord, to: EntityRecord): Change => ({
      ...changeOf([]),
      relations: [relationOf(from, to)],
      mustCount: [from.id, to.id],
      counts: [],
    });
    const end = (record: EntityRecord): Change => ({
      ...changeOf([{ ...record, revision: 2, invalidatedAt: "2026-02-01T00:00:00.000Z" }]),
      mustBeUnrelated: [record.id],
      counts: [],
    });
    const kinds: string[] = [];
    for (let round = 0; round < 20; round++) {
      const [a, b] = [recordOf(`a${round}`), recordOf(`b${round}`)];
      await one.commit(changeOf([a, b]));
      const both = await Promise.all([one.commit(relate(a, b)), other.commit(end(b))]);
      kinds.push(both.map(({ kind }) => kind).join(" "));
    }
    expect(kinds).to.not.include("done done");
    expect(kinds.filter((each) => each.includes("done"))).to.have.length(20);
  });

  it("moves names between entities in one write", async () => {
    const store = await open();
    const [a, b] = [recordOf("a"), recordOf("b")];
    await store.commit(changeOf([a, b]));
    const swapped = [
      { ...a, name: "b", nameKey: "b", revision: 2 },
      { ...b, name: "a", nameKey: "a", revision: 2 },
    ];
    expect(await store.commit(changeOf(swapped))).to.deep.equal({ kind: "done" });
    const [found] = await store.entitiesNamed([{ place, nameKey: "a", typeKey: "thing" }]);
    expect(found?.id).to.equal(b.id);
  });

  for (const when of ["before", "after"] as const) {
    it(`stores a write once if the connection breaks ${when} it is committed`, async () => {
      const { uri, breakAtCommit, broken } = await proxy();
      const store = await open({ uri });
      for (let round = 0; round < 5; round++) {
        const record = recordOf(`n${round}`);
        breakAtCommit(when);
        expect(await store.commit(changeOf([record]))).to.deep.equal({ kind: "done" });
        expect(await store.entities([record.id])).to.deep.equal([record]);
      }
      expect(broken()).to.equal(5);
      expect(await store.held(null)).to.deep.equal([{ place, held: { entities: 5, observations: 0, relations: 0 } }]);
    });
  }

  it("finds and repairs wrong counts and missing vectors", async () => {
    const store = await open();
    await store.commit(changeOf([recordOf("a"), recordOf("b")]));
    expect(await store.check(false)).to.deep.equal([]);
    await neo4jStatements(
      `MATCH (p:${options.prefix}Place) SET p.entities = 7`,
      `MATCH (e:${options.prefix}Entity {nameKey: 'a'}) REMOVE e.embedding`,
    );
    const [counts, vectors] = await store.check(false);
    expect(counts).to.deep.equal({ what: "places whose counts are wrong", count: 1, mended: false });
    expect(vectors).to.deep.equal({ what: "entities whose vectors are gone", count: 1, mended: false });
    expect((await store.check(true)).map(({ mended }) => mended)).to.deep.equal([true, true]);
    expect(await store.check(false)).to.deep.equal([]);
    expect((await store.withoutVector("m", 10)).map(({ name }) => name)).to.deep.equal(["a"]);
    expect((await store.held(null))[0]?.held.entities).to.equal(2);
  });

  it("finds and repairs words and vectors of another text", async () => {
    const neo4j = await neo4jMemory();
    if (neo4j === null) return;
    const label = `${neo4j.prefix}Entity`;
    const { memory, remove } = await openConfigured(memoryConfig({ backend: "neo4j", neo4j }));
    try {
      await expectContentMended(memory, async () =>
        neo4jStatements(
          `MATCH (a:${label} {nameKey: 'ada'}), (b:${label} {nameKey: 'bob'}) SET a.embedding = b.embedding`,
          `MATCH (c:${label} {nameKey: 'cleo'}) SET c.words = 'paints'`,
          `MATCH (d:${label} {nameKey: 'dora'}) REMOVE d.fingerprint`,
        ),
      );
    } finally {
      await remove();
    }
  });
});
