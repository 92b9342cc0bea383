/** Events, live tokens and spans, as producers and subscribers see them. */
import type { ConversationId, SpanId, TraceId } from "../domain/ids.ts";
import type { EventFilter, NewEvent, StoredEvent } from "../registry/stores.ts";

/** A part of a model's answer as it arrives. Never stored: a late subscriber reads the finished message. */
export interface TokenNotice {
  readonly conversationId: ConversationId;
  readonly turnId: string;
  readonly agent: string;
  readonly text: string;
}

export interface Events {
  /** Stores events and wakes subscribers. Never throws because of a subscriber. */
  record(events: readonly NewEvent[]): Promise<void>;
  /** Wakes subscribers for events that were stored elsewhere (in a transaction with other rows). */
  announce(): void;
  publishToken(notice: TokenNotice): void;
  /**
   * Yields stored events after `afterSeq`, then new ones, interleaved with live tokens of the conversation if `tokens`
   * is set. Ends when `signal` aborts.
   */
  follow(
    filter: EventFilter,
    afterSeq: number,
    options: { readonly signal: AbortSignal; readonly tokens: boolean },
  ): AsyncIterable<
    { readonly type: "event"; readonly event: StoredEvent } | { readonly type: "token"; readonly token: TokenNotice }
  >;
}

/** A completed operation. */
export interface SpanFacts {
  readonly name: string;
  readonly kind: "server" | "internal";
  /** null starts a new trace. */
  readonly traceId: TraceId | null;
  /** null generates one. */
  readonly spanId: SpanId | null;
  /** The parent span, which may be in another process. */
  readonly parentSpanId: SpanId | null;
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** null on success. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface Tracing {
  /** False if tracing is off; then nothing needs to be prepared for spans. */
  readonly enabled: boolean;
  record(span: SpanFacts): void;
  /**
   * Runs `work` and records its span, whatever the outcome. `failureOf` detects failures that are returned as results.
   */
  measure<Value>(
    facts: Omit<SpanFacts, "startedAt" | "endedAt" | "error">,
    work: () => Promise<Value>,
    failureOf?: (value: Value) => SpanFacts["error"],
  ): Promise<Value>;
}
