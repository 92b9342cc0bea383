/** The configured memory of a process: opened again after a failure, and closed at the end. */
import { expect } from "chai";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openMemory } from "../../../src/composition/open-memory.ts";
import { createTeardown } from "../../../src/composition/teardown.ts";
import type { Config, MemoryConfig } from "../../../src/config/types.ts";
import type { Embedder } from "../../../src/memory/embedding/types.ts";
import type { MemoryAccess } from "../../../src/memory/types.ts";
import { memoryConfig } from "../../support/memory-servers.ts";
import { eventually } from "../../support/server-process.ts";

const embedded = fileURLToPath(new URL("../../../src/memory/embedded/backend.ts", import.meta.url));

/** Time to stop, in milliseconds. */
const boundMs = 5_000;

/** As much of a process as its memory needs. */
const open = (memory: MemoryConfig, signal?: AbortSignal) => {
  const teardown = createTeardown((what, error) => {
    throw new Error(`Stopping ${what} failed.`, { cause: error });
  });
  const log = { info: () => undefined, warn: () => undefined };
  const foundations = {
    registry: { agents: { find: async () => null } },
    metrics: { memory: () => undefined, memoryUsed: () => undefined },
    logger: { ...log, child: () => log },
    signal,
  };
  const opening = openMemory({ memory } as Config, foundations as never, teardown);
  return { opening, stop: teardown.run };
};

describe("the memory of a process", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-opening-"));
  });
  afterEach(async () => rm(folder, { recursive: true, force: true }));

  /** A backend that puts its embedder into `seen`, and cannot be opened the first `failures` times. */
  const custom = async (failures: number) => {
    const seen: Embedder[] = [];
    const key = `seen ${folder}`;
    Object.assign(globalThis, { [key]: seen });
    const module = join(folder, "memory.mjs");
    await writeFile(
      module,
      `import { openEmbeddedMemory } from ${JSON.stringify(embedded)};
       export default async ({ settings, embedder }) => {
         await embedder.embed([String(Math.random())]);
         if (globalThis[settings.key].push(embedder) <= settings.failures) throw new Error("It is away.");
         return openEmbeddedMemory({ file: settings.file, embedder });
       };`,
    );
    const settings = { key, failures, file: join(folder, "memory.db") };
    return { seen, config: memoryConfig({ backend: "custom", custom: { module, settings } }) };
  };
  const untilOpen = async (access: MemoryAccess) => eventually(async () => access().catch(() => null));
  const embeds = async (embedder: Embedder | undefined): Promise<boolean> =>
    embedder!.embed([`${Math.random()}`]).then(
      () => true,
      () => false,
    );

  it("loads the model once, however often its backend is opened, and closes it at the end", async () => {
    const { seen, config } = await custom(2);
    const { opening, stop } = open(config);
    const { access } = await opening;
    await untilOpen(access);
    expect(seen).to.have.length(3);
    expect(new Set(seen).size).to.equal(1);
    expect(await embeds(seen[0])).to.equal(true);
    await stop();
    expect(await embeds(seen[0])).to.equal(false);
  });

  it("loads the model again if its thread has ended", async () => {
    const { seen, config } = await custom(1);
    const { opening, stop } = open(config);
    const { access } = await opening;
    await seen[0]?.close();
    await untilOpen(access);
    expect(new Set(seen).size).to.equal(2);
    await stop();
    expect(await embeds(seen.at(-1))).to.equal(false);
  });

  describe("whose server accepts connections and never answers", () => {
    let server: Server;
    let connected: Promise<unknown>;
    let address: string;
    beforeEach(async () => {
      const sockets = new Set<Socket>();
      server = createServer((socket) => {
        sockets.add(socket);
        socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
      });
      server.on("end", () => sockets.forEach((socket) => socket.destroy()));
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      connected = once(server, "connection");
      address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    afterEach(async () => {
      server.emit("end");
      await new Promise((resolve) => void server.close(resolve));
    });

    const backends: readonly (readonly [MemoryConfig["backend"], () => Partial<MemoryConfig>])[] = [
      ["postgres", () => ({ postgres: { url: `postgresql://a:b@${address}/c`, schema: "s", connections: 1 } })],
      ["qdrant", () => ({ qdrant: { url: `http://${address}`, apiKey: null, collection: "c" } })],
      ["neo4j", () => ({ neo4j: { uri: `bolt://${address}`, user: "a", password: "b", database: "c", prefix: "p" } })],
    ];
    for (const [backend, settings] of backends) {
      it(`does not keep a process from stopping, with ${backend}`, async () => {
        const start = new AbortController();
        const { opening, stop } = open(memoryConfig({ backend, ...settings() }), start.signal);
        const ended = opening.catch((thrown: unknown) => thrown);
        await connected;
        start.abort(new Error("It was stopped while it was starting."));
        const outcome = await Promise.race([
          ended.then(async (thrown) => stop().then(() => thrown)),
          // The drivers themselves give up after ten seconds or more.
          wait(boundMs, "It did not stop in time.", { ref: false }),
        ]);
        expect(outcome).to.equal(start.signal.reason);
      });
    }
  });
});
