/** Killing several concurrent writers of a memory in Qdrant, and the server: nothing confirmed is lost or half-written. */
import { expect } from "chai";
import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Entity, EntityId } from "../../../src/domain/memory.ts";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import { findQdrant, startQdrant, type TestQdrant } from "../../support/qdrant.ts";
import { openQdrantMemory, place, places, settingsOf } from "../../support/qdrant/world.ts";

const program = fileURLToPath(new URL("../../support/qdrant/writer.ts", import.meta.url));

const kills = 20;

interface Confirmed {
  readonly ids: Set<EntityId>;
  readonly leaving: Set<EntityId>;
  readonly batches: Set<string>;
  readonly shared: Map<string, Set<string>>;
  readonly faults: string[];
}

const nothing = (): Confirmed => ({
  ids: new Set(),
  leaving: new Set(),
  batches: new Set(),
  shared: new Map(),
  faults: [],
});

const note = (line: string, confirmed: Confirmed): void => {
  const { id, leaving, batch, shared, observation, fault } = JSON.parse(line);
  if (fault !== undefined) confirmed.faults.push(fault);
  if (batch !== undefined) confirmed.batches.add(batch);
  if (shared !== undefined) {
    confirmed.shared.set(shared, (confirmed.shared.get(shared) ?? new Set()).add(observation));
  }
  if (id !== undefined) (leaving === true ? confirmed.leaving : confirmed.ids).add(id);
};

const startWriter = async (server: TestQdrant, collection: string, prefix: string, times: number, into: Confirmed) => {
  const args = [program, server.url, server.apiKey, collection, prefix, String(times)];
  const child = spawn(process.execPath, ["--import", "tsx", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const closed = once(child, "close");
  await Promise.race([
    once(lines, "line"),
    closed.then(() => {
      throw new Error("The writer ended before it was ready.");
    }),
  ]);
  let seen = 0;
  lines.on("line", (line) => {
    seen += 1;
    note(line, into);
  });
  /** Resolves when the writer has confirmed at least `count` writes. */
  const confirms = async (count: number): Promise<void> => {
    while (seen < count) await once(lines, "line");
  };
  return { child, closed, confirms, confirmedCount: () => seen };
};

const everything = async (memory: MemoryBackend): Promise<readonly Entity[]> => {
  const all: Entity[] = [];
  for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
    const page = await memory.findEntities({ places }, { limit: 200, cursor });
    all.push(...page.items);
    cursor = page.nextCursor;
  }
  return all;
};

const expectWhole = async (memory: MemoryBackend, { ids, leaving, batches, shared, faults }: Confirmed) => {
  expect(faults).to.deep.equal([]);
  expect(await memory.check(false)).to.deep.equal([]);
  const all = await everything(memory);
  expect((await memory.statistics(null)).entities).to.equal(all.length);
  const there = new Set(all.map(({ id }) => id));
  expect([...ids].filter((id) => !there.has(id) && !leaving.has(id))).to.deep.equal([]);

  const parts = new Map<string, number>();
  for (const { name } of all) {
    const batch = /^Batch (\S+ of \d+) part/.exec(name)?.[1];
    if (batch !== undefined) parts.set(batch, (parts.get(batch) ?? 0) + 1);
  }
  for (const [batch, count] of parts) expect(`${batch}: ${count}`).to.match(/of (\d+): \1$/);
  const known = new Set([...parts.keys()].map((batch) => batch.split(" ")[0]));
  expect([...batches].filter((batch) => !known.has(batch))).to.deep.equal([]);

  for (const [name, observations] of shared) {
    const holders = all.filter((entity) => entity.name === name);
    expect(holders.length, name).to.equal(1);
    const held = new Set(holders[0]?.observations.map(({ text }) => text));
    expect([...observations].filter((text) => !held.has(text))).to.deep.equal([]);
  }
};

describe("a memory in Qdrant whose writers or server are killed", function () {
  this.timeout(300_000);
  let server: TestQdrant;
  before(async function () {
    const python = findQdrant();
    if (python === null) this.skip();
    server = await startQdrant(python);
  });
  after(async () => server?.close());

  it(`has everything confirmed and nothing half-written after ${kills} kills of a writer`, async () => {
    const settings = settingsOf(server);
    const confirmed = nothing();
    let writes = 0;
    for (let round = 0; round < kills; round++) {
      const prefix = `k${round}`;
      const { child, closed, confirms, confirmedCount } = await startWriter(
        server,
        settings.collection,
        prefix,
        1_000_000,
        confirmed,
      );
      // By progress rather than time alone, so that writers are killed during their work on a busy machine as well.
      await confirms(2 + randomInt(8));
      await sleep(randomInt(100));
      child.kill("SIGKILL");
      await closed;
      writes += confirmedCount();
      if (round % 5 < 4) continue;
      const memory = await openQdrantMemory(settings);
      await expectWhole(memory, confirmed);
      await memory.close();
    }
    expect(writes).to.be.greaterThan(30);
    expect(confirmed.ids.size).to.be.greaterThan(0);
    expect(confirmed.batches.size).to.be.greaterThan(0);
  });

  it("loses no write of two concurrent processes, including writes to the same names", async () => {
    const settings = settingsOf(server);
    const [one, other] = [nothing(), nothing()];
    const writers = await Promise.all([
      startWriter(server, settings.collection, "one", 40, one),
      startWriter(server, settings.collection, "other", 40, other),
    ]);
    const ends = await Promise.all(writers.map(async ({ closed }) => closed));
    expect(ends).to.deep.equal([
      [0, null],
      [0, null],
    ]);
    const memory = await openQdrantMemory(settings);
    await expectWhole(memory, one);
    await expectWhole(memory, other);
    await memory.close();
  });

  it("has everything confirmed after the server was killed, and continues", async () => {
    const memory = await openQdrantMemory(settingsOf(server));
    const confirmed = nothing();
    for (let round = 0; round < 5; round++) {
      const writing = Array.from({ length: 40 }, async (_, number) => {
        const name = `Round ${round} number ${number}`;
        const { entity } = await memory.storeEntity({ place, name, type: "thing", observations: [name] });
        confirmed.ids.add(entity.id);
      });
      const settled = Promise.allSettled(writing);
      await sleep(randomInt(40));
      await server.crash();
      for (const each of await settled) {
        if (each.status === "rejected") expect(each.reason).to.have.property("code", "memory.unavailable");
      }
    }
    await memory.storeEntity({ place, name: "After", type: "thing", observations: [] });
    await expectWhole(memory, confirmed);
    await memory.close();
  });
});
