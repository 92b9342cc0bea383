import { expect } from "chai";
import type { SandboxEngine } from "../../../src/sandbox/types.ts";
import { aPolicy, bytesOf, counter, guest, moody, someLimits } from "../../support/guests.ts";
import { agentOf, codeOf, errorOf, outputOf, someEngines } from "../../support/sandbox.ts";
import { watchProcessor } from "../../support/processor.ts";

/** Fuel that nobody burns in a test. */
const endlessFuel = 1e15;

describe("sandbox: watchdog", () => {
  const engines = someEngines();
  after(engines.close);

  it("ends only the call that exceeds its time", async () => {
    const engine = engines.with({ cores: 1, watchMs: 1 });
    const bad = await agentOf(engine, moody(), { wallMs: 500, fuel: endlessFuel });
    const neighbours = await Promise.all(Array.from({ length: 5 }, () => agentOf(engine, guest())));
    const started = performance.now();
    const overrun = bad.callBatch(["a", "l", "b", "c"].map(bytesOf));
    const others = neighbours.map((agent, number) =>
      agent.callBatch(Array.from({ length: 200 }, (_, index) => bytesOf(`${number} ${index}`))),
    );
    const results = await overrun;
    expect(results.map(codeOf)).to.deep.equal(["ok", "sandbox.execution_time_exceeded", "ok", "ok"]);
    expect(errorOf(results[1]).facts).to.deep.equal({ limitMs: 500 });
    expect(performance.now() - started).to.be.greaterThan(500);
    for (const [number, batch] of (await Promise.all(others)).entries()) {
      expect(batch.map(outputOf)).to.deep.equal(Array.from({ length: 200 }, (_, index) => `${number} ${index}`));
    }
    expect(engine.statistics()).to.deep.include({ terminated: 1, inHand: 0 });
  });

  it("keeps an instance that exceeded its time apart from the others", async () => {
    const engine = engines.with({ cores: 1, watchMs: 1 });
    const bad = await agentOf(engine, moody(), { wallMs: 300, fuel: endlessFuel });
    expect(codeOf(await bad.call(bytesOf("l")))).to.equal("sandbox.execution_time_exceeded");
    const good = await agentOf(engine, counter());
    const counted: (string | null)[] = [];
    for (let round = 0; round < 4; round += 1) {
      const overrun = bad.call(bytesOf("l"));
      counted.push(outputOf(await good.call(bytesOf("x"))));
      expect(codeOf(await overrun)).to.equal("sandbox.execution_time_exceeded");
    }
    // Its memory was never lost.
    expect(counted).to.deep.equal(["\u0001", "\u0002", "\u0003", "\u0004"]);
    expect(codeOf(await bad.call(bytesOf("a")))).to.equal("ok");
    expect(engine.statistics().terminated).to.equal(5);
  });

  it("ends only the running call that was cancelled", async () => {
    const engine = engines.with({ cores: 1, watchMs: 1 });
    const bad = await agentOf(engine, moody(), { wallMs: 3_600_000, fuel: endlessFuel });
    const good = await agentOf(engine, guest());
    const abort = new AbortController();
    const work = watchProcessor();
    const running = bad.callBatch(["a", "l", "b"].map(bytesOf), abort.signal);
    const others = good.callBatch(Array.from({ length: 500 }, (_, index) => bytesOf(`${index}`)));
    const waiting = bad.call(bytesOf("behind"));
    // All else together takes a fraction of this: the call without an end runs.
    while (work.usedMs() < 500) await new Promise((resume) => setTimeout(resume, 5));
    abort.abort(new Error("the conversation was cancelled"));
    const results = await running;
    expect(results.map(codeOf)).to.deep.equal(["ok", "sandbox.cancelled", "sandbox.cancelled"]);
    expect(errorOf(results[1]).message).to.include("the conversation was cancelled");
    expect((await others).map(outputOf)).to.deep.equal(Array.from({ length: 500 }, (_, index) => `${index}`));
    expect(outputOf(await waiting)).to.equal("behind");
    expect(engine.statistics()).to.deep.include({ terminated: 1, inHand: 0 });
    // What was cancelled once is kept away from the others.
    expect(outputOf(await bad.call(bytesOf("again")))).to.equal("again");
    expect(engine.statistics().inHand).to.equal(0);
  });

  it("lets a short cancelled call end by itself, so that other instances keep their memory", async () => {
    const engine = engines.with({ cores: 1, watchMs: 1 });
    const short = await agentOf(engine, moody(), { fuel: 4_000_000 });
    const good = await agentOf(engine, counter());
    for (let round = 1; round <= 20; round += 1) {
      const abort = new AbortController();
      const running = short.call(bytesOf("l"), abort.signal);
      const counted = good.call(bytesOf("x"));
      abort.abort();
      expect(codeOf(await running)).to.equal("sandbox.cancelled");
      expect(outputOf(await counted)?.charCodeAt(0)).to.equal(round);
    }
    expect(engine.statistics()).to.deep.include({ terminated: 0, inHand: 0 });
  });

  it("reports a time limit of the caller as exceeded time", async () => {
    const engine = engines.with({ cores: 1, watchMs: 1 });
    const slow = await agentOf(engine, moody(), { wallMs: 60_000, fuel: endlessFuel });
    expect(codeOf(await slow.call(bytesOf("l"), AbortSignal.timeout(30)))).to.equal("sandbox.execution_time_exceeded");
  });

  it("keeps modules that delayed others until their fuel was used up apart for a time, whichever agent uses them", async () => {
    const engine = engines.with({ cores: 1, apartMs: 60_000 });
    const good = await agentOf(engine, counter());
    const bad = await agentOf(engine, moody(), { fuel: 200_000_000 });
    const finishing = async (attacker: typeof bad): Promise<readonly string[]> => {
      const order: string[] = [];
      await Promise.all([
        attacker.call(bytesOf("l")).then((result) => order.push(codeOf(result))),
        good.call(bytesOf("x")).then((result) => order.push(codeOf(result))),
      ]);
      return order;
    };
    expect(await finishing(bad)).to.deep.equal(["sandbox.cpu_limit_exceeded", "ok"]);
    const itsLike = await agentOf(engine, moody(), { fuel: 200_000_000 });
    const until = performance.now() + 30_000;
    for (const attacker of [bad, itsLike]) {
      expect(await finishing(attacker)).to.deep.equal(["ok", "sandbox.cpu_limit_exceeded"]);
    }
    expect(performance.now()).to.be.lessThan(until);
    expect(engine.statistics().workers).to.equal(3);
    expect(outputOf(await good.call(bytesOf("x")))?.charCodeAt(0)).to.equal(4);
  });

  it("answers calls before and after a slow call as soon as they have ended", async () => {
    const engine = engines.with({ cores: 1 });
    const slow = await agentOf(engine, moody(), { fuel: 200_000_000 });
    const quick = await agentOf(engine, guest());
    const order: string[] = [];
    const note = (name: string) => () => void order.push(name);
    await Promise.all([
      quick.call(bytesOf("x")).then(note("before")),
      slow.call(bytesOf("l")).then(note("slow")),
      quick.call(bytesOf("x")).then(note("behind")),
    ]);
    expect(order).to.include("slow");
    expect(order[0]).to.equal("before");
  });

  it("does not count the time in the queue", async () => {
    const engine = engines.with({ cores: 1, watchMs: 1 });
    const agent = await agentOf(engine, moody(), { wallMs: 1_000, fuel: 60_000_000 });
    const results = await agent.callBatch(Array.from({ length: 30 }, () => bytesOf("l")));
    expect(new Set(results.map(codeOf))).to.deep.equal(new Set(["sandbox.cpu_limit_exceeded"]));
    expect(engine.statistics().terminated).to.equal(0);
  });

  it("survives the loss of a worker that lacks memory, and reports the guest as the cause", async () => {
    const engine: SandboxEngine = engines.with({ cores: 1, workerHeapMb: 24 });
    const good = await agentOf(engine, guest());
    const module = await engine.load(
      guest({ more: "(table 1000000 funcref)" }),
      aPolicy({ maxTableElements: 1_000_000 }),
    );
    const codes = new Set<unknown>();
    for (let round = 0; round < 4; round += 1) {
      const [bad, other] = await Promise.allSettled([engine.start(module, someLimits()), good.call(bytesOf("x"))]);
      if (bad.status === "rejected") codes.add((bad.reason as { readonly code: string }).code);
      expect(other.status === "fulfilled" && codeOf(other.value)).to.equal("ok");
    }
    for (const code of codes) expect(code).to.be.oneOf(["sandbox.memory_limit_exceeded", "sandbox.overloaded"]);
    expect(codes).not.to.have.lengthOf(0);
  });
});
