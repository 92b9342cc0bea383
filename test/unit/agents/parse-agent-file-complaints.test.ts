import { expect } from "chai";
import { parseAgentFile } from "../../../src/agents/parse-agent-file.ts";
import { complaintsOf, expectOne, fileOf } from "./support.ts";

describe("parseAgentFile: complaints", () => {
  it("reports all complaints at once, each with its place and a suggestion", () => {
    const complaints = complaintsOf(
      fileOf(`name: Data Analyzer
version: 1.2
capabilities:
  - Data Analysis
  - 7
tools: {a: b}
llm:
  temperature: 3
  max_tokens: "5"
memory: yes
limits: {timeout: 5 parsecs, max_message_size: 0}
system_prompt: |
  Hi {{nope}}
  and {{nope}} {{context.a}} {{request.b}}
user_prompt_template: "{{ reqest }} {{open"
schedule: {cron: "* *"}
deployment: {strategy: canary, stages: [{percentage: 200, duration: 1h}]}
examples: [{expect: {performative: infrm, matches: "("}}]`),
    );
    expect(complaints.map(({ line, column, message }) => `${line}:${column} ${message.slice(0, 34)}`)).to.deep.equal([
      "2:7 “Data Analyzer” is not an agent na",
      "3:10 version takes a semantic version, ",
      "5:5 “Data Analysis” is not a capabilit",
      "6:5 A capability takes a text, but thi",
      "7:8 tools takes a list of names, or on",
      "9:16 llm.temperature takes a number fro",
      "10:15 llm.max_tokens takes a whole numbe",
      "11:9 memory takes true, false, or its s",
      "12:19 limits.timeout: “5 parsecs” is not",
      "12:48 limits.max_message_size must be mo",
      "14:6 The template refers to the unknown",
      "15:7 The template refers to the unknown",
      "15:30 {{request.b}} refers to a part of ",
      "16:24 The template refers to the unknown",
      "16:37 “{{” opens a variable that no “}}”",
      "17:1 The schedule has no message to sen",
      "17:18 “* *” is not a cron expression: it",
      "18:54 200 is not a percentage: it takes ",
      "19:12 The example has no request.",
      "19:36 expect.performative is one of acce",
      "19:52 expect.matches is not a regular ex",
    ]);
    for (const { file, suggestion } of complaints)
      expect([file, suggestion?.length ?? 0]).to.satisfy(([a, b]: [string, number]) => a === "a.md" && b > 5);
    const hints = complaints.map(({ suggestion }) => suggestion);
    for (const hint of [
      "Write Data-Analyzer.",
      'Write "1.2.0".',
      "Write data-analysis.",
      "Remove the quotes: 5.",
      "Write memory: true.",
    ])
      expect(hints).to.include(hint);
    expect(hints.join(" "))
      .to.match(/mean \{\{request\}\}/)
      .and.to.match(/Did you mean inform/);
  });

  it("refuses values of a wrong kind for every key", () => {
    const wrong = [
      "name: 7",
      "name: [a]",
      "name: ''",
      "version: true",
      "version: one",
      "description: [a]",
      `description: ${"x".repeat(2001)}`,
      "capabilities: 5",
      "capabilities: [{description: x}]",
      "capabilities: [{name: a, priority: high}]",
      "tools: 5",
      "tools: [[a]]",
      "model: 4",
      "llm: openai",
      "llm: {provider: 1}",
      "llm: {temperature: -1}",
      "llm: {max_tokens: 1.5}",
      "llm: {timeout: 0}",
      "llm: {response_format: text}",
      "memory: [x]",
      "memory: {enabled: 1}",
      "memory: {scope: everywhere}",
      "memory: {search_limit: 0}",
      "memory: {min_similarity: 2}",
      "memory: {auto_store: 'no'}",
      "parameters: [1]",
      "system_prompt: 5",
      "user_prompt_template: [a]",
      "limits: 5",
      "limits: {max_turns: 0}",
      "limits: {max_tool_calls: -1}",
      "limits: {max_cost_usd: free}",
      "approval: true",
      "schedule: daily",
      "schedule: {message: x}",
      "schedule: {cron: '* * * * *', every: 5m, message: x}",
      "schedule: {every: 0s, message: x}",
      "deployment: canry",
      "deployment: {strategy: canary}",
      "deployment: {strategy: direct, wat: 1}",
      "examples: 5",
      "examples: [5]",
      "examples: [{request: a, expect: b}]",
      "examples: [{request: a, expect: {contains: [1]}}]",
      "parameters: {a: .nan}",
    ];
    for (const line of wrong) {
      const complaints = complaintsOf(fileOf(line.startsWith("name") ? line : `name: A\n${line}`));
      expect(complaints, line).to.have.length.above(0);
      for (const each of complaints) {
        expect(each.message, line).to.be.a("string").and.not.equal("");
        expect(each.suggestion, line).to.be.a("string").and.not.equal("");
        expect(each.line, line).to.equal(line.startsWith("name") ? 2 : 3);
      }
    }
  });

  it("refuses text that is not an agent file", () => {
    expectOne(complaintsOf(""), "1:1", /empty/);
    expectOne(complaintsOf("# Hello\n"), "1:1", /does not begin with/);
    expectOne(complaintsOf("\n\n---\nname: A\n\nHello"), "3:1", /never closed/, /second|after the last/);
    expectOne(complaintsOf("---\n---\nHi"), "2:1", /no name/, /Add name/);
    expectOne(complaintsOf("---\n- a\n---\nHi"), "2:1", /takes named values.*a list/);
    expectOne(complaintsOf("---\njust text\n---\nHi"), "2:1", /takes named values/);
    expectOne(complaintsOf(fileOf("name: A\nname: B")), "3:1", /second time/);
    expectOne(complaintsOf(fileOf("name: A\n\tmodel: x")), "3:1", /not valid YAML/, /spaces/);
    expectOne(complaintsOf(fileOf('name: A\nmodel: "x')), "4:1", /quote/, /[Cc]lose/);
    expectOne(complaintsOf(`---\nname: A\n---\n${"x".repeat(1024 * 1024)}`), "1:1", /1 MiB/);
  });

  it("refuses bytes that are not UTF-8, and reports their place", () => {
    const latin = Buffer.from("---\nname: A\ndescription: caf\u00e9\n---\n", "latin1");
    expectOne(complaintsOf(latin), "3:17", /not UTF-8/, /UTF-8/);
    expect(parseAgentFile(Buffer.from(fileOf("name: A\ndescription: café")), "a.md").ok).to.equal(true);
    expectOne(complaintsOf(Buffer.from([0xff, 0xfe, 0x2d])), "1:1", /not UTF-8/);
    expectOne(
      complaintsOf(Buffer.concat([Buffer.from("---\nname: A\n---\né"), Buffer.from([0xe2, 0x82])])),
      "4:2",
      /not UTF-8/,
    );
  });
});
