import { expect } from "chai";
import { createLoadStatistics } from "../../../src/routing/load-statistics.ts";
import { createOutsideTurns } from "../../../src/routing/outside-turns.ts";
import type { AgentName, MessageId } from "../../../src/domain/ids.ts";

const [ada, bob] = ["Ada", "Bob"] as AgentName[] as [AgentName, AgentName];
const message = (number: number): MessageId => `message-${number}` as MessageId;

describe("turns watched from outside", () => {
  let time: number;
  const watched = () => {
    const statistics = createLoadStatistics();
    return { statistics, turns: createOutsideTurns(statistics, () => time) };
  };
  beforeEach(() => {
    time = 0;
  });

  it("count as load until the reply is seen, and then as latency and success", () => {
    const { statistics, turns } = watched();
    turns.accepted(message(1), [ada]);
    expect(statistics.parts(ada).load).to.equal(1 / 2);
    time = 5_000;
    turns.replied(message(1), ada, false);
    const { load, latency, success, health } = statistics.parts(ada);
    expect({ load, health }).to.deep.equal({ load: 1, health: 1 / 2 });
    expect(success).to.be.closeTo(0.8, 1e-9);
    expect(latency).to.be.closeTo(5 / 6, 1e-9);
  });

  it("end for each receiver by itself", () => {
    const { statistics, turns } = watched();
    turns.accepted(message(1), [ada, bob]);
    turns.replied(message(1), ada, true);
    expect(statistics.parts(ada).load).to.equal(1);
    expect(statistics.parts(bob).load).to.equal(1 / 2);
    turns.replied(message(1), bob, true);
    expect(statistics.parts(bob).load).to.equal(1);
  });

  it("are none of this process's when their message is unknown, or told of twice", () => {
    const { statistics, turns } = watched();
    turns.replied(message(1), ada, false);
    turns.accepted(message(2), [ada]);
    turns.replied(message(2), ada, true);
    turns.replied(message(2), ada, false);
    expect(statistics.parts(ada)).to.deep.include({ load: 1, success: 1, health: 1 });
  });

  it("are given up when ten thousand newer ones wait, so that a lost reply weighs no agent down for ever", () => {
    const { statistics, turns } = watched();
    turns.accepted(message(0), [ada]);
    for (let number = 1; number <= 10_000; number++) turns.accepted(message(number), [bob]);
    expect(statistics.parts(ada).load).to.equal(1);
  });
});
