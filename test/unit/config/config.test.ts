import { expect } from "chai";
import fc from "fast-check";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "../../../src/config/load.ts";
import type { Environment } from "../../../src/config/types.ts";
import { createReader, type KnownSetting } from "../../../src/config/reader.ts";
import { readSettings } from "../../../src/config/settings.ts";
import { CaxtonError, type Complaint } from "../../../src/domain/errors.ts";

/** Every setting there is. */
const listSettings = async (): Promise<readonly KnownSetting[]> => {
  const reader = createReader({}, null);
  await readSettings(reader, {}, { cwd: "/", file: "/" }, null);
  return reader.known;
};

describe("configuration", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-config-"));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = (text: string, name = "caxton.yaml") => writeFile(join(folder, name), text);

  const refusal = async (env: Environment): Promise<CaxtonError> => {
    try {
      await loadConfig(env, folder);
    } catch (thrown) {
      expect(thrown).to.be.instanceOf(CaxtonError);
      return thrown as CaxtonError;
    }
    return expect.fail("the configuration was taken");
  };

  const complaints = async (env: Environment): Promise<readonly Complaint[]> => (await refusal(env)).errors;

  it("needs nothing: every setting has a default", async () => {
    const config = await loadConfig({}, folder);
    expect(config.dataDir).to.equal(join(folder, ".caxton"));
    expect(config.agentsDir).to.equal(join(folder, "agents"));
    expect(config.database).to.deep.equal({
      url: `file:${join(folder, ".caxton", "caxton.db")}`,
      file: join(folder, ".caxton", "caxton.db"),
    });
    expect(config.server).to.include({ host: "127.0.0.1", port: 8080, metricsPort: 9090, maxBodyBytes: 1_000_000 });
    expect(config.temporal).to.include({ address: null, namespace: "default", apiKey: null, tls: null, cliPath: null });
    expect(config.llm).to.include({ defaultProvider: null, defaultModel: null, replayFile: null, recordFile: null });
    expect(config.agents).to.include({ maxHops: 5 });
    expect(config.conversations).to.deep.equal({ expireAfterMs: 7 * 86_400_000, continueAsNewAfter: 500 });
    expect(config).to.include({ role: "all", logLevel: "info", configFile: null });
  });

  it("lets the environment win over the file, and the file over the defaults", async () => {
    await write("server:\n  host: 0.0.0.0\n  port: 1234\nlog_level: debug\n");
    const config = await loadConfig({ CAXTON_PORT: "0", CAXTON_LOG_LEVEL: "" }, folder);
    expect(config.server).to.include({ host: "0.0.0.0", port: 0, metricsPort: 9090 });
    expect(config.logLevel).to.equal("debug");
    expect(config.configFile).to.equal(join(folder, "caxton.yaml"));
  });

  it("reads the file in full, with paths relative to it", async () => {
    await write(
      [
        "data_dir: ./data",
        "agents_dir: /srv/agents",
        "server: { max_body_size: 64KiB, max_wait: 90s, shutdown_grace: 5 }",
        "llm:",
        "  default_provider: mine",
        "  aliases: { fast: gpt-4o-mini, big: gpt-4o }",
        "  prices: { gpt-4o-mini: { input: 0.15, output: 0.6 }, local: { input: 0, output: 0 } }",
        "  modules:",
        "    - { name: mine, module: ./providers/mine.mjs, settings: { depth: [1, 2] } }",
        "    - { name: other, module: some-package }",
        "  replay_file: calls.jsonl",
        "agents: &agents { max_turns: 3, max_cost_usd: 0.5, timeout: 2m, max_message_size: 2MB }",
        "conversations: { expire_after: 1d, continue_as_new_after: 20 }",
        "temporal: { task_queue: teams, ui_port: 0 }",
      ].join("\n"),
      "other.yaml",
    );
    const config = await loadConfig({ CAXTON_CONFIG_PATH: "other.yaml" }, folder);
    expect(config.dataDir).to.equal(join(folder, "data"));
    expect(config.database.file).to.equal(join(folder, "data", "caxton.db"));
    expect(config.agentsDir).to.equal("/srv/agents");
    expect(config.server).to.include({ maxBodyBytes: 65_536, maxWaitMs: 90_000, shutdownGraceMs: 5_000 });
    expect(config.llm.aliases).to.deep.equal({ fast: "gpt-4o-mini", big: "gpt-4o" });
    expect(config.llm.prices).to.deep.equal({
      "gpt-4o-mini": { input: 0.15, output: 0.6 },
      local: { input: 0, output: 0 },
    });
    expect(config.llm.modules).to.deep.equal([
      { name: "mine", module: join(folder, "providers/mine.mjs"), settings: { depth: [1, 2] } },
      { name: "other", module: "some-package", settings: null },
    ]);
    expect(config.llm.replayFile).to.equal(join(folder, "calls.jsonl"));
    expect(config.agents).to.include({ maxTurns: 3, maxCostUsd: 0.5, timeoutMs: 120_000, maxMessageBytes: 2_000_000 });
    expect(config.conversations).to.deep.equal({ expireAfterMs: 86_400_000, continueAsNewAfter: 20 });
    expect(config.temporal).to.include({ taskQueue: "teams", uiPort: 0 });
  });

  it("tells of every mistake at once, with line and column for the file", async () => {
    await write("server:\n  prt: 80\n  metrics_port: 99999\nhost: x\nllm:\n  timeout: 5x\nrole: al\n");
    const error = await refusal({
      CAXTON_PRT: "1",
      CAXTON_LOG_LEVEL: "loud",
      DATABASE_URL: "postgres://ada:s3cret@db/caxton",
      TEMPORAL_ADDRESS: "nowhere",
    });
    const file = join(folder, "caxton.yaml");
    expect(error.code).to.equal("configuration.invalid");
    expect(error.hint).to.contain("docs/configuration.md");
    const places = error.errors.map(({ line, column, message }) => `${line}:${column} ${message.split(/[: ]/)[0]}`);
    expect(places).to.have.members([
      "7:1 role",
      "3:3 server.metrics_port",
      "6:3 llm.timeout",
      "2:3 server.prt",
      "4:1 host",
      "undefined:undefined CAXTON_LOG_LEVEL",
      "undefined:undefined CAXTON_PRT",
      "undefined:undefined DATABASE_URL",
      "undefined:undefined TEMPORAL_ADDRESS",
    ]);
    for (const complaint of error.errors) {
      if (complaint.line !== undefined) expect(complaint.file).to.equal(file);
      expect(error.message).to.contain(complaint.message);
    }
    expect(error.message).not.to.contain("s3cret");
  });

  it("names the nearest neighbour of an unknown name or key", async () => {
    await write("server:\n  metricsPort: 80\nport: 80\n");
    const suggestions = (await complaints({ CAXTON_AGENT_DIR: "x" })).map(({ suggestion }) => suggestion);
    expect(suggestions).to.have.members([
      "Did you mean CAXTON_AGENTS_DIR?",
      "Did you mean server.metrics_port?",
      "Did you mean server.port?",
    ]);
  });

  it("reads the sandbox's pools and ceilings, which have the sandbox's own defaults", async () => {
    const { ceilings, ...pools } = (await loadConfig({}, folder)).sandbox;
    expect(Object.values(pools).filter((value) => value !== null)).to.deep.equal([]);
    expect(ceilings).to.deep.equal({
      memory: 1_073_741_824,
      cpu: 60_000,
      executionTime: 300_000,
      messageSize: 67_108_864,
    });
    await write(
      "sandbox:\n  agent_workers: 2\n  tool_queue: 0\n  instance_memory: 1GiB\n  ceilings: { max_memory: 64MiB, max_cpu: 5s }\n",
    );
    const { sandbox } = await loadConfig(
      { CAXTON_SANDBOX_AGENT_WORKERS: "3", CAXTON_SANDBOX_MAX_EXECUTION_TIME: "90s" },
      folder,
    );
    expect(sandbox).to.include({ agentWorkers: 3, toolQueue: 0, instanceMemoryBytes: 1_073_741_824 });
    expect(sandbox.ceilings).to.include({ memory: 67_108_864, cpu: 5_000, executionTime: 90_000 });
    await write("sandbox: { tool_workers: 0, ceilings: { max_memory: 5GiB, max_cpus: 1s } }\n");
    const refused = await complaints({ CAXTON_SANDBOX_MAX_INSTANCES: "many" });
    expect(refused.map(({ message }) => message.split(/[: ]/)[0])).to.have.members([
      "sandbox.tool_workers",
      "sandbox.ceilings.max_memory",
      "sandbox.ceilings.max_cpus",
      "CAXTON_SANDBOX_MAX_INSTANCES",
    ]);
    expect(refused.find(({ message }) => message.includes("5GiB"))?.message).to.include("64KiB to 4GiB");
  });

  it("passes over what Kubernetes sets for a service called caxton", async () => {
    const config = await loadConfig(
      {
        CAXTON_SERVICE_HOST: "10.0.0.1",
        CAXTON_SERVICE_PORT: "8080",
        CAXTON_SERVICE_PORT_HTTP: "8080",
        CAXTON_PORT: "tcp://10.0.0.1:8080",
        CAXTON_PORT_8080_TCP: "tcp://10.0.0.1:8080",
        CAXTON_PORT_8080_TCP_ADDR: "10.0.0.1",
      },
      folder,
    );
    expect(config.server.port).to.equal(8080);
  });

  it("says where a file is no YAML, no map, or has a key twice", async () => {
    const cases: readonly [string, RegExp][] = [
      ["server: [1\nrole: all\n", /not YAML/],
      ["role: all\nrole: api\n", /unique/],
      ["- a\n- b\n", /map of sections/],
      ["server: 7\n", /server is a section/],
      ["role: &a [*a]\n", /role|cannot be read/],
    ];
    for (const [text, expected] of cases) {
      await write(text);
      const [complaint] = await complaints({});
      expect(complaint?.message, text).to.match(expected);
      expect(complaint?.line, text).to.be.a("number");
    }
  });

  it("takes an empty file, and follows anchors", async () => {
    await write("# nothing yet\n");
    expect((await loadConfig({}, folder)).role).to.equal("all");
    await write("x: &a { max_turns: 4 }\nagents: *a\n");
    expect((await complaints({})).map(({ message }) => message)).to.deep.equal(["x is not a key that Caxton knows."]);
  });

  it("wants the file that was named", async () => {
    const [complaint] = await complaints({ CAXTON_CONFIG_PATH: "gone.yaml" });
    expect(complaint?.message).to.contain(join(folder, "gone.yaml"));
  });

  it("serves a role of its own only with a cluster", async () => {
    expect((await complaints({ CAXTON_ROLE: "worker" }))[0]?.suggestion).to.contain("TEMPORAL_ADDRESS");
    const config = await loadConfig({ CAXTON_ROLE: "worker", TEMPORAL_ADDRESS: "t.example.org:7233" }, folder);
    expect(config.role).to.equal("worker");
  });

  it("refuses one port for two listeners, and other databases", async () => {
    expect(await complaints({ CAXTON_PORT: "9090" })).to.have.length(1);
    expect(await complaints({ DATABASE_URL: "mysql://x" })).to.have.length(1);
    const [postgres] = await complaints({ DATABASE_URL: "postgresql://ada:s3cret@db/caxton" });
    expect(postgres?.message).to.contain("SQLite").and.to.contain("CAXTON_MEMORY_BACKEND=postgres");
    expect(postgres?.message).not.to.contain("s3cret");
    const { database } = await loadConfig(
      { DATABASE_URL: "file:./a.db", CAXTON_PORT: "0", CAXTON_METRICS_PORT: "0" },
      folder,
    );
    expect(database.file).to.equal(join(folder, "a.db"));
  });

  it("takes a memory on a server by the variables of that server, and refuses one that is nowhere", async () => {
    const servers = {
      CAXTON_MEMORY_POSTGRES_URL: "postgresql://u:p@db.example.org/caxton",
      QDRANT_URL: "http://q.example.org:6333/",
      NEO4J_URI: "neo4j+s://n.example.org",
      NEO4J_PASSWORD: "secret",
      CAXTON_MEMORY_MODULE: "./memory.js",
    };
    for (const backend of ["postgres", "qdrant", "neo4j", "custom"]) {
      const [complaint] = await complaints({ CAXTON_MEMORY_BACKEND: backend });
      expect(complaint?.message).to.contain(backend);
      expect(complaint?.suggestion).to.match(/in the environment/);
      const { memory } = await loadConfig({ ...servers, CAXTON_MEMORY_BACKEND: backend }, folder);
      expect(memory.backend).to.equal(backend);
      expect(memory.qdrant).to.deep.equal({
        url: "http://q.example.org:6333",
        apiKey: null,
        collection: "caxton_memory",
      });
      expect(memory.neo4j).to.deep.include({ user: "neo4j", database: "neo4j", prefix: "Caxton" });
      expect(memory.custom?.module).to.equal(join(folder, "memory.js"));
    }
    const [unknown] = await complaints({ CAXTON_MEMORY_BACKEND: "postgress" });
    expect(unknown?.message).to.contain("Did you mean postgres?");
    expect(await complaints({ CAXTON_MEMORY_POSTGRES_URL: "mysql://u:p4ss@x/y" })).to.have.length(1);
    expect(JSON.stringify(await complaints({ NEO4J_URI: "http://u:p4ss@x" }))).not.to.contain("p4ss");
  });

  it("keeps the memory in the PostgreSQL of DATABASE_URL, and its own data in SQLite", async () => {
    const shared = { CAXTON_MEMORY_BACKEND: "postgres", DATABASE_URL: "postgresql://u:p@db.example.org/caxton" };
    const { memory, database } = await loadConfig(shared, folder);
    expect(memory.postgres?.url).to.equal(shared.DATABASE_URL);
    expect(database.file).to.equal(join(folder, ".caxton", "caxton.db"));
    // With an address of its own the memory does not need DATABASE_URL, which then names a database for the rest.
    const both = { ...shared, CAXTON_MEMORY_POSTGRES_URL: "postgresql://u:p@other.example.org/memory" };
    expect((await complaints(both))[0]?.message).to.contain("DATABASE_URL");
    await write("memory:\n  backend: postgres\n");
    const fromFile = await loadConfig({ DATABASE_URL: shared.DATABASE_URL }, folder);
    expect(fromFile.memory.postgres?.url).to.equal(shared.DATABASE_URL);
  });

  it("takes a module as the memory's backend", async () => {
    for (const [backend, module] of [
      ["./memory.js", join(folder, "memory.js")],
      ["/srv/memory.js", "/srv/memory.js"],
      ["@example/memory", "@example/memory"],
      // A package that is installed, whatever it exports.
      ["ajv", "ajv"],
    ] as const) {
      const { memory } = await loadConfig({ CAXTON_MEMORY_BACKEND: backend }, folder);
      expect(memory).to.deep.include({ backend: "custom", custom: { module, settings: null } });
    }
    await write("memory:\n  backend: ./here.js\n  custom: { settings: { a: 1 } }\n", "sub.yaml");
    const { memory } = await loadConfig({ CAXTON_CONFIG_PATH: "sub.yaml" }, folder);
    expect(memory.custom).to.deep.equal({ module: join(folder, "here.js"), settings: { a: 1 } });
    const twice = { CAXTON_MEMORY_BACKEND: "./a.js", CAXTON_MEMORY_MODULE: "./b.js" };
    expect((await complaints(twice))[0]?.message)
      .to.contain("a.js")
      .and.to.contain("b.js");
    expect((await complaints({ CAXTON_MEMORY_BACKEND: "no-such-memory" }))[0]?.message).to.contain("no-such-memory");
  });

  it("takes quotas and a schema of the memory from the file, and no schema that SQL would read", async () => {
    await write("memory:\n  quotas: { agent_only: { entities: 5 } }\n  postgres: { schema: a_b }\n");
    const { memory } = await loadConfig({ CAXTON_MEMORY_POSTGRES_URL: "postgresql://u@h/d" }, folder);
    expect(memory.quotas["agent-only"]).to.deep.equal({ entities: 5, observations: 1_000_000 });
    expect(memory.postgres?.schema).to.equal("a_b");
    await write('memory:\n  postgres: { schema: "a; DROP TABLE x" }\n');
    expect(await complaints({})).to.have.length(1);
    await write('memory:\n  neo4j: { prefix: "A) DETACH DELETE (n" }\n');
    expect(await complaints({})).to.have.length(1);
  });

  it("hands on to children what they need, and no secret", async () => {
    const { childEnvironment } = await loadConfig(
      { PATH: "/bin", HOME: "/home/ada", GOPROXY: "p", HTTPS_PROXY: "q", OPENAI_API_KEY: "k", GOOGLE_API_KEY: "k" },
      folder,
    );
    expect(childEnvironment).to.deep.equal({ PATH: "/bin", HOME: "/home/ada", GOPROXY: "p", HTTPS_PROXY: "q" });
  });

  it("never throws anything but a CaxtonError, whatever the file and the variables hold", async () => {
    const names = (await listSettings()).flatMap(({ env }) => env ?? []);
    const keys = (await listSettings()).flatMap(({ key }) => key ?? []);
    const nested = (key: string, value: unknown): unknown =>
      key.split(".").reduceRight((inner: unknown, part) => ({ [part]: inner }), value);
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...names.filter((name) => name !== "CAXTON_CONFIG_PATH")), fc.string(), {
          maxKeys: 4,
        }),
        fc.constantFrom(...keys),
        fc.jsonValue(),
        async (env, key, value) => {
          await write(JSON.stringify(nested(key, value)));
          try {
            await loadConfig(env, folder);
          } catch (thrown) {
            expect(thrown).to.be.instanceOf(CaxtonError);
            expect((thrown as CaxtonError).errors).not.to.have.length(0);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is described in docs/configuration.md, name by name", async () => {
    const document = await readFile(new URL("../../../docs/configuration.md", import.meta.url), "utf8");
    const rows = document.split("\n").filter((line) => line.startsWith("|"));
    for (const { key, env } of await listSettings()) {
      for (const name of [key, env]) {
        if (name !== null)
          expect(
            rows.some((row) => row.includes(`\`${name}\``)),
            `${name} is in a table`,
          ).to.equal(true);
      }
    }
  });
});
