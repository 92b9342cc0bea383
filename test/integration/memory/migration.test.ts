/** Migrating a memory: to a server and back, killed midway, and while it is being written to. */
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { MemoryConfig } from "../../../src/config/types.ts";
import { migrateMemory } from "../../../src/memory/migration.ts";
import type { MemoryBackend } from "../../../src/memory/types.ts";
import { openBackend } from "../../../src/composition/open-backend.ts";
import { programAsBuilt } from "../../support/as-built.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { memoryConfig, neo4jMemory, postgresMemory, qdrantMemory } from "../../support/memory-servers.ts";
import { seeded } from "../../support/seeded.ts";
import { ofAgent, openTestMemory, sharedEmbedder, workspace } from "../../support/memory.ts";

const program = programAsBuilt(new URL("../../support/memory-mover.ts", import.meta.url));

const [targets, killsOfEach] = [10, 10];

/** Everything, in an order that is independent of the backend. */
const everythingIn = async (memory: MemoryBackend): Promise<readonly object[]> => {
  const all: { readonly id: string }[] = [];
  for await (const record of memory.exportData(null)) {
    all.push(record.kind === "entity" ? record.entity : record.relation);
  }
  return all.toSorted((one, other) => (one.id < other.id ? -1 : 1));
};

/** Entities with every kind of change. */
const fill = async (memory: MemoryBackend, many: number): Promise<void> => {
  const stored = await memory.storeEntities(
    Array.from({ length: many }, (_, index) => ({
      place: index % 10 === 0 ? ofAgent("ada") : workspace,
      name: `Thing ${index}`,
      type: index % 3 === 0 ? "machine" : "animal",
      observations: [`It weighs ${index} kilograms.`, `Its colour is number ${index % 7}.`],
      metadata: { index },
    })),
  );
  const own = stored.map(({ entity }) => entity).filter(({ place }) => place.kind === "workspace");
  const places = [workspace];
  for (let index = 1; index < own.length; index += 3) {
    const [from, to] = [own[index - 1], own[index]];
    if (from === undefined || to === undefined) continue;
    await memory.storeRelation({ place: workspace, from: from.id, to: to.id, type: "knows", strength: 0.5 });
    if (index % 4 === 0) await memory.changeEntity(from.id, places, { name: `Renamed ${index}`, pinned: true });
    if (index % 4 === 1)
      await memory.removeObservations(from.id, places, ["It is not there.", `It weighs ${index} kilograms.`]);
    if (index % 4 === 2) await memory.invalidateEntity(from.id, places);
    if (index % 4 === 3) await memory.mergeEntities(from.id, [to.id], places);
  }
};

describe("migrating a memory", function () {
  this.timeout(600_000);
  let folder: string;
  let config: MemoryConfig;
  let from: MemoryBackend;
  const opened: MemoryBackend[] = [];

  const open = async (given: MemoryConfig, name: "embedded" | "postgres"): Promise<MemoryBackend> => {
    const memory = await openBackend(given, name, await sharedEmbedder());
    opened.push(memory);
    return memory;
  };

  before(async function () {
    const postgres = await postgresMemory();
    if (postgres === null) this.skip();
    folder = await mkdtemp(join(tmpdir(), "caxton-migration-"));
    config = memoryConfig({ embedded: { file: join(folder, "memory.db") }, postgres });
    from = await open(config, "embedded");
    await fill(from, 400);
  });
  after(async () => {
    await Promise.all(opened.map(async (memory) => memory.close()));
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  it("copies everything to PostgreSQL and back, including history, and reports success", async () => {
    const to = await open(config, "postgres");
    const there = await migrateMemory(from, to);
    expect(there).to.deep.include({ passes: 2, created: 400, changed: 0, joined: 0, agrees: true });
    expect(there.counts.to).to.deep.equal(there.counts.from);
    expect(there.samples).to.deep.equal({ compared: 200, different: [] });
    expect(there.searches.agreement).to.be.greaterThan(0.95);
    const back = await open(memoryConfig({ embedded: { file: join(folder, "back.db") } }), "embedded");
    expect((await migrateMemory(to, back)).agrees).to.equal(true);
    expect(await everythingIn(back)).to.deep.equal(await everythingIn(from));
    expect(await to.check(false)).to.deep.equal([]);
  });

  it("copies everything to Neo4j", async function () {
    const neo4j = await neo4jMemory();
    if (neo4j === null) this.skip();
    const to = await openBackend({ ...config, neo4j }, "neo4j", await sharedEmbedder());
    opened.push(to);
    expect((await migrateMemory(from, to)).agrees).to.equal(true);
    expect(await everythingIn(to)).to.deep.equal(await everythingIn(from));
  });

  it("copies everything to Qdrant", async function () {
    const qdrant = await qdrantMemory();
    if (qdrant === null) this.skip();
    const to = await openBackend({ ...config, qdrant }, "qdrant", await sharedEmbedder());
    opened.push(to);
    expect(await migrateMemory(from, to)).to.deep.include({ created: 400, joined: 0, agrees: true });
    expect(await everythingIn(to)).to.deep.equal(await everythingIn(from));
    expect(await to.check(false)).to.deep.equal([]);
  });

  it("fails if the target does not respond, rather than taking entities for missing", async () => {
    const outage = new CaxtonError("memory.unavailable", "The memory does not answer.");
    const { memory: to, remove } = await openTestMemory();
    const failing: MemoryBackend = { ...to, getEntity: async () => Promise.reject(outage) };
    const thrown = await migrateMemory(from, failing).catch((error: unknown) => error);
    await remove();
    expect(thrown).to.equal(outage);
  });

  it("copies later changes, and writes made in the meantime", async () => {
    const to = await open(config, "postgres");
    const { items } = await from.findEntities({ places: [workspace] }, { limit: 20, cursor: null });
    const [renamed, ended, ...others] = items;
    if (renamed === undefined || ended === undefined) throw new Error("There is nothing to change.");
    await from.changeEntity(renamed.id, [workspace], { name: "Quite another name" });
    await from.invalidateEntity(ended.id, [workspace]);
    let written = 0;
    const report = await migrateMemory(from, to, ({ done }) => {
      const next = others[written];
      if (done % 100 !== 0 || next === undefined) return;
      written += 1;
      void from.addObservations(next.id, [workspace], [`Written meanwhile: ${written}.`], null);
    });
    expect(written).to.be.greaterThan(2);
    expect(report.agrees).to.equal(true);
    expect(await everythingIn(to)).to.deep.equal(await everythingIn(from));
  });

  it("merges with entities of the same name in the target, and reports differences", async () => {
    const postgres = await postgresMemory();
    const to = await open(memoryConfig({ postgres }), "postgres");
    const [mine] = (await from.findEntities({ places: [workspace], types: ["machine"] }, { limit: 1, cursor: null }))
      .items;
    if (mine === undefined) throw new Error("There is no machine.");
    const theirs = { place: workspace, name: mine.name.toUpperCase(), type: "Machine", observations: ["It was here."] };
    const { entity: met } = await to.storeEntity(theirs);
    const report = await migrateMemory(from, to);
    expect(report).to.deep.include({ joined: 1, agrees: true });
    const texts = (await to.getEntity(met.id, [workspace])).observations.map(({ text }) => text);
    expect(texts).to.include.members(["It was here.", ...mine.observations.map(({ text }) => text)]);
  });

  const random = seeded();

  const moveAndKill = async (given: MemoryConfig): Promise<void> => {
    const child = spawn(process.execPath, [program, JSON.stringify(given), "embedded", "postgres"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    await once(createInterface({ input: child.stdout }), "line");
    await sleep(random.below(400));
    child.kill("SIGKILL");
    await closed;
  };

  it(`leaves only complete records after each of ${targets * killsOfEach} kills at random moments, and completes in the end (seed ${random.seed})`, async () => {
    const expected = await everythingIn(from);
    const byId = new Map(expected.map((each) => [(each as { id: string }).id, each]));
    /** Every record that has arrived is as in the source. */
    const checkWhole = async (to: MemoryBackend): Promise<void> => {
      expect(await to.check(false)).to.deep.equal([]);
      for (const each of await everythingIn(to)) expect(each).to.deep.equal(byId.get((each as { id: string }).id));
    };
    const moveInto = async (): Promise<void> => {
      const given = { ...config, postgres: await postgresMemory() };
      const to = await openBackend(given, "postgres", await sharedEmbedder());
      try {
        for (let round = 0; round < killsOfEach; round++) {
          await moveAndKill(given);
          await checkWhole(to);
        }
        expect((await migrateMemory(from, to)).agrees).to.equal(true);
        expect(await everythingIn(to)).to.deep.equal(expected);
      } finally {
        await to.close();
      }
    };
    for (let done = 0; done < targets; done += 2) await Promise.all([moveInto(), moveInto()]);
  });
});
