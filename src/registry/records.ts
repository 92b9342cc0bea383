/** Records that several stores write. Part of `stores.ts`. */
import type { ConversationOutcome, ConversationStateName, InteractionProtocol } from "../domain/conversation.ts";
import type { AgentName, ConversationId, Sender } from "../domain/ids.ts";
import type { JsonObject } from "../domain/json.ts";

/** stored: written, not yet accepted; accepted: in Temporal's history; settled: all receivers have finished. */
export type MessageStatus = "stored" | "accepted" | "settled";

export interface NewEvent {
  /** Writing an event whose key exists has no effect. */
  readonly key: string;
  readonly time: string;
  /** Dotted, past tense: `agent.loaded`, `message.accepted`, `model.answered`. */
  readonly kind: string;
  readonly agent: AgentName | null;
  readonly conversationId: ConversationId | null;
  readonly traceId: string | null;
  readonly data: JsonObject;
}

/** A new conversation. */
export interface ConversationOpening {
  readonly id: ConversationId;
  readonly protocol: InteractionProtocol;
  readonly initiator: Sender;
  readonly staysOpen: boolean;
  readonly createdAt: string;
  readonly expiresAt: string | null;
}

/** A change of a conversation's state. */
export interface ConversationChange {
  readonly id: ConversationId;
  readonly state: ConversationStateName;
  readonly outcome: ConversationOutcome | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly at: string;
}

/** One page of a list, newest or lowest first as the operation says. `cursor` is opaque to callers. */
export interface PageRequest {
  readonly limit: number;
  readonly cursor: string | null;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}
