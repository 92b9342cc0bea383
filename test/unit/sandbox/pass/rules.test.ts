/** What the pass refuses, with the error, the place and the advice; and what it does not change. */
import { expect } from "chai";
import { CaxtonError } from "../../../../src/domain/errors.ts";
import { passKey, passModule } from "../../../../src/sandbox/pass/pass.ts";
import { fuelExport, memoryRefusedExport } from "../../../../src/sandbox/pass/types.ts";
import { wasmFeatures, type WasmFeature } from "../../../../src/domain/wasm.ts";
import type { ModulePolicy } from "../../../../src/sandbox/types.ts";
import { compileBombs } from "../../../support/compile-bombs.ts";
import { wat } from "../../../support/wat.ts";

const page = 65_536;

const policy = (changes: Partial<ModulePolicy> = {}): ModulePolicy => ({
  features: [],
  maxModuleBytes: 100_000,
  maxMemoryBytes: 4 * page,
  maxTableElements: 100,
  imports: [],
  ...changes,
});

const refusal = (bytes: Uint8Array, changes: Partial<ModulePolicy> = {}): CaxtonError => {
  try {
    passModule(bytes, policy(changes));
  } catch (error) {
    if (error instanceof CaxtonError) return error;
    throw error;
  }
  throw new TypeError("The pass refused nothing.");
};

/** The engine of this Node.js knows it. */
const known = (bytes: Uint8Array): boolean => WebAssembly.validate(bytes);

/** By feature: something that uses it, and what the error calls it. */
const uses: readonly (readonly [WasmFeature, string, string])[] = [
  ["simd", "(func (drop (v128.const i32x4 1 2 3 4)))", "vector instruction 0xfd 0x0c"],
  ["simd", "(func (param v128))", "the type v128"],
  ["simd", "(func (local v128))", "the type v128"],
  [
    "relaxed-simd",
    "(func (param v128) (drop (i8x16.relaxed_swizzle (local.get 0) (local.get 0))))",
    "vector instruction",
  ],
  ["reference-types", "(func (param externref))", "the type externref"],
  ["reference-types", "(func (drop (ref.null func)))", "ref.null"],
  ["reference-types", "(table 1 externref)", "the type externref"],
  ["reference-types", "(table 1 funcref) (table 1 funcref)", "a second table"],
  ["reference-types", "(table 1 funcref) (func (drop (table.size 0)))", "table.size"],
  [
    "reference-types",
    "(func (drop (select (result i32) (i32.const 1) (i32.const 2) (i32.const 3))))",
    "select with a type",
  ],
  ["reference-types", "(func (block (result funcref) (unreachable)) (drop))", "the type funcref"],
  ["bulk-memory", "(memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 1)))", "memory.fill"],
  ["bulk-memory", "(memory 1) (func (memory.copy (i32.const 0) (i32.const 0) (i32.const 1)))", "memory.copy"],
  ["bulk-memory", '(memory 1) (data "abc")', "a data segment that is not copied at the start"],
  ["bulk-memory", "(table 1 funcref) (func $f) (elem func $f)", "an element segment that is not copied at the start"],
  ["threads", "(memory 1) (func (drop (i32.atomic.load (i32.const 0))))", "atomic instruction 0xfe 0x10"],
  ["multi-memory", "(memory 1) (memory 1)", "a second memory"],
  ["tail-calls", "(func $f (return_call $f))", "return_call"],
  ["extended-const", "(global i32 (i32.add (i32.const 1) (i32.const 2)))", "a computed constant"],
  ["exceptions", "(tag $t) (func (throw $t))", "an exception's tag"],
  ["exceptions", "(func (try (do) (catch_all)))", "try"],
];

describe("the pass: features", () => {
  for (const [feature, body, what] of uses) {
    const found = (): Uint8Array => wat(`(module (type (func)) ${body})`);
    it(`refuses ${what} without ${feature}`, () => {
      const error = refusal(found(), { features: wasmFeatures.filter((each) => each !== feature) });
      expect(error.code).to.equal("sandbox.feature_refused");
      expect(error.message).to.include(what).and.include(`“${feature}”`);
      expect(error.facts["feature"]).to.equal(feature);
      expect(error.facts["offset"]).to.be.a("number").greaterThan(8);
      expect(error.hint).to.include(`ask the operator to allow “${feature}”`);
    });
    it(`accepts ${what} with ${feature} if the engine supports it`, () => {
      const bytes = found();
      if (known(bytes)) expect(known(passModule(bytes, policy({ features: wasmFeatures })).wasm)).to.equal(true);
      else expect(refusal(bytes, { features: wasmFeatures }).code).to.equal("sandbox.invalid_module");
    });
  }

  it("reports the function and the byte offset", () => {
    const bytes = wat(`(module (import "caxton" "now_ms" (func (result i64))) (memory 1) (func) (func nop
      (memory.fill (i32.const 0) (i32.const 0) (i32.const 1))))`);
    const { message, facts } = refusal(bytes, { imports: ["now_ms"] });
    expect(facts["functionIndex"]).to.equal(2);
    expect([...bytes.subarray(Number(facts["offset"]))].slice(0, 2)).to.deep.equal([0xfc, 0x0b]);
    expect(message).to.include("in function 2");
  });

  it("always allows version 1.0 and the small extensions after it", () => {
    const bytes = wat(`(module (global (export "g") (mut i32) (i32.const 1))
      (func (export "f") (param f64) (result i32 i64)
        (i32.extend8_s (i32.trunc_sat_f64_s (local.get 0))) (i64.const 1)))`);
    expect(passModule(bytes, policy()).exports).to.deep.equal(["g", "f"]);
  });

  it("never allows gc and 64-bit memories, and reports them even if the engine does not support them", () => {
    const gc = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 3, 1, 0x5f, 0);
    for (const [bytes, feature] of [
      [gc, "gc"],
      [wat("(module (memory i64 1))"), "memory64"],
    ] as const) {
      const error = refusal(bytes, { features: wasmFeatures });
      expect([error.code, error.facts["feature"]]).to.deep.equal(["sandbox.feature_refused", feature]);
      expect(error.hint).to.include("never allowed");
    }
  });

  it("never allows memory that is shared between threads, or a start function", () => {
    const shared = refusal(wat("(module (memory 1 2 shared))"), { features: wasmFeatures });
    expect(shared.facts["feature"]).to.equal("threads");
    const start = refusal(wat("(module (func $f) (start $f))"), { features: wasmFeatures });
    expect(start.facts["feature"]).to.equal("start-function");
    expect(start.hint).to.include("_initialize");
  });

  it("accepts an unused data count section, as LLVM writes it", () => {
    const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
    const bytes = Uint8Array.from([...header, 5, 3, 1, 0, 1, 12, 1, 1, 11, 7, 1, 0, 0x41, 0, 0x0b, 1, 0x61]);
    expect(known(bytes)).to.equal(true);
    expect(known(passModule(bytes, policy()).wasm)).to.equal(true);
  });
});

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
      // The two globals are cut down to as many as the function does not name.
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

/** Ends in an error that does not repeat a name of a megabyte. */
const expectShort = ({ message, facts }: CaxtonError): void => {
  expect(message.length).to.be.lessThan(1_000);
  expect(JSON.stringify(facts).length).to.be.lessThan(1_000);
};

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

describe("the pass: sizes", () => {
  const memoryOf = (text: string, changes: Partial<ModulePolicy> = {}) => {
    const { wasm, memoryPages } = passModule(wat(text), policy(changes));
    const memory = new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports["m"] as WebAssembly.Memory;
    let pages = memory.buffer.byteLength / page;
    try {
      for (; pages < 10; pages += 1) memory.grow(1);
    } catch {
      // As far as it goes.
    }
    return { memoryPages, pages };
  };

  it("gives a memory the maximum of the policy if it has none or a higher one", () => {
    for (const limits of ["1", "1 100", "1 65536"])
      expect(memoryOf(`(module (memory (export "m") ${limits}))`)).to.deep.equal({
        memoryPages: { initial: 1, maximum: 4 },
        pages: 4,
      });
  });

  it("keeps a lower maximum", () => {
    expect(memoryOf('(module (memory (export "m") 1 2))').pages).to.equal(2);
    expect(passModule(wat("(module)"), policy()).memoryPages).to.equal(null);
  });

  it("refuses a memory whose initial size is too large", () => {
    const error = refusal(wat("(module (memory 5))"));
    expect([error.code, error.facts]).to.deep.equal([
      "sandbox.memory_limit_exceeded",
      { bytes: 5 * page, limit: 4 * page },
    ]);
  });

  it("counts all tables together, and limits their growth", () => {
    const two = wat("(module (table 60 funcref) (table 60 funcref))");
    expect(refusal(two, { features: ["reference-types"] }).code).to.equal("sandbox.table_limit_exceeded");
    expect(refusal(wat("(module (table 101 funcref))")).facts).to.deep.equal({
      elements: 101,
      limit: 100,
    });
    const { wasm } = passModule(
      wat(`(module (table $t 10 funcref) (func (export "f") (param i32) (result i32)
        (table.grow $t (ref.null func) (local.get 0))))`),
      policy({ features: ["reference-types"] }),
    );
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
    (exports[fuelExport] as WebAssembly.Global).value = 1_000_000n;
    const grow = exports["f"] as (by: number) => number;
    expect([grow(91), grow(90), grow(1)]).to.deep.equal([-1, 10, -1]);
  });
});

describe("the pass: several tables or memories", () => {
  it("share the limit in the order of their definitions", () => {
    const grow = (table: string) =>
      `(func (export "${table}") (param i32) (result i32) (table.grow $${table} (ref.null func) (local.get 0)))`;
    const bytes = wat(`(module (table $a 10 20 funcref) (table $b 10 funcref) (table $c 5 funcref)
      ${["a", "b", "c"].map(grow).join("")})`);
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(passModule(bytes, policy({ features: ["reference-types"] })).wasm),
    );
    (exports[fuelExport] as WebAssembly.Global).value = 1_000_000n;
    const by = (table: string, elements: number) => (exports[table] as (count: number) => number)(elements);
    // 100 in all: $a gets its own maximum of 20, $b what is left, and $c no more than it starts with.
    expect([by("c", 1), by("b", 66), by("b", 65), by("a", 11), by("a", 10)]).to.deep.equal([-1, -1, 10, -1, 10]);
  });
});

describe("the pass: what it writes", () => {
  it("drops custom sections", () => {
    const bytes = wat('(module (func $with_a_name (export "f")))', { names: true });
    const sections = (wasm: Uint8Array) =>
      WebAssembly.Module.customSections(new WebAssembly.Module(wasm), "name").length;
    expect([sections(bytes), sections(passModule(bytes, policy()).wasm)]).to.deep.equal([1, 0]);
  });

  it("accepts numbers that are padded with zeros, as LLVM writes them for its linker", () => {
    const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
    const padded = (value: number): readonly number[] => [0x80 | value, 0x80, 0x80, 0x80, 0];
    // (table 1 funcref) (memory 1 2) (func (drop (i32.load8_u (i32.const 0))) (call_indirect (type 0) (i32.const 0)))
    const body = [0, 0x41, 0, 0x2d, ...padded(0), ...padded(0), 0x1a, 0x41, 0, 0x11, ...padded(0), ...padded(0), 0x0b];
    const code = [...padded(1), ...padded(body.length), ...body];
    const bytes = Uint8Array.from([
      ...header,
      ...[1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0],
      ...[4, 4, 1, 0x70, 0, 1, 5, 4, 1, 1, 1, 2],
      ...[10, ...padded(code.length), ...code],
    ]);
    expect(known(bytes)).to.equal(true);
    expect(known(passModule(bytes, policy()).wasm)).to.equal(true);
  });

  it("is the same for the same bytes and policy, which determine its key", () => {
    const bytes = wat('(module (func (export "f")))');
    const [one, other] = [passModule(bytes, policy()), passModule(bytes, policy())];
    expect(one).to.deep.equal(other);
    expect(one.key)
      .to.equal(passKey(bytes, policy()))
      .and.match(/^[0-9a-f]{64}$/);
    const key = (changes: Partial<ModulePolicy>) => passKey(bytes, policy(changes));
    expect(key({ features: ["simd", "gc"] })).to.equal(key({ features: ["gc", "simd", "gc"] }));
    const all = [
      key({}),
      key({ features: ["simd"] }),
      key({ imports: ["log"] }),
      key({ maxMemoryBytes: 1 }),
      key({ maxModuleBytes: 1 }),
      key({ maxTableElements: 1 }),
      passKey(wat("(module)"), policy()),
    ];
    expect(new Set(all).size).to.equal(all.length);
  });

  it("does not change the bytes that it was given", () => {
    const bytes = wat('(module (memory 1) (func (export "f") (loop)))');
    const before = bytes.slice();
    passModule(bytes, policy());
    expect(bytes).to.deep.equal(before);
  });
});
