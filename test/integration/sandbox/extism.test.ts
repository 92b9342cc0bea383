/** Plug-ins made for Extism, as tools: one that its kit for AssemblyScript makes, and some that nobody's kit would. */
import { expect } from "chai";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { JsonObject } from "../../../src/domain/json.ts";
import type { SandboxEngine } from "../../../src/sandbox/types.ts";
import { createHostHandler, type HostFunctions } from "../../../src/tools/host/host-functions.ts";
import { httpRequest } from "../../../src/tools/host/network.ts";
import { parseToolManifest } from "../../../src/tools/manifest.ts";
import { assemble, aPolicy, bytesOf, everyImport, someLimits } from "../../support/guests.ts";
import { codeOf, codeOfThrown, errorOf, outputOf, someEngines } from "../../support/sandbox.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const policy = { imports: everyImport, features: ["bulk-memory"] as const };

/** A plug-in in text; its body stands in `call_tool`. */
const plugIn = (body: string, imports: string): Uint8Array =>
  assemble(`(module ${imports.replaceAll("kernel", '"extism:host/env"')}
    (memory (export "memory") 1) (func (export "call_tool") (result i32) ${body}))`);

describe("sandbox: Extism plug-ins", function () {
  this.timeout(120_000);
  const engines = someEngines();
  let engine: SandboxEngine;
  let real: Uint8Array;
  let web: Server;
  let folder: string;
  before(async () => {
    engine = engines.with();
    folder = await mkdtemp(join(tmpdir(), "caxton-extism-"));
    const target = join(folder, "plug-in.wasm");
    const asc = join(root, "node_modules/assemblyscript/bin/asc.js");
    const source = "test/fixtures/extism/index.ts";
    await promisify(execFile)(process.execPath, [asc, source, "-o", target, "-O3", "--use", "abort="], { cwd: root });
    real = await readFile(target);
    web = createServer((request, response) => response.end(`you asked for ${request.url}`)).listen(0, "127.0.0.1");
    await once(web, "listening");
  });
  after(async () => {
    web.close();
    await engines.close();
    await rm(folder, { recursive: true, force: true });
  });

  const hostFor = (grants: JsonObject) => {
    const parsed = parseToolManifest({ name: "plug_in", description: "-", inputSchema: { type: "object" }, grants });
    if (!parsed.ok) throw new RangeError(JSON.stringify(parsed.error));
    const absent = async (): Promise<never> => expect.fail("A plug-in has no way to this.");
    const functions: HostFunctions = {
      ...{ file_access: absent, sql_query: absent, env_get: absent },
      http_request: httpRequest({ resolve: async () => [], environment: {} }),
    };
    return createHostHandler(functions)(parsed.value, () => undefined);
  };

  const run = async (bytes: Uint8Array, name: string, input: string, grants: JsonObject = {}, limits = {}) =>
    engine.run(await engine.load(bytes, aPolicy(policy)), bytesOf(input), {
      function: name,
      host: hostFor(grants),
      limits: someLimits({ fuel: 100_000_000, ...limits }),
    });

  it("run as built by their kit, with input, output and variables, and without configuration", async () => {
    const module = await engine.load(real, aPolicy(policy));
    expect(module.kind).to.equal("extism");
    expect(module.imports).to.include("http_request");
    expect(module.exports).to.include.members(["count_vowels", "greet", "complain", "fetch"]);
    const counted = await run(real, "count_vowels", "Education");
    expect(JSON.parse(outputOf(counted) ?? "")).to.deep.equal({ count: 5, configured: false });
    expect(outputOf(await run(real, "greet", "Ada"))).to.equal("Hello, Ada");
    const [once_, again] = [await run(real, "greet", "Ada"), await run(real, "greet", "Ada")];
    expect(once_.usage.fuel).to.equal(again.usage.fuel);
    const failure = errorOf(await run(real, "complain", ""));
    expect([failure.code, failure.facts["text"]]).to.deep.equal([
      "sandbox.guest_error",
      "the plug-in is not in the mood",
    ]);
    expect(codeOf(await run(real, "nothing", ""))).to.equal("sandbox.abi_violation");
  });

  it("read long inputs", async () => {
    const result = await run(real, "count_vowels", "Education ".repeat(20_000), {}, { fuel: 1_000_000_000 });
    expect(JSON.parse(outputOf(result) ?? "").count).to.equal(100_000);
  });

  it("reach the network only within the grants of the manifest", async () => {
    const { port } = web.address() as AddressInfo;
    // As the kit for Rust writes it.
    const input = JSON.stringify({ url: `http://127.0.0.1:${port}/page`, headers: {}, method: null });
    const refused = errorOf(await run(real, "fetch", input));
    expect(refused.code).to.equal("tool.grant_missing");
    expect(refused.message).to.contain("extism:host/env.http_request");
    const network = [{ host: "127.0.0.1", ports: [port], private: true }];
    expect(JSON.parse(outputOf(await run(real, "fetch", input, { network })) ?? "")).to.deep.equal({
      status: 200,
      body: "you asked for /page",
    });
  });

  it("cannot be agents, and may import only the kernel", async () => {
    const module = await engine.load(real, aPolicy(policy));
    expect(await codeOfThrown(engine.start(module, someLimits()))).to.equal("sandbox.abi_violation");
    const load = async (imports: string) =>
      codeOfThrown(engine.load(plugIn("(i32.const 0)", imports), aPolicy(policy)));
    const length = `(import kernel "input_length" (func (result i64)))`;
    expect(await load(length)).to.equal("nothing was thrown");
    expect(await load(`${length} (import "wasi_snapshot_preview1" "fd_write" (func))`)).to.equal(
      "sandbox.import_refused",
    );
    expect(await load(`${length} (import "extism:host/user" "mine" (func))`)).to.equal("sandbox.import_refused");
    expect(await load(`${length} (import "caxton" "now_ms" (func (result i64)))`)).to.equal("sandbox.import_refused");
    expect(await load(`(import kernel "input_length" (func (result i32)))`)).to.equal("sandbox.import_refused");
    expect(await load(`(import kernel "shut_down" (func))`)).to.equal("sandbox.import_refused");
    const ungranted = plugIn("(i32.const 0)", `(import kernel "http_request" (func (param i64 i64) (result i64)))`);
    expect(await codeOfThrown(engine.load(ungranted, aPolicy()))).to.equal("sandbox.import_refused");
    // The kernel's name in its data makes no plug-in of a module.
    const other = assemble(`(module (memory (export "memory") 1) (data (i32.const 8) "extism:host/env"))`);
    expect((await engine.load(other, aPolicy())).kind).to.equal("core");
  });

  const alloc = `(import kernel "alloc" (func $alloc (param i64) (result i64)))`;
  const attacks: readonly (readonly [what: string, code: string, body: string, imports: string])[] = [
    ["loop for ever", "sandbox.cpu_limit_exceeded", "(loop $on (br $on)) (i32.const 0)", alloc],
    [
      "call the kernel for ever",
      "sandbox.cpu_limit_exceeded",
      "(loop $on (drop (call $length)) (br $on)) (i32.const 0)",
      `(import kernel "input_length" (func $length (result i64)))`,
    ],
    [
      "allocate for ever",
      "sandbox.memory_limit_exceeded",
      "(loop $on (drop (call $alloc (i64.const 1000000))) (br $on)) (i32.const 0)",
      alloc,
    ],
    [
      "allocate all that there is",
      "sandbox.cpu_limit_exceeded",
      "(drop (call $alloc (i64.const -1))) (i32.const 0)",
      alloc,
    ],
    [
      "read outside of the kernel's memory",
      "sandbox.abi_violation",
      "(drop (call $load (i64.const -8))) (i32.const 0)",
      `(import kernel "load_u64" (func $load (param i64) (result i64)))`,
    ],
    [
      "write outside of the kernel's memory",
      "sandbox.abi_violation",
      "(call $store (i64.const 0x100000000) (i64.const 1)) (i32.const 0)",
      `(import kernel "store_u64" (func $store (param i64 i64)))`,
    ],
    [
      "read beyond their input",
      "sandbox.abi_violation",
      "(drop (call $load (i64.const 2))) (i32.const 0)",
      `(import kernel "input_load_u64" (func $load (param i64) (result i64)))`,
    ],
    [
      "give more than there is",
      "sandbox.abi_violation",
      "(call $set (i64.const 0) (i64.const 0x7fffffff)) (i32.const 0)",
      `(import kernel "output_set" (func $set (param i64 i64)))`,
    ],
    [
      "keep variables for ever",
      "sandbox.memory_limit_exceeded",
      `(local $name i64) (local $value i64)
       (local.set $name (call $alloc (i64.const 8))) (local.set $value (call $alloc (i64.const 200000)))
       (loop $on (call $store (local.get $name) (i64.add (i64.const 1) (call $load (local.get $name))))
         (call $set (local.get $name) (local.get $value)) (br $on)) (i32.const 0)`,
      `${alloc} (import kernel "var_set" (func $set (param i64 i64)))
       (import kernel "load_u64" (func $load (param i64) (result i64)))
       (import kernel "store_u64" (func $store (param i64 i64)))`,
    ],
    [
      "log for ever",
      "sandbox.log_limit_exceeded",
      "(local $at i64) (local.set $at (call $alloc (i64.const 1000))) (loop $on (call $log (local.get $at)) (br $on)) (i32.const 0)",
      `${alloc} (import kernel "log_info" (func $log (param i64)))`,
    ],
    ["trap", "sandbox.trapped", "unreachable", alloc],
  ];
  for (const [what, code, body, imports] of attacks) {
    it(`that ${what} end with ${code}`, async () => {
      const result = await run(plugIn(body, imports), "call_tool", "hello", {}, { wallMs: 5_000 });
      expect(codeOf(result), JSON.stringify(result)).to.equal(code);
    });
  }
});
