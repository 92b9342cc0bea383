/** The features that the pass refuses, with the error, the place and the advice. */
import { expect } from "chai";
import { wasmFeatures, type WasmFeature } from "../../../../src/domain/wasm.ts";
import { passModule } from "../../../../src/sandbox/pass/pass.ts";
import { wat } from "../../../support/wat.ts";
import { known, policy, refusal } from "./support.ts";

/** For each feature: code that uses it, and the words for it in the error. */
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
