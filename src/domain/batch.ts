/**
 * Messages sent together: to one agent, in one conversation, with one performative. A batch is delivered by one update
 * and answered by one activity, so that durability is paid for once.
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

/** The parts of a message that differ within a batch. */
export interface BatchItem {
  readonly content: Json;
  readonly replyWith: string | null;
}

export interface BatchReply {
  readonly performative: Performative;
  readonly content: Json;
}

/** Messages of one batch; a larger batch would make a row and an answer too large to handle at once. */
export const largestBatch = 50_000;

/** The last six of a UUID's 32 digits number the messages of a batch; the highest bit of these six marks replies. */
const idDigits = 6;
const firstReply = 0x800000;

/** The id of a batch, from a random UUID. */
export const batchIdOf = (uuid: string): MessageId => `${uuid.slice(0, -idDigits)}000000` as MessageId;

const idAt = (batch: MessageId, place: number): MessageId =>
  (batch.slice(0, -idDigits) + place.toString(16).padStart(idDigits, "0")) as MessageId;

/** `index` counts from 0. The id of the first message differs from the batch's own id. */
export const messageIdIn = (batch: MessageId, index: number): MessageId => idAt(batch, index + 1);

export const replyIdIn = (batch: MessageId, index: number): MessageId => idAt(batch, firstReply + index + 1);

/** The batch and index that an id would have if it belongs to a batch; whether that batch exists is not checked. */
export const placeInBatch = (
  id: MessageId,
): { readonly batch: MessageId; readonly index: number; readonly isReply: boolean } => {
  const place = Number.parseInt(id.slice(-idDigits), 16);
  const isReply = place >= firstReply;
  return { batch: batchIdOf(id), index: (isReply ? place - firstReply : place) - 1, isReply };
};

/** The complete message at an index: the frame and the item combined. */
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
