/** Killing writers of a memory in Neo4j, and the server: nothing confirmed is lost, and no entity is left half-written. */
import { expect } from "chai";
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { MemoryConfig } from "../../../src/config/types.ts";
import { openBackend } from "../../../src/composition/open-backend.ts";
import { programAsBuilt } from "../../support/as-built.ts";
import { memoryConfig } from "../../support/memory-servers.ts";
import { sharedEmbedder, workspace } from "../../support/memory.ts";
import { findNeo4j, startNeo4j, type TestNeo4j } from "../../support/neo4j.ts";

const program = programAsBuilt(new URL("../../support/memory-writer.ts", import.meta.url));

const kills = 20;

interface Confirmed {
  readonly observations: Map<string, number>;
  readonly leaving: Set<string>;
  readonly faults: string[];
}

const nothing = (): Confirmed => ({ observations: new Map(), leaving: new Set(), faults: [] });

describe("a memory in Neo4j whose writers or server are killed", function () {
  this.timeout(600_000);
  let server: TestNeo4j;
  before(async function () {
    const classPath = findNeo4j();
    // The suite of all memories reports that its tests are skipped.
    if (classPath === null) this.skip();
    server = await startNeo4j(classPath);
  });
  after(async () => server?.close());

  const configOf = (prefix: string): MemoryConfig => {
    const { uri, user, password } = server;
    return memoryConfig({ backend: "neo4j", neo4j: { uri, user, password, database: "neo4j", prefix } });
  };

  const startWriter = async (config: MemoryConfig, name: string, confirmed: Confirmed) => {
    const child = spawn(process.execPath, [program, JSON.stringify(config), name], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const lines = createInterface({ input: child.stdout });
    const ready = once(lines, "line");
    let wanted = Infinity;
    let enough = (): void => undefined;
    lines.on("line", (line) => {
      const { id, observations, leaving, fault } = JSON.parse(line);
      if (fault !== undefined) confirmed.faults.push(fault);
      if (leaving === true) confirmed.leaving.add(id);
      else if (id !== undefined) confirmed.observations.set(id, observations);
      if (confirmed.observations.size >= wanted) enough();
    });
    await ready;
    /** Until this many writes have been confirmed in total. */
    const until = async (count: number): Promise<void> =>
      new Promise((resolve) => {
        [wanted, enough] = [count, resolve];
        if (confirmed.observations.size >= count) resolve();
      });
    const kill = async (): Promise<void> => {
      child.kill("SIGKILL");
      await once(child, "close");
    };
    return { until, kill };
  };

  /** Compares every node and relationship with its record, and every name and index with its expected content. */
  const expectRowsWhole = async (prefix: string): Promise<number> => {
    const { records } = await server.execute(
      `MATCH (e:${prefix}Entity) RETURN e {.*, embedding: size(e.embedding)} AS row, e.record AS record`,
    );
    for (const row of records) {
      const { embedding, words, model, bears, ...stored } = row.get("row");
      const record = JSON.parse(row.get("record"));
      const { id, place, name, revision, invalidatedAt = null } = record;
      expect(stored).to.deep.include({ id, place, name });
      expect(Number(stored.revision), id).to.equal(revision);
      expect(Number(embedding), id).to.equal(384);
      expect(String(words).split(" "), id).to.include(name.toLowerCase().split(" ")[0]);
      expect(model, id).to.not.equal("");
      expect(bears === undefined, id).to.equal(invalidatedAt !== null);
    }
    const relations = await server.execute(
      `MATCH (a)-[r:${prefix}_RELATES_TO]->(b) RETURN a.id AS from, b.id AS to, r.revision AS revision, r.record AS record`,
    );
    for (const row of relations.records) {
      const { from, to, revision } = JSON.parse(row.get("record"));
      expect([row.get("from"), row.get("to"), Number(row.get("revision"))]).to.deep.equal([from, to, revision]);
    }
    return records.length;
  };

  const expectWhole = async (config: MemoryConfig, { observations, leaving, faults }: Confirmed): Promise<void> => {
    expect(faults).to.deep.equal([]);
    const memory = await openBackend(config, config.backend, await sharedEmbedder());
    try {
      expect(await memory.check(false)).to.deep.equal([]);
      for (const [id, count] of observations) {
        if (leaving.has(id)) continue;
        const entity = await memory.getEntity(id as never, [workspace]);
        expect(entity.observations.length).to.be.at.least(count);
      }
      const { entities } = await memory.statistics(null);
      expect(await expectRowsWhole(config.neo4j?.prefix ?? "")).to.be.at.least(entities);
    } finally {
      await memory.close();
    }
  };

  it(`has everything confirmed and nothing half-written after ${kills} kills of a writer`, async () => {
    const config = configOf("Killed");
    const confirmed = nothing();
    for (let round = 0; round < kills; round++) {
      const { until, kill } = await startWriter(config, String(round), confirmed);
      // Some are killed before anything was confirmed, others during their writes.
      if (round % 2 === 1) await until(confirmed.observations.size + randomInt(1, 40));
      await sleep(randomInt(300));
      await kill();
      if (round % 5 === 4) await expectWhole(config, confirmed);
    }
  });

  it("loses no write of two concurrent processes", async () => {
    const config = configOf("Two");
    const all = [nothing(), nothing()];
    const writers = await Promise.all(all.map(async (confirmed, index) => startWriter(config, `p${index}`, confirmed)));
    await Promise.all(writers.map(async ({ until }) => until(100)));
    for (const { kill } of writers) await kill();
    for (const confirmed of all) await expectWhole(config, confirmed);
  });

  it("has everything confirmed after the server was killed, and continues", async () => {
    const config = configOf("Crashed");
    const memory = await openBackend(config, config.backend, await sharedEmbedder());
    const entity = (name: string) => ({ place: workspace, name, type: "thing", observations: [`About ${name}.`] });
    const stored: string[] = [];
    const writing: Promise<void>[] = [];
    const codes = new Set<unknown>();
    for (let round = 0; round < 3; round++) {
      let isUp = true;
      const enough = new Promise<void>((resolve) => {
        const write = async (): Promise<void> => {
          for (let number = 0; isUp; number++) {
            const wanted = entity(`Round ${round} number ${number}`);
            const { entity: kept } = await memory.storeEntity(wanted).catch((thrown) => {
              codes.add(thrown.code);
              return { entity: null };
            });
            if (kept !== null) stored.push(kept.id);
            if (number === 10) resolve();
          }
        };
        writing.push(write());
      });
      await enough;
      await sleep(randomInt(50));
      await server.crash();
      isUp = false;
    }
    await Promise.all(writing);
    expect([...codes]).to.deep.equal(["memory.unavailable"]);
    for (const id of stored) await memory.getEntity(id as never, [workspace]);
    expect((await memory.storeEntity(entity("Afterwards"))).outcome).to.equal("created");
    expect(await memory.check(false)).to.deep.equal([]);
    await expectRowsWhole("Crashed");
    await memory.close();
  });
});
