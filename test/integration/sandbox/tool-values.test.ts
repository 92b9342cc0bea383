/** Values and schemas of uploaded tools, which are strangers': whatever they are, the server's own thread does not work on them for long. */
import { expect } from "chai";
import { outlineOf, readJson, writeJson, type JsonText } from "../../../src/domain/json-text.ts";
import type { JsonObject } from "../../../src/domain/json.ts";
import type { CaxtonError } from "../../../src/domain/errors.ts";
import { describedManifest } from "../../../src/tools/described.ts";
import { parseToolManifest } from "../../../src/tools/manifest.ts";
import { createSandboxedTool } from "../../../src/tools/sandboxed-tool.ts";
import type { Tool } from "../../../src/tools/types.ts";
import { createValueChecks } from "../../../src/tools/value-checks.ts";
import { guest } from "../../support/guests.ts";
import { longestJson } from "../../support/largest-json.ts";
import { noTracing } from "../../../src/observability/tracing.ts";
import { callTool } from "../../support/tools.ts";
import { someEngines } from "../../support/sandbox.ts";
import { highCeilings } from "../../support/ceilings.ts";

/** It matches in exponential time what nearly fits. */
const backtracking = { type: "string", pattern: "^(a+)+$" };
const nearly = `${"a".repeat(64)}!`;

/** Answers with `[{},{},…]` of so many members. */
const emptyObjects = (count: number): Uint8Array =>
  guest({
    memory: "256 256",
    handle: `(local $at i32)
      (i32.store (i32.const 1024) (i32.const 0x7d7b5b)) (local.set $at (i32.const 1027))
      (loop $on
        (i32.store (local.get $at) (i32.const 0x7d7b2c)) (local.set $at (i32.add (local.get $at) (i32.const 3)))
        (br_if $on (i32.lt_u (local.get $at) (i32.const ${1_024 + count * 3}))))
      (i32.store8 (local.get $at) (i32.const 93))
      (global.set $size (i32.sub (i32.add (local.get $at) (i32.const 1)) (i32.const 1024))) (i32.const 1)`,
  });

describe("sandbox: values of tools", () => {
  const engines = someEngines();
  const checks = createValueChecks({ limitMs: 500 });
  after(async () => Promise.all([engines.close(), checks.close()]));

  const toolOf = (module: Uint8Array, manifest: JsonObject, origin: "built-in" | "uploaded" = "uploaded"): Tool => {
    const parsed = parseToolManifest({ name: "stranger", description: "A stranger's.", ...manifest });
    if (!parsed.ok) throw new RangeError(JSON.stringify(parsed.error));
    return createSandboxedTool(parsed.value, origin, async () => module, {
      engine: engines.with({ startEarly: false }),
      checks,
      hostFor: () => async () => new Uint8Array(0),
      maxModuleBytes: 1_048_576,
      ceilings: highCeilings,
      tracing: noTracing,
    });
  };

  const outcome = async (tool: Tool, args: JsonObject): Promise<string> => {
    return callTool(tool, args).then(
      ({ value }) => JSON.stringify(value),
      ({ code, message }: CaxtonError) => `${code}: ${message}`,
    );
  };

  it("are given up when a pattern of theirs backtracks without an end, and the next call is checked again", async () => {
    const taking = toolOf(guest(), { inputSchema: { type: "object", properties: { text: backtracking } } });
    expect(await outcome(taking, { text: nearly })).to.match(/^tool\.invalid_arguments: .*took longer than 500 ms/u);
    expect(await outcome(taking, { text: "aaa" })).to.equal('{"text":"aaa"}');
    expect(await outcome(taking, { text: 5 })).to.match(/^tool\.invalid_arguments: .*must be string/u);
    const giving = toolOf(guest(), {
      inputSchema: { type: "object" },
      outputSchema: { type: "object", properties: { text: backtracking } },
    });
    expect(await outcome(giving, { text: nearly })).to.match(/^tool\.invalid_result: .*took longer than 500 ms/u);
    expect(await outcome(giving, { text: "aaa" })).to.equal('{"text":"aaa"}');
  });

  it("are refused when they are millions in a few megabytes", async () => {
    const manifest = { inputSchema: { type: "object" }, limits: { maxOutput: "16MiB", cpu: "2s" } };
    expect(await outcome(toolOf(emptyObjects(3), manifest), {})).to.equal("[{},{},{}]");
    const many = await outcome(toolOf(emptyObjects(5_000_000), manifest), {});
    expect(many).to.match(/^tool\.invalid_result: .*(more than 2000000 values|took longer)/u);
  });

  it("are passed on as they were written, with an outline where they are large", async () => {
    const echo = guest({ memory: "16 32" });
    const odd = '{"numbers": [1e400, -0, 12345678901234567890], "line": "\u2028", "escaped": "\\u00e9"';
    const large = `${odd}, "rows": [${"[1,2],".repeat(20_000)}[3,4]]}`;
    const context = { agent: null, conversationId: null, callKey: "x", traceparent: "" };
    for (const origin of ["built-in", "uploaded"] as const) {
      const manifest = { inputSchema: { type: "object" }, limits: { maxInput: "1MiB", maxOutput: "1MiB" } };
      const tool = toolOf(echo, manifest, origin);
      for (const written of [`${odd}}`, large]) {
        const args = new TextEncoder().encode(written) as JsonText;
        const { text, outline } = await tool.call(args, { ...context, signal: new AbortController().signal });
        expect(new TextDecoder().decode(text) === written, `${origin}, ${written.length} characters`).to.equal(true);
        const expected = written === large ? outlineOf(readJson(text), written) : null;
        expect(outline).to.deep.equal(expected);
        expect(args.length, "the caller's arguments are still its own").to.be.greaterThan(0);
      }
    }
  });

  it("are not parsed or written by the main thread where they are large", async () => {
    const tool = toolOf(emptyObjects(200_000), { inputSchema: { type: "object" }, limits: { maxOutput: "1MiB" } });
    const signal = new AbortController().signal;
    const context = { agent: null, conversationId: null, callKey: "x", traceparent: "", signal };
    let length = 0;
    const longest = await longestJson(async () => {
      length = (await tool.call(writeJson({}), context)).text.length;
    });
    expect(length).to.equal(600_001);
    expect(longest).to.be.lessThan(1_000);
  });

  it("have schemas that compile in time, or are refused when they are uploaded", async () => {
    const engine = engines.with({ startEarly: false });
    const deps = { engine, checks, maxModuleBytes: 1_048_576, ceilings: highCeilings };
    const manifest = { name: "stranger", description: "A stranger's." };
    const fine = { ...manifest, inputSchema: { type: "object" } };
    expect(await describedManifest(fine, guest(), deps)).to.deep.equal(fine);
    // Each level is compiled twice by the one above it.
    const slow = { ...manifest, inputSchema: doubling(40) };
    const refused = await describedManifest(slow, guest(), deps).catch((thrown: CaxtonError) => thrown.code);
    expect(refused).to.equal("tool.invalid_manifest");
  });
});

/** A schema that doubles with each level where references are inlined, or a broken one: either way not to be used. */
const doubling = (levels: number): JsonObject => {
  const defs: Record<string, JsonObject> = { level0: { type: "string", pattern: "(" } };
  for (let level = 1; level <= levels; level += 1) {
    const below = { $ref: `#/$defs/level${level - 1}` };
    defs[`level${level}`] = { type: "object", properties: { left: below, right: below } };
  }
  return { type: "object", $defs: defs, properties: { top: { $ref: `#/$defs/level${levels}` } } };
};
