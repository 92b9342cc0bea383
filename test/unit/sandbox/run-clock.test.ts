import { expect } from "chai";
import { createRunClock } from "../../../src/sandbox/pool/run-clock.ts";
import { runningAt, stateBytes } from "../../../src/sandbox/worker/messages.ts";

const aClock = () => {
  const state = new Int32Array(new SharedArrayBuffer(stateBytes));
  const clock = createRunClock(state);
  return { runs: (call: number) => Atomics.store(state, runningAt, call), clock };
};

describe("sandbox: how long a call has been running", () => {
  it("counts from the first check that saw the call", () => {
    const { runs, clock } = aClock();
    runs(5);
    expect(clock.overdue(1_000, () => 100)).to.equal(0);
    expect(clock.overdue(1_099, () => 100)).to.equal(0);
    expect(clock.overdue(1_100, () => 100)).to.equal(5);
  });

  it("restarts with the next call, and does not count idle time", () => {
    const { runs, clock } = aClock();
    runs(5);
    clock.overdue(0, () => 10);
    runs(6);
    expect(clock.overdue(50, () => 10)).to.equal(0);
    runs(0);
    expect(clock.overdue(100, () => 10)).to.equal(0);
    expect(clock.overdue(900, () => 10)).to.equal(0);
    runs(7);
    expect(clock.overdue(1_000, () => 10)).to.equal(0);
    expect(clock.running()).to.equal(7);
  });

  it("uses the limit of the running call", () => {
    const { runs, clock } = aClock();
    runs(3);
    clock.overdue(0, () => 10);
    expect(clock.overdue(20, (call) => (call === 3 ? 50 : 10))).to.equal(0);
    expect(clock.overdue(50, (call) => (call === 3 ? 50 : 10))).to.equal(3);
  });
});
