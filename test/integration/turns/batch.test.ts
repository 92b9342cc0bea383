import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { batchIdOf, type BatchFrame } from "../../../src/domain/batch.ts";
import type { TurnTask } from "../../../src/domain/delivery.ts";
import type { AgentName, VersionHash } from "../../../src/domain/ids.ts";
import { noTracing } from "../../../src/observability/tracing.ts";
import { runBatch } from "../../../src/turns/batch.ts";
import type { TurnDependencies } from "../../../src/turns/types.ts";
import { guest } from "../../support/guests.ts";
import { anOpening, aRecord } from "../../support/messages.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";
import { agentOf, someEngines } from "../../support/sandbox.ts";

const reply = '{"performative":"inform","content":1}';
const line = "seen";

/** Logs one line for each message, and answers all alike. */
const logging = guest({
  imports: '(import "caxton" "log" (func $log (param i32 i32 i32)))',
  more: `(data (i32.const 2048) ${JSON.stringify(reply.replaceAll('"', "\\22")).replaceAll("\\\\22", "\\22")})
    (data (i32.const 4096) "${line}")`,
  handle: `(call $log (i32.const 3) (i32.const 4096) (i32.const ${line.length}))
    (global.set $out (i32.const 2048)) (global.set $size (i32.const ${reply.length})) (i32.const 1)`,
});

describe("a batch of messages", () => {
  const engines = someEngines();
  let temporary: TemporaryRegistry;
  beforeEach(async () => {
    temporary = await temporaryRegistry();
  });
  afterEach(async () => temporary.remove());
  after(engines.close);

  const run = async (size: number): Promise<any> => {
    const { registry } = temporary;
    const { message } = aRecord();
    const { conversationId, sender, receivers, traceId, spanId, timestamp } = message;
    const frame: BatchFrame = {
      performative: "request",
      targetCapability: null,
      protocol: "request-reply",
      language: null,
      ontology: null,
      ...{ conversationId, sender, receivers, traceId, spanId, timestamp },
    };
    const id = batchIdOf(randomUUID());
    const items = Array.from({ length: size }, (_, index) => ({ content: index, replyWith: null }));
    const agent = "Echo" as AgentName;
    const version = "v" as VersionHash;
    const { conversation } = anOpening(aRecord({ conversationId }), [], true);
    await registry.batches.open({ conversation, batch: { id, agent, version, frame, items }, events: [] });
    const instance = await agentOf(engines.with(), logging, {}, { imports: ["log"] });
    const deps = {
      registry,
      tracing: noTracing,
      clock: () => new Date(),
      events: { announce: () => undefined },
      definition: async () => ({ kind: "wasm" }),
      modules: {
        callBatch: async (_version: unknown, _definition: unknown, inputs: readonly Uint8Array[]) =>
          instance.callBatch(inputs),
      },
    };
    const place = { path: [], settles: true, closes: false, first: true, traceId };
    const task: TurnTask = { conversationId, messageId: id, agent, version, ...place };
    // As much of all that turns have as a batch needs.
    await runBatch(deps as unknown as TurnDependencies, task, new AbortController().signal);
    const [event] = await registry.events.after({ kind: "batch.replied" }, 0, 1);
    return event?.data;
  };

  it("keeps what the guest logged, by message", async () => {
    const { logs, failed, fuel } = await run(3);
    expect(failed).to.equal(0);
    expect(fuel).to.be.greaterThan(0);
    expect(logs).to.deep.equal([0, 1, 2].map((item) => ({ item, level: "warn", text: line })));
  });

  it("keeps two hundred lines, and says how many more there were", async () => {
    const { logs, logsLeftOut } = await run(250);
    expect([logs.length, logsLeftOut]).to.deep.equal([200, 50]);
  });
});
