/** Random control flow: with the fuel now in a local and now in the global, the figure must always be the right one. */
import { expect } from "chai";
import fc from "fast-check";
import { attempt, fuelLeft, meter, plenty, sameOutcome, setFuel } from "../../../support/metered-twin.ts";
import { meterNaively } from "../../../support/naive-meter.ts";
import { leastOfStep, programs } from "../../../support/programs.ts";
import { wat } from "../../../support/wat.ts";

const start = (wasm: Uint8Array): WebAssembly.Exports => new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports;

const global = (exports: WebAssembly.Exports, name: string): WebAssembly.Global => exports[name] as WebAssembly.Global;

const run = (exports: WebAssembly.Exports, given: number) => {
  global(exports, "steps").value = 0;
  global(exports, "budget").value = 20;
  return attempt(() => (exports["run"] as (value: number) => number)(given));
};

/** An exception that leaves the guest is an object of its own each time. */
const same = (one: ReturnType<typeof attempt>, other: ReturnType<typeof attempt>): boolean =>
  sameOutcome(one, other) || (!one.ok && !other.ok && one.kind === "Exception" && other.kind === "Exception");

const inputs = [0, 1, 2, 5, 7, 1_000_003];

describe("the pass: random programs", () => {
  it("behave the same with metering, and pay the same for each step as with naive metering", function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(programs, (text) => {
        const bytes = wat(text);
        const [plain, clever, naive] = [start(bytes), start(meter(bytes)), start(meterNaively(bytes))] as const;
        for (const given of inputs) {
          setFuel(clever, plenty);
          setFuel(naive, plenty);
          const right = run(plain, given);
          for (const outcome of [run(clever, given), run(naive, given)])
            expect(same(right, outcome), JSON.stringify([right, outcome])).to.equal(true);
          expect(plenty - fuelLeft(clever)).to.equal(plenty - fuelLeft(naive));
          const steps = global(clever, "steps").value as number;
          expect(steps).to.equal(global(plain, "steps").value);
          expect(Number(plenty - fuelLeft(clever))).to.be.at.least(steps * leastOfStep);
        }
      }),
      { numRuns: 800 },
    );
  });

  it("finish with exactly the fuel that they use, and not with less", function () {
    this.timeout(120_000);
    fc.assert(
      fc.property(
        programs,
        fc.constantFrom(...inputs),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (text, given, part) => {
          const exports = start(meter(wat(text)));
          setFuel(exports, plenty);
          const whole = run(exports, given);
          const burned = plenty - fuelLeft(exports);
          setFuel(exports, burned);
          expect(same(run(exports, given), whole)).to.equal(true);
          expect(fuelLeft(exports)).to.equal(0n);
          setFuel(exports, BigInt(Math.floor(Number(burned - 1n) * part)));
          expect(run(exports, given)).to.deep.include({ ok: false, kind: "RuntimeError", message: "unreachable" });
          expect(fuelLeft(exports) < 0n).to.equal(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
