/** `kill -9` during writes, imports, merges and erasures: nothing confirmed is lost, and nothing is left half-written. */
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { EntityId } from "../../../src/domain/memory.ts";
import type { MemoryConfig } from "../../../src/config/types.ts";
import { openBackend } from "../../../src/composition/open-backend.ts";
import { programAsBuilt } from "../../support/as-built.ts";
import { memoryConfig, postgresMemory } from "../../support/memory-servers.ts";
import { seeded } from "../../support/seeded.ts";
import { sharedEmbedder, workspace } from "../../support/memory.ts";

const program = programAsBuilt(new URL("../../support/memory-writer.ts", import.meta.url));

/** Files that are written and killed in parallel, and how often each. */
const files = 4;
const killsOfEach = 25;

interface Confirmed {
  readonly observations: Map<string, number>;
  readonly leaving: Set<string>;
  readonly faults: string[];
}

const random = seeded();

/** Kills the writer a random time after it is ready and has confirmed so many writes. */
const writeAndKill = async (
  config: MemoryConfig,
  prefix: string,
  writes: number,
  confirmed: Confirmed,
): Promise<void> => {
  const child = spawn(process.execPath, [program, JSON.stringify(config), prefix], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const enough = confirmed.observations.size + writes;
  const reached = new AbortController();
  lines.on("line", (line) => {
    const { id, observations, leaving, fault } = JSON.parse(line);
    if (fault !== undefined) confirmed.faults.push(fault);
    if (leaving === true) confirmed.leaving.add(id);
    else if (id !== undefined) confirmed.observations.set(id, observations);
    if (confirmed.observations.size >= enough) reached.abort();
  });
  // The first line says that it is ready.
  await Promise.race([once(reached.signal, "abort"), once(child, "close")]);
  await sleep(random.below(600));
  if (child.exitCode !== null) throw new RangeError(`The writer ended with ${child.exitCode} by itself.`);
  child.kill("SIGKILL");
  await once(child, "close");
};

const check = async (config: MemoryConfig, { observations, leaving }: Confirmed): Promise<void> => {
  const memory = await openBackend(config, config.backend, await sharedEmbedder());
  try {
    expect(await memory.check(false)).to.deep.equal([]);
    for (const [id, count] of observations) {
      if (leaving.has(id)) continue;
      const entity = await memory.getEntity(id as EntityId, [workspace]);
      expect(entity.observations.length).to.be.at.least(count);
    }
    const { entities } = await memory.statistics(null);
    let listed = 0;
    for (let cursor: string | null = null, more = true; more; more = cursor !== null) {
      const page = await memory.findEntities({ places: [workspace] }, { limit: 200, cursor });
      listed += page.items.length;
      cursor = page.nextCursor;
    }
    expect(listed).to.equal(entities);
  } finally {
    await memory.close();
  }
};

describe("a memory whose process is killed", function () {
  this.timeout(600_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-memory-kill-"));
  });
  after(async () => rm(folder, { recursive: true, force: true }));

  /** Returns how many writes were confirmed. */
  const killOften = async (config: MemoryConfig, name: string, times: number): Promise<number> => {
    const confirmed: Confirmed = { observations: new Map(), leaving: new Set(), faults: [] };
    for (let round = 0; round < times; round++) {
      // Every fourth may be killed before it has written anything.
      await writeAndKill(config, `${name}.${round}`, round % 4 === 0 ? 0 : 2, confirmed);
      if (round % 5 === 4) await check(config, confirmed);
    }
    expect(confirmed.faults).to.deep.equal([]);
    return confirmed.observations.size;
  };

  it(`has everything confirmed and nothing half-written after ${files * killsOfEach} kills (seed ${random.seed})`, async () => {
    const all = Array.from({ length: files }, async (_, number) =>
      killOften(memoryConfig({ embedded: { file: join(folder, `${number}.db`) } }), String(number), killsOfEach),
    );
    expect(Math.min(...(await Promise.all(all)))).to.be.greaterThan(30);
  });

  it(`has the same in PostgreSQL after ${killsOfEach} kills (seed ${random.seed})`, async function () {
    const postgres = await postgresMemory();
    if (postgres === null) this.skip();
    expect(await killOften(memoryConfig({ backend: "postgres", postgres }), "p", killsOfEach)).to.be.greaterThan(30);
  });
});
