/** A batch of messages through its WASM agent: one call of the sandbox, one write of all replies. */
import { messageIdIn, type BatchFrame, type BatchItem, type BatchReply } from "../domain/batch.ts";
import type { ReplySummary, TurnTask } from "../domain/delivery.ts";
import { CaxtonError, toCaxtonError } from "../domain/errors.ts";
import { mayAnswer } from "../domain/fipa.ts";
import { agentSender, type MessageId } from "../domain/ids.ts";
import type { BatchRecord } from "../registry/stores.ts";
import type { CallResult } from "../sandbox/types.ts";
import { conversationEnd } from "./conclude.ts";
import { parseModuleReply } from "./module-step.ts";
import { persist } from "./persist.ts";
import { turnSpan, withinTurn } from "./spans.ts";
import type { TurnDependencies } from "./types.ts";

type Problem = NonNullable<ReplySummary["error"]>;

/** Each message as the module gets it. What all share is written once, since it is most of the bytes. */
const encode = (batch: MessageId, frame: BatchFrame, items: readonly BatchItem[]): readonly Uint8Array[] => {
  const shared = JSON.stringify({ ...frame, replyTo: null, encoding: null, inReplyTo: null, replyBy: null }).slice(
    0,
    -1,
  );
  return items.map(({ content, replyWith }, index) => {
    const id = messageIdIn(batch, index);
    const own = `"id":"${id}","replyWith":${replyWith === null ? `"${id}"` : JSON.stringify(replyWith)}`;
    return Buffer.from(`${shared},${own},"content":${JSON.stringify(content)}}`);
  });
};

const failureReply = ({ code, message }: Problem): BatchReply => ({
  performative: "failure",
  content: { error: { code, message } },
});

const replyOf = (result: CallResult, frame: BatchFrame): BatchReply => {
  if (!result.ok) return failureReply(result.error);
  try {
    const reply = parseModuleReply(result.output);
    return mayAnswer(frame.performative, reply.performative) ? reply : { ...reply, performative: "inform" };
  } catch (thrown) {
    return failureReply(toCaxtonError(thrown));
  }
};

const totals = (results: readonly CallResult[]) => ({
  fuel: results.reduce((sum, { usage }) => sum + usage.fuel, 0),
  runMs: results.reduce((sum, { usage }) => sum + usage.runMs, 0),
});

const findBatch = async ({ registry }: TurnDependencies, { messageId }: TurnTask): Promise<BatchRecord> => {
  const batch = await registry.batches.find(messageId);
  if (batch !== null) return batch;
  throw new CaxtonError("message.not_found", `The batch ${messageId} is not stored.`);
};

const summaryOf = (task: TurnTask, error: Problem | null): ReplySummary => ({
  messageId: task.messageId,
  agent: task.agent,
  performative: error === null ? "inform" : "failure",
  replyWith: task.messageId,
  error,
});

const conclude = async (
  { registry, events, clock, tracing }: TurnDependencies,
  task: TurnTask,
  batch: BatchRecord,
  replies: readonly BatchReply[],
  { error, facts }: { readonly error: Problem | null; readonly facts: Readonly<Record<string, number>> },
): Promise<ReplySummary> => {
  const at = clock().toISOString();
  const failed = replies.filter(({ performative }) => performative === "failure").length;
  await registry.batches.conclude({
    id: batch.id,
    replies,
    at,
    participant: { sender: agentSender(task.agent), versionHash: task.version },
    conversation: { id: task.conversationId, end: task.closes ? conversationEnd(batch.frame, error) : null },
    events: [
      {
        key: `batch replied ${batch.id}`,
        time: at,
        kind: "batch.replied",
        agent: task.agent,
        conversationId: task.conversationId,
        traceId: task.traceId,
        data: {
          batchId: batch.id,
          size: replies.length,
          failed,
          error: error === null ? null : { ...error },
          ...facts,
        },
      },
    ],
  });
  events.announce();
  if (tracing.enabled) tracing.record(turnSpan("agent.batch", task, batch.frame, error));
  return summaryOf(task, error);
};

/** Throws `sandbox.*` when the agent cannot be started; what its module does wrong is the reply to that message. */
export const runBatch = async (deps: TurnDependencies, task: TurnTask, signal: AbortSignal): Promise<ReplySummary> => {
  const batch = await findBatch(deps, task);
  if (batch.replies !== null) return summaryOf(task, null);
  const definition = await deps.definition(task.agent, task.version);
  if (definition.kind !== "wasm") {
    throw new CaxtonError("message.invalid", `${task.agent} is no WASM agent, and takes its messages one by one.`);
  }
  const inputs = encode(batch.id, batch.frame, batch.items);
  const results = await deps.tracing.measure(
    withinTurn("sandbox.call", task, { "caxton.batch.size": inputs.length }),
    async () => deps.modules.callBatch(task.version, definition, inputs, signal),
  );
  signal.throwIfAborted();
  const replies = results.map((result) => replyOf(result, batch.frame));
  return persist(async () => conclude(deps, task, batch, replies, { error: null, facts: totals(results) }));
};

export const failBatch = async (deps: TurnDependencies, task: TurnTask, problem: Problem): Promise<ReplySummary> => {
  const batch = await findBatch(deps, task);
  if (batch.replies !== null) return summaryOf(task, null);
  return conclude(
    deps,
    task,
    batch,
    batch.items.map(() => failureReply(problem)),
    { error: problem, facts: {} },
  );
};
