/** Parses a message in a request body into domain values. */
import type { CaxtonError } from "../domain/errors.ts";
import { CaxtonError as DomainError } from "../domain/errors.ts";
import {
  parseAgentName,
  parseCapability,
  parseConversationId,
  parseMessageId,
  parseSender,
  type AgentName,
  type ConversationId,
  type MessageId,
} from "../domain/ids.ts";
import type { Json } from "../domain/json.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import type { ConversationOpening, OutgoingMessage } from "../messaging/types.ts";
import { defaultSender, requireSender } from "./authentication.ts";
import { invalidRequest } from "./check-request.ts";
import type { OpenConversation } from "./dto/conversations.ts";
import type { SendMessage } from "./dto/messages.ts";
import { parseFuture, startReading, type Reading } from "./parse-values.ts";
import type { Caller, RequestContext } from "./types.ts";

export interface MessageFrame {
  readonly caller: Caller;
  readonly now: Date;
  readonly trace: Pick<RequestContext, "traceId" | "spanId">;
  /** The conversation in the path, if any. */
  readonly conversationId: ConversationId | null;
  /** The id for a message without one; null generates one. */
  readonly idWhenNone: MessageId | null;
}

const readTarget = (reading: Reading, body: SendMessage): OutgoingMessage["target"] | null => {
  const capability = reading.field("/targetCapability", body.targetCapability, parseCapability);
  const receivers = (body.receivers ?? []).map((each, index) =>
    reading.field(`/receivers/${index}`, each, parseAgentName),
  );
  const both = (body.targetCapability ?? null) !== null && (body.receivers ?? null) !== null;
  const none = (body.targetCapability ?? null) === null && (body.receivers ?? null) === null;
  if (both || none) {
    reading.complain({
      pointer: "/targetCapability",
      message: both ? "Both targetCapability and receivers are given." : "The message has no receiver.",
      suggestion: "Give either targetCapability, or receivers with the names of agents.",
    });
    return null;
  }
  if (capability !== null) return { kind: "capability", capability };
  const names = receivers.filter((each): each is AgentName => each !== null);
  // An agent that is named twice gets the message once.
  const once = names.filter(
    (name, index) => names.findIndex((each) => each.toLowerCase() === name.toLowerCase()) === index,
  );
  return { kind: "receivers", receivers: once };
};

const readConversation = (reading: Reading, body: SendMessage, frame: MessageFrame): ConversationId | null => {
  const own = reading.field("/conversationId", body.conversationId, parseConversationId);
  if (frame.conversationId === null) return own;
  if (own !== null && own !== frame.conversationId) {
    reading.complain({
      pointer: "/conversationId",
      message: `The path names the conversation ${frame.conversationId}, the message another one.`,
      suggestion: "Leave conversationId out.",
    });
  }
  return frame.conversationId;
};

/** If only the time is wrong, a specific code applies. */
const asError = (reading: Reading): CaxtonError => {
  const [only, ...others] = reading.complaints;
  const isLate = only?.pointer === "/replyBy" && others.length === 0 && only.message.includes("has passed");
  return isLate
    ? new DomainError("message.reply_by_passed", `replyBy: ${only.message}`, {
        errors: [only],
        hint: "Give a time in the future, or leave replyBy out.",
      })
    : invalidRequest(reading.complaints);
};

/**
 * Returns the message, or throws one error with all complaints. A sender that the caller may not use throws
 * `security.forbidden`.
 */
export const parseMessage = (body: SendMessage, frame: MessageFrame): Result<OutgoingMessage, CaxtonError> => {
  const reading = startReading();
  const target = readTarget(reading, body);
  const conversationId = readConversation(reading, body, frame);
  const sender = reading.field("/sender", body.sender, parseSender) ?? defaultSender(frame.caller);
  const id = reading.field("/id", body.id, parseMessageId) ?? frame.idWhenNone;
  const replyTo = reading.field("/replyTo", body.replyTo, parseSender);
  const replyBy = reading.field("/replyBy", body.replyBy, parseFuture(frame.now));
  if (target === null || reading.complaints.length > 0) return fail(asError(reading));
  requireSender(frame.caller, sender);
  return ok({
    id,
    performative: body.performative,
    sender,
    target,
    content: body.content as Json,
    conversationId,
    protocol: body.protocol ?? null,
    replyTo,
    replyWith: body.replyWith ?? null,
    inReplyTo: body.inReplyTo ?? null,
    replyBy,
    language: body.language ?? null,
    encoding: body.encoding ?? null,
    ontology: body.ontology ?? null,
    trace: { traceId: frame.trace.traceId, spanId: frame.trace.spanId },
  });
};

/** Parses a conversation to open; as {@link parseMessage}. */
export const parseOpening = (
  body: OpenConversation,
  {
    caller,
    now,
    idWhenNone,
  }: { readonly caller: Caller; readonly now: Date; readonly idWhenNone: ConversationId | null },
): Result<ConversationOpening, CaxtonError> => {
  const reading = startReading();
  const id = reading.field("/id", body.id, parseConversationId) ?? idWhenNone;
  const initiator = reading.field("/initiator", body.initiator, parseSender) ?? defaultSender(caller);
  const expiresAt = reading.field("/expiresAt", body.expiresAt, parseFuture(now));
  if (reading.complaints.length > 0) return fail(invalidRequest(reading.complaints));
  requireSender(caller, initiator);
  return ok({ id, protocol: body.protocol, initiator, expiresAt });
};
