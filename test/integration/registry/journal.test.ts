import { expect } from "chai";
import type { AgentName, Sender, VersionHash } from "../../../src/domain/ids.ts";
import type { CaxtonError } from "../../../src/domain/errors.ts";
import type { JsonText } from "../../../src/domain/json-text.ts";
import type {
  JournalStore,
  MessageRecord,
  ModelCallRecord,
  Registry,
  TurnRecord,
} from "../../../src/registry/stores.ts";
import { createLargeResultWriter } from "../../../src/registry/large-results.ts";
import { aRecord, anEvent, anOpening } from "../../support/messages.ts";
import { temporaryRegistry, type TemporaryRegistry } from "../../support/registry.ts";

const hash = "a".repeat(64) as VersionHash;

const turnOf = ({ message }: MessageRecord): TurnRecord => ({
  id: `${message.id}/Greeter`,
  conversationId: message.conversationId,
  messageId: message.id,
  agent: "Greeter" as AgentName,
  versionHash: hash,
  prompt: [{ role: "user", content: "Hello" }],
});

const callOf = (turn: TurnRecord, step = 0): ModelCallRecord => ({
  turnId: turn.id,
  step,
  answer: { text: "Hi.", toolCalls: [] },
  model: "stub",
  inputTokens: 3,
  outputTokens: 2,
  costUsd: 0.25,
  durationMs: 17,
});

describe("the journal", () => {
  let temporary: TemporaryRegistry;
  let registry: Registry;
  let journal: JournalStore;
  let asked: MessageRecord;
  beforeEach(async () => {
    temporary = await temporaryRegistry();
    ({ registry } = temporary);
    ({ journal } = registry);
    asked = aRecord();
    await registry.messages.open(anOpening(asked));
  });
  afterEach(async () => temporary.remove());

  const conclusion = () => ({
    turn: turnOf(asked),
    modelCall: callOf(turnOf(asked)),
    reply: aRecord(
      {
        conversationId: asked.message.conversationId,
        sender: "agent:Greeter" as Sender,
        timestamp: "2026-01-01T00:00:09.000Z",
      },
      { answers: asked.message.id, status: "settled" },
    ),
    participant: { sender: "agent:Greeter" as Sender, versionHash: hash },
    settled: asked.message.id,
    conversation: {
      id: asked.message.conversationId,
      state: "completed" as const,
      outcome: "answered" as const,
      error: null,
    },
    events: [anEvent(), anEvent()],
  });

  it("keeps the first turn, the first answer of each step and the first result of each call", async () => {
    const turn = turnOf(asked);
    expect(await journal.findTurn(turn.id)).to.equal(null);
    expect(await journal.ensureTurn(turn)).to.deep.equal(turn);
    expect(await journal.ensureTurn({ ...turn, prompt: "another" })).to.deep.equal(turn);
    expect(await journal.findTurn(turn.id)).to.deep.equal(turn);

    await journal.addModelCall(callOf(turn, 1));
    await journal.addModelCall({ ...callOf(turn, 0), durationMs: 16.6 });
    await journal.addModelCall({ ...callOf(turn, 1), answer: { text: "Another." } });
    expect(await journal.modelCalls(turn.id)).to.deep.equal([callOf(turn, 0), callOf(turn, 1)]);

    const call = {
      turnId: turn.id,
      step: 0,
      callId: "b",
      tool: "t",
      arguments: [1],
      result: { ok: true },
      outline: null,
      durationMs: 1,
    };
    await journal.addToolCall({ ...call, text: null }, anEvent({ key: "b" }));
    await journal.addToolCall({ ...call, callId: "a", arguments: null, text: null }, anEvent({ key: "a" }));
    await journal.addToolCall({ ...call, result: { ok: false }, text: null }, anEvent({ key: "b again" }));
    const { items } = await registry.events.list({}, { limit: 10, cursor: null });
    expect(items.map(({ key }) => key)).to.deep.equal(["a", "b"]);
    expect(await journal.toolCalls(turn.id)).to.deep.equal([call, { ...call, callId: "a", arguments: null }]);
    expect(await journal.toolCalls("none")).to.deep.equal([]);
  });

  it("keeps a large result as it was written, apart from the row of its call", async () => {
    const { id: turnId } = turnOf(asked);
    const outline = { characters: 9, shape: { a: "number" }, beginning: '{"a"' };
    const call = {
      turnId,
      step: 2,
      callId: "c",
      tool: "t",
      arguments: {},
      result: { ok: true },
      outline,
      durationMs: 1,
    };
    const bytesOf = (text: string) => new TextEncoder().encode(text) as JsonText;
    const written = '{"a": -0, "\u2028": 12345678901234567890}';
    await journal.addToolCall({ ...call, text: bytesOf(written) }, anEvent());
    await journal.addToolCall({ ...call, outline: { ...outline, characters: 1 }, text: bytesOf("1") }, anEvent());
    const small = { ...call, callId: "d", result: { ok: true, value: 1 }, outline: null };
    await journal.addToolCall({ ...small, text: null }, anEvent());
    expect(await journal.toolCalls(turnId)).to.deep.equal([call, small]);
    expect(new TextDecoder().decode(await journal.largeResult(call))).to.equal(written);
    const missing = await journal.largeResult(small).catch(({ code, message }) => `${code}: ${message}`);
    expect(missing).to.equal(`internal.unexpected: The journal lacks the result of d in step 2 of ${turnId}.`);
  });

  it("replaces a large result of an attempt that broke off before the call was written", async () => {
    const { id: turnId } = turnOf(asked);
    const bytesOf = (text: string) => new TextEncoder().encode(text) as JsonText;
    const outline = { characters: 1, shape: "number", beginning: "1" };
    const call = {
      turnId,
      step: 0,
      callId: "a",
      tool: "t",
      arguments: {},
      result: { ok: true },
      outline,
      durationMs: 1,
    };
    const small = { ...call, callId: "b", result: { ok: false }, outline: null };
    const writer = createLargeResultWriter(temporary.file);
    for (const { step, callId } of [call, small])
      await writer.put({ turnId, step, callId, outline: "{}", text: bytesOf('"broken off"') });
    await journal.addToolCall({ ...call, text: bytesOf("1") }, anEvent());
    await journal.addToolCall({ ...small, text: null }, anEvent());
    await writer.put({ turnId, step: 0, callId: "a", outline: "{}", text: bytesOf('"late"') });
    await writer.close();
    expect(await journal.toolCalls(turnId)).to.deep.equal([call, small]);
    expect(new TextDecoder().decode(await journal.largeResult(call))).to.equal("1");
    const gone = await writer
      .put({ turnId, step: 1, callId: "c", outline: "{}", text: bytesOf("1") })
      .catch(({ code }: CaxtonError) => code);
    expect(gone).to.equal("database.unavailable");
  });

  it("tells of the conversation's end where the reply is what ends it, and not where it was cancelled meanwhile", async () => {
    const { conversation, ...rest } = conclusion();
    const told = [{ ...anEvent(), kind: "conversation.completed" }];
    const { id } = conversation;
    const cancelled = { id, state: "completed", outcome: "cancelled", error: null } as const;
    await registry.conversations.setState({ ...cancelled, at: "2026-01-01T00:00:08.000Z" });
    expect(await journal.conclude({ ...rest, conversation: { ...conversation, told } })).to.equal(true);
    expect(await registry.conversations.find(id)).to.include({ outcome: "cancelled" });
    const kinds = async () => (await registry.events.after({}, 0, 100)).map(({ kind }) => kind);
    expect(await kinds()).to.not.include("conversation.completed");

    const other = aRecord();
    await registry.messages.open(anOpening(other));
    const reply = aRecord({ conversationId: other.message.conversationId }, { answers: other.message.id });
    const end = { ...conversation, id: other.message.conversationId, told };
    await journal.conclude({ ...rest, turn: null, modelCall: null, reply, settled: null, conversation: end });
    expect(await kinds()).to.include("conversation.completed");
  });

  it("concludes a turn in one go", async () => {
    const { turn, modelCall, reply, ...rest } = conclusion();
    expect(await journal.conclude({ turn, modelCall, reply, ...rest })).to.equal(true);
    expect(await journal.findTurn(turn.id)).to.deep.equal(turn);
    expect(await journal.modelCalls(turn.id)).to.deep.equal([modelCall]);
    expect(await registry.messages.answersTo(asked.message.id)).to.deep.equal([reply]);
    expect((await registry.messages.find(asked.message.id))?.status).to.equal("settled");
    expect(await registry.conversations.find(asked.message.conversationId)).to.deep.include({
      state: "completed",
      outcome: "answered",
      updatedAt: reply.message.timestamp,
      participants: [
        { participant: "user:ada", versionHash: null },
        { participant: "agent:Greeter", versionHash: hash },
      ],
    });
    expect(await registry.events.after({}, 0, 10)).to.have.length(2);
  });

  it("changes nothing at all when there is a reply of that id", async () => {
    const first = conclusion();
    const bare = { ...first, turn: null, modelCall: null, participant: null, settled: null, conversation: null };
    expect(await journal.conclude({ ...bare, events: [] })).to.equal(true);
    const before = await registry.conversations.find(asked.message.conversationId);
    const other = { ...first, reply: { ...first.reply, message: { ...first.reply.message, content: "another" } } };
    expect(await journal.conclude(other)).to.equal(false);
    expect(await registry.messages.find(first.reply.message.id)).to.deep.equal(first.reply);
    expect(await journal.findTurn(first.turn.id)).to.equal(null);
    expect((await registry.messages.find(asked.message.id))?.status).to.equal("stored");
    expect(await registry.conversations.find(asked.message.conversationId)).to.deep.equal(before);
    expect(await registry.events.after({}, 0, 10)).to.deep.equal([]);
  });

  it("stores nothing when one part of a conclusion cannot be stored", async () => {
    const whole = conclusion();
    const thrown = await journal
      .conclude({ ...whole, events: [anEvent(), anEvent({ kind: null as unknown as string })] })
      .catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Error);
    expect(await registry.messages.answersTo(asked.message.id)).to.deep.equal([]);
    expect(await journal.findTurn(whole.turn.id)).to.equal(null);
    expect(await registry.events.after({}, 0, 10)).to.deep.equal([]);
    expect(await journal.conclude(whole)).to.equal(true);
  });
});
