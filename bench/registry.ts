/**
 * Measures the cost of the registry per call, on the hot path and at startup: `npm run bench:registry`. For comparison,
 * Prisma does the same as `conclude` in one of its transactions; the result is why Caxton writes with prepared
 * statements.
 */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import { PrismaClient } from "../src/generated/prisma/client.ts";
import type { AgentName, Sender, VersionHash } from "../src/domain/ids.ts";
import { openRegistry } from "../src/registry/open-registry.ts";
import { fromEvent, fromMessage } from "../src/registry/rows.ts";
import type { AgentInput, MessageRecord, ModelCallRecord, TurnRecord } from "../src/registry/stores.ts";
import { aDefinition } from "../test/support/agents.ts";
import { anEvent, anOpening, aRecord } from "../test/support/messages.ts";

const calls = 5_000;
const agents = 10_000;

const microseconds = (value: number): string => value.toFixed(0).padStart(7);

const line = (name: string, times: readonly number[]): void => {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  console.log(`${name.padEnd(34)}${microseconds(at(0.5))}${microseconds(at(0.99))}${microseconds(at(1))}`);
};

const measure = async <Input>(name: string, inputs: readonly Input[], work: (input: Input) => Promise<unknown>) => {
  const times: number[] = [];
  for (const input of inputs) {
    const started = performance.now();
    await work(input);
    times.push((performance.now() - started) * 1000);
  }
  line(name, times);
};

const turnOf = (asked: MessageRecord): TurnRecord => ({
  id: `${asked.message.id}/Greeter`,
  conversationId: asked.message.conversationId,
  messageId: asked.message.id,
  agent: "Greeter" as AgentName,
  versionHash: "0".repeat(64) as VersionHash,
  prompt: [
    { role: "system", content: "You are a greeter. ".repeat(20) },
    { role: "user", content: "Say hello." },
  ],
});

const callOf = (turn: TurnRecord): ModelCallRecord => ({
  turnId: turn.id,
  step: 0,
  answer: { text: "Hello. ".repeat(30), toolCalls: [], finishReason: "stop" },
  model: "stub",
  inputTokens: 100,
  outputTokens: 60,
  costUsd: null,
  durationMs: 12,
});

const replyTo = (asked: MessageRecord): MessageRecord =>
  aRecord(
    {
      performative: "inform",
      sender: "agent:Greeter" as Sender,
      receivers: [],
      conversationId: asked.message.conversationId,
      content: "Hello. ".repeat(30),
    },
    { answers: asked.message.id, status: "settled" },
  );

const eventsOf = ({ message }: MessageRecord, count: number) =>
  Array.from({ length: count }, () =>
    anEvent({ conversationId: message.conversationId, data: { messageId: message.id, performative: "inform" } }),
  );

const conclusionOf = (asked: MessageRecord) => {
  const turn = turnOf(asked);
  return {
    turn,
    modelCall: callOf(turn),
    reply: replyTo(asked),
    participant: { sender: "agent:Greeter" as Sender, versionHash: turn.versionHash },
    settled: asked.message.id,
    conversation: {
      id: asked.message.conversationId,
      state: "completed" as const,
      outcome: "answered" as const,
      error: null,
    },
    events: eventsOf(asked, 3),
  };
};

const folder = await mkdtemp(join(tmpdir(), "caxton-bench-"));
const file = join(folder, "caxton.db");
const opened = performance.now();
const registry = await openRegistry({ file });
console.log(`open and migrate a new database: ${(performance.now() - opened).toFixed(0)} ms\n`);

console.log(`${"µs per call".padEnd(34)}    p50    p99    max`);
const opening = Array.from({ length: calls }, () => aRecord());
await measure("messages.open", opening, async (record) =>
  registry.messages.open(anOpening(record, eventsOf(record, 1))),
);
const following = opening.map(({ message }) => aRecord({ conversationId: message.conversationId }));
await measure("messages.insert", following, async (record) => registry.messages.insert(record, eventsOf(record, 1)));
await measure("messages.setStatus", following, async ({ message }) =>
  registry.messages.setStatus(message.id, "accepted"),
);
await measure("messages.find", following, async ({ message }) => registry.messages.find(message.id));
await measure("messages.recent(20)", following, async ({ message }) =>
  registry.messages.recent(message.conversationId, 20),
);
await measure("conversations.find", following, async ({ message }) =>
  registry.conversations.find(message.conversationId),
);
await measure("journal.ensureTurn", following, async (record) => registry.journal.ensureTurn(turnOf(record)));
await measure("journal.addModelCall", following, async (record) =>
  registry.journal.addModelCall(callOf(turnOf(record))),
);
await measure("journal.modelCalls", following, async (record) => registry.journal.modelCalls(turnOf(record).id));
await measure("journal.conclude (8 statements)", opening.map(conclusionOf), async (conclusion) =>
  registry.journal.conclude(conclusion),
);
await measure("messages.answersTo", opening, async ({ message }) => registry.messages.answersTo(message.id));
await measure("events.append", opening, async (record) => registry.events.append(eventsOf(record, 1)));
await measure("events.after (one conversation)", opening, async ({ message }) =>
  registry.events.after({ conversationId: message.conversationId }, 0, 100),
);

const page = { limit: 50, cursor: null };
await registry.conversations.list({}, page);
const some = opening.slice(0, 300);
await measure("conversations.list(50), Prisma", some, async () => registry.conversations.list({}, page));
await measure("events.list(50), Prisma", some, async () => registry.events.list({}, page));

const prisma = new PrismaClient({ adapter: new PrismaBetterSqlite3({ url: `file:${file}` }) });
const others = Array.from({ length: 500 }, () => aRecord());
for (const record of others) await registry.messages.open(anOpening(record));
await measure("the same as conclude, by Prisma", others.map(conclusionOf), async (conclusion) => {
  const createdAt = "2026-01-01T00:00:00.000Z";
  const { turn, modelCall, reply, participant, settled, conversation, events } = conclusion;
  await prisma.$transaction([
    prisma.message.create({ data: fromMessage(reply) }),
    prisma.turn.create({ data: { ...turn, prompt: JSON.stringify(turn.prompt), createdAt } }),
    prisma.modelCall.create({ data: { ...modelCall, answer: JSON.stringify(modelCall.answer), createdAt } }),
    prisma.participant.create({
      data: {
        conversationId: conversation.id,
        participant: participant.sender,
        versionHash: participant.versionHash,
        joinedAt: createdAt,
      },
    }),
    prisma.message.updateMany({ where: { id: settled }, data: { status: "settled" } }),
    prisma.conversation.updateMany({ where: { id: conversation.id }, data: { state: conversation.state } }),
    prisma.event.createMany({ data: events.map(fromEvent) }),
  ]);
});
await prisma.$disconnect();

const inputs: readonly AgentInput[] = Array.from({ length: agents }, (_, index) => ({
  workspace: "default",
  definition: aDefinition({ name: `Agent-${index}`, capabilities: [`capability-${index % 100}`] }),
  hash: randomUUID().replaceAll("-", "").repeat(2) as VersionHash,
  source: "---\nname: Agent\n---\nYou help.\n".repeat(10),
  origin: "file",
  file: `agents/agent-${index}.md`,
  module: null,
  state: "running",
}));
console.log(`\n${agents} agents, µs an agent`);
const perAgent = async (name: string, work: () => Promise<unknown>): Promise<void> => {
  const started = performance.now();
  await work();
  console.log(`${name.padEnd(34)}${microseconds(((performance.now() - started) * 1000) / agents)}`);
};
await perAgent("agents.putMany, new", async () => registry.agents.putMany(inputs));
await perAgent("agents.putMany, all known", async () => registry.agents.putMany(inputs));
await perAgent("agents.all", async () => registry.agents.all());
await measure("agents.put, one changed", inputs.slice(0, 1000), async (input) =>
  registry.agents.put({ ...input, hash: randomUUID().replaceAll("-", "").repeat(2) as VersionHash }),
);
await measure("agents.list(50) by capability", inputs.slice(0, 100), async () =>
  registry.agents.list({ capability: "capability-7" }, page),
);

await registry.close();
await rm(folder, { recursive: true, force: true });
