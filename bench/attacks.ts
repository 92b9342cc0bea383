/**
 * Ten thousand rounds of the attack suite against one engine, with an innocent guest beside it:
 * `npm run build && node --expose-gc --import tsx bench/attacks.ts [rounds]`. Prints which resources are left over
 * (workers, instances, handles, memory), and fails if a round does not end with the error that the suite expects.
 */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { createSandboxEngine as CreateEngine } from "../src/sandbox/engine.ts";
import { type CaxtonError, toCaxtonError } from "../src/domain/errors.ts";
import type { CallResult, SandboxInstance } from "../src/sandbox/types.ts";
import { attackModule, attackPolicy, attacks } from "../test/support/attacks.ts";
import { aPolicy, bytesOf, guest, moody, someLimits } from "../test/support/guests.ts";
import { watching } from "./leaks.ts";
import { machine, table } from "./measure.ts";

const rounds = Number(process.argv.find((each) => /^\d+$/.test(each)) ?? 10_000);
const built = new URL("../dist/sandbox/engine.js", import.meta.url).href;
const { createSandboxEngine } = (await import(built)) as { readonly createSandboxEngine: typeof CreateEngine };
const engine = createSandboxEngine({ cores: 2, toolWorkers: 2, watchMs: 1 });
/** Tools that only burn fuel, a tenth of a second each; three for each core. */
const burners = 12;
const host = async (): Promise<Uint8Array> => new Uint8Array(0);

const targets = await Promise.all(
  attacks.map(async (attack) => ({
    attack,
    module: await engine.load(attackModule(attack), aPolicy(attackPolicy(attack))),
    limits: someLimits({ ...attack.limits, fuel: 500_000 }),
  })),
);
const neighbours = await Promise.all(
  [1, 2, 3].map(async () => engine.start(await engine.load(guest(), aPolicy()), someLimits())),
);
const overrunning = await engine.load(moody(), aPolicy());

const weigh = () => {
  globalThis.gc?.();
  globalThis.gc?.();
  const handles = process.getActiveResourcesInfo();
  return { ...engine.statistics(), handles: handles.length, rssMb: process.memoryUsage.rss() / 1_048_576 };
};

/** A worker without a sandbox: measures what a message round trip currently costs on this machine. */
const bare = new Worker(
  "const { parentPort } = require('node:worker_threads'); parentPort.on('message', (m) => parentPort.postMessage(m));",
  { eval: true },
);
await once(bare, "online");

/** Repeatedly times innocent calls, and as often a round trip to the bare worker. */
const watchAll = () => {
  let next = 0;
  const calls = watching(
    async () => {
      next += 1;
      const result = await neighbours[next % neighbours.length]?.call(bytesOf("innocent"));
      if (result !== undefined && !result.ok) throw result.error;
    },
    { atOnce: neighbours.length, pauseMs: 1 },
  );
  const messages = watching(
    async () => {
      bare.postMessage(1, []);
      await once(bare, "message");
    },
    { atOnce: 1, pauseMs: 1 },
  );
  return async () => ({ calls: await calls(), messages: await messages() });
};

/** Rounds with an unexpected outcome: attack and code → number of rounds. */
const surprises = new Map<string, number>();

/** The limit is lower than in the tests, so an attack may also run out of fuel before it gets to its point. */
const judge = (name: string, codes: readonly string[], result: CallResult | CaxtonError | undefined): void => {
  const error = result === undefined || "code" in result ? result : result.ok ? undefined : result.error;
  const code = error?.code ?? "ok";
  if (codes.includes(code) || code === "sandbox.cpu_limit_exceeded") return;
  const what = `${name}: ${code}`;
  surprises.set(what, (surprises.get(what) ?? 0) + 1);
};

const attackOnce = async (round: number): Promise<void> => {
  const target = targets[round % targets.length];
  if (target === undefined) return;
  const { module, limits, attack } = target;
  if (round % 3 === 0 && attack.parts.exports === undefined) {
    judge(attack.name, attack.codes, await engine.run(module, bytesOf("attack"), { limits, host }));
    return;
  }
  const agent = await engine.start(module, limits).catch((thrown: unknown) => toCaxtonError(thrown));
  if ("code" in agent) {
    judge(attack.name, attack.codes, agent);
    return;
  }
  for (const result of await agent.callBatch([bytesOf("attack"), bytesOf("again")])) {
    judge(attack.name, attack.codes, result);
  }
  await agent.close();
};

/** One round in a thousand exceeds its wall-clock limit, which costs a worker. */
const overrun = async (): Promise<void> => {
  const agent: SandboxInstance = await engine.start(overrunning, someLimits({ fuel: 1e15, wallMs: 20 }));
  judge("overruns its time", ["sandbox.execution_time_exceeded"], await agent.call(bytesOf("l")));
  await agent.close();
};

const attackFor = async (count: number): Promise<void> => {
  let next = 0;
  const attacker = async (): Promise<void> => {
    while (next < count) {
      next += 1;
      await (next % 1_000 === 0 ? overrun() : attackOnce(next));
    }
  };
  await Promise.all([attacker(), attacker()]);
};

const quietly = watchAll();
await new Promise((resolve) => setTimeout(resolve, 3_000));
const quiet = await quietly();
await attackFor(rounds / 10);
const before = weigh();
const meanwhile = watchAll();
const started = performance.now();
await attackFor(rounds);
const elapsed = performance.now() - started;
const under = await meanwhile();
const after = weigh();

/** Runs one tool per worker at once, with more workers than cores, in an engine without other work. */
const burnFor = async (ms: number): Promise<{ readonly p50: number; readonly p99: number }> => {
  const other = createSandboxEngine({ cores: 1, toolWorkers: burners });
  const burner = await other.load(moody(), aPolicy());
  const innocent = await other.start(await other.load(guest(), aPolicy()), someLimits());
  const watch = watching(async () => void (await innocent.call(bytesOf("innocent"))), { atOnce: 2, pauseMs: 1 });
  const until = performance.now() + ms;
  await Promise.all(
    Array.from({ length: burners }, async () => {
      while (performance.now() < until)
        await other.run(burner, bytesOf("l"), { limits: someLimits({ fuel: 4e8, wallMs: 30_000 }), host });
    }),
  );
  const times = await watch();
  await other.close();
  return times;
};
const burning = await burnFor(5_000);

const us = (ms: number): string => `${(ms * 1_000).toFixed(0)} µs`;
console.log(`${machine()}; ${rounds} attacks in ${(elapsed / 1_000).toFixed(1)} s\n`);
console.log(
  table([
    ["", "before", "after"],
    ["workers", String(before.workers), String(after.workers)],
    ["instances", String(before.instances), String(after.instances)],
    ["calls in hand", String(before.inHand), String(after.inHand)],
    ["handles", String(before.handles), String(after.handles)],
    ["resident", `${before.rssMb.toFixed(0)} MB`, `${after.rssMb.toFixed(0)} MB`],
    ["workers ended for time", String(before.terminated), String(after.terminated)],
    ["", "quiet", "attacked"],
    ["an innocent call, p50", us(quiet.calls.p50), us(under.calls.p50)],
    ["an innocent call, p99", us(quiet.calls.p99), us(under.calls.p99)],
    ["floor: a bare worker, p50", us(quiet.messages.p50), us(under.messages.p50)],
    ["floor: a bare worker, p99", us(quiet.messages.p99), us(under.messages.p99)],
    [`beside ${burners} tools that burn, p50`, us(quiet.calls.p50), us(burning.p50)],
    [`beside ${burners} tools that burn, p99`, us(quiet.calls.p99), us(burning.p99)],
  ]),
);
const ratio = (of: "calls" | "messages"): string => (under[of].p99 / quiet[of].p99).toFixed(1);
console.log(
  `\np99 under attack by the quiet one: calls ${ratio("calls")} (aim: 2), the bare worker ${ratio("messages")}`,
);
for (const [what, times] of surprises) console.error(`not as expected, ${times} times: ${what}`);
if (surprises.size > 0) process.exitCode = 1;
await engine.close();
await bare.terminate();
