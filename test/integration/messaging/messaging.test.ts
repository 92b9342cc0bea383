import { expect } from "chai";
import { randomUUID } from "node:crypto";
import type { Assignment } from "../../../src/domain/delivery.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { AgentName, MessageId, Sender, SpanId, TraceId, VersionHash } from "../../../src/domain/ids.ts";
import { createMessaging, type RunningMessaging } from "../../../src/messaging/messaging.ts";
import type { ConversationWorkflows, OutgoingMessage } from "../../../src/messaging/types.ts";
import type { Registry } from "../../../src/registry/stores.ts";
import { openStage, type Stage } from "../../support/conversations.ts";
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
  this.timeout(60_000);
  let stage: Stage;
  let registry: Registry;
  let closeRegistry: () => Promise<void>;
  /** Temporal is away while this is set. */
  let away = false;
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
        return stage.workflows.deliver(input, envelope, isNew);
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
      chooseReceivers: () => [receiver],
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
    const refused = aMessage({ conversationId: opened.id, performative: "agree" });
    expect(await codeOf(messaging.send(refused, null))).to.equal("conversation.protocol_violation");
    expect(await registry.messages.find(refused.id as MessageId)).to.equal(null);
    const answered = aMessage({ conversationId: opened.id, inReplyTo: "nothing" });
    expect(await codeOf(messaging.send(answered, null))).to.equal("message.reply_to_nothing");
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
});
