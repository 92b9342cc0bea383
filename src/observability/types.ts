/** Events and live tokens, as their producers and readers see them. */
import type { ConversationId } from "../domain/ids.ts";
import type { EventFilter, NewEvent, StoredEvent } from "../registry/stores.ts";

/** A piece of a model's answer as it comes. Never stored: who comes late reads the message. */
export interface TokenNotice {
  readonly conversationId: ConversationId;
  readonly turnId: string;
  readonly agent: string;
  readonly text: string;
}

export interface Events {
  /** Stores events and wakes those who follow them. Never throws for a reader's fault. */
  record(events: readonly NewEvent[]): Promise<void>;
  /** Wakes followers of events that were stored by another way (one transaction with other rows). */
  announce(): void;
  publishToken(notice: TokenNotice): void;
  /**
   * Stored events after `afterSeq` and then each new one, with live tokens of the conversation between them when
   * `tokens` is set. Ends when `signal` aborts.
   */
  follow(
    filter: EventFilter,
    afterSeq: number,
    options: { readonly signal: AbortSignal; readonly tokens: boolean },
  ): AsyncIterable<
    { readonly type: "event"; readonly event: StoredEvent } | { readonly type: "token"; readonly token: TokenNotice }
  >;
}
