/** Tools that say themselves what they take and give. */
import { expect } from "chai";
import { readFile } from "node:fs/promises";
import type { CaxtonError } from "../../../src/domain/errors.ts";
import type { SandboxEngine } from "../../../src/sandbox/types.ts";
import { describedManifest } from "../../../src/tools/described.ts";
import { parseToolManifest } from "../../../src/tools/manifest.ts";
import { assemble, guest, guestText } from "../../support/guests.ts";
import { codeOfThrown, someEngines } from "../../support/sandbox.ts";
import { createValueChecks } from "../../../src/tools/value-checks.ts";
import { highCeilings } from "../../support/ceilings.ts";

const schema = { type: "object", properties: { text: { type: "string" } } };

/** A tool whose description is this text. */
const saying = (text: string): Uint8Array =>
  assemble(
    guestText({
      more: `(data (i32.const 2048) ${JSON.stringify(text.replaceAll('"', "\\22")).replaceAll("\\\\22", "\\22")})
        (func (export "describe") (result i32)
          (global.set $out (i32.const 2048)) (global.set $size (i32.const ${text.length})) (i32.const 1))`,
    }),
  );

describe("tools that describe themselves", () => {
  const engines = someEngines();
  const checks = createValueChecks();
  let engine: SandboxEngine;
  before(() => {
    engine = engines.with();
  });
  after(async () => Promise.all([engines.close(), checks.close()]));

  const described = async (manifest: unknown, module: Uint8Array): Promise<unknown> =>
    describedManifest(manifest, module, { engine, checks, maxModuleBytes: 1_000_000, ceilings: highCeilings });

  it("complete a manifest that leaves it out", async () => {
    const said = {
      description: "Counts",
      inputSchema: schema,
      outputSchema: { type: "number" },
      grants: { env: ["HOME"] },
    };
    const completed = await described({ name: "count" }, saying(JSON.stringify(said)));
    expect(completed).to.deep.equal({
      name: "count",
      description: "Counts",
      inputSchema: schema,
      outputSchema: { type: "number" },
    });
    expect(parseToolManifest(completed).ok).to.equal(true);
  });

  it("say nothing against what the manifest says", async () => {
    const module = saying(JSON.stringify({ description: "Theirs", inputSchema: schema }));
    const own = { name: "count", description: "Ours", input_schema: { type: "object" } };
    expect(await described(own, module)).to.equal(own);
    const half = { name: "count", description: "Ours" };
    expect(await described(half, module)).to.deep.equal({ ...half, inputSchema: schema });
  });

  it("leave other mistakes, and silence, to the manifest's reader", async () => {
    for (const manifest of [{ name: "Wrong Name" }, { name: "count", limits: { memory: "a lot" } }, null, "text"]) {
      expect(await described(manifest, saying("{}"))).to.equal(manifest);
    }
    const silent = { name: "count" };
    expect(await described(silent, guest())).to.equal(silent);
  });

  it("are refused when they say what is no description, or too much, or never stop", async () => {
    const refused = async (module: Uint8Array): Promise<unknown> => codeOfThrown(described({ name: "count" }, module));
    expect(await refused(saying("not JSON"))).to.equal("tool.invalid_manifest");
    expect(await refused(saying("[1]"))).to.equal("tool.invalid_manifest");
    const endless = assemble(
      guestText({ more: '(func (export "describe") (result i32) (loop $on (br $on)) (i32.const 1))' }),
    );
    const limits = { cpu: "10ms" };
    const ended = (await described({ name: "count", limits }, endless).catch((error: unknown) => error)) as CaxtonError;
    expect(ended.code).to.equal("sandbox.cpu_limit_exceeded");
    const long = assemble(
      guestText({
        memory: "4 16",
        more: '(func (export "describe") (result i32) (global.set $size (i32.const 200000)) (i32.const 1))',
      }),
    );
    expect(await refused(long)).to.equal("sandbox.output_too_large");
  });

  it("are among those that come with Caxton: text_stats", async () => {
    const module = await readFile(new URL("../../../dist/tools/text_stats.wasm", import.meta.url));
    const built = JSON.parse(
      await readFile(new URL("../../../dist/tools/text_stats.json", import.meta.url), "utf8"),
    ) as Record<string, unknown>;
    const { description, inputSchema, outputSchema, ...rest } = built;
    expect(await described(rest, module)).to.deep.equal({ ...rest, description, inputSchema, outputSchema });
  });
});
