/** Fuel: what runs is paid for, nothing runs on credit for long, and the figure is the same each time. */
import { expect } from "chai";
import { fuelExport, memoryRefusedExport } from "../../../../src/sandbox/pass/types.ts";
import { attempt, fuelLeft, meter, permissive, plenty, sameOutcome, setFuel } from "../../../support/metered-twin.ts";
import { meterNaively } from "../../../support/naive-meter.ts";
import { wat } from "../../../support/wat.ts";

const start = (wasm: Uint8Array): WebAssembly.Exports => new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports;

const metered = (text: string, fuel: bigint): WebAssembly.Exports => {
  const exports = start(meter(wat(text), { ...permissive, maxMemoryBytes: 1 << 24 }));
  setFuel(exports, fuel);
  return exports;
};

const call = (exports: WebAssembly.Exports, name: string, ...all: readonly unknown[]) =>
  attempt(() => (exports[name] as (...given: readonly unknown[]) => unknown)(...all));

/** What one call burns. */
const price = (text: string, ...all: readonly unknown[]): number => {
  const exports = metered(text, plenty);
  const outcome = call(exports, "f", ...all);
  expect(outcome.ok, JSON.stringify(outcome)).to.equal(true);
  return Number(plenty - fuelLeft(exports));
};

const endless: Readonly<Record<string, string>> = {
  "an empty loop": `(func (export "f") (loop (br 0)))`,
  "a loop in which nothing costs": `(func (export "f") (loop (block (block nop)) (br 0)))`,
  "a loop around a branch table": `(func (export "f") (local i32) (loop (block (block
      (br_table 0 1 2 (local.tee 0 (i32.rem_u (i32.add (local.get 0) (i32.const 1)) (i32.const 3)))))
      (br 1)) (br 0)))`,
  "a loop that is left and entered again": `(func (export "f") (loop $a (loop $b (br_if $b (i32.const 0))) (br $a)))`,
  "a loop through an if": `(func (export "f") (loop $a (if (i32.const 1) (then (br $a)) (else (br $a)))))`,
  "mutual tail calls": `(func $a (export "f") (return_call $b)) (func $b (return_call $a))`,
  "a tail call through a table": `(table funcref (elem $a)) (func $a (export "f") (return_call_indirect (i32.const 0)))`,
  "calls in a loop": `(func $nothing) (func (export "f") (loop (call $nothing) (br 0)))`,
  "calls through a table in a loop": `(type $t (func)) (table funcref (elem $g)) (func $g)
      (func (export "f") (loop (call_indirect (type $t) (i32.const 0)) (br 0)))`,
  "memory.fill": `(memory 16) (func (export "f") (loop
      (memory.fill (i32.const 0) (i32.const 1) (i32.const 1048576)) (br 0)))`,
  "memory.copy": `(memory 16) (func (export "f") (loop
      (memory.copy (i32.const 0) (i32.const 1) (i32.const 1048575)) (br 0)))`,
  "memory.grow by nothing": `(memory 1) (func (export "f") (loop (drop (memory.grow (i32.const 0))) (br 0)))`,
  "memory.grow beyond the limit": `(memory 1) (func (export "f") (loop (drop (memory.grow (i32.const 60000))) (br 0)))`,
  "table.fill": `(table 10000 funcref) (func (export "f") (loop
      (table.fill 0 (i32.const 0) (ref.null func) (i32.const 10000)) (br 0)))`,
  "exceptions thrown and caught": `(tag $t) (func (export "f") (loop (try (do (throw $t)) (catch $t)) (br 0)))`,
  "exceptions caught and thrown again": `(tag $t) (func $g (throw $t)) (func (export "f") (loop $on
      (try (do (try $inner (do (call $g)) (catch_all (rethrow $inner)))) (catch_all (br $on)))))`,
  "a delegate": `(tag $t) (func (export "f") (loop $on (try $out (do (try (do (throw $t)) (delegate $out))) (catch $t (br $on)))))`,
  "a trap that cannot be caught": `(func (export "f") (loop $on (try (do (loop (br 0))) (catch_all (br $on)))))`,
};

describe("the pass: fuel", () => {
  for (const [what, body] of Object.entries(endless)) {
    it(`stops ${what}`, () => {
      const exports = metered(`(module ${body})`, 1_000_000n);
      const outcome = call(exports, "f");
      expect(outcome).to.deep.include({ ok: false, kind: "RuntimeError", message: "unreachable" });
      expect(fuelLeft(exports) < 0n).to.equal(true);
      // Nothing runs any more, until somebody refuels it.
      expect(call(exports, "f").ok).to.equal(false);
    });
  }

  it("stops recursion by fuel or by the stack, whichever comes first", () => {
    const text = `(module (func $f (export "f") (call $g) (drop (i32.const 1))) (func $g (call $f) (drop (i32.const 1))))`;
    expect(call(metered(text, 1_000n), "f")).to.deep.include({ kind: "RuntimeError", message: "unreachable" });
    expect(call(metered(text, plenty), "f")).to.deep.include({ kind: "RangeError" });
  });

  it("lets nothing run before the host provides fuel", () => {
    const exports = start(
      meter(
        wat(`(module (global $g (export "g") (mut i32) (i32.const 0))
      (func (export "f") (global.set $g (i32.const 1))))`),
      ),
    );
    expect(fuelLeft(exports)).to.equal(0n);
    expect(call(exports, "f").ok).to.equal(false);
    expect((exports["g"] as WebAssembly.Global).value).to.equal(0);
  });

  it("is the same in every run and in every tier of the engine", () => {
    const text = `(module (func $fib (export "f") (param i32) (result i32)
      (if (result i32) (i32.lt_u (local.get 0) (i32.const 2)) (then (local.get 0))
        (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1))) (call $fib (i32.sub (local.get 0) (i32.const 2))))))))`;
    const exports = metered(text, plenty);
    const figures = Array.from({ length: 40 }, () => {
      setFuel(exports, plenty);
      call(exports, "f", 20);
      return plenty - fuelLeft(exports);
    });
    expect(new Set([...figures, BigInt(price(text, 20))]).size).to.equal(1);
  });

  it("stops a guest that has one unit too little, and not one that has just enough", () => {
    const text = `(module (func (export "f") (param i32) (result i32) (local i32)
      (loop (local.set 1 (i32.add (local.get 1) (local.get 0)))
        (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (local.get 1)))`;
    const exact = BigInt(price(text, 100));
    const enough = metered(text, exact);
    expect(call(enough, "f", 100)).to.deep.equal({ ok: true, value: 5_050 });
    expect(fuelLeft(enough)).to.equal(0n);
    const tooLittle = metered(text, exact - 1n);
    expect(call(tooLittle, "f", 100).ok).to.equal(false);
    expect(fuelLeft(tooLittle)).to.equal(-1n);
  });

  it("charges by length: bytes, elements, pages, locals and moved values", () => {
    const fill = `(module (memory 16) (func (export "f") (param i32) (memory.fill (i32.const 0) (i32.const 0) (local.get 0))))`;
    expect(price(fill, 80_000) - price(fill, 0)).to.equal(10_000);
    const table = `(module (table 1000 funcref) (func (export "f") (param i32) (table.fill 0 (i32.const 0) (ref.null func) (local.get 0))))`;
    expect(price(table, 1_000) - price(table, 0)).to.equal(64_000);
    const grow = `(module (memory 1 100) (func (export "f") (param i32) (drop (memory.grow (local.get 0)))))`;
    expect(price(grow, 50) - price(grow, 0)).to.equal(51_200);
    const locals = (count: number) => price(`(module (func (export "f") (local ${"i64 ".repeat(count)})))`);
    expect(locals(8_000) - locals(0)).to.equal(2_000);
    const branch = (targets: number) =>
      price(`(module (func (export "f") (block (br_table ${"0 ".repeat(targets)} (i32.const 0)))))`);
    expect(branch(1_024) - branch(1)).to.equal(10);
  });

  it("treats a negative length as unsigned", () => {
    const text = `(module (memory 1) (func (export "f") (memory.fill (i32.const 0) (i32.const 0) (i32.const -1))))`;
    const exports = metered(text, 1_000_000n);
    expect(call(exports, "f")).to.deep.include({ message: "unreachable" });
    expect(fuelLeft(exports) < -500_000_000n).to.equal(true);
  });

  it("records that a memory could not grow", () => {
    const text = `(module (memory 1 2) (func (export "f") (param i32) (result i32) (memory.grow (local.get 0))))`;
    const exports = metered(text, plenty);
    const flag = exports[memoryRefusedExport] as WebAssembly.Global;
    expect([call(exports, "f", 1), flag.value]).to.deep.equal([{ ok: true, value: 1 }, 0]);
    expect([call(exports, "f", 1), flag.value]).to.deep.equal([{ ok: true, value: -1 }, 1]);
    expect([call(exports, "f", 0), flag.value]).to.deep.equal([{ ok: true, value: 2 }, 1]);
  });

  it("is never negative when a function returns without a trap", () => {
    // Arms of an if are charged without asking: the way out asks.
    const text = `(module (func $g (param i32) (result i32) (if (result i32) (local.get 0)
        (then ${"(i32.add (i32.const 1) ".repeat(200)} (i32.const 1) ${")".repeat(200)}) (else (i32.const 0))))
      (func (export "f") (param i32) (result i32) (i32.add (call $g (local.get 0)) (call $g (local.get 0)))))`;
    const whole = price(text, 1);
    for (let fuel = 0; fuel <= whole; fuel += 7) {
      const exports = metered(text, BigInt(fuel));
      const outcome = call(exports, "f", 1);
      expect(outcome.ok).to.equal(fuelLeft(exports) >= 0n);
      expect(outcome.ok).to.equal(fuel >= whole);
    }
  });
});

/** Exceptions as Node.js 20 has them: no other test suite that we run knows them. */
const throwing = `(module (tag $t (param i32)) (tag $u)
  (func $maybe (param i32) (result i32)
    (if (i32.eq (i32.rem_u (local.get 0) (i32.const 3)) (i32.const 1)) (then (throw $t (local.get 0))))
    (if (i32.eq (i32.rem_u (local.get 0) (i32.const 3)) (i32.const 2)) (then (throw $u)))
    (local.get 0))
  (func $caught (export "caught") (param i32) (result i32)
    (try (result i32) (do (i32.mul (call $maybe (local.get 0)) (i32.const 10)))
      (catch $t (i32.add (i32.const 1000)))
      (catch_all (i32.const -1))))
  (func (export "again") (param i32) (result i32)
    (try $outer (result i32)
      (do (try $inner (result i32) (do (call $maybe (local.get 0))) (catch_all (rethrow $inner))))
      (catch $t) (catch $u (i32.const -2))))
  (func (export "delegated") (param i32) (result i32)
    (try $outer (result i32) (do (try (result i32) (do (call $maybe (local.get 0))) (delegate $outer)))
      (catch $t (i32.mul (i32.const 2))) (catch_all (i32.const -3))))
  (func (export "local") (param i32) (result i32) (local i32)
    (loop $on
      (try (do (if (i32.and (local.get 0) (i32.const 1)) (then (throw $t (local.get 0))))
          (local.set 1 (i32.add (local.get 1) (i32.const 1))))
        (catch $t (local.set 1 (i32.add (local.get 1)))))
      (br_if $on (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 1))
  (func (export "empty") (param i32) (result i32) (try (do)) (local.get 0))
  (func (export "escapes") (param i32) (result i32) (call $maybe (local.get 0))))`;

describe("the pass: exceptions", () => {
  it("have the same result with metering, and cost the same each time", () => {
    const plain = start(wat(throwing));
    for (const name of ["caught", "again", "delegated", "local", "empty", "escapes"]) {
      const left = [1, 2].map(() => {
        const exports = metered(throwing, plenty);
        for (let given = 1; given < 12; given += 1) {
          const [one, other] = [call(plain, name, given), call(exports, name, given)];
          // What is thrown out of a guest is an object of its own each time.
          const same = name === "escapes" ? one.ok === other.ok : sameOutcome(one, other);
          expect(same, `${name}(${given}): ${JSON.stringify([one, other])}`).to.equal(true);
        }
        return fuelLeft(exports);
      });
      expect(left[0]).to.equal(left[1]);
      expect((left[0] ?? 0n) < plenty).to.equal(true);
    }
  });

  it("use as much fuel as with naive metering", () => {
    for (const name of ["caught", "again", "delegated", "local", "empty", "escapes"]) {
      const [clever, naive] = [metered(throwing, plenty), start(meterNaively(wat(throwing)))] as const;
      setFuel(naive, plenty);
      for (let given = 1; given < 12; given += 1) {
        call(clever, name, given);
        call(naive, name, given);
        expect(fuelLeft(clever), `${name}(${given})`).to.equal(fuelLeft(naive));
      }
    }
  });

  it("do not lose the fuel that was used before they were thrown", () => {
    const text = (
      rounds: number,
    ) => `(module (tag $t) (func (export "f") (local i32) (local.set 0 (i32.const ${rounds}))
      (try (do (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (throw $t)) (catch_all))))`;
    expect(price(text(1_001)) - price(text(1))).to.be.greaterThan(3_000);
  });
});

describe("the pass: the fuel that it exports", () => {
  it("is a mutable i64 that the guest cannot name", () => {
    const exports = metered(`(module (global (export "own") (mut i64) (i64.const 5)) (func (export "f")))`, 10n);
    expect(Object.keys(exports)).to.have.members(["own", "f", fuelExport, memoryRefusedExport]);
    expect(fuelLeft(exports)).to.equal(10n);
    expect((exports["own"] as WebAssembly.Global).value).to.equal(5n);
  });
});
