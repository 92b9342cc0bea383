import { expect } from "chai";
import fc from "fast-check";
import type { AgentName, Capability } from "../../../src/domain/ids.ts";
import { createRouter, weights } from "../../../src/routing/router.ts";
import { anAgent } from "../../support/agents.ts";

const name = (text: string): AgentName => text as AgentName;
const capability = (text: string): Capability => text as Capability;

const routerOf = (...agents: readonly (readonly [string, readonly string[], number?])[]) => {
  const router = createRouter();
  for (const [agent, capabilities, priority] of agents) {
    const { agent: record, version } = anAgent({ name: agent, capabilities, priority: priority ?? 0 });
    router.put(record, version.definition);
  }
  return router;
};

describe("routing", () => {
  it("chooses nobody where nobody provides, and names the nearest capabilities", () => {
    const router = routerOf(["Analyst", ["data-analysis"]], ["Poet", ["poetry"]]);
    expect(router.choose(capability("data-analysys"))).to.equal(null);
    expect(router.nearest("data-analysys")).to.deep.equal(["data-analysis"]);
  });

  it("prefers the higher priority", () => {
    const router = routerOf(["Low", ["work"], 1], ["High", ["work"], 5]);
    expect(router.choose(capability("work"))?.agent).to.equal("High");
    expect(router.rank(capability("work")).map((each) => each.agent)).to.deep.equal(["High", "Low"]);
  });

  it("takes turns among equals", () => {
    const router = routerOf(["A", ["work"]], ["B", ["work"]], ["C", ["work"]]);
    const chosen = Array.from({ length: 9 }, () => router.choose(capability("work"))?.agent);
    expect(new Set(chosen.slice(0, 3)).size).to.equal(3);
    expect(chosen.slice(3, 6)).to.deep.equal(chosen.slice(0, 3));
    expect(chosen.slice(6)).to.deep.equal(chosen.slice(0, 3));
  });

  it("leaves whoever keeps failing for a healthy one of lower priority", () => {
    const router = routerOf(["Sick", ["work"], 1], ["Well", ["work"], 0]);
    expect(router.choose(capability("work"))?.agent).to.equal("Sick");
    for (let round = 0; round < 10; round++) {
      router.statistics.started(name("Sick"));
      router.statistics.ended(name("Sick"), 10, false);
    }
    expect(router.choose(capability("work"))?.agent).to.equal("Well");
  });

  it("prefers the idle and the quick", () => {
    const router = routerOf(["Busy", ["work"]], ["Idle", ["work"]]);
    router.statistics.started(name("Busy"));
    expect(router.choose(capability("work"))?.agent).to.equal("Idle");
    router.statistics.ended(name("Busy"), 60_000, true);
    expect(router.choose(capability("work"))?.agent).to.equal("Idle");
  });

  it("lets the provider of the general serve the special, but not the other way round", () => {
    const router = routerOf(["Reporter", ["report"]], ["Monthly", ["report.monthly"]]);
    expect(router.choose(capability("report.weekly"))?.agent).to.equal("Reporter");
    expect(router.choose(capability("report.monthly.eu"))?.agent).to.equal("Monthly");
    expect(router.choose(capability("report"))?.agent).to.equal("Reporter");
  });

  it("offers running agents only, and forgets the removed", () => {
    const router = createRouter();
    const { agent, version } = anAgent({ name: "A", capabilities: ["work"] });
    router.put(agent, version.definition);
    router.put({ ...agent, state: "draining" }, version.definition);
    expect(router.choose(capability("work"))).to.equal(null);
    router.put(agent, version.definition);
    router.remove(agent.name);
    expect(router.capabilities()).to.deep.equal([]);
  });

  it("leaves out whoever is excepted", () => {
    const router = routerOf(["A", ["work"]], ["B", ["work"]]);
    expect(router.choose(capability("work"), [name("A")])?.agent).to.equal("B");
    expect(router.choose(capability("work"), [name("A"), name("B")])).to.equal(null);
  });

  it("shows scores that are the weighted sum of their parts, ranked so that the first is the one it chooses", () => {
    const turn = fc.record({ agent: fc.integer({ min: 0, max: 4 }), ms: fc.nat(20_000), ok: fc.boolean() });
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 5 }), fc.array(turn), (priorities, turns) => {
        const router = routerOf(...priorities.map((priority, index) => [`A${index}`, ["work"], priority] as const));
        for (const { agent, ms, ok } of turns) {
          router.statistics.started(name(`A${agent}`));
          router.statistics.ended(name(`A${agent}`), ms, ok);
        }
        const ranked = router.rank(capability("work"));
        for (const { score } of ranked) {
          const sum = Object.entries(weights).reduce(
            (total, [part, weight]) => total + weight * score[part as keyof typeof weights],
            0,
          );
          expect(score.total).to.be.closeTo(sum, 1e-9);
          expect(score.total).to.be.within(0, 1);
        }
        expect(ranked).to.have.length(priorities.length);
        expect(router.choose(capability("work"))?.agent).to.equal(ranked[0]?.agent);
      }),
    );
  });
});
