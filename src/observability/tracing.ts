/**
 * Spans, sent by OTLP over HTTP if OTEL_EXPORTER_OTLP_ENDPOINT is set. Otherwise OpenTelemetry is not loaded, and a
 * span costs one call of an empty function.
 *
 * Spans are recorded when they end. Their ids are given, because others may already know them: the span id of a request
 * is in its response, that of a turn in the reply.
 */
import type { Context, SpanContext } from "@opentelemetry/api";
import { CaxtonError, toCaxtonError } from "../domain/errors.ts";
import type { SpanFacts, Tracing } from "./types.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface OpenTracing extends Tracing {
  /** Sends the remaining spans, for at most a few seconds. */
  close(): Promise<void>;
}

export const noTracing: OpenTracing = {
  enabled: false,
  record: () => undefined,
  measure: async (_facts, work) => work(),
  close: async () => undefined,
};

const measureWith =
  (record: Tracing["record"]): Tracing["measure"] =>
  async (facts, work, failureOf = () => null) => {
    const startedAt = Date.now();
    const started = performance.now();
    const end = (error: SpanFacts["error"]): void =>
      record({ ...facts, startedAt, endedAt: startedAt + (performance.now() - started), error });
    try {
      const value = await work();
      end(failureOf(value));
      return value;
    } catch (thrown) {
      end(toCaxtonError(thrown));
      throw thrown;
    }
  };

/** The endpoint for traces, from OpenTelemetry's own variables; null if traces are off. */
const endpointOf = (environment: Environment): string | null => {
  const { OTEL_SDK_DISABLED: disabled, OTEL_TRACES_EXPORTER: exporter } = environment;
  if (disabled?.toLowerCase() === "true" || exporter === "none") return null;
  const own = environment["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
  if (own !== undefined && own !== "") return own;
  const base = environment["OTEL_EXPORTER_OTLP_ENDPOINT"];
  return base === undefined || base === "" ? null : `${base.replace(/\/$/, "")}/v1/traces`;
};

/** Time limit for the collector to accept a batch, also the last one at shutdown, in milliseconds. */
const exportTimeoutMs = 3_000;

/** How long spans may wait to be batched, in milliseconds. */
const delayOf = ({ OTEL_BSP_SCHEDULE_DELAY: written }: Environment): number => {
  const given = Number(written ?? "");
  return Number.isFinite(given) && given > 0 ? given : 1_000;
};

const checked = (endpoint: string): string => {
  if (URL.canParse(endpoint)) return endpoint;
  throw new CaxtonError("configuration.invalid", "OTEL_EXPORTER_OTLP_ENDPOINT is no URL.", {
    hint: "Write the address of an OTLP collector, such as http://127.0.0.1:4318.",
  });
};

/** Throws `configuration.invalid` for an endpoint that is not a URL. Spans that cannot be sent later are dropped. */
export const openTracing = async (environment: Environment, version: string): Promise<OpenTracing> => {
  const endpoint = endpointOf(environment);
  if (endpoint === null) return noTracing;
  const url = checked(endpoint);
  const [api, { BatchSpanProcessor, RandomIdGenerator, TracerProvider }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import("@opentelemetry/api"),
      import("@opentelemetry/sdk-trace"),
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
    ]);
  const random = new RandomIdGenerator();
  /** The SDK requests ids synchronously while it creates a span. */
  let given: { readonly traceId: string | null; readonly spanId: string | null } = { traceId: null, spanId: null };
  const provider = new TracerProvider({
    resource: resources
      .resourceFromAttributes({
        "service.name": environment["OTEL_SERVICE_NAME"] ?? "caxton",
        "service.version": version,
      })
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    idGenerator: {
      generateTraceId: () => given.traceId ?? random.generateTraceId(),
      generateSpanId: () => given.spanId ?? random.generateSpanId(),
    },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new OTLPTraceExporter({ url, timeoutMillis: exportTimeoutMs }),
        exportTimeoutMillis: exportTimeoutMs,
        scheduledDelayMillis: delayOf(environment),
      }),
    ],
  });
  const tracer = provider.getTracer("caxton", version);

  const parentOf = ({ traceId, parentSpanId }: SpanFacts): Context => {
    if (traceId === null || parentSpanId === null) return api.ROOT_CONTEXT;
    const parent: SpanContext = { traceId, spanId: parentSpanId, traceFlags: api.TraceFlags.SAMPLED, isRemote: true };
    return api.trace.setSpanContext(api.ROOT_CONTEXT, parent);
  };

  const record = (facts: SpanFacts): void => {
    const { name, kind, startedAt, endedAt, attributes, error } = facts;
    given = { traceId: facts.traceId, spanId: facts.spanId };
    const span = tracer.startSpan(
      name,
      {
        startTime: startedAt,
        kind: kind === "server" ? api.SpanKind.SERVER : api.SpanKind.INTERNAL,
        attributes: { ...attributes, "caxton.outcome": error === null ? "ok" : error.code },
      },
      parentOf(facts),
    );
    if (error !== null) {
      span.setAttribute("error.type", error.code);
      span.setStatus({ code: api.SpanStatusCode.ERROR, message: error.message });
    }
    span.end(endedAt);
  };

  return {
    enabled: true,
    record,
    measure: measureWith(record),
    close: async () => {
      // An unreachable collector must not delay the shutdown.
      await provider.shutdown().catch(() => undefined);
    },
  };
};
