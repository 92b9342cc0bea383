import { expect } from "chai";
import { CaxtonError } from "../../../src/domain/errors.ts";
import type { SpanId, TraceId } from "../../../src/domain/ids.ts";
import { withLifecycleSpans } from "../../../src/observability/lifecycle-spans.ts";
import { recordRequest } from "../../../src/observability/request-spans.ts";
import { noTracing, openTracing } from "../../../src/observability/tracing.ts";
import type { Events } from "../../../src/observability/types.ts";
import { codeOfThrown } from "../../support/sandbox.ts";
import { startOtlpReceiver, type OtlpReceiver } from "../../support/otlp-receiver.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736" as TraceId;
const spanId = "00f067aa0ba902b7" as SpanId;
const parentSpanId = "1111111111111111" as SpanId;
const facts = { name: "tool.call", kind: "internal" as const, traceId, spanId, parentSpanId, attributes: {} };

describe("tracing", () => {
  let receiver: OtlpReceiver;
  before(async () => {
    receiver = await startOtlpReceiver();
  });
  after(() => receiver.close());

  const sent = async (record: (tracing: Awaited<ReturnType<typeof openTracing>>) => unknown) => {
    const before = receiver.spans.length;
    const tracing = await openTracing(
      { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: "test" },
      "1.2.3",
    );
    await record(tracing);
    await tracing.close();
    return receiver.spans.slice(before);
  };

  it("does nothing, and loads nothing, without an endpoint", async () => {
    for (const environment of [
      {},
      { OTEL_EXPORTER_OTLP_ENDPOINT: "" },
      { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SDK_DISABLED: "true" },
      { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_TRACES_EXPORTER: "none" },
    ]) {
      expect(await openTracing(environment, "1")).to.equal(noTracing);
    }
    expect(await noTracing.measure(facts, async () => 7)).to.equal(7);
    expect(receiver.spans).to.have.length(0);
  });

  it("refuses an endpoint that is no URL", async () => {
    const code = await codeOfThrown(openTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector" }, "1"));
    expect(code).to.equal("configuration.invalid");
  });

  it("sends what was measured, with the ids that it was given", async () => {
    const [span] = await sent((tracing) =>
      tracing.measure({ ...facts, attributes: { "caxton.tool": "csv_parser", size: 3 } }, async () => "done"),
    );
    expect(span).to.deep.include({ name: "tool.call", traceId, spanId, parentSpanId, kind: 1 });
    expect(span?.attributes).to.deep.equal({ "caxton.tool": "csv_parser", size: 3, "caxton.outcome": "ok" });
    expect(span?.resource).to.deep.include({ "service.name": "test", "service.version": "1.2.3" });
    expect(span?.endMs).to.be.at.least(span?.startMs ?? Infinity);
  });

  it("makes ids up where none are given, each trace of its own", async () => {
    const spans = await sent(async (tracing) => {
      const own = { ...facts, traceId: null, spanId: null, parentSpanId: null };
      await tracing.measure(own, async () => 1);
      await tracing.measure(own, async () => 2);
    });
    expect(new Set(spans.map((span) => span.traceId)).size).to.equal(2);
    expect(spans.map((span) => span.parentSpanId)).to.deep.equal([null, null]);
  });

  it("says of what failed why, whether it was thrown or is a result", async () => {
    const why = new CaxtonError("sandbox.trapped", "It trapped.");
    const spans = await sent(async (tracing) => {
      const thrown = tracing.measure(facts, async () => {
        throw why;
      });
      expect(await codeOfThrown(thrown)).to.equal("sandbox.trapped");
      await tracing.measure(
        facts,
        async () => ({ error: why }),
        ({ error }) => error,
      );
    });
    expect(spans).to.have.length(2);
    for (const { attributes, status } of spans) {
      expect(attributes).to.deep.include({ "caxton.outcome": "sandbox.trapped", "error.type": "sandbox.trapped" });
      expect(status).to.deep.equal({ code: 2, message: "It trapped." });
    }
  });

  it("makes a span of each step in an agent's life that the event store is told of", async () => {
    const events = { record: async () => undefined } as unknown as Events;
    const event = (kind: string, data: object) => ({
      key: kind,
      time: new Date().toISOString(),
      kind,
      agent: "Analyst",
      conversationId: null,
      traceId: null,
      data,
    });
    const spans = await sent((tracing) =>
      withLifecycleSpans(events, tracing).record([
        event("agent.loaded", { hash: "abc", version: "1.0" }),
        event("agent.draining", { hash: "abc", from: "running", to: "draining" }),
        event("agent.failed", { hash: "abc", reason: "It cannot start." }),
        event("message.replied", {}),
      ] as never),
    );
    expect(spans.map(({ name }) => name)).to.deep.equal(["agent.load", "agent.drain", "agent.failed"]);
    expect(spans[0]?.attributes).to.deep.include({ "caxton.agent": "Analyst", "caxton.agent.version": "abc" });
    expect(spans[1]?.attributes).to.deep.include({ "caxton.agent.to": "draining", "caxton.outcome": "ok" });
    expect(spans[2]?.status).to.deep.equal({ code: 2, message: "It cannot start." });
  });

  it("makes spans of requests that do something, and none of those that read", async () => {
    const request = { route: "/api/v1/messages", status: 503, durationMs: 12, traceId, spanId, parentSpanId };
    const [span, ...others] = await sent((tracing) => {
      recordRequest(tracing, { ...request, method: "POST", error: "temporal.unavailable" });
      recordRequest(tracing, { ...request, method: "GET", error: null });
    });
    expect(others).to.have.length(0);
    expect(span).to.deep.include({ name: "POST /api/v1/messages", kind: 2, spanId, parentSpanId });
    expect(span?.attributes).to.deep.include({
      "http.response.status_code": 503,
      "caxton.outcome": "temporal.unavailable",
    });
  });

  it("ends in time though nobody takes the spans", async () => {
    const tracing = await openTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" }, "1");
    await tracing.measure(facts, async () => 1);
    const started = performance.now();
    await tracing.close();
    expect(performance.now() - started).to.be.lessThan(10_000);
  }).timeout(120_000);
});
