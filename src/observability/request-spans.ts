/**
 * Spans for requests that change something: the outermost spans of everything that follows, in this and other
 * processes.
 */
import type { SpanId, TraceId } from "../domain/ids.ts";
import type { Tracing } from "./types.ts";

export interface AnsweredRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly parentSpanId: SpanId | null;
  /** The error code. */
  readonly error: string | null;
}

/** Reads are frequent and cause nothing else. */
const onlyReads: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

export const recordRequest = (tracing: Tracing, request: AnsweredRequest): void => {
  const { method, route, status, durationMs, traceId, spanId, parentSpanId, error } = request;
  if (!tracing.enabled || onlyReads.has(method)) return;
  const endedAt = Date.now();
  tracing.record({
    name: `${method} ${route}`,
    kind: "server",
    traceId,
    spanId,
    parentSpanId,
    startedAt: endedAt - durationMs,
    endedAt,
    attributes: { "http.request.method": method, "http.route": route, "http.response.status_code": status },
    // By OpenTelemetry's conventions, client errors are not errors of the server's span.
    error: status >= 500 ? { code: error ?? "internal.unexpected", message: `Answered with ${status}.` } : null,
  });
};
