/** Runs a batch of messages through its WASM agent: one call of the sandbox, one write of all replies. */
import { messageIdIn, type BatchFrame } from "../domain/batch.ts";
import { ownMembers, replyText, type ItemText, type ReplyText } from "../domain/batch-text.ts";
import type { ReplySummary, TurnTask } from "../domain/delivery.ts";
import { CaxtonError, toCaxtonError } from "../domain/errors.ts";
import { isPerformative, mayAnswer } from "../domain/fipa.ts";
import type { JsonObject } from "../domain/json.ts";
import { agentSender, type MessageId } from "../domain/ids.ts";
import type { BatchToDo } from "../registry/stores.ts";
import type { CallResult } from "../sandbox/types.ts";
import { conversationEnd } from "./conclude.ts";
import { parseModuleReply } from "./module-step.ts";
import { persist } from "./persist.ts";
import { turnSpan, withinTurn } from "./spans.ts";
import type { TurnDependencies } from "./types.ts";

type Problem = NonNullable<ReplySummary["error"]>;

/** Size of the buffers into which messages are encoded: a buffer per message would cost more than the text itself. */
const bufferBytes = 262_144;
/** Largest number of UTF-8 bytes per UTF-16 code unit. */
const longestUnit = 3;

/** The messages as the module receives them. The shared part, which is most of the bytes, is serialized once. */
const encode = (batch: MessageId, frame: BatchFrame, items: readonly ItemText[]): readonly Uint8Array[] => {
  const shared = { ...frame, replyTo: null, encoding: null, inReplyTo: null, replyBy: null };
  const start = Buffer.from(`${JSON.stringify(shared).slice(0, -1)},`);
  let buffer = Buffer.alloc(0);
  let at = 0;
  return items.map((item, index) => {
    const own = ownMembers(item, messageIdIn(batch, index));
    const most = start.length + own.length * longestUnit;
    if (buffer.length - at < most) {
      buffer = Buffer.allocUnsafe(Math.max(bufferBytes, most));
      at = 0;
    }
    const from = at;
    at += start.copy(buffer, at);
    at += buffer.write(own, at);
    return buffer.subarray(from, at);
  });
};

const decoder = new TextDecoder();

const failureText = ({ code, message }: Problem): ReplyText =>
  replyText({ performative: "failure", content: { error: { code, message } } });

/** The beginning of a reply. `WasmAgents` guarantees JSON of this form, so the content is passed on without parsing. */
const replyStart = /^\{"performative":"([a-z-]+)","content":/;

const replyTo = ({ performative: asked }: BatchFrame, result: CallResult): ReplyText => {
  if (!result.ok) return failureText(result.error);
  const text = result.output === null ? "" : decoder.decode(result.output);
  const [start, performative] = replyStart.exec(text) ?? [];
  if (start !== undefined && performative !== undefined && isPerformative(performative)) {
    return (
      mayAnswer(asked, performative) ? text : `{"performative":"inform","content":${text.slice(start.length)}`
    ) as ReplyText;
  }
  try {
    // No output, or an unknown performative.
    return replyText(parseModuleReply(result.output));
  } catch (thrown) {
    return failureText(toCaxtonError(thrown));
  }
};

/** Lines of all messages of a batch together that its event keeps. */
const mostLogLines = 200;

/** The log lines of each message, with its place in the batch from 0 on, and how many more there were. */
const logsOf = (results: readonly CallResult[]): JsonObject => {
  const logs: JsonObject[] = [];
  let leftOut = 0;
  for (const [item, result] of results.entries()) {
    for (const line of result.logs) {
      if (logs.length < mostLogLines) logs.push({ item, ...line });
      else leftOut += 1;
    }
  }
  return leftOut === 0 ? { logs } : { logs, logsLeftOut: leftOut };
};

const factsOf = (results: readonly CallResult[]): JsonObject => ({
  fuel: results.reduce((sum, { usage }) => sum + usage.fuel, 0),
  runMs: results.reduce((sum, { usage }) => sum + usage.runMs, 0),
  ...logsOf(results),
});

const findBatch = async ({ registry }: TurnDependencies, { messageId }: TurnTask): Promise<BatchToDo> => {
  const batch = await registry.batches.toDo(messageId);
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
  batch: BatchToDo,
  replies: readonly ReplyText[],
  { error, facts }: { readonly error: Problem | null; readonly facts: JsonObject },
): Promise<ReplySummary> => {
  const at = clock().toISOString();
  const failed = replies.filter((reply) => reply.startsWith('{"performative":"failure"')).length;
  await registry.batches.conclude({
    id: task.messageId,
    replies,
    at,
    participant: { sender: agentSender(task.agent), versionHash: task.version },
    conversation: { id: task.conversationId, end: task.closes ? conversationEnd(batch.frame, error) : null },
    events: [
      {
        key: `batch replied ${task.messageId}`,
        time: at,
        kind: "batch.replied",
        agent: task.agent,
        conversationId: task.conversationId,
        traceId: task.traceId,
        data: {
          batchId: task.messageId,
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

/**
 * Throws `sandbox.*` if the agent cannot be started; an error of its module becomes the reply to the message concerned.
 */
export const runBatch = async (deps: TurnDependencies, task: TurnTask, signal: AbortSignal): Promise<ReplySummary> => {
  const batch = await findBatch(deps, task);
  if (batch.isSettled) return summaryOf(task, null);
  const definition = await deps.definition(task.agent, task.version);
  if (definition.kind !== "wasm") {
    throw new CaxtonError("message.invalid", `${task.agent} is not a WASM agent and cannot receive batches.`);
  }
  const inputs = encode(task.messageId, batch.frame, batch.items);
  const results = await deps.tracing.measure(
    withinTurn("sandbox.call", task, { "caxton.batch.size": inputs.length }),
    async () => deps.modules.callBatch(task.version, definition, inputs, signal),
  );
  signal.throwIfAborted();
  const replies = results.map((result) => replyTo(batch.frame, result));
  return persist(async () => conclude(deps, task, batch, replies, { error: null, facts: factsOf(results) }));
};

export const failBatch = async (deps: TurnDependencies, task: TurnTask, problem: Problem): Promise<ReplySummary> => {
  const batch = await findBatch(deps, task);
  if (batch.isSettled) return summaryOf(task, null);
  return conclude(
    deps,
    task,
    batch,
    batch.items.map(() => failureText(problem)),
    { error: problem, facts: {} },
  );
};
