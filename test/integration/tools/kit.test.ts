import { expect } from "chai";
import fc from "fast-check";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

interface Guest {
  readonly memory: WebAssembly.Memory;
  alloc(length: number): number;
  call_tool(start: number, length: number): number;
  response_ptr(): number;
  response_len(): number;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The bits of a number: 0 and -0 are told apart. */
const bitsOf = (number: number): string => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, number);
  return String(view.getBigUint64(0));
};

const compile = async (source: string, runtime: string): Promise<WebAssembly.Module> => {
  const folder = await mkdtemp(join(tmpdir(), "caxton-kit-"));
  const target = join(folder, "kit.wasm");
  const options = ["--outFile", target, "--baseDir", root, "--runtime", runtime, "--exportStart", "_initialize"];
  const { error } = await asc.main([source, ...options, "--use", "abort=", "--disable", "bulk-memory"]);
  expect(error).to.equal(null);
  const module = await WebAssembly.compile(await readFile(target));
  await rm(folder, { recursive: true });
  return module;
};

describe("the kit for guests in AssemblyScript", function () {
  this.timeout(120_000);
  let module: WebAssembly.Module;
  let logs: string[];

  before(async () => {
    module = await compile("sdk/checks/tool.ts", "stub");
  });
  beforeEach(() => {
    logs = [];
  });

  /** What the guest returned, and its response. */
  const call = (input: string | Uint8Array): { readonly code: number; readonly text: string } => {
    const bytes = typeof input === "string" ? new TextEncoder().encode(input) : input;
    const log = (_level: number, start: number, length: number): void => {
      logs.push(Buffer.from(guest.memory.buffer, start, length).toString());
    };
    const { exports } = new WebAssembly.Instance(module, { caxton: { log } });
    const guest = exports as unknown as Guest;
    (exports["_initialize"] as (() => void) | undefined)?.();
    const start = guest.alloc(bytes.length);
    new Uint8Array(guest.memory.buffer).set(bytes, start);
    const code = guest.call_tool(start, bytes.length);
    const response = Buffer.from(guest.memory.buffer, guest.response_ptr(), guest.response_len());
    return { code, text: new TextDecoder("utf-8", { fatal: true }).decode(response) };
  };

  it("reads and writes every number as JavaScript does", async () => {
    const check = (numbers: readonly string[]): void => {
      const answer = JSON.parse(call(`{"numbers":[${numbers.join(",")}]}`).text) as {
        numbers: [string, number | null][];
      };
      for (const [index, text] of numbers.entries()) {
        const [bits, written] = answer.numbers[index] ?? ["", null];
        expect(bits, text).to.equal(bitsOf(Number(text)));
        expect(written, text).to.equal(Number.isFinite(Number(text)) ? Number(text) + 0 : null);
      }
    };
    check(["0", "-0", "9007199254740993", `9007199254740993.${"0".repeat(900)}1`, "1e23", "5e-324", "3e-324"]);
    check(["2.4703282292062327e-324", "2.4703282292062328e-324", "2.2250738585072011e-308", "1.7976931348623159e308"]);
    check(["1e309", `0.${"0".repeat(400)}1e400`, `1${"0".repeat(400)}e-400`, "0e999999999999", "1e999999999"]);
    const digits = fc.stringMatching(/^-?(0|[1-9][0-9]{0,40})(\.[0-9]{1,40})?(e-?[1-3]?[0-9]{1,2})?$/);
    const double = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
    fc.assert(fc.property(fc.array(fc.oneof(digits, double), { minLength: 1, maxLength: 20 }), check), {
      numRuns: 1_000,
    });
  });

  it("reads as JSON exactly what is JSON in UTF-8, and never breaks", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 40 }),
          fc.json().map((text) => new TextEncoder().encode(text)),
        ),
        (bytes) => {
          let expected: unknown;
          try {
            expected = JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
          } catch {
            expected = undefined;
          }
          const isObject = typeof expected === "object" && expected !== null && !Array.isArray(expected);
          expect(call(bytes).code).to.equal(isObject ? 1 : 3);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("writes texts so that they come back", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (texts) => {
        const answer = JSON.parse(call(JSON.stringify({ texts })).text) as { texts: string[]; same: unknown };
        expect(answer.texts).to.deep.equal(texts);
        expect(answer.same).to.deep.equal({ texts });
      }),
      { numRuns: 500 },
    );
  });

  it("logs, and says why it failed", () => {
    expect(call('{"log":"grüße"}').code).to.equal(1);
    expect(logs).to.deep.equal(["grüße"]);
    expect(call('{"fail":"no luck"}')).to.deep.equal({ code: 2, text: "no luck" });
    expect(call("[1]")).to.deep.equal({ code: 3, text: "The arguments are no JSON object." });
  });

  it("answers an agent's messages one after the other, and collects what they leave", async () => {
    const { exports } = new WebAssembly.Instance(await compile("sdk/checks/agent.ts", "minimal"), { caxton: {} });
    const agent = exports as unknown as Guest & { handle_message(start: number, length: number): number };
    (exports["_initialize"] as () => void)();
    const ask = (text: string): { readonly code: number; readonly text: string } => {
      const bytes = new TextEncoder().encode(text);
      const start = agent.alloc(bytes.length);
      new Uint8Array(agent.memory.buffer).set(bytes, start);
      const code = agent.handle_message(start, bytes.length);
      return { code, text: Buffer.from(agent.memory.buffer, agent.response_ptr(), agent.response_len()).toString() };
    };
    for (let round = 0; round < 3_000; round += 1) {
      const { code, text } = ask(JSON.stringify({ garbage: 10_000, content: ["“Grüße”\n", round, [-0.5]] }));
      expect(code).to.equal(1);
      expect(JSON.parse(text)).to.deep.equal({
        performative: "inform",
        content: { count: 3, sum: 9_999.5 + round, strings: ["“Grüße”\n"] },
      });
      if (round % 1_000 === 0) expect(ask("{").code).to.equal(3);
    }
    // Without the collector it would be 60 MB.
    expect(agent.memory.buffer.byteLength).to.be.below(4_194_304);
  });
});
