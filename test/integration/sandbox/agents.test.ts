import { expect } from "chai";
import { setTimeout } from "node:timers/promises";
import type { SandboxEngine, SandboxInstance } from "../../../src/sandbox/types.ts";
import { aPolicy, bytesOf, counter, guest, moody, someLimits, textOf } from "../../support/guests.ts";
import { agentOf, codeOf, codeOfThrown, errorOf, outputOf, someEngines } from "../../support/sandbox.ts";

describe("sandbox: agents", () => {
  const engines = someEngines();
  const engineWith = engines.with;
  let shared: SandboxEngine;
  before(() => {
    shared = engineWith();
  });
  after(engines.close);

  it("returns the guest's output and what the call used", async () => {
    const agent = await agentOf(shared, guest());
    const result = await agent.call(bytesOf("hello"));
    expect(outputOf(result)).to.equal("hello");
    expect(result.usage.fuel).to.be.greaterThan(0);
    expect(result.usage.memoryBytes).to.equal(65_536);
    expect(result.usage.hostCalls).to.equal(0);
    expect(result.logs).to.deep.equal([]);
    const again = await agent.call(bytesOf("hello"));
    expect(again.usage.fuel).to.equal(result.usage.fuel);
  });

  it("distinguishes no output from an empty output", async () => {
    const silent = await agentOf(shared, guest({ handle: "(i32.const 0)" }));
    expect(await silent.call(bytesOf("x"))).to.deep.include({ ok: true, output: null });
    const empty = await agentOf(shared, guest({ handle: "(i32.const 1)" }));
    expect(outputOf(await empty.call(bytesOf("x")))).to.equal("");
  });

  it("keeps each agent's own memory between calls", async () => {
    const one = await agentOf(shared, counter());
    const other = await agentOf(shared, counter());
    const counted: number[] = [];
    for (let call = 0; call < 3; call += 1) {
      const result = await one.call(new Uint8Array(1));
      if (result.ok) counted.push(result.output?.[0] ?? 0);
    }
    expect(counted).to.deep.equal([1, 2, 3]);
    expect(outputOf(await other.call(new Uint8Array(1)))).to.equal("\u0001");
  });

  it("returns the results of a large batch in order", async () => {
    const agent = await agentOf(shared, guest());
    const inputs = Array.from({ length: 1_000 }, (_, number) => bytesOf(`message ${number}`));
    const results = await agent.callBatch(inputs);
    expect(results.map(outputOf)).to.deep.equal(inputs.map(textOf));
    expect(await agent.callBatch([])).to.deep.equal([]);
  });

  it("answers a single message while the worker has a batch", async () => {
    const engine = engineWith({ cores: 1 });
    const count =
      "(local.set $len (i32.const 20000)) (loop $l (br_if $l (local.tee $len (i32.sub (local.get $len) (i32.const 1)))))";
    const busy = await agentOf(engine, guest({ handle: `${count} (i32.const 0)` }));
    const other = await agentOf(engine, guest());
    const inputs = Array.from({ length: 500 }, () => bytesOf("x"));
    await busy.callBatch(inputs);
    // A main thread that was held up may come too late, not again and again.
    let left = 0;
    for (let round = 0; round < 50 && left === 0; round += 1) {
      const batch = busy.callBatch(inputs);
      await setTimeout(2);
      expect(outputOf(await other.call(bytesOf("me first")))).to.equal("me first");
      left = engine.statistics().inHand;
      expect((await batch).map(codeOf)).to.deep.equal(inputs.map(() => "ok"));
    }
    expect(left).to.be.greaterThan(0);
  });

  it("answers the other messages of a batch if one traps, does not end or reports an error", async () => {
    const agent = await agentOf(shared, moody());
    const results = await agent.callBatch(["a", "t", "b", "e", "c", "l", "d", "t"].map(bytesOf));
    expect(results.map(codeOf)).to.deep.equal([
      "ok",
      "sandbox.trapped",
      "ok",
      "sandbox.guest_error",
      "ok",
      "sandbox.cpu_limit_exceeded",
      "ok",
      "sandbox.trapped",
    ]);
    expect(outputOf(results[6])).to.equal("d");
  });

  it("replaces an instance that trapped, and keeps one that reported an error", async () => {
    const handle = `(i32.store8 (i32.const 2048) (i32.add (i32.load8_u (i32.const 2048)) (i32.const 1)))
      (global.set $out (i32.const 2048)) (global.set $size (i32.const 1))
      (if (i32.eq (i32.load8_u (local.get $ptr)) (i32.const 116)) (then unreachable))
      (if (i32.eq (i32.load8_u (local.get $ptr)) (i32.const 101)) (then (return (i32.const -3))))
      (i32.const 1)`;
    const agent = await agentOf(shared, guest({ handle }));
    const results = await agent.callBatch(["a", "e", "a", "t", "a"].map(bytesOf));
    expect(results.map((result) => (result.ok ? result.output?.[0] : result.error.code))).to.deep.equal([
      1,
      "sandbox.guest_error",
      3,
      "sandbox.trapped",
      1,
    ]);
    expect(errorOf(results[1]).facts).to.deep.equal({ code: -3, text: "\u0002" });
  });

  it("returns the log in order and with levels", async () => {
    const imports = `(import "caxton" "log" (func $log (param i32 i32 i32)))`;
    const more = `(data (i32.const 100) "first\\ffsecond")`;
    const handle = `(call $log (i32.const 1) (i32.const 100) (i32.const 6))
      (call $log (i32.const 9) (i32.const 106) (i32.const 6)) (i32.const 0)`;
    const agent = await agentOf(shared, guest({ imports, more, handle }), {}, { imports: ["log"] });
    const result = await agent.call(bytesOf("x"));
    expect(result.logs).to.deep.equal([
      { level: "debug", text: "first\ufffd" },
      { level: "error", text: "second" },
    ]);
    expect(result.usage.hostCalls).to.equal(2);
  });

  it("provides the time and random bytes", async () => {
    const imports = `(import "caxton" "now_ms" (func $now (result i64))) (import "caxton" "random" (func $random (param i32 i32)))`;
    const handle = `(i64.store (i32.const 2048) (call $now)) (call $random (i32.const 2056) (i32.const 16))
      (global.set $out (i32.const 2048)) (global.set $size (i32.const 24)) (i32.const 1)`;
    const agent = await agentOf(shared, guest({ imports, handle }), {}, { imports: ["now_ms", "random"] });
    const results = await agent.callBatch([bytesOf("x"), bytesOf("x")]);
    const [one, other] = results.map((result) =>
      result.ok && result.output !== null ? result.output : new Uint8Array(24),
    );
    const time = Number(new DataView((one ?? new Uint8Array(8)).slice().buffer).getBigUint64(0, true));
    expect(time).to.be.closeTo(Date.now(), 60_000);
    expect(one?.subarray(8)).not.to.deep.equal(other?.subarray(8));
    expect(one?.subarray(8)).not.to.deep.equal(new Uint8Array(16));
  });

  it("runs _initialize before anything else", async () => {
    const more = `(func (export "_initialize") (i32.store8 (i32.const 2048) (i32.const 40)))`;
    const handle = `(global.set $out (i32.const 2048)) (global.set $size (i32.const 1)) (i32.const 1)`;
    const agent = await agentOf(shared, guest({ more, handle }));
    expect(outputOf(await agent.call(bytesOf("x")))).to.equal("(");
    const endless = guest({ more: `(func (export "_initialize") (loop $on (br $on)))` });
    expect(await codeOfThrown(agentOf(shared, endless))).to.equal("sandbox.cpu_limit_exceeded");
  });

  it("refuses inputs and outputs over the limits, and continues", async () => {
    const agent = await agentOf(shared, guest(), { inputBytes: 20, outputBytes: 10 });
    const results = await agent.callBatch([4, 11, 21, 10].map((size) => new Uint8Array(size)));
    expect(results.map(codeOf)).to.deep.equal(["ok", "sandbox.output_too_large", "sandbox.input_too_large", "ok"]);
  });

  it("reports at start what is missing or wrong in a module", async () => {
    const exports = `(func (export "alloc") (param i32) (result i32) (i32.const 8))`;
    const noMemory = guest({ memory: null, exports });
    expect(await codeOfThrown(agentOf(shared, noMemory))).to.equal("sandbox.abi_violation");
    const noHandler = guest({ exports });
    expect(await codeOfThrown(agentOf(shared, noHandler))).to.equal("sandbox.abi_violation");
    const outOfBounds = guest({ more: `(data (i32.const 70000) "x")` });
    expect(await codeOfThrown(agentOf(shared, outOfBounds))).to.equal("sandbox.trapped");
    const blocking = guest({ imports: `(import "caxton" "env_get" (func (param i32 i32) (result i32)))` });
    expect(await codeOfThrown(agentOf(shared, blocking, {}, { imports: ["env_get"] }))).to.equal(
      "sandbox.abi_violation",
    );
  });

  it("ends a cancelled call immediately", async () => {
    const engine = engineWith({ cores: 1 });
    const agent = await agentOf(engine, moody(), { fuel: 4e8 });
    const before = new AbortController();
    before.abort();
    expect(codeOf(await agent.call(bytesOf("a"), before.signal))).to.equal("sandbox.cancelled");
    const during = new AbortController();
    const running = agent.callBatch(["a", "l", "a", "a"].map(bytesOf), during.signal);
    const after = agent.call(bytesOf("b"));
    during.abort(new Error("nobody waits"));
    expect((await running).map(codeOf)).to.deep.equal(Array.from({ length: 4 }, () => "sandbox.cancelled"));
    expect(outputOf(await after)).to.equal("b");
    expect(engine.statistics().inHand).to.equal(0);
  });

  it("evicts the instances that were idle for longest when there are too many, and recreates them", async () => {
    const engine = engineWith({ cores: 2, maxInstances: 20 });
    const agents: SandboxInstance[] = [];
    for (let count = 0; count < 50; count += 1) agents.push(await agentOf(engine, counter()));
    expect(engine.statistics().instances).to.be.at.most(20);
    const results = await Promise.all(agents.map((agent) => agent.call(new Uint8Array(1))));
    expect(results.every((result) => result.ok || result.error.code === "sandbox.overloaded")).to.equal(true);
    expect(engine.statistics().instances).to.be.at.most(20);
    for (const agent of agents) expect(codeOf(await agent.call(new Uint8Array(1)))).to.equal("ok");
    await Promise.all(agents.map((agent) => agent.close()));
    expect(engine.statistics().instances).to.equal(0);
  });

  it("evicts instances when all together hold too much memory", async () => {
    const engine = engineWith({ cores: 1, maxInstanceBytes: 10 * 1_048_576, watchMs: 1 });
    const module = await engine.load(guest({ memory: "16 16" }), aPolicy());
    for (let count = 0; count < 40; count += 1) await engine.start(module, someLimits());
    // The watchdog makes room while anything is in hand.
    const busy = await engine.start(module, someLimits());
    await busy.callBatch(Array.from({ length: 20_000 }, () => bytesOf("x")));
    expect(engine.statistics().instances).to.be.at.most(11);
  });

  it("refuses calls when too many are waiting", async () => {
    const engine = engineWith({ cores: 1, maxQueuedCalls: 100 });
    const agent = await agentOf(engine, guest());
    const many = agent.callBatch(Array.from({ length: 100 }, () => bytesOf("x")));
    const refused = await agent.call(bytesOf("x"));
    expect(codeOf(refused)).to.equal("sandbox.overloaded");
    expect((await many).map(codeOf)).to.deep.equal(Array.from({ length: 100 }, () => "ok"));
    expect(codeOf(await agent.call(bytesOf("x")))).to.equal("ok");
  });

  it("finishes open calls when an instance is closed, and accepts no more", async () => {
    const agent = await agentOf(shared, guest());
    const instances = shared.statistics().instances;
    const batch = agent.callBatch(Array.from({ length: 500 }, () => bytesOf("x")));
    const closed = agent.close();
    expect(codeOf(await agent.call(bytesOf("x")))).to.equal("sandbox.cancelled");
    expect((await batch).every((result) => result.ok)).to.equal(true);
    await closed;
    expect(shared.statistics().instances).to.equal(instances - 1);
    await agent.close();
  });

  it("distributes instances over the workers", async () => {
    const engine = engineWith({ cores: 3, startEarly: false });
    expect(engine.statistics().workers).to.equal(0);
    const module = await engine.load(guest(), aPolicy());
    const agents = await Promise.all(Array.from({ length: 6 }, () => engine.start(module, someLimits())));
    expect(engine.statistics()).to.deep.include({ workers: 3, instances: 6, modules: 1 });
    const results = await Promise.all(agents.map((agent) => agent.call(bytesOf("x"))));
    expect(results.every((result) => result.ok)).to.equal(true);
  });

  it("compiles a module once for concurrent requests, and keeps a limited number of modules", async () => {
    const engine = engineWith({ maxModules: 2, startEarly: false });
    const [one, same] = await Promise.all([engine.load(guest(), aPolicy()), engine.load(guest(), aPolicy())]);
    expect(one).to.equal(same);
    await engine.load(counter(), aPolicy());
    await engine.load(moody(), aPolicy());
    expect(engine.statistics().modules).to.equal(2);
    const agent = await engine.start(one, someLimits());
    expect(codeOf(await agent.call(bytesOf("x")))).to.equal("ok");
    const again = await engine.load(guest(), aPolicy());
    expect(again).not.to.equal(one);
    expect(again.key).to.equal(one.key);
  });

  it("ends open calls when the engine is closed, and accepts no more", async () => {
    const engine = engineWith({ cores: 1 });
    const module = await engine.load(moody(), aPolicy());
    const agent = await engine.start(module, someLimits({ fuel: 4e9, wallMs: 60_000 }));
    const endless = agent.callBatch(["a", "l", "a"].map(bytesOf));
    const closed = engine.close();
    expect((await endless).map(codeOf).at(-1)).to.equal("sandbox.cancelled");
    await closed;
    expect(codeOf(await agent.call(bytesOf("x")))).to.equal("sandbox.cancelled");
    expect(await codeOfThrown(engine.start(module, someLimits()))).to.equal("sandbox.cancelled");
    expect(await codeOfThrown(engine.load(guest(), aPolicy()))).to.equal("sandbox.cancelled");
    await agent.close();
    await engine.close();
    expect(engine.statistics()).to.deep.include({ workers: 0, instances: 0, modules: 1, inHand: 0, terminated: 0 });
  });
});
