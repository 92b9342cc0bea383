/** Walks along the adjacency in memory return the same results as walks that read the rows, in the same order. */
import { expect } from "chai";
import BetterSqlite3 from "better-sqlite3";
import fc from "fast-check";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AgentName } from "../../../src/domain/ids.ts";
import { defaultQuotas, type EntityId, type RelationId, type Traversal } from "../../../src/domain/memory.ts";
import { graphOf, stepsOf } from "../../../src/memory/embedded/carried.ts";
import { openStore } from "../../../src/memory/embedded/store.ts";
import { action, createRun, dimensions, here, type Opened, writing } from "../../support/walk-histories.ts";

describe("walks of the embedded memory", function () {
  this.timeout(300_000);
  let folder: string;
  let files = 0;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-walks-"));
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));
  const nextFile = (): string => join(folder, `${files++}.db`);

  it("find the same in memory as by reading rows, after any history of two processes", () => {
    let compared = 0;
    fc.assert(
      fc.property(fc.array(action, { minLength: 30, maxLength: 120 }), (actions) => {
        const run = createRun(nextFile());
        try {
          run.begin();
          for (const given of actions) run.perform(given);
          run.compareAll();
          run.check();
          compared += run.compared();
        } finally {
          run.close();
        }
      }),
      { numRuns: Number(process.env["CAXTON_TEST_WALKS"] ?? 60) },
    );
    expect(compared).to.be.greaterThan(1_000);
  });

  const openTwo = () => {
    const input = { file: nextFile(), modelId: "m", dimensions, quotas: defaultQuotas };
    return { file: input.file, one: openStore(input), other: openStore(input) };
  };
  const storeAll = ({ call }: Opened, count: number): readonly EntityId[] => {
    const given = Array.from({ length: count }, (_, number) => ({
      ...{ id: randomUUID() as EntityId, place: here, name: `N${number}`, type: "t", observations: [] },
    }));
    writing((vectors) => call("storeEntities", given, vectors));
    return given.map(({ id }) => id);
  };
  const relate = ({ call }: Opened, from: EntityId, to: EntityId, kind = "knows") =>
    call("storeRelation", { id: randomUUID() as RelationId, place: here, from, to, type: kind });
  const reached = ({ call }: Opened, from: EntityId, limit = 1_000): readonly EntityId[] =>
    stepsOf(call("traverse", { from, places: [here], depth: 3, direction: "both", limit })).map(
      ({ entity }) => entity.id,
    );

  it("see all writes of another process, even if the list of changes is incomplete", () => {
    const { file, one, other } = openTwo();
    const ids = storeAll(one, 30) as [EntityId, ...EntityId[]];
    const [first, ...rest] = ids;
    for (const id of rest.slice(0, 1)) relate(one, first, id);
    expect(reached(one, first)).to.have.length(2);
    for (const id of rest.slice(1)) relate(other, first, id);
    // Simulates very many later changes.
    const raw = new BetterSqlite3(file);
    raw.exec(`DELETE FROM "change"; UPDATE sqlite_sequence SET "seq" = "seq" + 20000 WHERE "name" = 'change'`);
    raw.close();
    for (const id of ids.slice(29)) other.call("invalidateEntity", { id, places: [here] });
    expect(reached(one, first)).to.have.members(ids.slice(0, 29));
    for (const each of [one, other]) each.call("close");
  });

  it("keep up with very many changes, and with the removal of a hub of thousands", () => {
    const { one, other } = openTwo();
    const ids = storeAll(one, 3_001) as [EntityId, ...EntityId[]];
    const [hub, ...leaves] = ids;
    const [leaf, neighbour] = leaves as [EntityId, EntityId];
    expect(reached(one, hub)).to.deep.equal([hub]);
    for (const each of leaves) relate(other, hub, each);
    expect(reached(one, hub, 5_000)).to.have.length(3_001);
    expect(reached(one, hub, 5)).to.have.length(5);
    relate(one, leaf, neighbour);
    other.call("eraseEntity", { id: hub, places: [here] });
    expect(reached(one, leaf)).to.deep.equal([leaf, neighbour]);
    expect(reached(other, leaf)).to.deep.equal([leaf, neighbour]);
    for (const each of [one, other]) {
      expect(each.call("check", false)).to.deep.equal([]);
      each.call("close");
    }
  });

  it("preserve texts of any script and length, and metadata with any keys", () => {
    const { one, other } = openTwo();
    const texts = [
      "a\u0000b",
      "“quotes” and \\ and \u2028",
      "Ünïcödé 漢字 🦉",
      "long ".repeat(10_000),
      "x".repeat(1_000_000),
    ];
    const metadata = JSON.parse(`{"__proto__":{"a":1},"":[],"n":1e21,"small":1e-9,"deep":{"a":[null,true,"\\u0000"]}}`);
    const provenance = { agent: "ada" as AgentName, conversationId: null, messageId: null, source: 'ä"b' };
    const [root] = storeAll(one, 1) as [EntityId];
    for (const [number, text] of texts.entries()) {
      const id = randomUUID() as EntityId;
      const given = {
        id,
        place: here,
        name: `T${number} ${text.slice(0, 9)}`,
        type: "t",
        observations: [text, "more"],
        metadata,
        provenance,
      };
      writing((vectors) => one.call("storeEntities", [given], vectors));
      const relation = {
        id: randomUUID() as RelationId,
        place: here,
        from: root,
        to: id,
        type: text.slice(0, 40),
        strength: 0.1 + 0.2,
        confidence: 1e-7,
      };
      one.call("storeRelation", { ...relation, metadata, provenance });
      const walk: Traversal = { from: id, places: [here], depth: 1, direction: "both", limit: 9 };
      for (const each of [one, other, one]) {
        const [first, second] = stepsOf(each.call("traverse", walk));
        expect(first?.entity).to.deep.equal(other.call("getEntity", { id, places: [here] }, {}));
        expect(first?.entity.observations[0]?.text).to.equal(text);
        const around = graphOf(each.call("neighbourhood", walk));
        expect(second?.by).to.deep.equal(around.relations[0]);
        expect(second?.by).to.deep.equal(other.call("exportRelations", null, number, 1).items[0]);
        expect([second?.by?.strength, second?.by?.confidence]).to.deep.equal([0.1 + 0.2, 1e-7]);
      }
    }
    for (const each of [one, other]) each.call("close");
  });
});
