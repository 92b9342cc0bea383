/** Sends a message, for `POST /messages` or to a conversation. */
import type { Request } from "express";
import { CaxtonError } from "../domain/errors.ts";
import type { ConversationId, MessageId } from "../domain/ids.ts";
import type { Accepted, OutgoingMessage } from "../messaging/types.ts";
import { requireOwnConversation } from "./authentication.ts";
import { callerOf, contextOf, responseOf, servicesOf } from "./context.ts";
import type { AcceptedMessage, SendMessage } from "./dto/messages.ts";
import { waitOf } from "./headers.ts";
import { answerOnce, uuidOfKey, type Answer } from "./idempotency.ts";
import { parseMessage } from "./parse-message.ts";
import { presentAccepted } from "./present.ts";

export interface SendOptions {
  readonly prefer: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** The conversation in the path, if any. */
  readonly conversationId: ConversationId | null;
}

const answerOf = (accepted: Accepted, waitMs: number | null): Answer<AcceptedMessage> => ({
  status: accepted.replies === null ? 202 : 200,
  headers: {
    Location: `/api/v1/messages/${accepted.message.id}`,
    ...(waitMs === null ? {} : { "Preference-Applied": `wait=${Math.floor(waitMs / 1000)}` }),
  },
  body: presentAccepted(accepted),
});

/** An agent's key may open conversations, and send to those in which its agent takes part. */
export const requireOwnTarget = async (
  request: Request,
  { conversationId }: Pick<OutgoingMessage, "conversationId">,
): Promise<void> => {
  const caller = callerOf(request);
  if (caller.role !== "agent" || conversationId === null) return;
  requireOwnConversation(caller, await servicesOf(request).registry.conversations.find(conversationId));
};

/** Throws `request.invalid`, `security.forbidden`, and what `Messaging.send` throws. */
export const sendMessage = async (
  request: Request,
  body: SendMessage,
  { prefer, idempotencyKey, conversationId }: SendOptions,
): Promise<Answer<AcceptedMessage>> => {
  const { messaging, registry, limits, clock } = servicesOf(request);
  const idOfKey = idempotencyKey === undefined ? null : (uuidOfKey(request, idempotencyKey) as MessageId);
  const parsed = parseMessage(body, {
    caller: callerOf(request),
    now: clock(),
    trace: contextOf(responseOf(request)),
    conversationId,
    idWhenNone: idOfKey,
  });
  if (!parsed.ok) throw parsed.error;
  const message = parsed.value;
  await requireOwnTarget(request, message);
  const waitMs = waitOf(prefer, limits.maxWaitMs);

  /** After a crash between sending and storing the answer, the message already exists. */
  const sentBefore = async (thrown: unknown): Promise<Accepted> => {
    const isOurs = idOfKey !== null && message.id === idOfKey;
    if (!isOurs || !(thrown instanceof CaxtonError) || thrown.code !== "message.duplicate") throw thrown;
    const record = await registry.messages.find(idOfKey);
    if (record === null) throw thrown;
    const replies = record.status === "settled" && waitMs !== null ? await registry.messages.answersTo(idOfKey) : null;
    return { message: record.message, deliveredTo: record.message.receivers, replies };
  };

  return answerOnce(request, idempotencyKey, async () =>
    answerOf(await messaging.send(message satisfies OutgoingMessage, waitMs).catch(sentBefore), waitMs),
  );
};
