/** What the steps of a WASM agent's life do to its instance: compile, make, finish what is in hand, free. */
import { expect } from "chai";
import type { WasmAgentDefinition } from "../../../src/domain/agent.ts";
import type { VersionHash } from "../../../src/domain/ids.ts";
import { cpuMillis, milliseconds } from "../../../src/domain/quantities.ts";
import type { ResourceCeilings } from "../../../src/domain/resource-limits.ts";
import { noTracing } from "../../../src/observability/tracing.ts";
import type { WasmAgents } from "../../../src/wasm-agents/types.ts";
import { createWasmAgents } from "../../../src/wasm-agents/wasm-agents.ts";
import { bytesOf, guest, moody } from "../../support/guests.ts";
import { codeOf, codeOfThrown, someEngines } from "../../support/sandbox.ts";
import { eventually } from "../agents/support.ts";
import { highCeilings } from "../../support/ceilings.ts";

const definition = {
  name: "worker",
  module: { sha256: "0".repeat(64), bytes: 1 },
  features: [],
  limits: { timeout: null },
  resources: {
    maxMemoryBytes: 16_777_216,
    maxCpuMillis: 60_000,
    maxExecutionTime: 60_000,
    maxMessageSize: 65_536,
  },
} as unknown as WasmAgentDefinition;

const versionOf = (text: string): VersionHash => text.repeat(64).slice(0, 64) as VersionHash;
const signal = new AbortController().signal;

/** Answers after some work: enough for what follows the call to come before its end. */
const module = guest({
  more: '(data (i32.const 2048) "{\\22performative\\22:\\22inform\\22,\\22content\\22:1}")',
  handle: `(local.set $len (i32.const 30000000))
    (loop $l (br_if $l (local.tee $len (i32.sub (local.get $len) (i32.const 1)))))
    (global.set $out (i32.const 2048)) (global.set $size (i32.const 37)) (i32.const 1)`,
});

describe("sandbox: the life of an agent", () => {
  const engines = someEngines();
  after(engines.close);

  const world = (retiredIdleMs = 60_000) => {
    const engine = engines.with({ cores: 1 });
    const agents = createWasmAgents({
      engine,
      modules: { find: async () => module },
      maxModuleBytes: 1_048_576,
      ceilings: highCeilings,
      tracing: noTracing,
      retiredIdleMs,
    });
    return { engine, agents };
  };
  const call = async (agents: WasmAgents, version: VersionHash) =>
    agents.call(version, definition, bytesOf("{}"), signal);

  it("compiles when it is loaded, makes the instance when it is started, and only then", async () => {
    const { engine, agents } = world();
    await agents.load(versionOf("a"), definition);
    expect(engine.statistics()).to.deep.include({ modules: 1, instances: 0 });
    expect(await agents.start(versionOf("a"), definition)).to.equal(true);
    expect(engine.statistics().instances).to.equal(1);
    expect(await agents.start(versionOf("a"), definition)).to.equal(false);
  });

  it("finishes its calls before it is unloaded, and serves nobody afterwards", async () => {
    const { engine, agents } = world();
    const version = versionOf("b");
    const order: string[] = [];
    await agents.start(version, definition);
    const inHand = call(agents, version).then((result) => order.push(`answered ${codeOf(result)}`));
    const unloaded = agents.unload(version).then(() => order.push(`unloaded, ${engine.statistics().inHand} in hand`));
    await Promise.all([inHand, unloaded]);
    expect(order).to.deep.equal(["answered ok", "unloaded, 0 in hand"]);
    expect(engine.statistics().instances).to.equal(0);
    expect(await codeOfThrown(call(agents, version))).to.equal("agent.invalid_state");
    expect(engine.statistics().instances).to.equal(0);
    await agents.start(version, definition);
    expect(codeOf(await call(agents, version))).to.equal("ok");
  });

  describe("the time of a call", () => {
    /** Echoes; loops for ever on an input that begins with `l`. */
    const endless = { ...definition.resources, maxCpuMillis: 3_600_000, maxExecutionTime: 3_600_000 };
    const limited = (timeout: number | null): WasmAgentDefinition =>
      ({ ...definition, resources: endless, limits: { timeout } }) as unknown as WasmAgentDefinition;
    const agentsWith = (ceilings: ResourceCeilings): WasmAgents =>
      createWasmAgents({
        engine: engines.with({ cores: 1 }),
        modules: { find: async () => moody() },
        maxModuleBytes: 1_048_576,
        ceilings,
        tracing: noTracing,
      });

    it("is limited by limits.timeout of the agent's file, alone and in a batch", async () => {
      const agents = agentsWith(highCeilings);
      const version = versionOf("t");
      const alone = await agents.call(version, limited(100), bytesOf("l"), signal);
      expect(codeOf(alone)).to.equal("sandbox.execution_time_exceeded");
      const batch = await agents.callBatch(version, limited(100), ["l", "e", "l"].map(bytesOf), signal);
      expect(batch.map(codeOf)).to.deep.equal([
        "sandbox.execution_time_exceeded",
        "sandbox.guest_error",
        "sandbox.execution_time_exceeded",
      ]);
    });

    it("is limited by the server's ceiling, also of a version that was stored when that was higher", async () => {
      const agents = agentsWith({ ...highCeilings, executionTime: milliseconds(100) });
      const result = await agents.call(versionOf("u"), limited(null), bytesOf("l"), signal);
      expect(codeOf(result)).to.equal("sandbox.execution_time_exceeded");
    });

    it("and its fuel are limited by the ceiling of processor time", async () => {
      const agents = agentsWith({ ...highCeilings, cpu: cpuMillis(1) });
      const result = await agents.call(versionOf("v"), limited(null), bytesOf("l"), signal);
      expect(codeOf(result)).to.equal("sandbox.cpu_limit_exceeded");
    });
  });

  it("frees the instances of versions that were replaced, once they have nothing to do, and makes them anew", async () => {
    const { engine, agents } = world(1);
    const versions = Array.from({ length: 5 }, (_, index) => versionOf(String(index)));
    for (const version of versions) await agents.start(version, definition);
    const [old, other] = [versionOf("0"), versionOf("1")];
    const inHand = call(agents, old);
    for (const version of versions.slice(0, -1)) agents.retire(version);
    expect(codeOf(await inHand)).to.equal("ok");
    await eventually(() => expect(engine.statistics().instances).to.equal(1));
    expect(codeOf(await call(agents, old))).to.equal("ok");
    await eventually(() => expect(engine.statistics().instances).to.equal(1));
    agents.activate(old);
    expect(codeOf(await call(agents, other))).to.equal("ok");
    await agents.close();
    expect(engine.statistics().instances).to.equal(0);
  });
});
