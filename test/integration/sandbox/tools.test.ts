import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import type { CallResult, HostCallHandler, SandboxEngine } from "../../../src/sandbox/types.ts";
import { aPolicy, bytesOf, counter, everyImport, guest, moody, someLimits, textOf } from "../../support/guests.ts";
import { agentOf, codeOf, codeOfThrown, errorOf, outputOf, someEngines } from "../../support/sandbox.ts";
import { eventually } from "../agents/support.ts";

const noHost: HostCallHandler = async () => new Uint8Array(0);

/** Passes its input on to `http_request`, and answers with the host's answer, read in two pieces. */
const asking = (): Uint8Array =>
  guest({
    imports: `(import "caxton" "http_request" (func $ask (param i32 i32) (result i32)))
      (import "caxton" "host_read" (func $read (param i32 i32) (result i32)))`,
    memory: "4 16",
    handle: `(local $length i32)
      (local.set $length (call $ask (local.get $ptr) (local.get $len)))
      (global.set $out (i32.const 100000))
      (global.set $size (call $read (i32.const 100000) (i32.const 70000)))
      (if (i32.ne (local.get $length) (global.get $size)) (then unreachable))
      (if (call $read (i32.const 100000) (i32.const 10)) (then unreachable))
      (i32.const 1)`,
  });

/** How nice the threads of this process are (field 19 of proc(5), counted after the name). */
const nicenesses = (): readonly number[] =>
  readdirSync("/proc/self/task").map((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
  });

describe("sandbox: tools", () => {
  const engines = someEngines();
  let shared: SandboxEngine;
  before(() => {
    shared = engines.with();
  });
  after(engines.close);

  it("give way to the server's own threads", async function () {
    // Elsewhere threads have no priority of their own.
    if (process.platform !== "linux") this.skip();
    const ownPriority = getPriority();
    const before = nicenesses().filter((each) => each > ownPriority).length;
    const engine = engines.with({ toolWorkers: 1 });
    expect(codeOf(await run(engine, moody(), "fine"))).to.equal("ok");
    expect(getPriority()).to.equal(ownPriority);
    expect(nicenesses().filter((each) => each > ownPriority).length).to.be.above(before);
  });

  const run = async (
    engine: SandboxEngine,
    bytes: Uint8Array,
    input: string,
    call: { readonly host?: HostCallHandler; readonly signal?: AbortSignal; readonly limits?: object } = {},
  ): Promise<CallResult> => {
    const module = await engine.load(bytes, aPolicy({ imports: everyImport }));
    const limits = someLimits(call.limits);
    return engine.run(module, bytesOf(input), {
      limits,
      host: call.host ?? noHost,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
  };

  it("leaves a caller's Buffer what it is, input as well as module", async () => {
    const module = Buffer.from(guest({ more: `(data (i32.const 9000) "${"x".repeat(40_000)}")` }));
    const input = Buffer.from("echo");
    for (let call = 0; call < 2; call += 1) {
      const loaded = await engines.with().load(module, aPolicy({ imports: everyImport }));
      expect(loaded.kind).to.equal("core");
      const running = shared.run(await shared.load(module, aPolicy({ imports: everyImport })), input, {
        limits: someLimits(),
        host: noHost,
      });
      expect(outputOf(await running)).to.equal("echo");
    }
    expect(module.length).to.be.greaterThan(40_000);
  });

  it("has a fresh instance for every call", async () => {
    for (let call = 0; call < 3; call += 1) {
      expect(outputOf(await run(shared, counter(), "x"))).to.equal("\u0001");
    }
  });

  it("ends in the same errors as an agent's calls", async () => {
    expect(codeOf(await run(shared, moody(), "t"))).to.equal("sandbox.trapped");
    expect(codeOf(await run(shared, moody(), "l"))).to.equal("sandbox.cpu_limit_exceeded");
    expect(codeOf(await run(shared, moody(), "e"))).to.equal("sandbox.guest_error");
    expect(codeOf(await run(shared, moody(), "a long one", { limits: { inputBytes: 3 } }))).to.equal(
      "sandbox.input_too_large",
    );
    expect(codeOf(await run(shared, moody(), "a long one", { limits: { outputBytes: 3 } }))).to.equal(
      "sandbox.output_too_large",
    );
    const noTool = guest({ exports: `(func (export "alloc") (param i32) (result i32) (i32.const 8))` });
    expect(codeOf(await run(shared, noTool, "x"))).to.equal("sandbox.abi_violation");
    expect(codeOf(await run(shared, moody(), "a"))).to.equal("ok");
  });

  it("blocks the guest until the host has answered", async () => {
    const asked: string[] = [];
    const host: HostCallHandler = async (name, request) => {
      await new Promise((resolve) => setImmediate(resolve));
      asked.push(`${name} ${textOf(request)}`);
      // A part of something larger, as buffers often are.
      return bytesOf(`<<answer to ${textOf(request)}>>`).subarray(2, -2);
    };
    const result = await run(shared, asking(), "weather", { host });
    expect(outputOf(result)).to.equal("answer to weather");
    expect(asked).to.deep.equal(["http_request weather"]);
    expect(result.usage.hostCalls).to.equal(3);
  });

  it("tells the guest that the host's handler failed, but not why", async () => {
    const host: HostCallHandler = async () => {
      throw new RangeError("out of order");
    };
    const answer = outputOf(await run(shared, asking(), "x", { host })) ?? "";
    expect(answer.slice(4)).to.equal(
      '{"ok":false,"error":{"code":"internal.unexpected","message":"The host function failed."}}',
    );
    expect(answer.codePointAt(0)).to.equal(answer.length - 4);
  });

  it("runs tools side by side, and agents beside those that wait", async () => {
    const engine = engines.with({ cores: 1, toolWorkers: 6 });
    const waiting: (() => void)[] = [];
    let allWait = (): void => undefined;
    const everybodyWaits = new Promise<void>((resolve) => {
      allWait = resolve;
    });
    const host: HostCallHandler = (_name, request) =>
      new Promise((resolve) => {
        waiting.push(() => resolve(request));
        if (waiting.length === 6) allWait();
      });
    const running = Array.from({ length: 6 }, (_, number) => run(engine, asking(), `tool ${number}`, { host }));
    await everybodyWaits;
    const agent = await agentOf(engine, guest());
    expect(outputOf(await agent.call(bytesOf("meanwhile")))).to.equal("meanwhile");
    expect(engine.statistics()).to.deep.include({ inHand: 6 });
    for (const answer of waiting.toReversed()) answer();
    const results = await Promise.all(running);
    expect(results.map(outputOf)).to.deep.equal(["tool 0", "tool 1", "tool 2", "tool 3", "tool 4", "tool 5"]);
    expect(engine.statistics().inHand).to.equal(0);
  });

  it("lets so many wait and refuses more", async () => {
    const engine = engines.with({ toolWorkers: 1, toolQueue: 2 });
    const results = await Promise.all(Array.from({ length: 5 }, () => run(engine, guest(), "x")));
    expect(results.map(codeOf)).to.deep.equal(["ok", "ok", "ok", "sandbox.overloaded", "sandbox.overloaded"]);
    expect(errorOf(results[4]).retryable).to.equal(true);
    expect(codeOf(await run(engine, guest(), "x"))).to.equal("ok");
  });

  it("runs so many at once as their memory limits allow together, in order, and a greedy one alone", async () => {
    // `asking` may have 16 pages, which are 1 MiB.
    const engine = engines.with({ toolWorkers: 8, maxToolBytes: 2_097_152 });
    const answers = new Map<string, () => void>();
    const host: HostCallHandler = (_name, request) =>
      new Promise((resolve) => answers.set(textOf(request) ?? "", () => resolve(request)));
    const modest = await engine.load(asking(), aPolicy({ imports: everyImport }));
    const greedy = await engine.load(guest({ memory: "1 64" }), aPolicy());
    const options = { limits: someLimits({ wallMs: 60_000 }), host };
    const call = async (name: string) => outputOf(await engine.run(modest, bytesOf(name), options));
    const running = ["a", "b", "c"].map(call);
    const alone = engine.run(greedy, bytesOf("alone"), options);
    const last = call("d");
    await eventually(() => expect([...answers.keys()]).to.have.members(["a", "b"]));
    expect(engine.statistics().tools).to.deep.include({ running: 2, waiting: 3 });
    answers.get("a")?.();
    await eventually(() => expect([...answers.keys()]).to.have.members(["a", "b", "c"]));
    expect(engine.statistics().tools).to.deep.include({ running: 2, waiting: 2 });
    answers.get("b")?.();
    answers.get("c")?.();
    expect(outputOf(await alone)).to.equal("alone");
    await eventually(() => answers.get("d")?.() ?? expect(answers.has("d")).to.equal(true));
    expect(await Promise.all([...running, last])).to.deep.equal(["a", "b", "c", "d"]);
  });

  it("ends a tool that waits for longer than it may, and tells its host", async () => {
    const engine = engines.with({ toolWorkers: 1, watchMs: 1 });
    let told: AbortSignal | null = null;
    const host: HostCallHandler = (_name, request, signal) => {
      told = signal;
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve(request)));
    };
    const late = run(engine, asking(), "x", { host, limits: { wallMs: 30 } });
    const next = run(engine, guest(), "next");
    expect(codeOf(await late)).to.equal("sandbox.execution_time_exceeded");
    expect((told as AbortSignal | null)?.aborted).to.equal(true);
    expect(outputOf(await next)).to.equal("next");
    expect(engine.statistics()).to.deep.include({ terminated: 1, inHand: 0 });
  });

  it("cancels tools that run and tools that wait", async () => {
    let running: Promise<CallResult> | undefined;
    const engine = engines.with({ toolWorkers: 1 });
    const stop = new AbortController();
    const asked = new Promise<void>((resolve) => {
      const never: HostCallHandler = (_name, _request, signal) => {
        resolve();
        return new Promise((answer) => signal.addEventListener("abort", () => answer(new Uint8Array(0))));
      };
      running = run(engine, asking(), "x", { host: never, signal: stop.signal });
    });
    await asked;
    const waits = run(engine, guest(), "x", { signal: stop.signal });
    const other = run(engine, guest(), "other");
    while (engine.statistics().inHand < 3) await new Promise((resolve) => setImmediate(resolve));
    stop.abort(new Error("not wanted any more"));
    const cancelled = await running;
    expect(codeOf(cancelled)).to.equal("sandbox.cancelled");
    expect(errorOf(cancelled).message).to.contain("not wanted any more");
    expect(codeOf(await waits)).to.equal("sandbox.cancelled");
    expect(outputOf(await other)).to.equal("other");
    expect(codeOf(await run(engine, guest(), "x", { signal: stop.signal }))).to.equal("sandbox.cancelled");
  });

  it("says what a tool says of itself", async () => {
    const more = `(data (i32.const 500) "{}") (func (export "describe") (result i32)
      (global.set $out (i32.const 500)) (global.set $size (i32.const 2)) (i32.const 1))`;
    const described = await shared.load(guest({ more }), aPolicy());
    expect(textOf(await shared.describe(described, someLimits()))).to.equal("{}");
    const silent = await shared.load(guest(), aPolicy());
    expect(await shared.describe(silent, someLimits())).to.equal(null);
    const trapping = await shared.load(
      guest({ more: `(func (export "describe") (result i32) unreachable)` }),
      aPolicy(),
    );
    expect(await codeOfThrown(shared.describe(trapping, someLimits()))).to.equal("sandbox.trapped");
  });

  it("ends workers that were idle for long, but for one", async () => {
    const engine = engines.with({ toolWorkers: 4, toolIdleMs: 1 });
    await Promise.all(Array.from({ length: 4 }, () => run(engine, guest(), "x")));
    while (engine.statistics().workers > 2) await new Promise((resolve) => setImmediate(resolve));
    expect(engine.statistics().workers).to.equal(2);
    expect(codeOf(await run(engine, guest(), "x"))).to.equal("ok");
  });
});
