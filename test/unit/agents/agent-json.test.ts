import { expect } from "chai";
import { agentDefinitionFromJson, parseAgentSource } from "../../../src/agents/parse-agent-file.ts";
import { refusal, valueOf } from "../domain/support.ts";
import { parsed, fileOf } from "./support.ts";

describe("an agent as JSON", () => {
  it("has the same hash as an agent file with the same content", () => {
    const file = parsed(fileOf("name: A\nsystem_prompt: Hi\nllm: {max_tokens: 5}\ntools: [x]"));
    const snake = valueOf(
      agentDefinitionFromJson({ name: "A", system_prompt: "Hi", llm: { max_tokens: 5 }, tools: ["x"] }),
    );
    const camel = valueOf(
      agentDefinitionFromJson({ name: "A", systemPrompt: "Hi", llm: { maxTokens: 5 }, tools: "x" }),
    );
    expect([snake.hash, camel.hash]).to.deep.equal([file.hash, file.hash]);
  });

  it("is refused with JSON pointers in the caller's spelling", () => {
    const complaints = refusal(
      agentDefinitionFromJson({
        name: "a b",
        llm: { maxTokens: "x" },
        capabilities: ["a", { name: "B/~" }],
        systemPrompt: "{{no}}",
        parameters: { "a/b": 1 },
      }),
    );
    expect(complaints.map(({ pointer }) => pointer).toSorted()).to.deep.equal([
      "/capabilities/1/name",
      "/llm/maxTokens",
      "/name",
      "/systemPrompt",
    ]);
    expect(refusal(agentDefinitionFromJson({ tools: [] })).map(({ pointer }) => pointer)).to.deep.equal(["/name"]);
    for (const body of [null, [], "x", 5]) expect(refusal(agentDefinitionFromJson(body))[0]?.pointer).to.equal("");
  });

  it("warns with pointers too", () => {
    const { warnings } = valueOf(agentDefinitionFromJson({ name: "A", system_prompt: "x", "we/ird": 1 }));
    expect(warnings.map(({ pointer }) => pointer)).to.deep.equal(["/we~1ird"]);
  });

  it("is bounded in size and depth", () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`) as object;
    expect(refusal(agentDefinitionFromJson({ name: "A", parameters: deep }))[0]?.message).to.match(/deeper/);
    expect(
      refusal(agentDefinitionFromJson({ name: "A", system_prompt: "x".repeat(1024 * 1024) }))[0]?.message,
    ).to.match(/1 MiB/);
  });

  it("is read back from its stored source", () => {
    const made = valueOf(agentDefinitionFromJson({ name: "A", systemPrompt: "Hi" }));
    expect(valueOf(parseAgentSource(made.source, null)).hash).to.equal(made.hash);
    expect(refusal(parseAgentSource('{"name":', null))[0]?.message).to.match(/JSON/);
    expect(refusal(parseAgentSource("{{name}}", null))[0]?.message).to.match(/JSON/);
  });
});
