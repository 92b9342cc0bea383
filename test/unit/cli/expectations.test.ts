import { expect } from "chai";
import type { AgentExample } from "../../../src/domain/agent.ts";
import { examplesOf, failedExpectations } from "../../../src/cli/expectations.ts";

const nothing: AgentExample["expect"] = { performative: null, contains: [], matches: null, schema: null };

const failed = (
  expected: Partial<AgentExample["expect"]>,
  content: unknown,
  performative = "inform",
): readonly string[] => failedExpectations({ ...nothing, ...expected }, { performative, content });

describe("what an example expects", () => {
  it("is an answer, where nothing is said", () => {
    expect(failed({}, "anything")).to.have.length(0);
    for (const performative of ["failure", "refuse", "not-understood"]) {
      expect(failed({}, "no", performative)).to.have.length(1);
    }
  });

  it("is the performative that is named, a refusal too", () => {
    expect(failed({ performative: "refuse" }, "no", "refuse")).to.have.length(0);
    expect(failed({ performative: "inform" }, "no", "refuse")[0]).to.equal(
      "the performative is refuse, expected inform",
    );
  });

  it("is every text and the pattern", () => {
    expect(failed({ contains: ["rows", "1,204"], matches: "^sales" }, "sales.csv has 1,204 rows")).to.have.length(0);
    expect(failed({ contains: ["rows", "columns"], matches: "^rows" }, "sales.csv has 1,204 rows")).to.have.length(2);
    expect(failed({ contains: ['"rows":3'] }, { rows: 3 })).to.have.length(0);
    expect(failed({ matches: "(" }, "x")[0]).to.include("no regular expression");
  });

  it("is a schema that the content meets, also as JSON in a text", () => {
    const schema = { type: "object", required: ["rows"], properties: { rows: { type: "integer", minimum: 1 } } };
    expect(failed({ schema }, { rows: 3 })).to.have.length(0);
    expect(failed({ schema }, '{"rows": 3}')).to.have.length(0);
    expect(failed({ schema }, { rows: 0 })[0]).to.include("content/rows must be >= 1");
    expect(failed({ schema }, "three")[0]).to.include("must be object");
    expect(
      failed({ schema: { $schema: "http://json-schema.org/draft-07/schema#", type: "string" } }, "x"),
    ).to.have.length(0);
    expect(failed({ schema: { type: "nonsense" } }, "x")[0]).to.include("no JSON Schema");
  });

  it("is read from a definition, or not at all when its form is unknown", () => {
    const example = { name: "one", request: "x", expect: nothing };
    expect(examplesOf({ examples: [example] })).to.deep.equal([example]);
    expect(examplesOf({ examples: [] })).to.deep.equal([]);
    expect(examplesOf({})).to.equal(null);
    expect(examplesOf({ examples: [{ name: "one" }] })).to.equal(null);
  });
});
