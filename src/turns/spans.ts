/** Spans of turns; they contain ids, never user content. */
import { turnIdOf, type TurnTask } from "../domain/delivery.ts";
import type { SpanId } from "../domain/ids.ts";
import type { SpanFacts } from "../observability/types.ts";
import { derivedSpanId } from "./derived-id.ts";

const attributesOf = (task: TurnTask): SpanFacts["attributes"] => ({
  "caxton.agent": task.agent,
  "caxton.agent.version": task.version,
  "caxton.conversation.id": task.conversationId,
  "caxton.message.id": task.messageId,
});

/** The span of a whole turn, starting when the message was accepted; the reply carries its id. */
export const turnSpan = (
  name: string,
  task: TurnTask,
  asked: { readonly spanId: SpanId; readonly timestamp: string },
  error: SpanFacts["error"],
): SpanFacts => ({
  name,
  kind: "internal",
  traceId: task.traceId,
  spanId: derivedSpanId(turnIdOf(task)),
  parentSpanId: asked.spanId,
  startedAt: Date.parse(asked.timestamp),
  endedAt: Date.now(),
  attributes: attributesOf(task),
  error,
});

/** The facts of a span within a turn, for `Tracing.measure`. */
export const withinTurn = (
  name: string,
  task: TurnTask,
  attributes: SpanFacts["attributes"] = {},
): Omit<SpanFacts, "startedAt" | "endedAt" | "error"> => ({
  name,
  kind: "internal",
  traceId: task.traceId,
  spanId: null,
  parentSpanId: derivedSpanId(turnIdOf(task)),
  attributes: { ...attributesOf(task), ...attributes },
});
