import { expect } from "chai";
import { parseAgentFile } from "../../../src/agents/parse-agent-file.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { expectOne, fileOf, parsed, places, warningsOf } from "./support.ts";

describe("parseAgentFile: warnings", () => {
  it("keeps unknown keys, with a warning that names the nearest known key", () => {
    const { definition, warnings } = parsed(
      fileOf("name: A\ncolour: blue\ncapabilites: [x]\nllm:\n  temprature: 1\ncapabilities: [{name: x, cost: 2}]"),
    );
    expect(definition.unknown).to.deep.equal({
      colour: "blue",
      capabilites: ["x"],
      llm: { temprature: 1 },
      capabilities: { 0: { cost: 2 } },
    });
    expect(places(warnings)).to.deep.equal(["3:1", "4:1", "6:3", "7:26"]);
    expect(warnings.map((each) => each.suggestion ?? "")).to.satisfy(
      ([first, ...rest]: string[]) =>
        (first ?? "").startsWith("Known keys are name") &&
        /capabilities/.test(rest[0] ?? "") &&
        /temperature/.test(rest[1] ?? ""),
    );
    for (const { file } of warnings) expect(file).to.equal("a.md");
  });

  it("warns of shadowed parameters, prompts without the request, approvals without a tool, unused settings, and unknown tools and models", () => {
    expectOne(warningsOf(fileOf("name: A\nparameters: {request: 1}")), "3:14", /parameter request/);
    expectOne(warningsOf(fileOf("name: A\nuser_prompt_template: hello")), "3:23", /never sees/);
    expectOne(warningsOf(fileOf("name: A\napproval: [x]")), "3:12", /not among the agent's tools/);
    expectOne(warningsOf("---\nname: A\n---\n"), "2:1", /no system prompt/);
    expectOne(warningsOf(fileOf("name: A\ncapabilities: [x, x]")), "3:19", /twice/);
    expectOne(warningsOf(fileOf("name: A\nschedule: {every: 1h, message: go}")), "3:1", /schedule has no effect/);
    expectOne(warningsOf(fileOf("name: A\ndeployment: blue-green")), "3:13", /strategy blue-green has no effect/);
    expectOne(
      warningsOf(fileOf("name: A\ndeployment:\n  strategy: canary\n  stages: [{percentage: 5, duration: 1m}]")),
      "4:13",
      /strategy canary has no effect/,
    );
    expect(warningsOf(fileOf("name: A\ndeployment: direct"))).to.deep.equal([]);
    const checks = { toolExists: (tool: string) => tool === "a", modelWarning: () => "No such model." };
    const result = parseAgentFile(fileOf("name: A\ntools: a, b\nmodel: m"), "a.md", checks);
    expect(result.ok && places(result.value.warnings)).to.deep.equal(["3:11", "4:8"]);
  });

  it("warns of a cost limit that cannot be enforced: at the limit, or at the name if the limit is the server's default", () => {
    const costWarning = (_provider: string | null, model: string | null, limit: number | null): string | null =>
      model === "cheap" || limit === 7 ? null : "No price.";
    const warnings = (yaml: string) => {
      const result = parseAgentFile(fileOf(yaml), "a.md", { costWarning });
      return result.ok ? result.value.warnings.map(({ line, message }) => [line, message]) : result.error;
    };
    expect(warnings("name: A\nlimits:\n  max_turns: 3\n  max_cost_usd: 0.5")).to.deep.equal([[5, "No price."]]);
    expect(warnings("name: A")).to.deep.equal([[2, "No price."]]);
    expect(warnings("name: A\nlimits: { max_cost_usd: 7 }")).to.deep.equal([]);
    expect(warnings("name: A\nmodel: cheap")).to.deep.equal([]);
  });

  it("warns at the provider if the provider is refused", () => {
    const modelWarning = (): string | null => {
      throw new CaxtonError("configuration.invalid", "There is no provider foo.", { hint: "Did you mean openai?" });
    };
    const result = parseAgentFile(fileOf("name: A\nllm: {provider: foo}\nmodel: m"), "a.md", { modelWarning });
    expectOne(result.ok ? result.value.warnings : result.error, "3:17", /no provider foo/, /openai/);
  });
});
