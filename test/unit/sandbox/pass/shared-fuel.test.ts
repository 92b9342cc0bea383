/** Modules that burn fuel from globals which they import: nobody can tell them from those that have their own. */
import { expect } from "chai";
import type { CaxtonError } from "../../../../src/domain/errors.ts";
import { meterModule } from "../../../../src/sandbox/pass/pass.ts";
import {
  fuelExport,
  fuelModule,
  memoryRefusedExport,
  reservedExportPrefix,
} from "../../../../src/sandbox/pass/types.ts";
import { assemble } from "../../../support/guests.ts";
import {
  attempt,
  fuelLeft,
  meter,
  permissive,
  plenty,
  ranOutOfStack,
  sameOutcome,
  setFuel,
} from "../../../support/metered-twin.ts";
import { decode, recordedRandom } from "../../../support/wasm-cases.ts";

const shared = (bytes: Uint8Array): Uint8Array => meterModule(bytes, permissive, () => {}, true).wasm;

const tank = () => ({
  fuel: new WebAssembly.Global({ value: "i64", mutable: true }, plenty),
  refused: new WebAssembly.Global({ value: "i32", mutable: true }, 0),
});

const host = (): Record<string, Record<string, unknown>> => {
  let clock = 0n;
  return {
    caxton: {
      log: (): void => {},
      now_ms: (): bigint => (clock += 1n),
      random: (): void => {},
      host_read: (_pointer: number, length: number): number => length & 7,
    },
  };
};

const instantiate = (wasm: Uint8Array, { fuel, refused }: ReturnType<typeof tank>): WebAssembly.Exports => {
  const imports = { ...host(), [fuelModule]: { [fuelExport]: fuel, [memoryRefusedExport]: refused } };
  return new WebAssembly.Instance(new WebAssembly.Module(wasm), imports).exports;
};

type Callable = (...all: unknown[]) => unknown;

const globalsOf = (exports: WebAssembly.Exports): string =>
  Object.entries(exports)
    .filter(([name, value]) => !name.startsWith(reservedExportPrefix) && value instanceof WebAssembly.Global)
    .map(([name, value]) => {
      const read = attempt(() => (value as WebAssembly.Global).value);
      return `${name}=${read.ok && typeof read.value !== "object" && typeof read.value !== "function" ? String(read.value) : read.ok}`;
    })
    .join(" ");

describe("the pass: fuel that is shared", () => {
  it("does not change what random modules do or how much fuel they use", async function () {
    this.timeout(120_000);
    let calls = 0;
    let globals = 0;
    for (const { wasm } of await recordedRandom()) {
      const bytes = decode(wasm);
      const made = attempt(() => meter(bytes));
      if (!made.ok) continue;
      const twin = shared(bytes);
      const both = tank();
      const one = attempt(
        () => new WebAssembly.Instance(new WebAssembly.Module(made.value as Uint8Array), host()).exports,
      );
      const other = attempt(() => instantiate(twin, both));
      expect(one.ok).to.equal(other.ok);
      if (!one.ok || !other.ok) continue;
      const [left, right] = [one.value as WebAssembly.Exports, other.value as WebAssembly.Exports];
      setFuel(left, plenty);
      for (const name of Object.keys(right).filter((each) => typeof right[each] === "function")) {
        const given = Array.from({ length: (right[name] as Callable).length }, (_, index) => String(index * 7));
        const [first, second] = [left, right].map((exports) => attempt(() => (exports[name] as Callable)(...given)));
        if (first === undefined || second === undefined || ranOutOfStack(first) || ranOutOfStack(second)) break;
        calls += 1;
        expect(sameOutcome(first, second), name).to.equal(true);
        expect(both.fuel.value, name).to.equal(fuelLeft(left));
        expect(globalsOf(right)).to.equal(globalsOf(left));
        globals += globalsOf(right).length;
      }
    }
    expect(calls).to.be.greaterThan(300);
    expect(globals).to.be.greaterThan(1_000);
  });

  it("comes after the globals that a module imports, and before its own", () => {
    const { fuel, refused } = tank();
    const wasm = shared(
      assemble(`(module (import "a" "b" (global $given (mut i32))) (global $own (mut i32) (i32.const 7))
        (export "own" (global $own)) (export "given" (global $given)) (global $copy i32 (i32.const 3))
        (func (export "swap") (local $kept i32) (local.set $kept (global.get $given))
          (global.set $given (global.get $own)) (global.set $own (i32.add (local.get $kept) (global.get $copy)))))`),
    );
    const given = new WebAssembly.Global({ value: "i32", mutable: true }, 5);
    const imports = { a: { b: given }, [fuelModule]: { [fuelExport]: fuel, [memoryRefusedExport]: refused } };
    const { swap, own } = new WebAssembly.Instance(new WebAssembly.Module(wasm), imports).exports;
    (swap as () => void)();
    expect([given.value, (own as WebAssembly.Global).value]).to.deep.equal([7, 8]);
    expect(Number(plenty - BigInt(String(fuel.value)))).to.be.within(105, 130);
  });

  it("exists when a start function runs, and records that memory was refused", () => {
    const full = tank();
    const starting = shared(
      assemble(`(module (memory 1 1) (func $go (drop (memory.grow (i32.const 1)))) (start $go))`),
    );
    instantiate(starting, full);
    expect(full.refused.value).to.equal(1);
    expect(full.fuel.value).to.be.lessThan(Number(plenty));
    const empty = tank();
    empty.fuel.value = 10_000n;
    const endless = shared(assemble("(module (func $go (loop $on (br $on))) (start $go))"));
    expect(attempt(() => instantiate(endless, empty))).to.deep.include({ ok: false, kind: "RuntimeError" });
    expect(Number(empty.fuel.value)).to.be.lessThan(0);
  });

  it("refuses a constant expression that uses a global of the module itself", () => {
    const bytes = assemble("(module (global $one i32 (i32.const 1)) (global i32 (global.get $one)))", false);
    const refusal = attempt(() => shared(bytes));
    expect(refusal.ok).to.equal(false);
    if (WebAssembly.validate(bytes)) {
      try {
        shared(bytes);
      } catch (error) {
        expect((error as CaxtonError).code).to.equal("sandbox.invalid_module");
      }
    }
  });
});
