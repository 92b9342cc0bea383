/** Conversations and events as the API takes and gives them. */
import type { Approval } from "./approvals.ts";
import type { AgentNameText, AnyObject, DateTimeText, SenderText, Uuid, VersionHashText } from "./common.ts";
import type { ProtocolText } from "./messages.ts";

export type ConversationStateText = "initiated" | "in-progress" | "completed" | "failed" | "expired";

/**
 * A conversation to open. It takes exchanges until it expires or is cancelled.
 * @example {
 *   "protocol": "request-reply",
 *   "expiresAt": "2036-11-23T12:00:00Z"
 * }
 */
export interface OpenConversation {
  /** Your own id for the conversation; generated unless given. */
  id?: Uuid | null;
  protocol: ProtocolText;
  /** Who opens it: `user:` and the name of your API key unless given. */
  initiator?: SenderText | null;
  /** In the future; the server's default life time unless given. */
  expiresAt?: DateTimeText | null;
}

/** A participant of a conversation. */
export interface ConversationParticipant {
  participant: SenderText;
  /** The version of the agent that the conversation started with, and keeps. */
  versionHash: VersionHashText | null;
}

/** Why a conversation failed. */
export interface ConversationError {
  code: string;
  message: string;
}

/**
 * A conversation.
 * @example {
 *   "id": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
 *   "protocol": "request-reply",
 *   "state": "completed",
 *   "outcome": "answered",
 *   "error": null,
 *   "initiator": "user:ada",
 *   "staysOpen": false,
 *   "createdAt": "2026-11-23T11:58:00.000Z",
 *   "updatedAt": "2026-11-23T11:58:03.120Z",
 *   "expiresAt": "2026-11-24T11:58:00.000Z",
 *   "participants": [{ "participant": "user:ada", "versionHash": null }]
 * }
 */
export interface Conversation {
  id: Uuid;
  protocol: ProtocolText;
  state: ConversationStateText;
  /** How a completed conversation ended: `answered`, `informed` or `cancelled`. */
  outcome: string | null;
  error: ConversationError | null;
  initiator: SenderText;
  /** Whether it stays open for more exchanges until it expires or is cancelled. */
  staysOpen: boolean;
  createdAt: DateTimeText;
  updatedAt: DateTimeText;
  expiresAt: DateTimeText | null;
  participants: ConversationParticipant[];
}

/** A conversation, with its pending approvals. */
export interface ConversationDetails extends Conversation {
  /** Tool calls that wait for a decision, oldest first. */
  pendingApprovals: Approval[];
}

/** A page of conversations. */
export interface ConversationPage {
  items: Conversation[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/**
 * Something that happened.
 * @example {
 *   "seq": 1204,
 *   "time": "2026-11-23T11:58:03.120Z",
 *   "kind": "message.replied",
 *   "agent": "DataAnalyzer",
 *   "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
 *   "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
 *   "data": { "performative": "inform" }
 * }
 */
export interface CaxtonEvent {
  /**
   * Grows with every event; in a stream it is the event's `id`.
   * @isInt
   */
  seq: number;
  time: DateTimeText;
  /** Dotted, past tense: `agent.loaded`, `message.received`, `model.answered`, … */
  kind: string;
  agent: AgentNameText | null;
  conversationId: Uuid | null;
  traceId: string | null;
  data: AnyObject;
}

/** A page of events. */
export interface EventPage {
  items: CaxtonEvent[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/**
 * One server-sent event of a stream. Pieces of a model's answer come as `event: token` without an id, with
 * `conversationId`, `turnId`, `agent` and `text` as data. Lines that begin with `:` are heartbeats.
 * @example {
 *   "id": "1204",
 *   "event": "message.received",
 *   "data": "{\"seq\":1204,\"time\":\"2026-11-23T11:58:03.120Z\",\"kind\":\"message.received\",\"agent\":null,\"conversationId\":null,\"traceId\":null,\"data\":{}}"
 * }
 */
export interface StreamedEvent {
  /** The event's `seq`; send the last one in `Last-Event-ID` to continue after it. */
  id?: string;
  /** The event's kind, or `token`. */
  event: string;
  /** The whole CaxtonEvent as JSON. */
  data: string;
}
