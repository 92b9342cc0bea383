import { expect } from "chai";
import { createMetrics } from "../../../src/observability/metrics.ts";
import { startMetricsServer } from "../../../src/observability/metrics-server.ts";

const linesOf = async (metrics: ReturnType<typeof createMetrics>, name: string): Promise<string[]> =>
  (await metrics.render()).text.split("\n").filter((line) => line.startsWith(name));

describe("metrics", () => {
  it("count messages by performative and outcome, with their time in seconds", async () => {
    const metrics = createMetrics();
    metrics.messageProcessed({ performative: "request" }, 1500, true);
    metrics.messageProcessed({ performative: "request" }, 500, false);
    expect(await linesOf(metrics, "caxton_messages_processed_total")).to.have.members([
      'caxton_messages_processed_total{performative="request",status="success"} 1',
      'caxton_messages_processed_total{performative="request",status="failure"} 1',
    ]);
    expect(await linesOf(metrics, "caxton_message_processing_duration_seconds_sum")).to.deep.equal([
      'caxton_message_processing_duration_seconds_sum{performative="request"} 2',
    ]);
  });

  it("count model calls, tokens, agent events, restarts and requests", async () => {
    const metrics = createMetrics();
    metrics.modelCalled("openai", "ok", { input: 10, output: 3 });
    metrics.modelCalled("openai", "error", { input: 0, output: 0 });
    metrics.eventsRecorded(["agent.loaded", "message.received"]);
    metrics.temporalRestarted();
    metrics.routed(0.05);
    metrics.requestAnswered({ method: "GET", route: "/api/v1/agents", status: 200, durationMs: 4 });
    const { text } = await metrics.render();
    expect(text).to.include('caxton_model_calls_total{provider="openai",outcome="ok"} 1');
    expect(text).to.include('caxton_model_tokens_total{direction="input"} 10');
    expect(text).to.include('caxton_agent_events_total{kind="agent.loaded"} 1').and.not.include("message.received");
    expect(text).to.include("caxton_temporal_restarts_total 1").and.include("caxton_routing_duration_seconds_count 1");
    expect(text).to.include('caxton_http_requests_total{method="GET",route="/api/v1/agents",status="200"} 1');
    expect(text).to.include("process_cpu_seconds_total").and.include("nodejs_eventloop_lag_seconds");
  });

  it("ask for the agents at each scrape, and show states that nobody is in", async () => {
    const metrics = createMetrics();
    let running = 1;
    metrics.agents(() => ({ running }));
    await metrics.render();
    running = 2;
    const lines = await linesOf(metrics, "caxton_agents{");
    expect(lines).to.include('caxton_agents{state="running"} 2').and.include('caxton_agents{state="failed"} 0');
  });

  it("count searches and stores of the memory, and say whether it can be used once it was opened", async () => {
    const metrics = createMetrics();
    let usable: boolean | null = null;
    metrics.memory(async () => ({ backend: "postgres", usable }));
    metrics.memoryUsed("search", "ok", 20);
    metrics.memoryUsed("store", "refused", 30);
    expect(await linesOf(metrics, "caxton_memory_operations_total{")).to.have.members([
      'caxton_memory_operations_total{operation="search",outcome="ok"} 1',
      'caxton_memory_operations_total{operation="store",outcome="refused"} 1',
    ]);
    const [sum] = await linesOf(metrics, 'caxton_memory_operation_duration_seconds_sum{operation="search"');
    expect(sum).to.match(/ 0\.02$/);
    expect(await linesOf(metrics, "caxton_memory_up{")).to.deep.equal([]);
    for (const [now, value] of [
      [true, 1],
      [false, 0],
    ] as const) {
      usable = now;
      expect(await linesOf(metrics, "caxton_memory_up{")).to.deep.equal([
        `caxton_memory_up{backend="postgres"} ${value}`,
      ]);
    }
  });

  it("do not grow with what comes from outside", async () => {
    const metrics = createMetrics();
    for (let index = 0; index < 2_000; index += 1) {
      metrics.requestAnswered({ method: `M${index}`, route: `/path/${index}`, status: 404, durationMs: 1 });
      metrics.modelCalled(`provider-${index}`, "ok", { input: 1, output: 1 });
      metrics.eventsRecorded([`agent.kind${index}`]);
    }
    expect((await linesOf(metrics, "caxton_http_requests_total{")).length).to.be.at.most(301);
    expect((await linesOf(metrics, "caxton_model_calls_total{")).length).to.be.at.most(51);
    expect((await linesOf(metrics, "caxton_agent_events_total{")).length).to.be.at.most(101);
  });

  it("are served at /metrics and nowhere else, and the port is free again at once", async () => {
    const metrics = createMetrics();
    const server = await startMetricsServer({ host: "127.0.0.1", port: 0, metrics });
    const answer = await fetch(server.url);
    expect(answer.status).to.equal(200);
    expect(answer.headers.get("content-type")).to.match(/^text\/plain; version=0\.0\.4/);
    expect(await answer.text()).to.include("# HELP caxton_messages_processed_total");
    expect((await fetch(new URL("/", server.url))).status).to.equal(404);
    expect((await fetch(server.url, { method: "POST" })).status).to.equal(405);
    const { port } = new URL(server.url);
    await server.close();
    const again = await startMetricsServer({ host: "127.0.0.1", port: Number(port), metrics });
    await again.close();
  });

  it("say which port is taken and what to do", async () => {
    const metrics = createMetrics();
    const server = await startMetricsServer({ host: "127.0.0.1", port: 0, metrics });
    const port = Number(new URL(server.url).port);
    const refused = await startMetricsServer({ host: "127.0.0.1", port, metrics }).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    await server.close();
    expect(refused).to.include({ code: "configuration.invalid" });
    expect((refused as Error).message).to.include(String(port));
    expect(refused).to.have.property("hint").that.includes("CAXTON_METRICS_PORT");
  });

  it("answer 500 when they cannot be read, and tell the log", async () => {
    const told: unknown[] = [];
    const server = await startMetricsServer({
      host: "127.0.0.1",
      port: 0,
      metrics: { render: async () => Promise.reject(new Error("broken")) },
      logger: { error: (...args: unknown[]) => void told.push(args) },
    });
    expect((await fetch(server.url)).status).to.equal(500);
    expect(told).to.have.length(1);
    await server.close();
  });
});
