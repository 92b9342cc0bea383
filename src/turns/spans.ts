/** What turns say of themselves in spans: ids, never what people wrote. */
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

/** The turn as a whole, from when the message was accepted; its id is the one that the reply carries. */
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

/** Something within a turn, for `traced`. */
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
