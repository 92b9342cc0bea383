/** A server's start with a memory that cannot be used: now, or at all. */
import { expect } from "chai";
import { copyFile, cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { postgresMemory } from "../support/memory-servers.ts";
import { reserveRelay } from "../support/relay.ts";
import { eventually, startServerProcess, type ServerProcess } from "../support/server-process.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cli = [join(root, "bin", "caxton.mjs"), "server", "start"];
const model = join(root, "models", "all-MiniLM-L6-v2");

describe("the memory at the start of a server", function () {
  this.timeout(300_000);
  let folder: string;
  let servers: ServerProcess[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-memory-start-"));
    await mkdir(join(folder, "agents"));
    servers = [];
  });
  afterEach(async () => {
    for (const server of servers) await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (env: Record<string, string>, program?: readonly string[]): Promise<ServerProcess> => {
    const own = { CAXTON_DATA_DIR: join(folder, "data"), CAXTON_AGENTS_DIR: join(folder, "agents"), ...env };
    const server = await startServerProcess(own, program);
    servers.push(server);
    return server;
  };
  const memoryOf = async (server: ServerProcess): Promise<{ status: number; failing: string[]; detail: string }> => {
    const answer = await fetch(`${server.url}/ready`);
    const { status } = answer;
    const body: any = await answer.json();
    const part = body.parts.find(({ name }: { name: string }) => name === "memory");
    return { status, failing: body.failing, detail: part.detail };
  };
  const untilReady = async (server: ServerProcess): Promise<string> =>
    eventually(async () => {
      const { status, detail } = await memoryOf(server);
      return status === 200 ? detail : null;
    });
  const metricsOf = async ({ metricsUrl }: ServerProcess): Promise<string> => (await fetch(metricsUrl)).text();

  describe("in PostgreSQL", () => {
    let url: URL;
    beforeEach(async function () {
      const memory = await postgresMemory();
      if (memory === null) this.skip();
      url = new URL(memory.url);
    });

    it("does not prevent the start while the server is unreachable, and is ready when the server is there", async () => {
      const relay = await reserveRelay(Number(url.port));
      url.port = String(relay.port);
      try {
        const server = await start({ CAXTON_MEMORY_BACKEND: "postgres", CAXTON_MEMORY_POSTGRES_URL: url.href });
        const { status, failing, detail } = await memoryOf(server);
        expect([status, failing]).to.deep.equal([503, ["memory"]]);
        expect(detail).to.contain("ECONNREFUSED").and.not.to.contain(url.password);
        expect(await metricsOf(server)).to.contain('caxton_memory_up{backend="postgres"} 0');
        const refused = await server.call("POST", "/memory/search", { text: "tea" });
        expect([refused.status, refused.body.code]).to.deep.equal([503, "memory.unavailable"]);
        await relay.open();
        expect(await untilReady(server)).to.equal("postgres");
        expect((await server.call("POST", "/memory/search", { text: "tea" })).status).to.equal(200);
        expect(await metricsOf(server))
          .to.contain('caxton_memory_up{backend="postgres"} 1')
          .and.to.contain('caxton_memory_operations_total{operation="search",outcome="ok"} 1');
      } finally {
        await relay.close();
      }
    });

    it("ends the start with what to do where the configuration is wrong", async () => {
      const wrong = new URL(url);
      wrong.password = "wrong";
      const otherScheme = url.href.replace("postgresql:", "mysql:");
      for (const [given, ...said] of [
        [wrong.href, "memory.unusable", "password in memory.postgres.url"],
        [otherScheme, "configuration.invalid", "postgresql://user:password@host:port/database"],
      ] as const) {
        const env = { CAXTON_MEMORY_BACKEND: "postgres", CAXTON_MEMORY_POSTGRES_URL: given };
        const failure = await start(env, cli).then(
          () => "",
          (thrown: unknown) => String(thrown),
        );
        for (const part of said) expect(failure).to.contain(part);
        expect(failure).not.to.contain("tried again");
      }
    });
  });

  it("is embedded with a damaged model: turns go on without it, and it is named until the model is whole", async () => {
    const damaged = join(folder, "model");
    await cp(model, damaged, { recursive: true });
    await writeFile(join(damaged, "tokenizer.json"), "{}");
    await writeFile(
      join(folder, "agents", "keeper.md"),
      "---\nname: Keeper\ncapabilities: [keep]\nmemory: { enabled: true, auto_store: false }\n---\nAnswer.\n",
    );
    const server = await start({ CAXTON_EMBEDDING_MODEL: damaged });
    expect(await memoryOf(server)).to.deep.equal({ status: 200, failing: [], detail: "embedded, opened on first use" });
    expect(await metricsOf(server)).not.to.contain("caxton_memory_up{");

    const message = { performative: "request", sender: "user:ada", targetCapability: "keep", content: "Tea?" };
    const { body } = await server.call("POST", "/messages", message, { prefer: "wait=30" });
    expect(body.replies[0].performative).to.not.equal("failure");
    const { failing, detail } = await memoryOf(server);
    expect(failing).to.deep.equal(["memory"]);
    expect(detail).to.contain("tokenizer.json is damaged");
    const checked = await server.call("POST", "/memory/check");
    expect([checked.status, checked.body.code]).to.deep.equal([503, "memory.model_unavailable"]);

    await copyFile(join(model, "tokenizer.json"), join(damaged, "tokenizer.json"));
    expect(await untilReady(server)).to.equal("embedded");
    expect((await server.call("POST", "/memory/check")).status).to.equal(200);
  });
});
