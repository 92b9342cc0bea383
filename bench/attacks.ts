/**
 * Ten thousand rounds of the attack suite against one engine, with somebody innocent beside it: `npm run build &&
 * node --expose-gc --import tsx bench/attacks.ts [rounds]`. Prints what is left over: workers, instances, handles, memory.
 */
import type { createSandboxEngine as CreateEngine } from "../src/sandbox/engine.ts";
import type { SandboxInstance } from "../src/sandbox/types.ts";
import { attackModule, attackPolicy, attacks } from "../test/support/attacks.ts";
import { aPolicy, bytesOf, guest, moody, someLimits } from "../test/support/guests.ts";
import { machine, table } from "./measure.ts";

const rounds = Number(process.argv.find((each) => /^\d+$/.test(each)) ?? 10_000);
const built = new URL("../dist/sandbox/engine.js", import.meta.url).href;
const { createSandboxEngine } = (await import(built)) as { readonly createSandboxEngine: typeof CreateEngine };
const engine = createSandboxEngine({ cores: 2, toolWorkers: 2, watchMs: 1 });
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

/** How long an innocent call takes, again and again, until `stop`. */
const watching = () => {
  const times: number[] = [];
  const until = { stopped: false };
  const done = Promise.all(
    neighbours.map(async (agent) => {
      while (!until.stopped) {
        const before = performance.now();
        const result = await agent.call(bytesOf("innocent"));
        if (!result.ok) throw result.error;
        times.push(performance.now() - before);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    }),
  );
  return {
    stop: async () => {
      until.stopped = true;
      await done;
      const sorted = times.toSorted((a, b) => a - b);
      return { p50: sorted[sorted.length >> 1] ?? 0, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
    },
  };
};

const attackOnce = async (round: number): Promise<void> => {
  const target = targets[round % targets.length];
  if (target === undefined) return;
  const { module, limits, attack } = target;
  if (round % 3 === 0 && attack.parts.exports === undefined) {
    await engine.run(module, bytesOf("attack"), { limits, host });
    return;
  }
  const agent = await engine.start(module, limits).catch(() => null);
  await agent?.callBatch([bytesOf("attack"), bytesOf("again")]);
  await agent?.close();
};

/** One in a thousand rounds runs into the wall clock, and costs a worker. */
const overrun = async (): Promise<void> => {
  const agent: SandboxInstance = await engine.start(overrunning, someLimits({ fuel: 1e15, wallMs: 20 }));
  await agent.call(bytesOf("l"));
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

const quietly = watching();
await new Promise((resolve) => setTimeout(resolve, 3_000));
const quiet = await quietly.stop();
await attackFor(rounds / 10);
const before = weigh();
const meanwhile = watching();
const started = performance.now();
await attackFor(rounds);
const elapsed = performance.now() - started;
const under = await meanwhile.stop();
const after = weigh();

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
    ["an innocent call, p50", us(quiet.p50), us(under.p50)],
    ["an innocent call, p99", us(quiet.p99), us(under.p99)],
  ]),
);
console.log(`\np99 of an innocent call under attack: ${(under.p99 / quiet.p99).toFixed(1)} of the quiet one (aim: 2)`);
await engine.close();
