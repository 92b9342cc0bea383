/** Requests that change something as spans: the outermost of all that comes of them in this process and in others. */
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
  /** The code of what went wrong. */
  readonly error: string | null;
}

/** Those that only read are many, and nothing comes of them. */
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
    // As OpenTelemetry has it, what the caller did wrong is no error of the server's span.
    error: status >= 500 ? { code: error ?? "internal.unexpected", message: `Answered with ${status}.` } : null,
  });
};
