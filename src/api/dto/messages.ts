/** Messages as the API takes and gives them. */
import type { AgentNameText, CapabilityText, DateTimeText, SenderText, ShortText, Uuid } from "./common.ts";

/** The 22 communicative acts of FIPA SC00037, and `query` for an open question. */
export type PerformativeText =
  | "accept-proposal"
  | "agree"
  | "cancel"
  | "cfp"
  | "confirm"
  | "disconfirm"
  | "failure"
  | "inform"
  | "inform-if"
  | "inform-ref"
  | "not-understood"
  | "propagate"
  | "propose"
  | "proxy"
  | "query"
  | "query-if"
  | "query-ref"
  | "refuse"
  | "reject-proposal"
  | "request"
  | "request-when"
  | "request-whenever"
  | "subscribe";

/** The protocols that a conversation can be opened with. */
export type ProtocolText = "request-reply" | "query" | "inform";

/** stored: written to the database; accepted: durable, will be processed; settled: all receivers are done. */
export type MessageStatusText = "stored" | "accepted" | "settled";

/**
 * A FIPA message to send. Give exactly one of `targetCapability` and `receivers`.
 * @example {
 *   "performative": "request",
 *   "targetCapability": "data-analysis",
 *   "content": { "request": "How many rows has sales.csv?" },
 *   "replyWith": "q1",
 *   "protocol": "request-reply",
 *   "language": "en"
 * }
 */
export interface SendMessage {
  /** Your own id for the message; generated unless given. An id that was used before is `409`. */
  id?: Uuid | null;
  performative: PerformativeText;
  /** Who sends: `user:` and the name of your API key unless given. A key of role `agent` sends as its agent only. */
  sender?: SenderText | null;
  /** The receiver is chosen from the agents with this capability. */
  targetCapability?: CapabilityText | null;
  /**
   * Agents by name.
   * @minItems 1
   * @maxItems 100
   */
  receivers?: AgentNameText[] | null;
  /** A text or any JSON value. */
  content: unknown;
  /** The conversation that the message belongs to; a new one is opened when there is none of that id. */
  conversationId?: Uuid | null;
  protocol?: ProtocolText | null;
  /** Who gets the reply instead of the sender. */
  replyTo?: SenderText | null;
  /** A label by which a reply refers to this message. */
  replyWith?: ShortText | null;
  /** The `replyWith` of the message that this one answers. */
  inReplyTo?: ShortText | null;
  /** The latest time for an answer; in the future. */
  replyBy?: DateTimeText | null;
  language?: ShortText | null;
  encoding?: ShortText | null;
  ontology?: ShortText | null;
}

/**
 * A message with all FIPA parameters.
 * @example {
 *   "id": "0b4e9f57-3c0b-4f6e-8f43-5c7a4c1c9d21",
 *   "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
 *   "performative": "inform",
 *   "sender": "agent:DataAnalyzer",
 *   "receivers": [],
 *   "targetCapability": null,
 *   "replyTo": null,
 *   "content": "sales.csv has 1,204 rows.",
 *   "language": "en",
 *   "encoding": null,
 *   "ontology": null,
 *   "protocol": "request-reply",
 *   "replyWith": null,
 *   "inReplyTo": "q1",
 *   "replyBy": null,
 *   "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
 *   "spanId": "00f067aa0ba902b7",
 *   "timestamp": "2026-11-23T11:58:03.120Z",
 *   "status": "settled",
 *   "answers": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b0b7c11"
 * }
 */
export interface Message {
  id: Uuid;
  conversationId: Uuid;
  performative: PerformativeText;
  sender: SenderText;
  receivers: AgentNameText[];
  targetCapability: CapabilityText | null;
  replyTo: SenderText | null;
  content: unknown;
  language: string | null;
  encoding: string | null;
  ontology: string | null;
  protocol: string | null;
  replyWith: string | null;
  inReplyTo: string | null;
  replyBy: DateTimeText | null;
  /** W3C trace id of the request that started the exchange. */
  traceId: string;
  spanId: string;
  timestamp: DateTimeText;
  status: MessageStatusText;
  /** The id of the message that this one answers. */
  answers: Uuid | null;
}

/**
 * A message that was accepted: it is durable and will be processed.
 * @example {
 *   "messageId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b0b7c11",
 *   "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
 *   "deliveredTo": ["DataAnalyzer"],
 *   "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
 *   "replies": null
 * }
 */
export interface AcceptedMessage {
  messageId: Uuid;
  conversationId: Uuid;
  /** The agents that get it. */
  deliveredTo: AgentNameText[];
  traceId: string;
  /** The replies, if the request waited and they arrived in time; else null. */
  replies: Message[] | null;
}

/**
 * The reply to one message of a batch.
 * @example { "performative": "inform", "content": { "words": 4 } }
 */
export interface BatchReply {
  performative: PerformativeText;
  content: unknown;
}

/**
 * A batch that was accepted: it is durable and will be processed.
 * @example {
 *   "batchId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b000000",
 *   "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
 *   "deliveredTo": "WordCount",
 *   "size": 2,
 *   "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
 *   "replies": [
 *     { "performative": "inform", "content": { "words": 4 } },
 *     { "performative": "inform", "content": { "words": 7 } }
 *   ]
 * }
 */
export interface AcceptedBatch {
  /** The id of the first message is this id plus 1, of the second plus 2, and so on, as hexadecimal numbers; `GET /messages/{id}` finds each. */
  batchId: Uuid;
  conversationId: Uuid;
  deliveredTo: AgentNameText;
  /** How many messages it has. */
  size: number;
  traceId: string;
  /** The replies in the order of the messages, if the request waited and they arrived in time; else null. */
  replies: BatchReply[] | null;
}

/**
 * A batch of messages.
 * @example {
 *   "batchId": "8c0f6a57-1f5b-4f0e-9a39-3f6d0b000000",
 *   "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
 *   "deliveredTo": "WordCount",
 *   "size": 1,
 *   "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
 *   "status": "settled",
 *   "replies": [{ "performative": "inform", "content": { "words": 4 } }]
 * }
 */
export interface Batch extends AcceptedBatch {
  status: MessageStatusText;
}

/** A page of messages. */
export interface MessagePage {
  items: Message[];
  /** Null on the last page. */
  nextCursor: string | null;
}
