/**
 * Measures the cost of components: `npx tsx bench/components.ts [component.wasm …]`. Without arguments it compares two
 * guests built here, a small component and a plain module that does the same work, which shows the overhead of the
 * canonical ABI.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { CallLimits, ModulePolicy, SandboxInstance } from "../src/sandbox/types.ts";
import { simpleComponent } from "../test/support/components.ts";
import { guest } from "../test/support/guests.ts";

// Imported dynamically, so that it is loaded as an ES module; otherwise workers cannot find their file.
const { createSandboxEngine } = await import("../src/sandbox/engine.ts");

const policy: ModulePolicy = {
  features: ["bulk-memory", "reference-types", "extended-const"],
  maxModuleBytes: 33_554_432,
  maxMemoryBytes: 67_108_864,
  maxTableElements: 100_000,
  imports: ["log", "now_ms", "random"],
};
const limits: CallLimits = {
  fuel: 2_000_000_000,
  wallMs: 30_000,
  inputBytes: 1_048_576,
  outputBytes: 1_048_576,
  hostCalls: 1_000,
  logBytes: 65_536,
};

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

const shown = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));

const timed = async (count: number, run: () => Promise<unknown>): Promise<readonly number[]> => {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  return times;
};

const input = new TextEncoder().encode(JSON.stringify({ performative: "request", content: "x".repeat(150) }));

const measure = async (name: string, bytes: Uint8Array, instances: number): Promise<void> => {
  const engine = createSandboxEngine({ cores: 1, maxInstanceBytes: 2 ** 34 });
  const loadStarted = performance.now();
  const module = await engine.load(bytes, policy);
  const loadMs = performance.now() - loadStarted;
  await (await engine.start(module, limits)).close();
  const residentBefore = process.memoryUsage().rss;
  const agents: SandboxInstance[] = [];
  const starts = await timed(instances, async () => agents.push(await engine.start(module, limits)));
  const kilobytes = (process.memoryUsage().rss - residentBefore) / 1_024 / instances;
  const agent = agents[0] ?? (await engine.start(module, limits));
  const first = await timed(1, async () => agent.call(input));
  const calls = await timed(2_000, async () => agent.call(input));
  const batchStarted = performance.now();
  for (let round = 0; round < 10; round += 1) await agent.callBatch(Array.from({ length: 256 }, () => input));
  const perSecond = 2_560_000 / (performance.now() - batchStarted);
  console.log(
    `${name}: ${(bytes.length / 1_024).toFixed(0)} KB; load ${shown(loadMs)} ms; start p50 ${shown(percentile(starts, 0.5))} ms, ` +
      `p99 ${shown(percentile(starts, 0.99))} ms; resident ${shown(kilobytes)} KB an instance of ${instances}; first call ${shown(first[0] ?? 0)} ms; ` +
      `call p50 ${shown(percentile(calls, 0.5))} ms, p99 ${shown(percentile(calls, 0.99))} ms; batches ${shown(perSecond)}/s`,
  );
  await engine.close();
};

const named = process.argv.slice(2);
if (named.length === 0) {
  await measure("plain module, echo", guest(), 500);
  await measure("component, echo", simpleComponent(), 500);
}
for (const path of named) await measure(basename(path), readFileSync(path), 50);
