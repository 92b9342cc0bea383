/** Sends a batch of messages, for `POST /messages/batch` or to a conversation. */
import type { Request } from "express";
import { CaxtonError } from "../domain/errors.ts";
import type { MessageId } from "../domain/ids.ts";
import type { AcceptedBatch } from "../messaging/types.ts";
import { callerOf, contextOf, responseOf, servicesOf } from "./context.ts";
import type { AcceptedBatch as AcceptedBatchBody, BatchReply } from "./dto/messages.ts";
import { waitOf } from "./headers.ts";
import { answerOnce, uuidOfKey, type Answer } from "./idempotency.ts";
import { messageJudge, parseBatch } from "./parse-batch.ts";
import { parseMessage } from "./parse-message.ts";
import { presentAcceptedBatch } from "./present.ts";
import { requireOwnTarget, type SendOptions } from "./send.ts";
import { withWritten } from "./spliced.ts";

const headOf = (accepted: AcceptedBatch, waitMs: number | null) => ({
  status: accepted.replies === null ? 202 : 200,
  headers: {
    Location: `/api/v1/messages/batch/${accepted.batchId}`,
    ...(waitMs === null ? {} : { "Preference-Applied": `wait=${Math.floor(waitMs / 1000)}` }),
  },
});

/** An answer that is stored, so that it can be repeated. */
const answerOf = (accepted: AcceptedBatch, waitMs: number | null): Answer<AcceptedBatchBody> => ({
  ...headOf(accepted, waitMs),
  body: {
    ...presentAcceptedBatch(accepted),
    replies: accepted.replies === null ? null : (JSON.parse(accepted.replies) as BatchReply[]),
  },
});

/** The same answer when it is not stored: the replies are already JSON. */
const streamOf = (accepted: AcceptedBatch, waitMs: number | null): Answer<AcceptedBatchBody> =>
  withWritten(
    { ...headOf(accepted, waitMs), body: presentAcceptedBatch(accepted) },
    "replies",
    accepted.replies ?? "null",
  );

/** Throws `request.invalid`, `security.forbidden`, and what `Messaging.sendBatch` throws. */
export const sendBatch = async (
  request: Request,
  body: unknown,
  { prefer, idempotencyKey, conversationId }: SendOptions,
): Promise<Answer<AcceptedBatchBody>> => {
  const { messaging, registry, limits, clock, operations } = servicesOf(request);
  const { common, items } = parseBatch(body, messageJudge(operations));
  const idOfKey = idempotencyKey === undefined ? null : (uuidOfKey(request, idempotencyKey) as MessageId);
  const parsed = parseMessage(
    { ...common, content: "", replyWith: null },
    {
      caller: callerOf(request),
      now: clock(),
      trace: contextOf(responseOf(request)),
      conversationId,
      idWhenNone: idOfKey,
    },
  );
  if (!parsed.ok) throw parsed.error;
  await requireOwnTarget(request, parsed.value);
  const waitMs = waitOf(prefer, limits.maxWaitMs);

  /** After a crash between sending and storing the answer, the batch already exists. */
  const sentBefore = async (thrown: unknown): Promise<AcceptedBatch> => {
    const id = thrown instanceof CaxtonError && thrown.code === "message.duplicate" ? thrown.facts["batchId"] : null;
    const record = idOfKey === null || typeof id !== "string" ? null : await registry.batches.find(id as MessageId);
    if (record === null) throw thrown;
    const { id: batchId, agent, frame, items: sent } = record;
    const replies = waitMs === null ? null : await registry.batches.repliesTo(batchId);
    return { batchId, frame, agent, size: sent.length, replies };
  };

  if (idempotencyKey === undefined) return streamOf(await messaging.sendBatch(parsed.value, items, waitMs), waitMs);
  return answerOnce(request, idempotencyKey, async () =>
    answerOf(await messaging.sendBatch(parsed.value, items, waitMs).catch(sentBefore), waitMs),
  );
};
