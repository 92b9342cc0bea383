/** Messages for tests whose content does not matter. */
import { randomBytes, randomUUID } from "node:crypto";
import type { FipaMessage } from "../../src/domain/fipa.ts";
import type { AgentName, ConversationId, MessageId, Sender, SpanId, TraceId } from "../../src/domain/ids.ts";
import type { MessageRecord, NewEvent } from "../../src/registry/stores.ts";

export const newConversationId = (): ConversationId => randomUUID() as ConversationId;

export const aMessage = (parts: Partial<FipaMessage> = {}): FipaMessage => {
  const id = parts.id ?? (randomUUID() as MessageId);
  return {
    id,
    performative: "request",
    sender: "user:ada" as Sender,
    receivers: ["Greeter" as AgentName],
    targetCapability: null,
    replyTo: null,
    content: { request: "Say hello." },
    language: null,
    encoding: null,
    ontology: null,
    protocol: "request-reply",
    conversationId: newConversationId(),
    replyWith: id,
    inReplyTo: null,
    replyBy: null,
    traceId: randomBytes(16).toString("hex") as TraceId,
    spanId: randomBytes(8).toString("hex") as SpanId,
    timestamp: "2026-01-01T00:00:00.000Z",
    ...parts,
  };
};

export const aRecord = (
  message: Partial<FipaMessage> = {},
  rest: Partial<Omit<MessageRecord, "message">> = {},
): MessageRecord => ({ message: aMessage(message), answers: null, status: "stored", ...rest });

/** The argument of `MessageStore.open` for a message that opens its conversation. */
export const anOpening = (record: MessageRecord, events: readonly NewEvent[] = [], staysOpen = false) => ({
  conversation: {
    id: record.message.conversationId,
    protocol: "request-reply" as const,
    initiator: record.message.sender,
    staysOpen,
    createdAt: record.message.timestamp,
    expiresAt: null,
  },
  record,
  events,
});

export const anEvent = (parts: Partial<NewEvent> = {}): NewEvent => ({
  key: randomUUID(),
  time: "2026-01-01T00:00:00.000Z",
  kind: "message.received",
  agent: null,
  conversationId: null,
  traceId: null,
  data: {},
  ...parts,
});
