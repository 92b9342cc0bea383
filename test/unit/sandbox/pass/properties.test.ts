/** The pass on what nobody would write: it refuses in words, or gives a module that the engine takes. */
import { expect } from "chai";
import fc from "fast-check";
import { CaxtonError } from "../../../../src/domain/errors.ts";
import { meterModule, passModule } from "../../../../src/sandbox/pass/pass.ts";
import { permissive } from "../../../support/metered-twin.ts";
import { runRandom } from "../../../support/random-run.ts";
import { decode, recordedRandom, recordedSpec } from "../../../support/wasm-cases.ts";

const codes: ReadonlySet<string> = new Set([
  "sandbox.invalid_module",
  "sandbox.feature_refused",
  "sandbox.import_refused",
  "sandbox.module_too_large",
  "sandbox.memory_limit_exceeded",
  "sandbox.table_limit_exceeded",
]);

/** Gives whether it went through; anything but a refusal in words is thrown. */
const survives = (bytes: Uint8Array): boolean => {
  let wasm: Uint8Array;
  try {
    wasm = passModule(bytes, permissive).wasm;
  } catch (error) {
    if (!(error instanceof CaxtonError) || !codes.has(error.code)) throw error;
    expect(error.message).to.be.a("string").not.equal("");
    expect(error.hint).to.be.a("string").not.equal("");
    return false;
  }
  // What was invalid must not become valid by the pass.
  expect(WebAssembly.validate(bytes)).to.equal(true);
  expect(WebAssembly.validate(wasm)).to.equal(true);
  return true;
};

const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

describe("the pass: properties", () => {
  let modules: readonly Uint8Array[];

  before(async () => {
    const random = (await recordedRandom()).map(({ wasm }) => decode(wasm));
    const suite = (await recordedSpec()).flatMap(({ commands }) =>
      commands.flatMap((command) => (command.do === "module" ? [decode(command.wasm)] : [])),
    );
    modules = [...random, ...suite].filter((bytes) => bytes.length < 20_000);
  });

  it("refuses random bytes with an error of the pass", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (garbage, headed) => {
        survives(headed ? Uint8Array.from([...header, ...garbage]) : garbage);
      }),
      { numRuns: 2_000 },
    );
  });

  it("refuses or accepts modified modules without any other error", function () {
    this.timeout(120_000);
    const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.nat(), changes, fc.nat(4), (which, places, cut) => {
        const bytes = Uint8Array.from(modules[which % modules.length] ?? []);
        for (const [place, value] of places) bytes[place % bytes.length] = value;
        survives(cut === 0 ? bytes.subarray(0, (places[0]?.[0] ?? 0) % bytes.length) : bytes);
      }),
      { numRuns: 5_000 },
    );
  });

  it("produces a valid module for every valid one that it does not refuse", function () {
    this.timeout(120_000);
    for (const bytes of modules) {
      if (!WebAssembly.validate(bytes)) continue;
      try {
        const { wasm } = meterModule(bytes, permissive, () => {});
        expect(WebAssembly.validate(wasm)).to.equal(true);
      } catch (error) {
        expect((error as CaxtonError).code).to.equal("sandbox.feature_refused");
      }
    }
  });

  it("reads every instruction with the same length as the engine", function () {
    this.timeout(120_000);
    // A function of one instruction with so many bytes behind it. Where the engine takes exactly so many, the pass must.
    const function_ = (code: readonly number[], filler: number, length: number): Uint8Array => {
      const body = [0, 0x00, ...code, ...Array.from({ length }, () => filler), 0x00, 0x0b];
      const code_ = [1, body.length, ...body];
      const type = [1, 5, 1, 0x60, 1, 0x7f, 0];
      const memory = [4, 4, 1, 0x70, 0, 1, 5, 3, 1, 0, 1];
      const global = [6, 6, 1, 0x7f, 1, 0x41, 0, 0x0b];
      const elements = [9, 5, 1, 1, 0, 1, 0];
      const data = [11, 4, 1, 1, 1, 0];
      return Uint8Array.from([
        ...header,
        ...type,
        ...[3, 2, 1, 0],
        ...memory,
        ...global,
        ...elements,
        ...[12, 1, 1],
        ...[10, code_.length, ...code_],
        ...data,
      ]);
    };
    const simple = Array.from({ length: 0x100 }, (_, code) => [code]);
    const vector = Array.from({ length: 0x200 }, (_, code) => [0xfd, (code & 0x7f) | 0x80, code >> 7]);
    const others = [0xfc, 0xfe].flatMap((prefix) => Array.from({ length: 0x80 }, (_, code) => [prefix, code]));
    let known = 0;
    for (const code of [...simple, ...vector, ...others]) {
      for (const filler of [0, 1, 2, 3]) {
        for (const length of [0, 1, 2, 3, 4, 8, 16, 17]) {
          const bytes = function_(code, filler, length);
          if (!WebAssembly.validate(bytes)) continue;
          known += 1;
          try {
            meterModule(bytes, permissive, () => {});
          } catch (error) {
            const { code: why, message } = error as CaxtonError;
            expect(why, `${code.join()} with ${length} of ${filler}: ${message}`).to.equal("sandbox.feature_refused");
          }
        }
      }
    }
    expect(known).to.be.greaterThan(450);
  });

  it("does not change what random modules do, whose fuel is the same each time and stops them", async function () {
    this.timeout(120_000);
    const verdicts = (await recordedRandom()).map((module) => runRandom(module));
    expect(verdicts.flatMap(({ differences }) => differences)).to.deep.equal([]);
    const sum = (of: "calls" | "traps" | "stopped") => verdicts.reduce((total, verdict) => total + verdict[of], 0);
    expect(sum("calls")).to.be.greaterThan(600);
    expect(sum("traps")).to.be.greaterThan(100);
    expect(sum("stopped")).to.be.greaterThan(20);
  });
});
