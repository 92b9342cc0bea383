/**
 * Benchmarks the sandbox: the cost of starting, keeping and calling an instance, compared with the same modules in the
 * main thread without a sandbox. `npm run build && node --expose-gc --import tsx bench/sandbox.ts [--json]`
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { SandboxEngine, SandboxInstance, SandboxModule } from "../src/sandbox/types.ts";
import type { createSandboxEngine as CreateEngine } from "../src/sandbox/engine.ts";
import { aPolicy, bytesOf, guest, someLimits } from "../test/support/guests.ts";
import { jsonAgent, jsonMessage, leanJsonAgent, nativeJsonAgent } from "./json-agent.ts";
import { machine, table } from "./measure.ts";
import { floorOf } from "./sandbox-floor.ts";

// Imports built files, because workers run from source would also load the TypeScript compiler.
const built = new URL("../dist/sandbox/engine.js", import.meta.url).href;
const { createSandboxEngine } = (await import(built)) as { readonly createSandboxEngine: typeof CreateEngine };

const cores = Math.max(1, availableParallelism() - 1);
const limits = someLimits({ fuel: 100_000_000 });

interface Kind {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly input: Uint8Array;
}

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN;
const median = (values: readonly number[]): number => quantile(values, 0.5);

const starting = async (engine: SandboxEngine, module: SandboxModule) => {
  const times: number[] = [];
  for (let count = 0; count < 1_200; count += 1) {
    const before = performance.now();
    const agent = await engine.start(module, limits);
    if (count >= 200) times.push(performance.now() - before);
    await agent.close();
  }
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
};

/** Process memory in bytes per instance, for a thousand instances that have each handled one call. */
const weighing = async (engine: SandboxEngine, module: SandboxModule, input: Uint8Array): Promise<number> => {
  const weigh = (): number => {
    globalThis.gc?.();
    globalThis.gc?.();
    return process.memoryUsage.rss();
  };
  const before = weigh();
  const agents: SandboxInstance[] = [];
  for (let count = 0; count < 1_000; count += 1) agents.push(await engine.start(module, limits));
  await Promise.all(agents.map((agent) => agent.call(input)));
  const bytes = (weigh() - before) / agents.length;
  await Promise.all(agents.map((agent) => agent.close()));
  return bytes;
};

/** Calls per second with `atOnce` callers, each sending batches of `size` (1: single calls), spread over the agents. */
const throughput = async (
  agents: readonly SandboxInstance[],
  input: Uint8Array,
  { atOnce, size, ms }: { readonly atOnce: number; readonly size: number; readonly ms: number },
): Promise<number> => {
  const inputs = Array.from({ length: size }, () => input);
  let done = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async (_, caller) => {
      const agent = agents[caller % agents.length];
      if (agent === undefined) return;
      while (performance.now() - started < ms) {
        const results = size === 1 ? [await agent.call(input)] : await agent.callBatch(inputs);
        if (!results.every((result) => result.ok)) throw new RangeError("A call failed.");
        done += results.length;
      }
    }),
  );
  return (done / (performance.now() - started)) * 1_000;
};

/**
 * Sends calls at a fixed rate, whether or not answers arrive. Every turn of the event loop sends the calls that are
 * due, and a call's time counts from when it was due, so delays of the loop are included. (A timer would send a
 * millisecond's calls at once, and the time that the last of them waits for the first is not the sandbox's.)
 */
const latency = async (call: (number: number) => Promise<unknown>, perSecond: number, ms: number) => {
  const total = Math.floor((perSecond * ms) / 1_000);
  const times = new Float64Array(total);
  let answered = 0;
  let sent = 0;
  await new Promise<void>((resolve) => {
    const started = performance.now();
    const send = (number: number, due: number): void => {
      void call(number).then(() => {
        times[answered] = performance.now() - due;
        answered += 1;
        if (answered === total) resolve();
      });
    };
    const turn = (): void => {
      const now = performance.now();
      for (; sent < total; sent += 1) {
        const due = started + (sent * 1_000) / perSecond;
        if (due > now) break;
        send(sent, due);
      }
      if (sent < total) setImmediate(turn);
    };
    turn();
  });
  // The first tenth is warm-up.
  const settled = times.slice(total / 10).toSorted();
  const at = (q: number): number => settled[Math.floor(settled.length * q)] ?? Number.NaN;
  return { perSecond, p50: at(0.5), p99: at(0.99) };
};

/** The median of three runs, by p99. */
const middleLatency = async (call: (number: number) => Promise<unknown>, perSecond: number) => {
  const runs = [];
  for (let run = 0; run < 3; run += 1) runs.push(await latency(call, perSecond, 2_000));
  return runs.toSorted((a, b) => a.p99 - b.p99)[1] ?? { perSecond, p50: Number.NaN, p99: Number.NaN };
};

/**
 * The minimum cost of waking a thread and being woken, on this machine at present: a round trip with 200 bytes and no
 * other work.
 */
const bareLatency = async (perSecond: number) => {
  const echo =
    "const { parentPort } = require('node:worker_threads'); parentPort.on('message', (m) => parentPort.postMessage(m));";
  const worker = new Worker(echo, { eval: true });
  const waiting: (() => void)[] = [];
  worker.on("message", () => waiting.shift()?.());
  const bytes = new Uint8Array(200);
  const there = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      worker.postMessage(bytes, []);
    });
  const measuredLatency = await middleLatency(there, perSecond);
  await worker.terminate();
  return measuredLatency;
};

const someAgents = (engine: SandboxEngine, module: SandboxModule, count: number): Promise<SandboxInstance[]> =>
  Promise.all(Array.from({ length: count }, () => engine.start(module, limits)));

const calling = async (kind: Kind, workers: number) => {
  const engine = createSandboxEngine({ cores: workers });
  const module = await engine.load(kind.bytes, aPolicy());
  const agents = await someAgents(engine, module, workers * 4);
  const best = async (size: number, atOnce: number): Promise<number> => {
    await throughput(agents, kind.input, { atOnce, size, ms: 300 });
    const runs: number[] = [];
    for (let run = 0; run < 3; run += 1) {
      runs.push(await throughput(agents, kind.input, { atOnce, size, ms: 500 }));
    }
    return median(runs);
  };
  const singles = await best(1, 128 * workers);
  const batches = await best(256, 4 * workers);
  // Half of the maximum load or, if lower, of the target of 300,000 calls per second.
  const call = (number: number): Promise<unknown> =>
    agents[number % agents.length]?.call(kind.input) ?? Promise.resolve(null);
  const half = await middleLatency(call, Math.min(singles, 300_000) / 2);
  await engine.close();
  return { singles, batches, half };
};

/** Fuel burned per millisecond of calls, to compare with `fuelPerMilli`. */
const burning = async (engine: SandboxEngine, module: SandboxModule, input: Uint8Array): Promise<number> => {
  const agent = await engine.start(module, limits);
  const inputs = Array.from({ length: 20_000 }, () => input);
  await agent.callBatch(inputs);
  const results = await agent.callBatch(inputs);
  await agent.close();
  const sum = (of: "fuel" | "runMs"): number => results.reduce((total, { usage }) => total + usage[of], 0);
  return sum("fuel") / sum("runMs");
};

const measure = async (kind: Kind) => {
  const floor = floorOf(kind.bytes, aPolicy(), kind.input);
  const engine = createSandboxEngine({ cores: 1 });
  const module = await engine.load(kind.bytes, aPolicy());
  const start = await starting(engine, module);
  const bytesIdle = await weighing(engine, module, kind.input);
  const fuelPerMs = await burning(engine, module, kind.input);
  await engine.close();
  return {
    name: kind.name,
    floor,
    start,
    bytesIdle,
    fuelPerMs,
    one: await calling(kind, 1),
    all: await calling(kind, cores),
  };
};

/** Calls per second with V8's own JSON. Measured between the agents' floors, so that it runs under the same load. */
const nativeJson = (): number => {
  const input = jsonMessage();
  const time = (calls: number): number => {
    const started = performance.now();
    for (let count = 0; count < calls; count += 1) nativeJsonAgent(input);
    return performance.now() - started;
  };
  time(20_000);
  return 20_000_000 / median(Array.from({ length: 9 }, () => time(20_000)));
};

const bare = await bareLatency(10_000);
const measured = [
  await measure({ name: "echo", bytes: guest(), input: bytesOf("x".repeat(200)) }),
  await measure({ name: "JSON", bytes: await jsonAgent(), input: jsonMessage() }),
  await measure({ name: "JSON, lean kit", bytes: await leanJsonAgent(), input: jsonMessage() }),
];
const native = nativeJson();

if (process.argv.includes("--json")) {
  console.log(JSON.stringify({ machine: machine(), cores, bare, native, measured }, null, 2));
} else {
  const us = (ms: number): string => `${(ms * 1_000).toFixed(0)} µs`;
  const k = (perSecond: number): string => `${(perSecond / 1_000).toFixed(perSecond < 100_000 ? 1 : 0)} k/s`;
  const halfLoad = (half: { readonly perSecond: number; readonly p50: number; readonly p99: number }): string =>
    `${k(half.perSecond)}: ${us(half.p50)} / ${us(half.p99)}`;
  console.log(`${machine()}; one worker, and ${cores}`);
  console.log(`floor: a bare message there and back, 10 k/s: p50 ${us(bare.p50)}, p99 ${us(bare.p99)}`);
  console.log(`floor: the JSON agents' work by V8's own JSON, in the main thread: ${k(native)}\n`);
  const row = (name: string, of: (kind: (typeof measured)[number]) => string): string[] => [name, ...measured.map(of)];
  console.log(
    table([
      ["", ...measured.map(({ name }) => name)],
      row("floor: in the main thread, plain", ({ floor }) => k(floor.plain)),
      row("floor: in the main thread, metered", ({ floor }) => k(floor.metered)),
      row("metered by plain", ({ floor }) => floor.ratio.toFixed(2)),
      row("start, p50 / p99", ({ start }) => `${us(start.p50)} / ${us(start.p99)}`),
      row("resident an idle instance, of 1,000", ({ bytesIdle }) => `${(bytesIdle / 1_024).toFixed(1)} KB`),
      row("fuel burnt in a millisecond", ({ fuelPerMs }) => `${(fuelPerMs / 1e6).toFixed(1)} M`),
      row("one worker, single calls", ({ one }) => k(one.singles)),
      row("one worker, batches of 256", ({ one }) => k(one.batches)),
      row("  at half load, p50 / p99", ({ one: { half } }) => halfLoad(half)),
      row("all workers, single calls", ({ all }) => k(all.singles)),
      row("all workers, batches of 256", ({ all }) => k(all.batches)),
      row("  at half load, p50 / p99", ({ all: { half } }) => halfLoad(half)),
    ]),
  );
  const [echo, json, lean] = measured;
  if (echo === undefined || json === undefined || lean === undefined) throw new RangeError("Nothing was measured.");
  const aim = (name: string, value: string, wanted: string, met: boolean): string[] => [
    name,
    value,
    wanted,
    met ? "met" : "NOT met",
  ];
  const worst = (of: (kind: (typeof measured)[number]) => number): number => Math.max(...measured.map(of));
  const startP99 = worst(({ start }) => start.p99);
  const idle = worst(({ bytesIdle }) => bytesIdle) / 1_024;
  const halfP99 = worst(({ one }) => one.half.p99);
  console.log(
    `\n${table([
      ["aim", "measured", "wanted", ""],
      aim("start warm, p99", us(startP99), "10 ms", startP99 < 10),
      aim("resident an idle instance", `${idle.toFixed(1)} KB`, "100 KB", idle < 100),
      aim("call at half load, p99", us(halfP99), "1 ms", halfP99 < 1),
      aim("echo calls a core, batches", k(echo.one.batches), "300 k/s", echo.one.batches >= 300_000),
      aim("JSON calls a core, batches", k(json.one.batches), "300 k/s", json.one.batches >= 300_000),
      aim("  on the lean kit", k(lean.one.batches), "300 k/s", lean.one.batches >= 300_000),
      aim("JSON, metered by plain", json.floor.ratio.toFixed(2), "1.40", json.floor.ratio <= 1.4),
      aim("  on the lean kit", lean.floor.ratio.toFixed(2), "1.40", lean.floor.ratio <= 1.4),
    ])}`,
  );
}
process.exit(0);
