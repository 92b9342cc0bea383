/** The traces of a whole server, and of WASM agents that start with it. */
import Database from "better-sqlite3";
import { expect } from "chai";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { guest } from "../support/guests.ts";
import { startOpenAiServer, type OpenAiServer } from "../support/openai-server.ts";
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from "../support/otlp-receiver.ts";
import { eventually, startServerProcess, type ServerProcess } from "../support/server-process.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";

describe("a server with tracing", function () {
  this.timeout(300_000);
  let folder: string;
  let vendor: OpenAiServer;
  let receiver: OtlpReceiver;
  let server: ServerProcess;

  const start = async (): Promise<ServerProcess> =>
    startServerProcess({
      CAXTON_DATA_DIR: join(folder, "data"),
      CAXTON_AGENTS_DIR: join(folder, "agents"),
      CAXTON_LOG_LEVEL: "fatal",
      OPENAI_BASE_URL: vendor.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: "50",
    });

  before(async function () {
    this.timeout(600_000);
    [vendor, receiver] = [await startOpenAiServer(), await startOtlpReceiver()];
    folder = await mkdtemp(join(tmpdir(), "caxton-tracing-"));
    await mkdir(join(folder, "agents", "echo"), { recursive: true });
    await writeFile(join(folder, "agents", "echo", "echo.wasm"), guest());
    const echo = "---\nname: Echo\nmodule: echo.wasm\ncapabilities: [echo]\n---\nFor tests.\n";
    await writeFile(join(folder, "agents", "echo", "agent.md"), echo);
    const counter = "---\nname: Counter\ncapabilities: [counting]\ntools: [text_stats]\n---\nYou count.\n";
    await writeFile(join(folder, "agents", "counter.md"), counter);
    server = await start();
  });

  after(async () => {
    await server.stop();
    await vendor.close();
    receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  const span = async (name: string, matching: (span: ReceivedSpan) => boolean = () => true): Promise<ReceivedSpan> =>
    eventually(async () => receiver.spans.find((each) => each.name === name && matching(each)) ?? null);

  const ask = async (capability: string): Promise<void> => {
    const { status, body } = await server.call(
      "POST",
      "/messages",
      { performative: "request", targetCapability: capability, content: "How many words?" },
      { prefer: "wait=30", traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    );
    expect(status, JSON.stringify(body)).to.equal(200);
  };

  it("records spans when an agent is loaded, started, drained and unloaded", async () => {
    const loaded = await span("agent.load", ({ attributes }) => attributes["caxton.agent"] === "Echo");
    expect(loaded.attributes["caxton.agent.version"]).to.match(/^[0-9a-f]{64}$/);
    expect(loaded.attributes["caxton.outcome"]).to.equal("ok");
    const started = await span("sandbox.start", ({ attributes }) => attributes["caxton.agent"] === "Echo");
    expect(started.attributes["caxton.agent.version"]).to.equal(loaded.attributes["caxton.agent.version"]);
    await server.call("POST", "/agents/Echo/drain");
    const drained = await span("agent.drain");
    expect(drained.attributes).to.deep.include({ "caxton.agent": "Echo", "caxton.agent.to": "draining" });
    await server.call("POST", "/agents/Echo/unload");
    await span("sandbox.drain");
    await server.call("POST", "/agents/Echo/start");
    await span("agent.start");
  });

  it("records the request, the turn and the sandbox call of a message in the caller's trace", async () => {
    await ask("echo");
    const request = await span("POST /api/v1/messages");
    expect(request).to.deep.include({ traceId, parentSpanId: "00f067aa0ba902b7" });
    const turn = await span("agent.turn", ({ attributes }) => attributes["caxton.agent"] === "Echo");
    expect(turn).to.deep.include({ traceId, parentSpanId: request.spanId });
    const call = await span("sandbox.call", ({ parentSpanId }) => parentSpanId === turn.spanId);
    expect(call.attributes).to.deep.include({ "caxton.agent": "Echo", "caxton.outcome": "ok" });
    expect(call.startMs).to.be.within(turn.startMs, turn.endMs);
  });

  it("records a tool call and its sandbox call as children of the turn", async () => {
    const calls = [{ id: "c1", name: "text_stats", arguments: { text: "two words" } }];
    vendor.script(({ messages }) =>
      messages.some(({ role }) => role === "tool")
        ? { kind: "text", text: JSON.stringify({ performative: "inform", content: 2 }) }
        : { kind: "calls", calls },
    );
    await ask("counting");
    const turn = await span("agent.turn", ({ attributes }) => attributes["caxton.agent"] === "Counter");
    const tool = await span("tool.call");
    expect(tool).to.deep.include({ traceId, parentSpanId: turn.spanId });
    expect(tool.attributes).to.deep.include({ "caxton.tool": "text_stats", "caxton.agent": "Counter" });
    await span("sandbox.call", ({ parentSpanId }) => parentSpanId === tool.spanId);
  });

  it("starts WASM agents with the server, before any message", async () => {
    await server.stop();
    const before = receiver.spans.length;
    server = await start();
    await eventually(
      async () =>
        receiver.spans
          .slice(before)
          .find(({ name, attributes }) => name === "sandbox.start" && attributes["caxton.agent"] === "Echo") ?? null,
    );
  });

  it("says of one that cannot start that it failed, and why", async () => {
    await server.stop();
    const database = new Database(join(folder, "data", "caxton.db"));
    database.pragma("foreign_keys = OFF");
    database.exec("DELETE FROM Module");
    database.close();
    await rm(join(folder, "agents", "echo", "echo.wasm"));
    server = await start();
    const failed = await span("agent.failed");
    expect(failed.status, JSON.stringify(failed)).to.deep.include({ code: 2 });
    expect(failed.status.message).to.include("is not in the registry");
    const { body } = await server.call("GET", "/agents/Echo");
    expect(body).to.deep.include({ state: "failed" });
    expect(body.failure).to.include("is not in the registry");
  });
});
