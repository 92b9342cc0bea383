import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Assignment, Envelope } from "../../../src/domain/delivery.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type {
  AgentName,
  ApprovalId,
  Capability,
  ConversationId,
  MessageId,
  Sender,
  SpanId,
  TraceId,
  VersionHash,
} from "../../../src/domain/ids.ts";
import { createMessaging, type RunningMessaging } from "../../../src/messaging/messaging.ts";
import type { ConversationWorkflows, OutgoingMessage } from "../../../src/messaging/types.ts";
import type { Registry } from "../../../src/registry/stores.ts";
import { openStage, type Stage } from "../../support/conversations.ts";
import { anEvent } from "../../support/messages.ts";
import { temporaryRegistry } from "../../support/registry.ts";

const receiver: Assignment = { agent: "Tester" as AgentName, version: "v1" as VersionHash };

const aMessage = (parts: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: randomUUID() as MessageId,
  performative: "request",
  sender: "user:tester" as Sender,
  target: { kind: "receivers", receivers: [receiver.agent] },
  content: "Hello",
  conversationId: null,
  protocol: null,
  replyTo: null,
  replyWith: null,
  inReplyTo: null,
  replyBy: null,
  language: null,
  encoding: null,
  ontology: null,
  trace: { traceId: "0af7651916cd43dd8448eb211c80319c" as TraceId, spanId: "b7ad6b7169203331" as SpanId },
  ...parts,
});

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "none",
    (thrown: unknown) => (thrown instanceof CaxtonError ? thrown.code : String(thrown)),
  );

describe("messaging, between the registry and the workflows", function () {
  this.timeout(120_000);
  let stage: Stage;
  let registry: Registry;
  let closeRegistry: () => Promise<void>;
  /** Temporal is away while this is set. */
  let away = false;
  /** Whom routing chooses. */
  let chosen: readonly Assignment[] = [receiver];
  /** Envelopes in the order in which they were offered to Temporal. */
  const offered: Envelope[] = [];
  /** The approvals that workflows were told of. */
  const told: ApprovalId[] = [];
  /** Holds an offer back for as long as the test wants. */
  let hold: (envelope: Envelope) => Promise<void> = async () => undefined;
  let messaging: RunningMessaging;

  before(async function () {
    this.timeout(600_000);
    stage = await openStage();
    const temporary = await temporaryRegistry();
    registry = temporary.registry;
    closeRegistry = temporary.remove;
    const workflows: ConversationWorkflows = {
      ...stage.workflows,
      deliver: async (input, envelope, isNew) => {
        if (away) throw new CaxtonError("temporal.unavailable", "Temporal is away.");
        await hold(envelope);
        offered.push(envelope);
        return stage.workflows.deliver(input, envelope, isNew);
      },
      decided: async (_id, approvalId) => {
        if (away) throw new CaxtonError("temporal.unavailable", "Temporal is away.");
        told.push(approvalId);
      },
    };
    messaging = createMessaging({
      registry,
      workflows,
      events: {
        record: async (events) => registry.events.append(events),
        announce: () => undefined,
        publishToken: () => undefined,
        follow: () => expect.fail("nobody follows"),
      },
      chooseReceivers: () => chosen,
      takesBatches: () => true,
      onFault: () => undefined,
      settings: {
        expireAfterMs: 3_600_000,
        continueAfter: 500,
        turns: { quickMs: 1_000, stepTimeoutMs: 60_000, heartbeatMs: 2_000, maxAttempts: 3, firstRetryMs: 10 },
      },
      clock: () => new Date(),
      newId: randomUUID,
    });
  });
  after(async () => {
    await stage.stop();
    await closeRegistry();
  });
  beforeEach(() => {
    away = false;
    chosen = [receiver];
    hold = async () => undefined;
    offered.length = 0;
    told.length = 0;
  });

  it("keeps a message that Temporal could not take, and delivers it once Temporal is back", async () => {
    const message = aMessage();
    away = true;
    expect(await codeOf(messaging.send(message, null))).to.equal("temporal.unavailable");
    expect((await registry.messages.find(message.id as MessageId))?.status).to.equal("stored");
    expect(await messaging.redeliver()).to.equal(0);
    away = false;
    expect(await messaging.redeliver()).to.equal(1);
    expect((await registry.messages.find(message.id as MessageId))?.status).to.equal("accepted");
    expect(await messaging.redeliver()).to.equal(0);
  });

  it("delivers once what a crash left between Temporal's acceptance and the note of it", async () => {
    const message = aMessage();
    await messaging.send(message, 10_000);
    const turns = stage.seen.length;
    const found = await registry.messages.find(message.id as MessageId);
    expect(found?.status).to.be.oneOf(["stored", "accepted", "settled"]);
    await messaging.redeliver();
    expect(stage.seen).to.have.length(turns);
  });

  it("leaves nothing of a message that the protocol refuses", async () => {
    const opened = await messaging.openConversation({
      id: null,
      protocol: "request-reply",
      initiator: "user:tester" as Sender,
      expiresAt: null,
    });
    const stranger = "user:stranger" as Sender;
    const refused = aMessage({ conversationId: opened.id, performative: "agree", sender: stranger });
    expect(await codeOf(messaging.send(refused, null))).to.equal("conversation.protocol_violation");
    expect(await registry.messages.find(refused.id as MessageId)).to.equal(null);
    const { items } = await registry.events.list({ conversationId: opened.id }, { limit: 50, cursor: null });
    expect(items.map(({ kind }) => kind)).to.deep.equal(["message.refused", "message.received"]);
    const waiting = await registry.conversations.find(opened.id);
    expect(waiting?.state, "it waits for its first message as before").to.equal("initiated");
    expect(waiting?.participants.map(({ participant }) => participant)).to.deep.equal(["user:tester"]);
    const answered = aMessage({ conversationId: opened.id, inReplyTo: "nothing" });
    expect(await codeOf(messaging.send(answered, null))).to.equal("message.reply_to_nothing");
    expect((await registry.conversations.find(opened.id))?.state).to.equal("initiated");
    await messaging.send(aMessage({ conversationId: opened.id }), 10_000);
    expect(await codeOf(messaging.send(aMessage({ conversationId: opened.id, performative: "agree" }), null))).to.equal(
      "conversation.protocol_violation",
    );
    expect((await registry.conversations.find(opened.id))?.state).to.equal("in-progress");
    await messaging.cancelConversation(opened.id, "user:tester" as Sender);
    expect(await codeOf(messaging.send(aMessage({ conversationId: opened.id }), null))).to.equal(
      "conversation.finished",
    );
    expect(await codeOf(messaging.cancelConversation(opened.id, "user:tester" as Sender))).to.equal(
      "conversation.finished",
    );
  });

  it("refuses an id that was used", async () => {
    const message = aMessage();
    await messaging.send(message, 10_000);
    expect(await codeOf(messaging.send(aMessage({ id: message.id }), null))).to.equal("message.duplicate");
  });

  it("has a conversation that two open at once under one name follow one protocol, the stored one", async () => {
    const conversationId = randomUUID() as ConversationId;
    const first = aMessage({ conversationId });
    const second = aMessage({ conversationId, performative: "inform" });
    let secondIsIn = (): void => undefined;
    const waiting = new Promise<void>((resolve) => {
      secondIsIn = resolve;
    });
    // The first is stored first, and comes to Temporal last.
    hold = async ({ messageId }) => (messageId === first.id ? waiting : undefined);
    const sent = messaging.send(first, 10_000);
    await messaging.send(second, 10_000);
    secondIsIn();
    expect((await sent).message.protocol).to.equal("request-reply");
    expect((await registry.conversations.find(conversationId))?.protocol).to.equal("request-reply");
    expect(await codeOf(messaging.send(aMessage({ conversationId }), 10_000))).to.equal("none");
    await messaging.cancelConversation(conversationId, "user:tester" as Sender);
  });

  it("offers a message again to those for whom it was stored, whoever routing would choose by now", async () => {
    const message = aMessage({ target: { kind: "capability", capability: "testing" as Capability } });
    away = true;
    await codeOf(messaging.send(message, null));
    away = false;
    chosen = [{ agent: "Other" as AgentName, version: "v9" as VersionHash }];
    await messaging.redeliver();
    const again = offered.filter(({ messageId }) => messageId === message.id);
    expect(again.map((each) => each.receivers.map(({ agent }) => agent))).to.deep.equal([[receiver.agent]]);
  });

  it("ends the conversation of a message that nobody can take any more", async () => {
    const message = aMessage();
    away = true;
    await codeOf(messaging.send(message, null));
    away = false;
    chosen = [receiver];
    hold = async () => {
      throw new CaxtonError("conversation.finished", "Somebody terminated the workflow.");
    };
    await messaging.redeliver();
    const stored = await registry.messages.find(message.id as MessageId);
    expect(stored?.status).to.equal("settled");
    const conversation = await registry.conversations.find(stored?.message.conversationId as ConversationId);
    expect(conversation).to.deep.include({ state: "failed" });
    expect(conversation?.error?.code).to.equal("conversation.finished");
  });

  it("cancels a conversation whose workflow never came to run", async () => {
    const id = randomUUID() as ConversationId;
    const at = new Date().toISOString();
    const initiator = "user:tester" as Sender;
    await registry.conversations.ensure({
      id,
      protocol: "query",
      initiator,
      staysOpen: true,
      createdAt: at,
      expiresAt: null,
    });
    expect(await messaging.cancelConversation(id, initiator)).to.include({ state: "completed", outcome: "cancelled" });
  });

  it("does not cancel what has its answer already", async () => {
    const message = aMessage();
    await messaging.send(message, 10_000);
    const stored = await registry.messages.find(message.id as MessageId);
    const id = stored?.message.conversationId as ConversationId;
    // As the reply's transaction does in the moment in which the cancel is on its way.
    const end = { state: "completed", outcome: "answered", error: null } as const;
    const cancelling = messaging.cancelConversation(id, "user:tester" as Sender);
    await registry.conversations.setState({ id, ...end, at: new Date().toISOString() });
    expect(await codeOf(cancelling)).to.equal("conversation.finished");
    const { items } = await registry.events.list({ conversationId: id }, { limit: 50, cursor: null });
    expect(items.map(({ kind }) => kind)).to.not.include("conversation.cancelled");
  });

  it("tells a workflow again of a decision that a crash, or a Temporal that was away, kept from it", async () => {
    const conversationId = randomUUID() as ConversationId;
    const initiator = "user:tester" as Sender;
    const at = new Date().toISOString();
    const opening = { id: conversationId, protocol: "query", initiator, staysOpen: true } as const;
    await registry.conversations.ensure({ ...opening, createdAt: at, expiresAt: null });
    const id = randomUUID() as ApprovalId;
    const call = { messageId: randomUUID() as MessageId, turnId: id, step: 0, callId: "c1", tool: "pay" };
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const request = { id, conversationId, ...call, agent: receiver.agent, arguments: {}, requestedAt: at, expiresAt };
    await registry.approvals.request(request, anEvent());
    away = true;
    const opinion = { decision: "approve", reason: null, by: initiator } as const;
    expect(await messaging.decideApproval(conversationId, id, opinion)).to.include({ state: "approved" });
    expect(told).to.deep.equal([]);
    await messaging.redeliver();
    expect(told).to.deep.equal([]);
    away = false;
    await messaging.redeliver();
    await messaging.redeliver();
    expect(told).to.deep.equal([id]);
  });

  it("does not hold up with the quick way a caller who waits less than that", async () => {
    await messaging.send(aMessage(), 0);
    await messaging.send(aMessage(), 5_000);
    expect(offered.map(({ waits }) => waits)).to.deep.equal([false, true]);
  });

  it("sends one of two messages that come at once under one id", async () => {
    const id = randomUUID() as MessageId;
    const both = await Promise.all([0, 1].map(async () => codeOf(messaging.send(aMessage({ id }), 5_000))));
    expect(both.toSorted()).to.deep.equal(["message.duplicate", "none"]);
    expect(offered).to.have.length(1);
  });
});
