/**
 * Messages that travel together: for one agent, in one conversation, with one performative. A batch is delivered by one
 * update and answered by one activity, so that durability is paid once for all of them.
 */
import type { InteractionProtocol } from "./conversation.ts";
import type { FipaMessage, Performative } from "./fipa.ts";
import type { AgentName, Capability, ConversationId, MessageId, Sender, SpanId, TraceId } from "./ids.ts";
import type { Json } from "./json.ts";

/** What all messages of a batch share. */
export interface BatchFrame {
  readonly performative: Performative;
  readonly sender: Sender;
  readonly receivers: readonly AgentName[];
  readonly targetCapability: Capability | null;
  readonly conversationId: ConversationId;
  readonly protocol: InteractionProtocol;
  readonly language: string | null;
  readonly ontology: string | null;
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** RFC 3339, UTC. */
  readonly timestamp: string;
}

/** What a message of a batch has of its own. */
export interface BatchItem {
  readonly content: Json;
  readonly replyWith: string | null;
}

export interface BatchReply {
  readonly performative: Performative;
  readonly content: Json;
}

/** More would make one row, and one answer, too large to handle at once. */
export const largestBatch = 50_000;

/** The last six of a UUID's 32 digits tell the messages of a batch apart; the first of these six marks replies. */
const idDigits = 6;
const firstReply = 0x800000;

/** A batch's id of a random UUID. */
export const batchIdOf = (uuid: string): MessageId => `${uuid.slice(0, -idDigits)}000000` as MessageId;

const idAt = (batch: MessageId, place: number): MessageId =>
  (batch.slice(0, -idDigits) + place.toString(16).padStart(idDigits, "0")) as MessageId;

/** `index` counts from 0. The id of the first message is not the batch's own. */
export const messageIdIn = (batch: MessageId, index: number): MessageId => idAt(batch, index + 1);

export const replyIdIn = (batch: MessageId, index: number): MessageId => idAt(batch, firstReply + index + 1);

/** Which message of which batch an id would be, if there is such a batch. */
export const placeInBatch = (
  id: MessageId,
): { readonly batch: MessageId; readonly index: number; readonly isReply: boolean } => {
  const place = Number.parseInt(id.slice(-idDigits), 16);
  const isReply = place >= firstReply;
  return { batch: batchIdOf(id), index: (isReply ? place - firstReply : place) - 1, isReply };
};

/** A message of a batch with everything that it shares with the others. */
export const messageOf = (batch: MessageId, index: number, frame: BatchFrame, item: BatchItem): FipaMessage => {
  const id = messageIdIn(batch, index);
  return {
    ...frame,
    id,
    content: item.content,
    replyWith: item.replyWith ?? id,
    replyTo: null,
    encoding: null,
    inReplyTo: null,
    replyBy: null,
  };
};
