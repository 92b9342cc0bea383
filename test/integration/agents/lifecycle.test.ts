/** The states of an agent's life as they are stored: none says more than what is so. With the real registry and sandbox. */
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { createAgentCatalogue, type ServedCatalogue } from "../../../src/agents/catalogue.ts";
import { createDrainWatch } from "../../../src/agents/drain-watch.ts";
import type { InstancesOf } from "../../../src/agents/lifecycle-steps.ts";
import { batchIdOf, type BatchFrame } from "../../../src/domain/batch.ts";
import { replyText } from "../../../src/domain/batch-text.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { AgentName, Sender, VersionHash } from "../../../src/domain/ids.ts";
import { noTracing } from "../../../src/observability/tracing.ts";
import type { MessageRecord, Registry } from "../../../src/registry/stores.ts";
import { guestKindOf } from "../../../src/sandbox/pass-guest.ts";
import type { AgentInstances } from "../../../src/wasm-agents/types.ts";
import { createWasmAgents } from "../../../src/wasm-agents/wasm-agents.ts";
import { highCeilings } from "../../support/ceilings.ts";
import { guest } from "../../support/guests.ts";
import { aMessage, anOpening, aRecord } from "../../support/messages.ts";
import { temporaryRegistry } from "../../support/registry.ts";
import { someEngines } from "../../support/sandbox.ts";
import { errorOf, fileOf, named } from "./support.ts";

const echo = "name: Echo\nmodule: echo.wasm\ncapabilities: [echo]\n";

/** Passes every check, and traps when it is instantiated. */
const stillborn = (): Uint8Array => guest({ more: '(func (export "_initialize") unreachable)' });

describe("the life of an agent", () => {
  const engines = someEngines();
  let registry: Registry;
  let remove: () => Promise<void>;
  let now: Date;
  const clock = (): Date => now;

  beforeEach(async () => {
    now = new Date("2026-03-01T12:00:00.000Z");
    ({ registry, remove } = await temporaryRegistry({ clock }));
  });
  afterEach(async () => remove());
  after(engines.close);

  const sandboxOver = (find: (sha256: never) => Promise<Uint8Array | null>) =>
    createWasmAgents({
      engine: engines.with({ cores: 1 }),
      modules: { find },
      maxModuleBytes: 1_048_576,
      ceilings: highCeilings,
      tracing: noTracing,
    });

  /** A process: a catalogue over the shared registry, and what its routing is told. */
  const processWith = async (instances?: InstancesOf) => {
    const told: string[] = [];
    const { tryOut } = sandboxOver(async () => null);
    const catalogue = await createAgentCatalogue({
      registry,
      events: { record: async (events) => registry.events.append(events) },
      listener: {
        agentChanged: ({ name, state }) => void told.push(`${name} ${state}`),
        agentRemoved: (name) => void told.push(`${name} removed`),
      },
      clock,
      modules: {
        stored: registry.modules.find,
        kindOf: (bytes, features) => guestKindOf(bytes, { features }),
        tryOut,
      },
      ...(instances === undefined ? {} : { instances }),
    });
    return { catalogue, told };
  };

  const later: string[] = [];
  const inThisProcess = (instances: AgentInstances): InstancesOf => ({
    in: "this process",
    instances,
    startLater: (agent) => void later.push(agent),
  });

  const create = async (catalogue: ServedCatalogue, module = guest()) => catalogue.create(echo, module, "yaml");
  const stateOf = async (name = "Echo") => {
    const agent = (await registry.agents.find("default", named(name)))?.agent;
    return { state: agent?.state, failure: agent?.failure };
  };
  const steps = async (): Promise<readonly string[]> =>
    (await registry.events.after({}, 0, 100)).map(({ kind, data }) => `${kind} ${String(data["to"] ?? "")}`.trim());

  it("is running only once its instance exists", async () => {
    const sandbox = sandboxOver(registry.modules.find);
    const states: unknown[] = [];
    const start: AgentInstances["start"] = async (version, definition) => {
      states.push((await stateOf()).state);
      const isNew = await sandbox.start(version, definition);
      states.push((await stateOf()).state);
      return isNew;
    };
    const { catalogue, told } = await processWith(inThisProcess({ ...sandbox, start }));
    const made = await create(catalogue);
    expect(states).to.deep.equal(["loaded", "loaded"]);
    expect(made.agent.state).to.equal("running");
    expect((await stateOf()).state).to.equal("running");
    expect(told).to.deep.equal(["Echo loaded", "Echo running"]);
    expect(await steps()).to.deep.equal(["agent.loaded", "agent.started running"]);
  });

  it("is failed, with the reason, if its instance cannot be made", async () => {
    const sandbox = sandboxOver(async () => stillborn());
    const { catalogue, told } = await processWith(inThisProcess(sandbox));
    const made = await create(catalogue);
    expect(made.agent.state).to.equal("failed");
    expect(made.agent.failure).to.match(/trapped: unreachable/);
    expect(await stateOf()).to.deep.equal({ state: "failed", failure: made.agent.failure });
    expect(told).to.deep.equal(["Echo loaded", "Echo failed"]);
    expect(await steps()).to.deep.equal(["agent.loaded", "agent.failed failed"]);
  });

  it("stays loaded if its instance cannot be made now, and is running when it was made later", async () => {
    later.length = 0;
    const sandbox = sandboxOver(registry.modules.find);
    const busy = new CaxtonError("sandbox.overloaded", "All instances are busy.");
    const start: AgentInstances["start"] = async () => Promise.reject(busy);
    const { catalogue } = await processWith(inThisProcess({ ...sandbox, start }));
    const made = await create(catalogue);
    expect(made.agent.state).to.equal("loaded");
    expect(later).to.deep.equal(["Echo"]);
    expect(await errorOf(async () => catalogue.start(named("Echo")))).to.deep.include({ code: "sandbox.overloaded" });
    await catalogue.started(named("Echo"), made.version.hash, true);
    expect((await stateOf()).state).to.equal("running");
    expect(catalogue.get(named("Echo")).agent.state).to.equal("running");
  });

  it("is loaded until another process has made the instance, if this one makes none", async () => {
    const api = await processWith({ in: "other processes" });
    const worker = await processWith(inThisProcess(sandboxOver(registry.modules.find)));
    const made = await create(api.catalogue);
    expect(made.agent.state).to.equal("loaded");
    expect((await api.catalogue.start(named("Echo"))).state).to.equal("loaded");
    await worker.catalogue.started(named("Echo"), "0".repeat(64) as VersionHash, true);
    expect((await stateOf()).state, "another version was started").to.equal("loaded");
    await worker.catalogue.started(named("Echo"), made.version.hash, true);
    await api.catalogue.refresh(named("Echo"));
    expect(api.catalogue.get(named("Echo")).agent.state).to.equal("running");
    expect(await steps()).to.deep.equal(["agent.loaded", "agent.started running"]);
  });

  it("is not changed by a process that does not know its present state", async () => {
    const api = await processWith();
    const worker = await processWith();
    const { version } = await api.catalogue.create(fileOf("A"));
    await worker.catalogue.refresh(named("A"));
    await api.catalogue.drain(named("A"));
    await api.catalogue.unload(named("A"));
    expect(worker.catalogue.get(named("A")).agent.state).to.equal("running");
    await worker.catalogue.started(named("A"), version.hash, true);
    expect((await stateOf("A")).state).to.equal("unloaded");
    expect(await errorOf(async () => worker.catalogue.drain(named("A")))).to.deep.include({
      code: "agent.invalid_state",
    });
    expect((await stateOf("A")).state).to.equal("unloaded");
  });

  describe("that drains", () => {
    const open = async (record: MessageRecord): Promise<void> => {
      expect(await registry.messages.open(anOpening(record))).to.equal(true);
    };

    const answer = async ({ message }: MessageRecord, agent: string, settles: boolean): Promise<void> => {
      const reply = aRecord(
        { conversationId: message.conversationId, sender: `agent:${agent}` as Sender, receivers: [] },
        { answers: message.id, status: "settled" },
      );
      const { id } = message;
      await registry.journal.conclude({
        turn: null,
        modelCall: null,
        reply,
        participant: null,
        settled: settles ? id : null,
        conversation: null,
        events: [],
      });
    };

    /** A process that watches the drains; `after` looks once, so many milliseconds later. */
    const watching = async () => {
      const { catalogue } = await processWith();
      const watch = createDrainWatch({
        agents: registry.agents,
        all: catalogue.all,
        onDrained: catalogue.drained,
        clock,
      });
      const after = async (ms: number) => {
        now = new Date(now.getTime() + ms);
        await watch();
        return (await stateOf("A")).state;
      };
      return { catalogue, after };
    };

    const setUp = async () => {
      const first = await watching();
      await first.catalogue.create(fileOf("A"));
      await first.catalogue.create(fileOf("B"));
      return first;
    };

    const toA = (parts = {}): MessageRecord => aRecord({ receivers: ["A" as AgentName], ...parts });

    it("is drained a second later if it had nothing to do, and says so", async () => {
      const { catalogue, after } = await setUp();
      expect((await catalogue.drain(named("A"))).state).to.equal("draining");
      expect(await after(999)).to.equal("draining");
      expect(await after(1)).to.equal("drained");
      expect((await steps()).slice(-2)).to.deep.equal(["agent.draining draining", "agent.drained drained"]);
      expect(catalogue.get(named("B")).agent.state).to.equal("running");
      expect((await catalogue.start(named("A"))).state).to.equal("running");
    });

    it("is draining until every message that it had has its answer, whoever else has to answer it", async () => {
      const { catalogue, after } = await setUp();
      const stored = toA();
      const both = toA({ receivers: ["B" as AgentName, "A" as AgentName] });
      const other = aRecord({ receivers: ["B" as AgentName] });
      for (const record of [stored, both, other]) await open(record);
      await registry.messages.setStatus(both.message.id, "accepted");
      await catalogue.drain(named("A"));
      expect(await after(60_000)).to.equal("draining");
      await answer(stored, "A", true);
      expect(await after(0)).to.equal("draining");
      await answer(both, "B", false);
      expect(await after(0)).to.equal("draining");
      await answer(both, "A", false);
      expect(await after(0)).to.equal("drained");
    });

    it("is draining until a batch that it had is answered", async () => {
      const { catalogue, after } = await setUp();
      const { traceId, spanId, sender, conversationId, timestamp } = aMessage();
      const frame: BatchFrame = {
        performative: "request",
        sender,
        receivers: ["A" as AgentName],
        targetCapability: null,
        conversationId,
        protocol: "request-reply",
        language: null,
        ontology: null,
        traceId,
        spanId,
        timestamp,
      };
      const id = batchIdOf(randomUUID());
      const items = [{ content: 1, replyWith: null }];
      const batch = { id, agent: "A" as AgentName, version: "v" as VersionHash, frame, items };
      const { conversation } = anOpening(aRecord({ conversationId }), [], true);
      await registry.batches.open({ conversation, batch, events: [] });
      await catalogue.drain(named("A"));
      expect(await after(60_000)).to.equal("draining");
      await registry.batches.conclude({
        id,
        replies: [replyText({ performative: "inform", content: 1 })],
        at: timestamp,
        participant: { sender: "agent:A" as Sender, versionHash: "v" as VersionHash },
        conversation: { id: conversationId, end: null },
        events: [],
      });
      expect(await after(0)).to.equal("drained");
    });

    it("is drained by the next process if the first one dies, and may be unloaded before", async () => {
      const first = await setUp();
      const message = toA();
      await open(message);
      await first.catalogue.drain(named("A"));
      const second = await watching();
      expect(await second.after(2_000)).to.equal("draining");
      await answer(message, "A", true);
      expect(await second.after(0)).to.equal("drained");
      await second.catalogue.start(named("A"));
      await open(toA());
      await second.catalogue.drain(named("A"));
      expect((await second.catalogue.unload(named("A"))).state).to.equal("unloaded");
      expect(await second.after(2_000)).to.equal("unloaded");
    });
  });
});
