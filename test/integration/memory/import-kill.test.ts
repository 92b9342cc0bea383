/**
 * Imports that are killed at random moments and repeated: every entity and relation is complete at each point, and in the end none is
 * missing.
 */
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { MemoryConfig } from "../../../src/config/types.ts";
import { recordToLine } from "../../../src/domain/memory-export.ts";
import type { EntityId, RelationId } from "../../../src/domain/memory.ts";
import type { ExportRecord } from "../../../src/domain/exported-memory.ts";
import { openBackend } from "../../../src/composition/open-backend.ts";
import { programAsBuilt } from "../../support/as-built.ts";
import { startTestServer, type TestServer } from "../../support/api-server.ts";
import { memoryConfig } from "../../support/memory-servers.ts";
import { workspace } from "../../support/memory.ts";
import { seeded, type Seeded } from "../../support/seeded.ts";
import { stubEmbedder } from "../../support/stub-embedder.ts";
import { startCaxton } from "../cli/run-caxton.ts";

const importer = programAsBuilt(new URL("../../support/memory-importer.ts", import.meta.url));
const embedder = programAsBuilt(new URL("../../support/stub-embedder.ts", import.meta.url));

const kills = 100;
const lanes = 2;

const at = "2026-01-01T00:00:00.000Z";
const later = "2026-02-01T00:00:00.000Z";
const never = { validFrom: null, validTo: null };
const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** Several pages of mixed entities and relations, with history, and some relations before their entities. */
const generated = (many: number, random: Seeded): readonly ExportRecord[] => {
  const records: ExportRecord[] = [];
  for (let number = 0; number < many; number++) {
    const text = (which: string): string => `${which} fact about ${number}.`;
    const observed = { recordedAt: at, provenance: null };
    const entity = {
      ...{ id: idOf(number) as EntityId, place: workspace, name: `Thing ${number}`, type: "thing", ...never },
      observations: [
        { text: text("An early"), ...observed, invalidatedAt: number % 3 === 0 ? later : null },
        { text: text("A late"), ...observed, invalidatedAt: null },
      ],
      ...{ metadata: { number }, provenance: null, pinned: number % 7 === 0, mergedInto: null, recordedAt: at },
      invalidatedAt: number % 50 === 49 ? later : null,
    };
    records.push({ kind: "entity", entity });
    const [from, to] = [random.below(many), random.below(many)];
    const relation = {
      ...{ id: idOf(1_000_000 + number) as RelationId, place: workspace, type: `type ${number}`, ...never },
      ...{ from: idOf(from) as EntityId, to: idOf(to) as EntityId, strength: 0.5, confidence: 1, directed: true },
      ...{ metadata: {}, provenance: null, recordedAt: at },
      invalidatedAt: from % 50 === 49 || to % 50 === 49 || number % 5 === 0 ? later : null,
    };
    records.push({ kind: "relation", relation });
  }
  return records;
};

const itemsOf = (records: readonly ExportRecord[]): ReadonlyMap<string, object> =>
  new Map(
    records.map((record) => {
      const item = record.kind === "entity" ? record.entity : record.relation;
      return [item.id, item];
    }),
  );

const contentOf = (records: readonly ExportRecord[]): string =>
  records.map((record) => `${recordToLine(record)}\n`).join("");

describe("an import that is killed", function () {
  this.timeout(600_000);
  const random = seeded();
  const records = generated(700, random);
  const expected = itemsOf(records);
  let folder: string;
  let file: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-import-kill-"));
    file = join(folder, "source.jsonl");
    await writeFile(file, contentOf(records));
  });
  after(async () => rm(folder, { recursive: true, force: true }));

  const configOf = (name: string): MemoryConfig => memoryConfig({ embedded: { file: join(folder, name) } });

  /** Starts an import, and kills it some milliseconds after it has read this many records. */
  const run = async (config: MemoryConfig, kill: { readonly after: number; readonly ms: number } | null) => {
    const child = spawn(process.execPath, [importer, JSON.stringify(config), file, embedder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(child, "close");
    for await (const line of createInterface({ input: child.stdout })) {
      if (kill === null || JSON.parse(line).count < kill.after) continue;
      await sleep(kill.ms);
      child.kill("SIGKILL");
      break;
    }
    const [code] = await ended;
    if (kill === null) expect(code).to.equal(0);
  };

  /** While entities are read and written or, one time in four, after all are read and relations are being written. */
  const moment = () => {
    const after = Math.min(random.below(expected.size * 1.3), expected.size - 50);
    return { after, ms: random.below(after < expected.size - 50 ? 10 : 80) };
  };

  /** Every existing record matches the file; returns the number of records. */
  const check = async (config: MemoryConfig): Promise<number> => {
    const memory = await openBackend(config, "embedded", stubEmbedder);
    try {
      expect(await memory.check(false)).to.deep.equal([]);
      let count = 0;
      for await (const record of memory.exportData(null)) {
        const item = record.kind === "entity" ? record.entity : record.relation;
        expect(item).to.deep.equal(expected.get(item.id));
        count += 1;
      }
      return count;
    } finally {
      await memory.close();
    }
  };

  it(`leaves only complete records after each of ${kills} kills, and is completed by repeating it (seed ${random.seed})`, async () => {
    let left = kills;
    let targets = 0;
    let halves = 0;
    const lane = async (): Promise<void> => {
      while (left > 0) {
        const config = configOf(`${targets++}.db`);
        // One to five kills before the memory is complete.
        for (let round = random.below(5); round >= 0 && left > 0; round--) {
          left -= 1;
          await run(config, moment());
          const count = await check(config);
          if (count > 0 && count < expected.size) halves += 1;
        }
        await run(config, null);
        expect(await check(config)).to.equal(expected.size);
      }
    };
    await Promise.all(Array.from({ length: lanes }, lane));
    // Otherwise all kills came too early or too late to test anything.
    expect(halves).to.be.greaterThan(0);
  });

  describe("from the command line, with a server", () => {
    let server: TestServer;
    before(async () => {
      server = await startTestServer();
    });
    after(async () => server.stop());

    it(`is completed by importing the file again (seed ${random.seed})`, async () => {
      const some = generated(1_200, random);
      await writeFile(join(folder, "some.jsonl"), contentOf(some));
      const start = () =>
        startCaxton(["memory", "import", "some.jsonl", "--json"], {
          cwd: folder,
          env: { CAXTON_URL: server.url, CAXTON_API_KEY: server.adminKey },
        });
      const count = async (): Promise<number> => (await server.call("GET", "/api/v1/memory/stats")).body.entities;
      for (let kill = 0; kill < 2; kill++) {
        const before = await count();
        const { child, ended } = start();
        while ((await count()) === before) await sleep(10);
        await sleep(random.below(300));
        child.kill("SIGKILL");
        await ended;
      }
      expect(await count()).to.be.lessThan(1_176);
      const { code, err, json } = await start().ended;
      expect([code, json.created > 0, json.skipped > 0, json.relationsLeftOut.count], err).to.deep.equal([
        ...[0, true, true, 0],
      ]);
      const exported = (await server.call("GET", "/api/v1/memory/export")).body;
      const lines = some.map((record) => JSON.parse(recordToLine(record)));
      for (const [kind, list] of [
        ["entity", exported.entities],
        ["relation", exported.relations],
      ] as const) {
        const wanted = lines.filter((each) => each.kind === kind).map(({ kind: _kind, ...item }) => item);
        const inOrder = (items: readonly { readonly id: string }[]) =>
          items.toSorted((one, other) => (one.id < other.id ? -1 : 1));
        expect(inOrder(list)).to.deep.equal(inOrder(wanted));
      }
    });
  });
});
