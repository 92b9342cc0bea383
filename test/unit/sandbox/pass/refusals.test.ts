/** The invalid or too expensive modules and the imports that the pass refuses, with the error and the advice. */
import { expect } from "chai";
import type { CaxtonError } from "../../../../src/domain/errors.ts";
import { passModule } from "../../../../src/sandbox/pass/pass.ts";
import { fuelExport, memoryRefusedExport } from "../../../../src/sandbox/pass/types.ts";
import { compileBombs } from "../../../support/compile-bombs.ts";
import { wat } from "../../../support/wat.ts";
import { policy, refusal } from "./support.ts";

/** Expects that the error does not repeat a name of a megabyte. */
const expectShort = ({ message, facts }: CaxtonError): void => {
  expect(message.length).to.be.lessThan(1_000);
  expect(JSON.stringify(facts).length).to.be.lessThan(1_000);
};

describe("the pass: invalid modules", () => {
  it("refuses bytes that are not a module", () => {
    for (const bytes of [[], [1, 2, 3], [0, 0x61, 0x73, 0x6d, 2, 0, 0, 0], [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 99]]) {
      expect(refusal(Uint8Array.from(bytes)).code).to.equal("sandbox.invalid_module");
    }
    const component = Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0);
    expect(refusal(component).message).to.include("component");
  });

  it("includes the engine's reason", () => {
    const error = refusal(wat("(module (func (result i32) (i64.const 1)))"));
    expect(error.code).to.equal("sandbox.invalid_module");
    expect(error.message).to.include("type error");
  });

  it("refuses a module that refers to the global after its last one, which would be the fuel", () => {
    for (const index of [0, 1]) {
      const bytes = wat(`(module (global (mut i64) (i64.const 0)) (global (mut i64) (i64.const 0))
        (func (export "f") (global.set ${index} (i64.const 1000000))))`);
      const section = bytes.indexOf(6, 8);
      // Keeps only the globals before the one that the function sets.
      const fewer = Uint8Array.from([
        ...bytes.subarray(0, section),
        ...(index === 0 ? [] : [6, 6, 1, 0x7e, 1, 0x42, 0, 0x0b]),
        ...bytes.subarray(section + 2 + (bytes[section + 1] ?? 0)),
      ]);
      expect(refusal(fewer).code).to.equal("sandbox.invalid_module");
    }
  });

  it("refuses exports with reserved names", () => {
    for (const name of [fuelExport, memoryRefusedExport, "caxton:anything"]) {
      const error = refusal(wat(`(module (func (export "${name}")))`));
      expect([error.code, error.message.includes(name)]).to.deep.equal(["sandbox.invalid_module", true]);
    }
  });

  it("refuses a module that is too large before reading it", () => {
    const error = refusal(new Uint8Array(2_000), { maxModuleBytes: 1_999 });
    expect([error.code, error.facts]).to.deep.equal(["sandbox.module_too_large", { bytes: 2_000, limit: 1_999 }]);
  });

  it("refuses a function of more than one megabyte", () => {
    const error = refusal(wat(`(module (func ${"nop ".repeat(1_100_000)}))`), { maxModuleBytes: 4_000_000 });
    expect([error.code, error.facts["functionIndex"]]).to.deep.equal(["sandbox.module_too_large", 0]);
  });

  it("refuses a module that exceeds a limit of the engine only with its metering", () => {
    const error = refusal(wat(`(module (func (local ${"i32 ".repeat(50_000)})))`), { maxModuleBytes: 4_000_000 });
    expect([error.code, error.message.includes("metering")]).to.deep.equal(["sandbox.invalid_module", true]);
  });
});

describe("the pass: work for the compilers", () => {
  const values = (count: number): string => "i64 ".repeat(count);
  const doubled = `(if (i32.wrap_i64 (local.get 0)) (then (local.set 1 (i64.const 1))))`;
  const generous = { maxModuleBytes: 16_000_000 };

  for (const { what, module, tooMany } of compileBombs) {
    it(`refuses a function with ${what}`, () => {
      const error = refusal(module(tooMany), generous);
      expect(error.code).to.equal("sandbox.module_too_large");
      expect(error.facts["work"]).to.be.greaterThan(Number(error.facts["limit"]));
      expect(error.message).to.include("in function");
      expect(error.hint).to.include("Split large functions");
    });
  }

  it("refuses a module whose functions together take too much work for its size", () => {
    const one = `(func (local ${values(40_000)}) ${doubled.repeat(80)})`;
    expect(passModule(wat(`(module ${one})`), policy(generous)).exports).to.deep.equal([]);
    const error = refusal(wat(`(module ${one.repeat(20)})`), generous);
    expect([error.code, error.message.includes("module of this size")]).to.deep.equal([
      "sandbox.module_too_large",
      true,
    ]);
  });
});

describe("the pass: entries of sections", () => {
  for (const [what, text] of [
    ["globals", "(global i32 (i32.const 0))"],
    ["types", "(type (func))"],
    ["exports", ""],
  ] as const) {
    it(`refuses more than 10,000 ${what}`, () => {
      const entries = (count: number): string =>
        what === "exports"
          ? `(func ${Array.from({ length: count }, (_, index) => `(export "${index}")`).join("")})`
          : text.repeat(count);
      expect(passModule(wat(`(module ${entries(10_000)})`), policy({ maxModuleBytes: 1e6 })).imports).to.have.length(0);
      const error = refusal(wat(`(module ${entries(10_001)})`), { maxModuleBytes: 1e6 });
      expect([error.code, error.facts["found"], error.facts["limit"]]).to.deep.equal([
        "sandbox.module_too_large",
        what,
        10_000,
      ]);
    });
  }

  it("does not repeat long names in messages", () => {
    const long = "x".repeat(1_000_000);
    const generous = { maxModuleBytes: 4_000_000 };
    expectShort(refusal(wat(`(module (import "${long}" "${long}" (func)))`), generous));
    expectShort(refusal(wat(`(module (func (export "caxton:${long}")))`), generous));
  });
});

describe("the pass: imports", () => {
  const log = '(import "caxton" "log" (func (param i32 i32 i32)))';

  it("accepts granted functions, and lists each once", () => {
    const bytes = wat(`(module ${log} ${log} (import "caxton" "now_ms" (func (result i64))))`);
    expect(passModule(bytes, policy({ imports: ["now_ms", "log", "random"] })).imports).to.deep.equal([
      "log",
      "now_ms",
    ]);
  });

  it("knows the types of all host functions", () => {
    const answers = ["host_read", "http_request", "file_access", "sql_query", "env_get"] as const;
    const text = answers.map((name) => `(import "caxton" "${name}" (func (param i32 i32) (result i32)))`).join("");
    const bytes = wat(`(module ${text} (import "caxton" "random" (func (param i32 i32))))`);
    expect(passModule(bytes, policy({ imports: [...answers, "random"] })).imports).to.deep.equal([
      ...answers,
      "random",
    ]);
  });

  for (const [title, text, grants, says] of [
    ["a function that is not granted", log, ["now_ms"], "may not use this function"],
    [
      "a wrong type",
      '(import "caxton" "log" (func (param i32 i32)))',
      ["log"],
      "with the type 7f7f: instead of 7f7f7f:",
    ],
    ["an unknown function", '(import "caxton" "reboot" (func))', ["log"], "no such function"],
    ["another module", '(import "wasi_snapshot_preview1" "fd_write" (func))', ["log"], "no such function"],
    ["a memory", '(import "caxton" "memory" (memory 1))', ["log"], "a memory"],
    ["a table", '(import "caxton" "log" (table 1 funcref))', ["log"], "a table"],
    ["a global", '(import "caxton" "log" (global i32))', ["log"], "a global"],
    ["the fuel", `(import "caxton" "${fuelExport}" (global (mut i64)))`, ["log"], "a global"],
  ] as const) {
    it(`refuses ${title}`, () => {
      const error = refusal(wat(`(module ${text})`), { imports: grants });
      expect(error.code).to.equal("sandbox.import_refused");
      expect(error.message).to.include(says);
      expect(error.hint).to.be.a("string");
    });
  }
});
