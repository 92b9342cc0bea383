import { expect } from "chai";
import type { WasmAgentDefinition } from "../../../src/domain/agent.ts";
import type { TurnTask } from "../../../src/domain/delivery.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { AgentName, VersionHash } from "../../../src/domain/ids.ts";
import type { Registry } from "../../../src/registry/stores.ts";
import { runModule } from "../../../src/turns/module-step.ts";
import { noTracing } from "../../../src/observability/tracing.ts";
import type { TurnDependencies } from "../../../src/turns/types.ts";
import { anOpening, aRecord } from "../../support/messages.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";

describe("a turn of a WASM agent", () => {
  let temporary: TemporaryRegistry;
  let runs: number;
  const asked = aRecord();
  const task: TurnTask = {
    conversationId: asked.message.conversationId,
    messageId: asked.message.id,
    agent: "Greeter" as AgentName,
    version: "v1" as VersionHash,
    path: [],
    settles: true,
    closes: true,
    first: true,
    traceId: asked.message.traceId,
  };

  beforeEach(async () => {
    runs = 0;
    temporary = await temporaryRegistry();
    await temporary.registry.messages.open(anOpening(asked));
  });
  afterEach(async () => temporary.remove());

  const run = async (journal: Partial<Registry["journal"]> = {}) => {
    const { registry } = temporary;
    const deps = {
      tracing: noTracing,
      registry: { ...registry, journal: { ...registry.journal, ...journal } },
      events: { record: registry.events.append, announce: () => undefined },
      clock: () => new Date(),
      observer: { concluded: () => undefined },
      modules: {
        call: async () => {
          runs += 1;
          const output = Buffer.from(JSON.stringify({ performative: "inform", content: `run ${runs}` }));
          return { ok: true, output, usage: {}, logs: [] };
        },
      },
    };
    // As much of all that turns have as this step needs.
    const outcome = await runModule(
      deps as unknown as TurnDependencies,
      task,
      {} as WasmAgentDefinition,
      new AbortController().signal,
    );
    return outcome.kind === "replied" ? registry.messages.find(outcome.reply.messageId) : null;
  };

  it("runs the module once, also where a crash took the word of its reply", async () => {
    const first = await run();
    expect(await run()).to.deep.equal(first);
    expect(first?.message.content).to.equal("run 1");
    expect(runs).to.equal(1);
  });

  it("keeps what the module said until the database takes it", async () => {
    let refusals = 2;
    const { conclude } = temporary.registry.journal;
    const reply = await run({
      conclude: async (input) => {
        if (refusals-- > 0) throw new CaxtonError("database.unavailable", "The disk is full.");
        return conclude(input);
      },
    });
    expect(reply?.message.content).to.equal("run 1");
    expect(runs).to.equal(1);
  });
});
