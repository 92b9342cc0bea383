/** What the sandbox counts, and what a scraper reads of it. */
import { expect } from "chai";
import { createMetrics } from "../../../src/observability/metrics.ts";
import { startMetricsServer } from "../../../src/observability/metrics-server.ts";
import type { SandboxEngine } from "../../../src/sandbox/types.ts";
import { aPolicy, assemble, bytesOf, guest, moody, someLimits } from "../../support/guests.ts";
import { agentOf, codeOf, codeOfThrown, someEngines } from "../../support/sandbox.ts";
import { eventually } from "../agents/support.ts";

const host = async (): Promise<Uint8Array> => new Uint8Array(0);

/** The values that a scrape finds, by name and labels. */
const scrape = async (engine: SandboxEngine): Promise<ReadonlyMap<string, number>> => {
  const metrics = createMetrics();
  metrics.sandbox(engine.statistics);
  const server = await startMetricsServer({ host: "127.0.0.1", port: 0, metrics });
  try {
    const text = await (await fetch(server.url)).text();
    const lines = text.split("\n").filter((line) => line.startsWith("caxton_sandbox_"));
    return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.split(" ").at(-1))]));
  } finally {
    await server.close();
  }
};

describe("sandbox: statistics", () => {
  const engines = someEngines();
  after(engines.close);

  it("count calls by how they ended, their fuel and their time, and the threads that they cost", async () => {
    const engine = engines.with({ cores: 1 });
    const agent = await agentOf(engine, moody(), { fuel: 1e15, wallMs: 100, inputBytes: 10 });
    expect(codeOf(await agent.call(bytesOf("fine")))).to.equal("ok");
    await agent.callBatch(["fine", "t", "e", "more than ten bytes"].map(bytesOf));
    expect(codeOf(await agent.call(bytesOf("more than ten bytes")))).to.equal("sandbox.input_too_large");
    expect(codeOf(await agent.call(bytesOf("l")))).to.equal("sandbox.execution_time_exceeded");
    expect(await codeOfThrown(engine.load(assemble('(module (import "env" "x" (func)))'), aPolicy()))).to.equal(
      "sandbox.import_refused",
    );
    const tool = await engine.load(guest(), aPolicy());
    for (let call = 0; call < 3; call += 1)
      expect(codeOf(await engine.run(tool, bytesOf("{}"), { limits: someLimits(), host }))).to.equal("ok");
    const values = await scrape(engine);
    const calls = (guestKind: string, outcome: string) =>
      values.get(`caxton_sandbox_calls_total{guest="${guestKind}",outcome="${outcome}"}`);
    expect(calls("agent", "ok")).to.equal(2);
    expect(calls("agent", "sandbox.trapped")).to.equal(1);
    expect(calls("agent", "sandbox.guest_error")).to.equal(1);
    expect(calls("agent", "sandbox.input_too_large")).to.equal(2);
    expect(calls("agent", "sandbox.execution_time_exceeded")).to.equal(1);
    expect(calls("tool", "ok")).to.equal(3);
    expect(values.get('caxton_sandbox_fuel_total{guest="agent"}')).to.be.greaterThan(20);
    expect(values.get('caxton_sandbox_run_seconds_total{guest="tool"}')).to.be.greaterThan(0);
    expect(values.get('caxton_sandbox_workers_lost_total{guest="agent",reason="overdue"}')).to.equal(1);
    expect(values.get('caxton_sandbox_workers_lost_total{guest="tool",reason="overdue"}')).to.equal(0);
    expect(values.get('caxton_sandbox_modules_refused_total{code="sandbox.import_refused"}')).to.equal(1);
    expect(values.get("caxton_sandbox_modules")).to.equal(2);
    // The counts of a scrape are totals, and not added to those of the scrape before.
    const again = await scrape(engine);
    expect([...again]).to.deep.equal([...values]);
  });

  it("tell what waits and what runs, and what was evicted", async () => {
    const engine = engines.with({ cores: 1, maxInstances: 1, maxQueuedCalls: 2, toolWorkers: 1, toolQueue: 1 });
    const limits = { fuel: 1e15, wallMs: 60_000 };
    const first = await agentOf(engine, moody(), limits);
    const second = await agentOf(engine, moody(), limits);
    expect((await scrape(engine)).get("caxton_sandbox_instances_evicted_total")).to.equal(1);
    const abort = new AbortController();
    const open = [first.call(bytesOf("l"), abort.signal), first.call(bytesOf("later"), abort.signal)];
    const module = await engine.load(moody(), aPolicy());
    const options = { limits: someLimits(limits), host, signal: abort.signal };
    const tools = ["l", "l", "l"].map(async (text) => engine.run(module, bytesOf(text), options));
    expect(codeOf(await second.call(bytesOf("too many")))).to.equal("sandbox.overloaded");
    await eventually(async () => {
      const values = await scrape(engine);
      for (const guestKind of ["agent", "tool"]) {
        expect(values.get(`caxton_sandbox_calls{guest="${guestKind}",state="running"}`), guestKind).to.equal(1);
        expect(values.get(`caxton_sandbox_calls{guest="${guestKind}",state="waiting"}`), guestKind).to.equal(1);
        const refused = values.get(`caxton_sandbox_calls_total{guest="${guestKind}",outcome="sandbox.overloaded"}`);
        expect(refused, guestKind).to.equal(1);
      }
      expect(values.get("caxton_sandbox_instances")).to.equal(2);
      expect(values.get("caxton_sandbox_instance_memory_bytes")).to.be.a("number");
    });
    abort.abort();
    await Promise.all([...open, ...tools]);
    await eventually(async () => {
      const values = await scrape(engine);
      expect(values.get('caxton_sandbox_calls{guest="agent",state="running"}')).to.equal(0);
      expect(values.get('caxton_sandbox_calls_total{guest="tool",outcome="sandbox.cancelled"}')).to.equal(2);
    });
  });
});
