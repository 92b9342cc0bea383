import { expect } from "chai";
import fc from "fast-check";
import {
  defaultRollbackConditions,
  deploymentStrategies,
  parseDeploymentStrategy,
} from "../../../src/domain/deployment-strategy.ts";
import { refusal, valueOf } from "./support.ts";

const pointers = (input: unknown): readonly (string | undefined)[] =>
  refusal(parseDeploymentStrategy(input)).map(({ pointer }) => pointer);

const canary = (...percentages: readonly unknown[]) => ({
  strategy: "canary",
  stages: percentages.map((percentage) => ({ percentage, duration: "5m" })),
});

describe("deployment strategy", () => {
  it("answers anything with a strategy or complaints, and throws nothing", () => {
    const named = fc
      .record({ strategy: fc.constantFrom(...deploymentStrategies) })
      .chain((base) =>
        fc
          .dictionary(
            fc.constantFrom("stages", "duration", "comparisonMetrics", "warmUpDuration", "other"),
            fc.anything(),
          )
          .map((more) => ({ ...more, ...base })),
      );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.string(), named), (input) => {
        const result = parseDeploymentStrategy(input, "/deployment");
        if (result.ok) return;
        expect(result.error).to.have.length.above(0);
        for (const complaint of result.error) expect(complaint.pointer).to.match(/^\/deployment/);
      }),
    );
  });

  it("takes a name alone, and an object", () => {
    expect(valueOf(parseDeploymentStrategy("direct"))).to.deep.equal({ kind: "direct" });
    expect(valueOf(parseDeploymentStrategy("blue-green"))).to.deep.equal({ kind: "blue-green", warmUpDuration: 0 });
    expect(valueOf(parseDeploymentStrategy({ strategy: "blue-green", warmUpDuration: "30s" }))).to.deep.equal({
      kind: "blue-green",
      warmUpDuration: 30_000,
    });
  });

  it("names the strategy that was meant, and does not guess at its fields", () => {
    const complaints = refusal(parseDeploymentStrategy({ strategy: "canery", stages: [] }));
    expect(complaints).to.have.length(1);
    expect(complaints[0]).to.include({ pointer: "/strategy" });
    expect(complaints[0]?.message).to.include("Did you mean canary?");
    expect(pointers({})).to.deep.equal(["/strategy"]);
  });

  it("takes a canary in the spelling of the API and of agent files", () => {
    const stages = [
      { percentage: 5, duration: "5m" },
      { percentage: "100%", duration: 60 },
    ];
    const expected = {
      kind: "canary",
      stages: [
        { percentage: 5, duration: 300_000 },
        { percentage: 100, duration: 60_000 },
      ],
      rollbackConditions: { maxErrorRate: 2, maxP99Latency: 10_000, minTurns: 50 },
    };
    const inTheApi = {
      strategy: "canary",
      stages,
      rollbackConditions: { maxErrorRate: 2, maxP99Latency: "10s", minTurns: 50 },
    };
    // In snake_case a digit does not begin a word of its own.
    const inAFile = {
      strategy: "canary",
      stages,
      rollback_conditions: { max_error_rate: "2%", max_p99_latency: "10s", min_turns: 50 },
    };
    expect(valueOf(parseDeploymentStrategy(inTheApi))).to.deep.equal(expected);
    expect(valueOf(parseDeploymentStrategy(inAFile))).to.deep.equal(expected);
  });

  it("rolls back by default at 5 % of errors", () => {
    const strategy = valueOf(parseDeploymentStrategy(canary(10)));
    expect(strategy).to.have.deep.property("rollbackConditions", defaultRollbackConditions);
  });

  it("accepts exactly the canaries whose percentages rise and are at most 100", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 105 }), { maxLength: 6 }), (percentages) => {
        const rises = percentages.every((each, index) => each > (percentages[index - 1] ?? 0) && each <= 100);
        expect(parseDeploymentStrategy(canary(...percentages)).ok).to.equal(rises && percentages.length > 0);
      }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 8 }), (percentages) => {
        valueOf(parseDeploymentStrategy(canary(...percentages.toSorted((a, b) => a - b))));
      }),
    );
  });

  it("points at every stage and condition that is wrong", () => {
    expect(pointers(canary())).to.deep.equal(["/stages"]);
    expect(pointers({ strategy: "canary" })).to.deep.equal(["/stages"]);
    expect(pointers(canary(5, 5, 3))).to.deep.equal(["/stages/1/percentage", "/stages/2/percentage"]);
    expect(pointers(canary(0))).to.deep.equal(["/stages/0/percentage"]);
    expect(pointers(canary(5, 101, "x"))).to.deep.equal(["/stages/1/percentage", "/stages/2/percentage"]);
    expect(pointers({ strategy: "canary", stages: [{ percentage: 5 }, 7] })).to.deep.equal([
      "/stages/0/duration",
      "/stages/1",
    ]);
    expect(pointers({ ...canary(5), rollbackConditions: {} })).to.deep.equal(["/rollbackConditions"]);
    expect(pointers({ ...canary(5), rollback_conditions: { maxErorRate: 5 } })).to.deep.equal([
      "/rollback_conditions",
      "/rollback_conditions/maxErorRate",
    ]);
    expect(pointers({ ...canary(5), rollbackConditions: { maxErrorRate: 5, minTurns: 0 } })).to.deep.equal([
      "/rollbackConditions/minTurns",
    ]);
  });

  it("takes a shadow with what it compares", () => {
    const shadow = {
      strategy: "shadow",
      duration: "1h",
      comparison_metrics: [{ metric: "latency", tolerance: 10 }, { metric: "cost" }],
    };
    expect(valueOf(parseDeploymentStrategy(shadow))).to.deep.equal({
      kind: "shadow",
      duration: 3_600_000,
      comparisonMetrics: [
        { metric: "latency", tolerance: 10 },
        { metric: "cost", tolerance: 0 },
      ],
    });
    expect(pointers({ strategy: "shadow", comparisonMetrics: [{ metric: "beauty" }] })).to.deep.equal([
      "/duration",
      "/comparisonMetrics/0/metric",
    ]);
  });

  it("names the field that was meant", () => {
    expect(refusal(parseDeploymentStrategy({ strategy: "direct", stages: [] }))[0]).to.include({ pointer: "/stages" });
    const [complaint] = refusal(parseDeploymentStrategy({ strategy: "blue-green", warmupDuration: 5 }));
    expect(complaint).to.include({ pointer: "/warmupDuration", suggestion: "Did you mean warmUpDuration?" });
  });
});
