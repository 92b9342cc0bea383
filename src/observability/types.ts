/** Events, live tokens and spans, as their producers and readers see them. */
import type { ConversationId, SpanId, TraceId } from "../domain/ids.ts";
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

/** What there is to say of something that took its time and is over. */
export interface SpanFacts {
  readonly name: string;
  readonly kind: "server" | "internal";
  /** Null begins a trace of its own. */
  readonly traceId: TraceId | null;
  /** Null makes one up. */
  readonly spanId: SpanId | null;
  /** Within which other span it happened; it may be in another process. */
  readonly parentSpanId: SpanId | null;
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** Null where it went well. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface Tracing {
  /** False where nobody wants spans: then nothing needs to be put together for them. */
  readonly enabled: boolean;
  record(span: SpanFacts): void;
  /** Does `work` and records its span, whatever comes of it. `failureOf` finds a failure that is a result. */
  measure<Value>(
    facts: Omit<SpanFacts, "startedAt" | "endedAt" | "error">,
    work: () => Promise<Value>,
    failureOf?: (value: Value) => SpanFacts["error"],
  ): Promise<Value>;
}
