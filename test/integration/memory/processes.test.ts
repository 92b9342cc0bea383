/** Two operating system processes that write to one memory concurrently. */
import { expect } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MemoryConfig } from "../../../src/config/types.ts";
import { openBackend } from "../../../src/composition/open-backend.ts";
import { programAsBuilt } from "../../support/as-built.ts";
import { memoryConfig, postgresMemory } from "../../support/memory-servers.ts";
import { sharedEmbedder, workspace } from "../../support/memory.ts";

const program = programAsBuilt(new URL("../../support/memory-contender.ts", import.meta.url));
const names = 20;

/** A process that is ready to write; `write` starts it and waits for it to end. */
const contender = async (config: MemoryConfig, who: string, shared: string) => {
  const child = spawn(process.execPath, [program, JSON.stringify(config), who, shared, String(names)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  await Promise.race([
    once(child.stdout, "data"),
    closed.then(() => expect.fail("The process ended before it was ready.")),
  ]);
  return {
    write: async (): Promise<void> => {
      child.stdin.end("go\n");
      expect(await closed).to.deep.equal([0, null]);
    },
  };
};

describe("two processes that write to one memory concurrently", function () {
  this.timeout(180_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-memory-processes-"));
  });
  after(async () => rm(folder, { recursive: true, force: true }));

  const loseNothing = async (config: MemoryConfig): Promise<void> => {
    const memory = await openBackend(config, config.backend, await sharedEmbedder());
    try {
      const places = [workspace];
      const { entity } = await memory.storeEntity({ place: workspace, name: "Both", type: "t", observations: [] });
      const both = await Promise.all(["one", "other"].map(async (who) => contender(config, who, entity.id)));
      await Promise.all(both.map(async ({ write }) => write()));
      const { items } = await memory.findEntities({ places }, { limit: 100, cursor: null });
      expect(items).to.have.length(names + 1);
      for (const { id, name, observations } of items) {
        const texts = observations.map(({ text }) => text).toSorted();
        const said = (verb: string, index: number | string) => [`one ${verb} ${index}`, `other ${verb} ${index}`];
        const all = Array.from({ length: names }, (_, index) => said("knows", index)).flat();
        expect(texts).to.deep.equal(id === entity.id ? all.toSorted() : said("says", name.slice(1)));
      }
      const observations = names * 4;
      expect(await memory.statistics(places)).to.deep.include({ entities: names + 1, observations });
      const found = await memory.search({ text: "one says 7", mode: "keyword", limit: 50, places });
      expect(found.map(({ entity: { name } }) => name)).to.include("N7");
      expect(await memory.check(false)).to.deep.equal([]);
    } finally {
      await memory.close();
    }
  };

  it("lose nothing in the embedded memory", async () => {
    await loseNothing(memoryConfig({ embedded: { file: join(folder, "memory.db") } }));
  });

  it("lose nothing in PostgreSQL", async function () {
    const postgres = await postgresMemory();
    if (postgres === null) this.skip();
    await loseNothing(memoryConfig({ backend: "postgres", postgres }));
  });
});
