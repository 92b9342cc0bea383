/** From what a caller sends to what is stored, and to what the workflow receives. */
import type { InteractionProtocol } from "../domain/conversation.ts";
import type { Assignment, Envelope } from "../domain/delivery.ts";
import type { FipaMessage } from "../domain/fipa.ts";
import type { ConversationId, MessageId } from "../domain/ids.ts";
import type { OutgoingMessage } from "./types.ts";

/** The complete FIPA message: adds receivers and time, and ids and a reply key where the caller gave none. */
export const composeMessage = (
  outgoing: OutgoingMessage,
  receivers: readonly Assignment[],
  protocol: InteractionProtocol,
  { at, newId }: { readonly at: Date; readonly newId: () => string },
): FipaMessage => {
  const id = outgoing.id ?? (newId() as MessageId);
  return {
    id,
    performative: outgoing.performative,
    sender: outgoing.sender,
    receivers: receivers.map((each) => each.agent),
    targetCapability: outgoing.target.kind === "capability" ? outgoing.target.capability : null,
    replyTo: outgoing.replyTo,
    content: outgoing.content,
    language: outgoing.language,
    encoding: outgoing.encoding,
    ontology: outgoing.ontology,
    protocol,
    conversationId: outgoing.conversationId ?? (newId() as ConversationId),
    replyWith: outgoing.replyWith ?? id,
    inReplyTo: outgoing.inReplyTo,
    replyBy: outgoing.replyBy,
    traceId: outgoing.trace.traceId,
    spanId: outgoing.trace.spanId,
    timestamp: at.toISOString(),
  };
};

/** The message as its conversation's workflow receives it. `waits`: a caller waits for the reply. */
export const envelopeFor = (message: FipaMessage, receivers: readonly Assignment[], waits: boolean): Envelope => ({
  messageId: message.id,
  performative: message.performative,
  sender: message.sender,
  targetCapability: message.targetCapability,
  replyWith: message.replyWith,
  inReplyTo: message.inReplyTo,
  replyBy: message.replyBy === null ? null : Date.parse(message.replyBy),
  receivers,
  waits,
  traceId: message.traceId,
});
