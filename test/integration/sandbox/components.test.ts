/** Components (WIT, WASI 0.2): what they may do, and that they end like every other guest. */
import { expect } from "chai";
import type { CallResult, SandboxEngine, SandboxInstance } from "../../../src/sandbox/types.ts";
import {
  aliasCoreFunction,
  aliasMemory,
  answerSome,
  component,
  coreInstance,
  coreModule,
  exported,
  lift,
  list,
  section,
  simpleComponent,
  type SimpleParts,
} from "../../support/components.ts";
import { aPolicy, bytesOf, everyImport, someLimits, textOf } from "../../support/guests.ts";
import { agentOf, codeOf, codeOfThrown, errorOf, outputOf, someEngines } from "../../support/sandbox.ts";

const host = "caxton:guest/host@0.1.0";

describe("sandbox: components", function () {
  this.timeout(120_000);
  const engines = someEngines();
  let engine: SandboxEngine;
  before(() => {
    engine = engines.with();
  });
  after(engines.close);

  const agent = async (parts: SimpleParts, limits = {}): Promise<SandboxInstance> =>
    agentOf(engine, simpleComponent(parts), limits, { imports: ["log", "now_ms", "random"] });
  const call = async (parts: SimpleParts, limits = {}): Promise<CallResult> =>
    (await agent(parts, limits)).call(bytesOf("hello"));

  it("return their output, keep their memory, and use the same fuel each time", async () => {
    const module = await engine.load(simpleComponent(), aPolicy());
    expect([module.kind, module.exports, module.imports]).to.deep.equal(["component", ["handle-message"], []]);
    const echo = await agent({});
    const first = await echo.call(bytesOf("grüß dich"));
    expect(outputOf(first)).to.equal("grüß dich");
    expect(first.usage.fuel).to.be.within(20, 200);
    expect(first.usage.memoryBytes).to.equal(65_536);
    const [second, third] = await echo.callBatch([bytesOf("grüß dich"), bytesOf("")]);
    expect(second?.usage.fuel).to.equal(first.usage.fuel);
    expect(outputOf(third)).to.equal("");
    await echo.close();
  });

  it("may return nothing, or report why they failed", async () => {
    const silent = await call({ handle: "(i64.store (i32.const 16) (i64.const 0)) (i32.const 16)" });
    expect(outputOf(silent)).to.equal(null);
    const failing = await call({
      handle: `(i32.store8 (i32.const 16) (i32.const 1))
        (i32.store (i32.const 20) (local.get $ptr)) (i32.store (i32.const 24) (local.get $len)) (i32.const 16)`,
    });
    expect(codeOf(failing)).to.equal("sandbox.guest_error");
    expect(errorOf(failing).message).to.contain("hello");
  });

  it("log, read the time and get random bytes through Caxton's interface", async () => {
    const result = await call({
      host: { interface: host, functions: ["log", "now", "random"] },
      imports: `(import "host" "log" (func $log (param i32 i32 i32)))
        (import "host" "now" (func $now (result i64))) (import "host" "random" (func $random (param i32 i32)))`,
      handle: `(call $log (i32.const 3) (local.get $ptr) (local.get $len))
        (if (i64.lt_u (call $now) (i64.const 1700000000000)) (then unreachable))
        (call $random (i32.const 32) (i32.const 8))
        (if (i32.ne (i32.load (i32.const 12)) (i32.const 32)) (then unreachable))
        (if (i64.eqz (i64.load (i32.load (i32.const 8)))) (then unreachable))
        ${answerSome}`,
    });
    expect(outputOf(result)).to.equal("hello");
    expect(result.logs).to.deep.equal([{ level: "warn", text: "hello" }]);
    expect(result.usage.hostCalls).to.equal(3);
  });

  it("find no environment, files, arguments or input in WASI, and log through its output", async () => {
    const environment = await call({
      host: { interface: "wasi:cli/environment@0.2.3", functions: ["get-environment", "get-arguments"] },
      imports: `(import "host" "get-environment" (func $environment (param i32)))
        (import "host" "get-arguments" (func $arguments (param i32)))`,
      handle: `(i64.store (i32.const 64) (i64.const -1)) (call $environment (i32.const 64))
        (if (i64.ne (i64.load (i32.const 64)) (i64.const 0)) (then unreachable))
        (call $arguments (i32.const 72)) (if (i64.ne (i64.load (i32.const 72)) (i64.const 0)) (then unreachable))
        ${answerSome}`,
    });
    expect(outputOf(environment)).to.equal("hello");
    const preopens = await call({
      host: { interface: "wasi:filesystem/preopens@0.2.0", functions: ["get-directories"] },
      imports: `(import "host" "get-directories" (func $get (param i32)))`,
      handle: `(i64.store (i32.const 64) (i64.const -1)) (call $get (i32.const 64))
        (if (i64.ne (i64.load (i32.const 64)) (i64.const 0)) (then unreachable)) ${answerSome}`,
    });
    expect(outputOf(preopens)).to.equal("hello");
    const written = await call({
      host: {
        interface: "wasi:io/streams@0.2.6",
        functions: ["[method]output-stream.blocking-write-and-flush", "[method]input-stream.read"],
      },
      imports: `(import "host" "[method]output-stream.blocking-write-and-flush" (func $write (param i32 i32 i32 i32)))
        (import "host" "[method]input-stream.read" (func $read (param i32 i64 i32)))`,
      handle: `(call $write (i32.const 3) (local.get $ptr) (local.get $len) (i32.const 64))
        (if (i32.load8_u (i32.const 64)) (then unreachable))
        (call $read (i32.const 1) (i64.const 10) (i32.const 64))
        (if (i32.ne (i32.load8_u (i32.const 64)) (i32.const 1)) (then unreachable))
        (if (i32.ne (i32.load8_u (i32.const 68)) (i32.const 1)) (then unreachable)) ${answerSome}`,
    });
    expect(written.logs).to.deep.equal([{ level: "warn", text: "hello" }]);
    expect(outputOf(written)).to.equal("hello");
  });

  it("get clocks and random numbers from WASI", async () => {
    const random = await call({
      host: { interface: "wasi:random/random@0.2.3", functions: ["get-random-bytes", "get-random-u64"] },
      imports: `(import "host" "get-random-bytes" (func $bytes (param i64 i32)))
        (import "host" "get-random-u64" (func $number (result i64)))`,
      handle: `(call $bytes (i64.const 16) (i32.const 64))
        (if (i32.ne (i32.load (i32.const 68)) (i32.const 16)) (then unreachable))
        (if (i64.eq (i64.load (i32.load (i32.const 64))) (call $number)) (then unreachable)) ${answerSome}`,
    });
    expect(outputOf(random)).to.equal("hello");
    const clock = await call({
      host: { interface: "wasi:clocks/wall-clock@0.2.3", functions: ["now"] },
      imports: `(import "host" "now" (func $now (param i32)))`,
      handle: `(call $now (i32.const 64)) (if (i64.lt_u (i64.load (i32.const 64)) (i64.const 1700000000)) (then unreachable))
        (if (i32.gt_u (i32.load (i32.const 72)) (i32.const 999999999)) (then unreachable)) ${answerSome}`,
    });
    expect(outputOf(clock)).to.equal("hello");
  });

  it("are stopped when they call other functions of WASI, and refused if they import another interface", async () => {
    const network = await call({
      host: { interface: "wasi:sockets/instance-network@0.2.3", functions: ["instance-network"] },
      imports: `(import "host" "instance-network" (func $get (result i32)))`,
      handle: `(drop (call $get)) ${answerSome}`,
    });
    expect(codeOf(network)).to.equal("sandbox.import_refused");
    expect(errorOf(network).message).to.contain("wasi:sockets/instance-network#instance-network");
    const start = async (name: string, functions: readonly string[] = ["log"]): Promise<unknown> =>
      codeOfThrown(agent({ host: { interface: name, functions } }));
    expect(await start("acme:shop/orders@1.0.0")).to.equal("sandbox.import_refused");
    expect(await start("wasi:http/handler@0.3.0")).to.equal("sandbox.import_refused");
    expect(await start("caxton:guest/host@0.2.0")).to.equal("sandbox.import_refused");
    expect(await start("caxton:guest/host@0.1.0", ["shutdown"])).to.equal("sandbox.import_refused");
    expect(await start("caxton:guest/outside@0.1.0", ["http-request"])).to.equal("sandbox.import_refused");
  });

  it("can be tools, with a fresh instance for each call that sends requests to the host", async () => {
    const bytes = simpleComponent({
      entry: "call-tool",
      host: { interface: "caxton:guest/outside@0.1.0", functions: ["http-request"] },
      imports: `(import "host" "http-request" (func $ask (param i32 i32 i32 i32 i32)))`,
      handle: `(call $ask (local.get $ptr) (local.get $len) (local.get $ptr) (i32.const 2) (i32.const 64))
        (i32.store8 (i32.const 16) (i32.const 0)) (i32.store8 (i32.const 20) (i32.const 1))
        (i64.store (i32.const 24) (i64.load (i32.const 72))) (i32.const 16)`,
    });
    const module = await engine.load(bytes, aPolicy({ imports: everyImport }));
    expect(module.imports).to.deep.equal(["http_request"]);
    const asked: string[] = [];
    const run = async (): Promise<CallResult> =>
      engine.run(module, bytesOf("hello"), {
        limits: someLimits(),
        host: async (name, frame) => {
          asked.push(`${name} ${frame[0]} ${textOf(frame.subarray(4))}`);
          return Uint8Array.from([2, 0, 0, 0, 123, 125, ...bytesOf("the body")]);
        },
      });
    expect(outputOf(await run())).to.equal("the body");
    expect(outputOf(await run())).to.equal("the body");
    expect(asked).to.deep.equal(["http_request 5 hellohe", "http_request 5 hellohe"]);
    expect(
      codeOf(
        await engine.run(await engine.load(simpleComponent(), aPolicy()), bytesOf("x"), {
          limits: someLimits(),
          host: async () => new Uint8Array(0),
        }),
      ),
    ).to.equal("sandbox.abi_violation");
  });

  it("describe themselves", async () => {
    const bytes = component(
      section(7, list([[0x40, 0x00, 0x00, 0x73]])),
      coreModule(`(module (memory (export "memory") 1) (data (i32.const 64) "{}") (func (export "describe") (result i32)
        (i32.store (i32.const 8) (i32.const 64)) (i32.store (i32.const 12) (i32.const 2)) (i32.const 8)))`),
      coreInstance(0),
      aliasMemory(0),
      aliasCoreFunction(0, "describe"),
      lift(0, 0, { memory: 0 }),
      exported("describe", 0),
    );
    const module = await engine.load(bytes, aPolicy());
    expect(module.exports).to.deep.equal(["describe"]);
    expect(textOf(await engine.describe(module, someLimits()))).to.equal("{}");
    expect(await engine.describe(await engine.load(simpleComponent(), aPolicy()), someLimits())).to.equal(null);
  });

  const attacks: readonly (readonly [what: string, code: string, parts: SimpleParts])[] = [
    ["loop for ever", "sandbox.cpu_limit_exceeded", { handle: "(loop $on (br $on)) (i32.const 16)" }],
    [
      "let the other module loop for ever",
      "sandbox.cpu_limit_exceeded",
      {
        handle: `(loop $on (drop (call $realloc (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 0))) (br $on)) (i32.const 16)`,
      },
    ],
    ["trap", "sandbox.trapped", { handle: "unreachable" }],
    [
      "call themselves for ever",
      "sandbox.stack_overflow",
      { more: "(func $deep (call $deep) (call $deep))", handle: "(call $deep) (i32.const 16)" },
    ],
    [
      "grow for ever and then trap",
      "sandbox.memory_limit_exceeded",
      { handle: "(loop $on (br_if $on (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) unreachable" },
    ],
    ["point out of the memory", "sandbox.abi_violation", { handle: "(i32.const -16)" }],
    [
      "answer from outside of the memory",
      "sandbox.abi_violation",
      { handle: `(local.set $ptr (i32.const 65530)) (local.set $len (i32.const 100)) ${answerSome}` },
    ],
    [
      "answer with more than they may",
      "sandbox.output_too_large",
      { handle: `(local.set $ptr (i32.const 0)) (local.set $len (i32.const 60000)) ${answerSome}` },
    ],
    [
      "answer with neither",
      "sandbox.abi_violation",
      { handle: "(i32.store8 (i32.const 16) (i32.const 9)) (i32.const 16)" },
    ],
    [
      "log for ever",
      "sandbox.log_limit_exceeded",
      {
        host: { interface: host, functions: ["log"] },
        imports: `(import "host" "log" (func $log (param i32 i32 i32)))`,
        handle: "(loop $on (call $log (i32.const 1) (i32.const 0) (i32.const 5000)) (br $on)) (i32.const 16)",
      },
    ],
    [
      "call the host for ever",
      "sandbox.host_call_limit_exceeded",
      {
        host: { interface: "wasi:clocks/monotonic-clock@0.2.0", functions: ["now"] },
        imports: `(import "host" "now" (func $now (result i64)))`,
        handle: "(loop $on (drop (call $now)) (br $on)) (i32.const 16)",
      },
    ],
    [
      "ask for a huge list of random bytes",
      "sandbox.cpu_limit_exceeded",
      {
        host: { interface: "wasi:random/random@0.2.3", functions: ["get-random-bytes"] },
        imports: `(import "host" "get-random-bytes" (func $bytes (param i64 i32)))`,
        handle: "(call $bytes (i64.const -1) (i32.const 64)) (i32.const 16)",
      },
    ],
    [
      "wait for more things than there can be",
      "sandbox.abi_violation",
      {
        host: { interface: "wasi:io/poll@0.2.3", functions: ["poll"] },
        imports: `(import "host" "poll" (func $poll (param i32 i32 i32)))`,
        handle: "(call $poll (i32.const 0) (i32.const 0x40000000) (i32.const 64)) (i32.const 16)",
      },
    ],
    [
      "have the host write outside of the memory",
      "sandbox.abi_violation",
      {
        host: { interface: "wasi:cli/environment@0.2.3", functions: ["get-environment"] },
        imports: `(import "host" "get-environment" (func $get (param i32)))`,
        handle: "(call $get (i32.const 65532)) (i32.const 16)",
      },
    ],
  ];
  for (const [what, code, parts] of attacks) {
    it(`that ${what} end with ${code}, and the next call gets a fresh instance`, async () => {
      const guest = await agent(parts, { outputBytes: 10_000, wallMs: 4_000 });
      const [first, second] = await guest.callBatch([bytesOf("hello"), bytesOf("hello")]);
      expect([codeOf(first), codeOf(second)], JSON.stringify(first)).to.deep.equal([code, code]);
      await guest.close();
    });
  }

  it("cannot import the fuel under any name", async () => {
    const taking = simpleComponent({ imports: `(import "caxton:sandbox" "caxton:fuel" (global (mut i64)))` });
    expect(await codeOfThrown(engine.load(taking, aPolicy()))).to.equal("sandbox.import_refused");
    // The main module's own global has the number that the fuel gets; it must go on being its own.
    const counting = await agent({
      more: "(global $mine (mut i64) (i64.const 5)) (global $other (mut i32) (i32.const 0))",
      handle: `(global.set $mine (i64.add (global.get $mine) (i64.const 1000000000)))
        (global.set $other (i32.add (global.get $other) (i32.const 1)))
        (local.set $len (global.get $other)) ${answerSome}`,
    });
    const results = await counting.callBatch([bytesOf("abc"), bytesOf("abc"), bytesOf("abc")]);
    expect(results.map((result) => outputOf(result))).to.deep.equal(["a", "ab", "abc"]);
    expect(new Set(results.map(({ usage }) => usage.fuel)).size).to.equal(1);
    await counting.close();
  });
});
