/** The WebAssembly core test suite: what went through the pass gives the same results and traps as what did not. */
import { expect } from "chai";
import { emptyTally, runSpecFile } from "../../support/spec-run.ts";
import { recordedSpec, type SpecFile } from "../../support/wasm-cases.ts";

/**
 * A module whose instantiation traps half-way leaves its functions in a table that it imports. Nobody can give them fuel, so
 * that they trap: what the pass promises of a guest that nobody started.
 */
const unfuelled = /linking0?\.wast: call: .*'unreachable'/s;

describe("the WebAssembly core test suite", () => {
  let files: readonly SpecFile[];

  before(async () => {
    files = await recordedSpec();
  });

  it("has the same results with and without metering", function () {
    this.timeout(120_000);
    const tally = emptyTally();
    for (const file of files) runSpecFile(file, tally);
    expect(tally.differences.filter((difference) => !unfuelled.test(difference))).to.deep.equal([]);
    expect(tally.compared).to.be.greaterThan(25_000);
    expect(tally.modules).to.be.greaterThan(1_990);
    expect(tally.invalid).to.be.greaterThan(3_000);
    // What the policy of this test does not allow, because none can.
    expect(Object.keys(tally.refused)).to.deep.equal([
      "sandbox.feature_refused: start-function",
      "sandbox.feature_refused: threads",
    ]);
  });

  it("uses the same fuel each time", function () {
    this.timeout(120_000);
    for (const file of files) {
      const tally = emptyTally();
      const [one, other] = [runSpecFile(file, tally), runSpecFile(file, tally)];
      if (tally.overflows === 0) expect(one, file.file).to.deep.equal(other);
    }
  });
});
