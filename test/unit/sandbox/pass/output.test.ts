/** The modules that the pass writes: their memories, tables and keys, and what it leaves unchanged. */
import { expect } from "chai";
import { passKey, passModule } from "../../../../src/sandbox/pass/pass.ts";
import { fuelExport } from "../../../../src/sandbox/pass/types.ts";
import type { ModulePolicy } from "../../../../src/sandbox/types.ts";
import { wat } from "../../../support/wat.ts";
import { known, page, policy, refusal } from "./support.ts";

describe("the pass: sizes", () => {
  const memoryOf = (text: string, changes: Partial<ModulePolicy> = {}) => {
    const { wasm, memoryPages } = passModule(wat(text), policy(changes));
    const memory = new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports["m"] as WebAssembly.Memory;
    let pages = memory.buffer.byteLength / page;
    try {
      for (; pages < 10; pages += 1) memory.grow(1);
    } catch {
      // The memory has its maximum size.
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

describe("the pass: several tables", () => {
  it("gives several tables their shares of the limit in the order of their definitions", () => {
    const grow = (table: string) =>
      `(func (export "${table}") (param i32) (result i32) (table.grow $${table} (ref.null func) (local.get 0)))`;
    const bytes = wat(`(module (table $a 10 20 funcref) (table $b 10 funcref) (table $c 5 funcref)
      ${["a", "b", "c"].map(grow).join("")})`);
    const { exports } = new WebAssembly.Instance(
      new WebAssembly.Module(passModule(bytes, policy({ features: ["reference-types"] })).wasm),
    );
    (exports[fuelExport] as WebAssembly.Global).value = 1_000_000n;
    const by = (table: string, elements: number) => (exports[table] as (count: number) => number)(elements);
    // The limit is 100 in total: $a gets its own maximum of 20, $c keeps its initial 5, and $b gets the remaining 75.
    expect([by("c", 1), by("b", 66), by("b", 65), by("a", 11), by("a", 10)]).to.deep.equal([-1, -1, 10, -1, 10]);
  });
});

describe("the pass: output", () => {
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

  it("writes the same module for the same bytes and policy, and derives its key from both", () => {
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
