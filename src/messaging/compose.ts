import type { InteractionProtocol } from "../domain/conversation.ts";
import type { Assignment } from "../domain/delivery.ts";
import type { FipaMessage } from "../domain/fipa.ts";
import type { ConversationId, MessageId } from "../domain/ids.ts";
import type { OutgoingMessage } from "./types.ts";

/** The whole FIPA message of what a caller sent: ids, receivers, time and a key to reply with where none was given. */
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
