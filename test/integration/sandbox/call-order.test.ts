/** The order of calls while instances are created and released: each is answered once, in order, and none waits for long. */
import { expect } from "chai";
import { setMaxListeners } from "node:events";
import { setImmediate } from "node:timers/promises";
import { createAgentPool } from "../../../src/sandbox/pool/agent-pool.ts";
import { createBatchJob, createBatchCall, createInstanceSlot } from "../../../src/sandbox/pool/calls.ts";
import { settingsFrom } from "../../../src/sandbox/pool/options.ts";
import { cancelled } from "../../../src/sandbox/failures.ts";
import type { CallResult, SandboxInstance } from "../../../src/sandbox/types.ts";
import type { GuestSpec } from "../../../src/sandbox/worker/messages.ts";
import { aPolicy, bytesOf, counter, guest, someLimits } from "../../support/guests.ts";
import { agentOf, codeOf, outputOf, someEngines } from "../../support/sandbox.ts";

/** Counts down from `times` in the local `$len`: work that takes time and burns fuel. */
const work = (times: number): string =>
  `(local.set $len (i32.const ${times})) (loop $l (br_if $l (local.tee $len (i32.sub (local.get $len) (i32.const 1)))))`;

const inputs = (count: number, text: string): Uint8Array[] => Array.from({ length: count }, () => bytesOf(text));

/** Makes the pool expect that calls cost next to nothing. */
const lowerTheMean = async (agent: SandboxInstance): Promise<void> => {
  for (let round = 0; round < 20; round += 1) await agent.callBatch(inputs(250, "warm"));
};

describe("sandbox: order of calls", () => {
  const engines = someEngines();
  after(engines.close);

  it("defines every instance before a batch needs it, and runs single calls before a batch that was sent later", async () => {
    const engine = engines.with({ cores: 1, maxInstances: 64 });
    const slow = await agentOf(engine, guest({ handle: `${work(3_000_000)} (i32.const 0)` }), { fuel: 1e12 });
    const module = await engine.load(counter(), aPolicy());
    const start = async (): Promise<SandboxInstance> => engine.start(module, someLimits());
    const sets = [
      await Promise.all(Array.from({ length: 60 }, start)),
      await Promise.all(Array.from({ length: 60 }, start)),
    ];
    const codes = new Set<string>();
    let disorder = 0;
    for (let round = 0; round < 6; round += 1) {
      for (const set of sets) {
        const [first] = set;
        if (first !== undefined) await lowerTheMean(first);
        const busy = slow.callBatch([bytesOf("s")]);
        await setImmediate();
        const answers = await Promise.all(
          set.map(async (agent) => {
            const single = agent.call(bytesOf("x"));
            await Promise.resolve();
            await Promise.resolve();
            const batch = await agent.callBatch(inputs(2, "x"));
            return [await single, ...batch];
          }),
        );
        await busy;
        for (const results of answers) {
          for (const result of results) codes.add(codeOf(result));
          const counts = results.map((result) => (result.ok ? (result.output?.[0] ?? 0) : 0));
          // Counts of one byte: the instances begin anew, so they do not wrap here.
          if (counts.some((count, index) => index > 0 && count !== (counts[index - 1] ?? 0) + 1)) disorder += 1;
        }
      }
    }
    expect([...codes]).to.deep.equal(["ok"]);
    expect(disorder).to.equal(0);
  });

  it("answers every call once and in order while a worker lacks room for all instances", async () => {
    const engine = engines.with({ cores: 1, workerHeapMb: 128, apartMs: 1 });
    // Answers with the number that the call before it brought; a `t` behind the number traps after some work.
    const handle = `(local $n i32) (local.set $n (i32.load (local.get $ptr)))
      (if (i32.eq (i32.load8_u offset=4 (local.get $ptr)) (i32.const 116)) (then ${work(200_000)} unreachable))
      (i32.store (i32.const 2048) (i32.load (i32.const 4096))) (i32.store (i32.const 4096) (local.get $n))
      (global.set $out (i32.const 2048)) (global.set $size (i32.const 4)) (i32.const 1)`;
    const module = await engine.load(
      guest({ more: "(table 200000 funcref)", handle }),
      aPolicy({ maxTableElements: 200_000 }),
    );
    const agents: { readonly instance: SandboxInstance; sent: number }[] = [];
    while (agents.length < 54)
      agents.push({ instance: await engine.start(module, someLimits({ fuel: 1e9 })), sent: 0 });
    const codes = new Set<string>();
    let disorder = 0;
    const message = (
      agent: { sent: number },
      traps: boolean,
    ): { readonly number: number; readonly bytes: Uint8Array } => {
      const bytes = new Uint8Array(8);
      agent.sent += 1;
      new DataView(bytes.buffer).setInt32(0, agent.sent, true);
      if (traps) bytes[4] = 116;
      return { number: agent.sent, bytes };
    };
    const calls: Promise<unknown>[] = [];
    for (let count = 0; count < 90; count += 1) {
      const agent = agents[(count * 17) % agents.length];
      if (agent === undefined) continue;
      const messages = Array.from({ length: (count % 3) + 1 }, (_, index) =>
        message(agent, (count + index) % 41 === 0),
      );
      calls.push(
        agent.instance.callBatch(messages.map(({ bytes }) => bytes)).then((results) => {
          for (const [index, result] of results.entries()) {
            codes.add(codeOf(result));
            const before = result.ok
              ? new DataView((result.output ?? new Uint8Array(4)).slice().buffer).getInt32(0, true)
              : 0;
            if (before >= (messages[index]?.number ?? 0)) disorder += 1;
          }
        }),
      );
      if (count % 30 === 29) await setImmediate();
    }
    await Promise.all(calls);
    expect(disorder).to.equal(0);
    expect(engine.statistics().inHand).to.equal(0);
    for (const code of codes) {
      expect(code).to.be.oneOf(["ok", "sandbox.trapped", "sandbox.overloaded", "sandbox.memory_limit_exceeded"]);
    }
    await Promise.all(agents.map(({ instance }) => instance.close()));
    expect(engine.statistics().instances).to.equal(0);
  });

  it("gives other agents their turn when an agent's calls take longer than expected, and soon drops cancelled ones", async () => {
    const engine = engines.with({ cores: 1 });
    const isHeavy = "(i32.eq (i32.load8_u (local.get $ptr)) (i32.const 104))";
    const heavy = guest({ handle: `(if ${isHeavy} (then ${work(8_000_000)})) (i32.const 0)` });
    const module = await engine.load(heavy, aPolicy());
    const bad = await engine.start(module, someLimits({ fuel: 1e9 }));
    const good = await agentOf(engine, guest());
    await lowerTheMean(bad);
    let done = 0;
    const abort = new AbortController();
    setMaxListeners(500, abort.signal);
    const calls = Array.from({ length: 500 }, async () => {
      await bad.callBatch([bytesOf("h")], abort.signal);
      done += 1;
    });
    // They are with the worker before the other one's.
    await setImmediate();
    const [result] = await good.callBatch([bytesOf("x")]);
    expect(codeOf(result)).to.equal("ok");
    expect(done).to.be.lessThan(30);
    abort.abort();
    await Promise.all(calls);
    expect(codeOf((await bad.callBatch([bytesOf("c")]))[0])).to.equal("ok");
    expect(engine.statistics().inHand).to.equal(0);
  });

  it("frees the inputs of cancelled calls at once and the calls soon, and counts them until then", async () => {
    const pool = createAgentPool(settingsFrom({ cores: 1, maxQueuedCalls: 1_000 }), () => undefined);
    const slot = createInstanceSlot({} as GuestSpec, 1_000);
    const job = createBatchJob(
      1_000,
      () => undefined,
      () => undefined,
    );
    const calls = Array.from({ length: 1_000 }, (_, index) => createBatchCall(slot, new Uint8Array(8), job, index));
    expect(pool.enqueue(slot, calls)).to.equal(null);
    expect(pool.enqueue(slot, calls.slice(0, 1))).to.match(/^1000 calls/u);
    pool.cancel(slot, calls.slice(0, 300), cancelled("enough"));
    expect(calls.filter(({ input }) => input === null).length).to.equal(300);
    expect([slot.waiting.length, pool.openCalls], "few enough to wait for their turn").to.deep.equal([1_000, 1_000]);
    pool.cancel(slot, calls.slice(300, 600), cancelled("enough"));
    expect([slot.waiting.length, pool.openCalls]).to.deep.equal([400, 400]);
    pool.cancel(slot, calls, cancelled("enough"));
    expect([slot.waiting.length, pool.openCalls]).to.deep.equal([0, 0]);
    await pool.close();
  });

  it("answers each call from its own instance where instances are closed with calls in hand, and others get their numbers", async () => {
    const engine = engines.with({ cores: 1 });
    const modules = await Promise.all(
      ["a", "b", "c"].map(async (letter) => {
        const data = `(data (i32.const 2048) "${letter}")`;
        const handle = `${work(2_000)} (global.set $out (i32.const 2048)) (global.set $size (i32.const 1)) (i32.const 1)`;
        return { letter, module: await engine.load(guest({ more: data, handle }), aPolicy()) };
      }),
    );
    const outcomes = new Map<string, number>();
    const note = async (letter: string, calls: Promise<readonly CallResult[]>): Promise<void> => {
      for (const result of await calls) {
        const what = result.ok ? (outputOf(result) === letter ? "own" : "another's") : codeOf(result);
        outcomes.set(what, (outcomes.get(what) ?? 0) + 1);
      }
    };
    const ending: Promise<unknown>[] = [];
    for (let round = 0; round < 150; round += 1) {
      for (const { letter, module } of modules) {
        const agent = await engine.start(module, someLimits());
        const abort = new AbortController();
        const single = agent.call(bytesOf("x"), abort.signal).then((result) => [result]);
        ending.push(note(letter, agent.callBatch(inputs(3, "x"), abort.signal)), note(letter, single));
        // In turn: all calls are cancelled, they are finished while the agent is closed, they were finished before.
        if (round % 3 === 0) abort.abort();
        if (round % 3 === 2) await Promise.all(ending);
        ending.push(agent.close());
      }
    }
    await Promise.all(ending);
    expect([...outcomes.keys()].toSorted()).to.deep.equal(["own", "sandbox.cancelled"]);
    expect([...outcomes.values()].reduce((sum, count) => sum + count, 0)).to.equal(150 * 3 * 4);
    expect(outcomes.get("own")).to.be.at.least(50 * 3 * 4);
  });
});
