/** Stores the one reply with which a turn ends. */
import type { ConversationStateName, ConversationOutcome } from "../domain/conversation.ts";
import { turnIdOf, type ReplySummary, type TurnTask } from "../domain/delivery.ts";
import { expectsReply, type FipaMessage, type Performative } from "../domain/fipa.ts";
import { agentSender, type MessageId } from "../domain/ids.ts";
import { isJsonObject, type Json } from "../domain/json.ts";
import { CaxtonError } from "../domain/errors.ts";
import type { MessageRecord, ModelCallRecord, NewEvent, TurnRecord } from "../registry/stores.ts";
import { derivedMessageId, derivedSpanId } from "./derived-id.ts";
import { turnSpan } from "./spans.ts";
import type { TurnDependencies } from "./types.ts";

export interface Conclusion {
  readonly performative: Performative;
  readonly content: Json;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** What led to the reply and is not stored yet. */
  readonly turn: TurnRecord | null;
  readonly modelCall: ModelCallRecord | null;
  readonly events: readonly NewEvent[];
}

const replyIdOf = (task: TurnTask): MessageId => derivedMessageId(`reply ${turnIdOf(task)}`);

const replyTo = (asked: FipaMessage, task: TurnTask, conclusion: Conclusion, at: string): FipaMessage => {
  const id = replyIdOf(task);
  return {
    id,
    performative: conclusion.performative,
    sender: agentSender(task.agent),
    receivers: [],
    targetCapability: null,
    replyTo: null,
    content: conclusion.content,
    language: asked.language,
    encoding: null,
    ontology: asked.ontology,
    protocol: asked.protocol,
    conversationId: asked.conversationId,
    replyWith: id,
    inReplyTo: asked.replyWith,
    replyBy: null,
    traceId: asked.traceId,
    spanId: derivedSpanId(turnIdOf(task)),
    timestamp: at,
  };
};

/** The end that the workflow's state machine reaches (`settle`), stored together with the reply. */
export const conversationEnd = (
  asked: Pick<FipaMessage, "performative">,
  error: Conclusion["error"],
): {
  readonly state: ConversationStateName;
  readonly outcome: ConversationOutcome | null;
  readonly error: Conclusion["error"];
} =>
  error === null
    ? { state: "completed", outcome: expectsReply(asked.performative) ? "answered" : "informed", error: null }
    : { state: "failed", outcome: null, error };

const errorIn = (content: Json): ReplySummary["error"] => {
  const error = isJsonObject(content) ? content["error"] : null;
  return isJsonObject(error) && typeof error["code"] === "string" && typeof error["message"] === "string"
    ? { code: error["code"], message: error["message"] }
    : null;
};

const summaryOf = ({ message }: MessageRecord, task: TurnTask, error: ReplySummary["error"]): ReplySummary => ({
  messageId: message.id,
  agent: task.agent,
  performative: message.performative,
  replyWith: message.id,
  error,
});

const endedEvent = (
  { conversationId }: TurnTask,
  { state, outcome, error }: ReturnType<typeof conversationEnd>,
  { time, traceId }: Pick<NewEvent, "time" | "traceId">,
): NewEvent => ({
  key: `end ${conversationId}`,
  time,
  kind: `conversation.${state}`,
  agent: null,
  conversationId,
  traceId,
  data: { outcome, error },
});

/** The reply that an earlier attempt at the turn stored; null if there is none. */
export const repliedBefore = async (
  { registry }: Pick<TurnDependencies, "registry">,
  task: TurnTask,
): Promise<ReplySummary | null> => {
  const stored = await registry.messages.find(replyIdOf(task));
  if (stored === null) return null;
  return summaryOf(stored, task, stored.message.performative === "failure" ? errorIn(stored.message.content) : null);
};

/** The message of the reply; null if there is none yet. */
export const repliedMessage = async (
  { registry }: Pick<TurnDependencies, "registry">,
  task: TurnTask,
): Promise<FipaMessage | null> => (await registry.messages.find(replyIdOf(task)))?.message ?? null;

/** Stores the reply, unless the turn has one already; returns the stored reply. */
export const concludeTurn = async (
  { registry, events, clock, observer, tracing }: TurnDependencies,
  task: TurnTask,
  asked: FipaMessage,
  conclusion: Conclusion,
): Promise<ReplySummary> => {
  const at = clock().toISOString();
  const message = replyTo(asked, task, conclusion, at);
  const reply: MessageRecord = { message, answers: asked.id, status: "settled" };
  const base = { time: at, agent: task.agent, conversationId: task.conversationId, traceId: asked.traceId };
  const end = task.closes ? conversationEnd(asked, conclusion.error) : null;
  const isNew = await registry.journal.conclude({
    turn: conclusion.turn,
    modelCall: conclusion.modelCall,
    reply,
    participant: { sender: message.sender, versionHash: task.version },
    settled: task.settles ? asked.id : null,
    conversation: end === null ? null : { id: task.conversationId, ...end, told: [endedEvent(task, end, base)] },
    events: [
      ...conclusion.events,
      {
        ...base,
        key: `reply ${message.id}`,
        kind: "message.replied",
        data: { messageId: message.id, answers: asked.id, performative: message.performative, error: conclusion.error },
      },
    ],
  });
  events.announce();
  if (isNew) {
    if (tracing.enabled) tracing.record(turnSpan("agent.turn", task, asked, conclusion.error));
    observer.concluded(asked, Date.parse(at) - Date.parse(asked.timestamp), conclusion.error === null);
    return summaryOf(reply, task, conclusion.error);
  }
  const stored = await repliedBefore({ registry }, task);
  if (stored !== null) return stored;
  throw new CaxtonError("database.unavailable", `The reply ${message.id} was stored before and cannot be read.`);
};
