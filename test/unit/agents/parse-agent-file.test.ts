import { expect } from "chai";
import { parseAgentFile } from "../../../src/agents/parse-agent-file.ts";
import { complaintsOf, defined, expectOne, fileOf, parsed, places, promptedIn } from "./support.ts";

describe("parseAgentFile", () => {
  it("accepts a name, a description and prose alone, and uses the default for everything else", () => {
    const { definition, warnings, hash } = parsed(
      "---\nname: DataAnalyzer\ndescription: Looks at data\n---\n\n# Hi\n\nYou help.\n\n",
    );
    expect(warnings).to.deep.equal([]);
    expect(hash).to.match(/^[0-9a-f]{64}$/);
    expect(definition).to.deep.equal({
      kind: "config",
      name: "DataAnalyzer",
      version: "0.0.0",
      description: "Looks at data",
      capabilities: [{ name: "data-analyzer", description: "", priority: 0 }],
      tools: [],
      model: null,
      llm: { provider: null, temperature: null, maxTokens: null, timeout: null, responseFormat: null },
      memory: { enabled: false, scope: "workspace", autoStore: true, searchLimit: 10, minSimilarity: 0.7 },
      parameters: {},
      systemPrompt: "# Hi\n\nYou help.",
      userPromptTemplate: "{{request}}",
      limits: {
        maxTurns: null,
        maxToolCalls: null,
        maxTokens: null,
        maxCostUsd: null,
        timeout: null,
        maxMessageSize: null,
      },
      approval: [],
      schedule: null,
      deployment: { strategy: "direct" },
      examples: [],
      unknown: {},
    });
  });

  it("accepts every key", () => {
    const definition = defined(
      `name: A
version: 1.2.3-beta.1
description: d
capabilities: [data-analysis, {name: report.monthly, description: writing reports, priority: 5}]
tools: Read, Grep , http_client,Read
model: fast
llm: {provider: openai, temperature: 0.2, max_tokens: 100, timeout: 30s, response_format: {type: object}}
memory: {enabled: true, scope: agent-only, auto_store: false, search_limit: 3, min_similarity: 0.5, max_tokens: 800}
parameters: {max_rows: 5, tone: {voice: kind}}
system_prompt: Be {{tone.voice}} with {{max_rows}} rows of {{context.data}}.
user_prompt_template: "{{request}} {{requirements}} {{conversation}} {{memory}} {{sender}} {{performative}} {{timestamp}}"
limits: {max_turns: 3, max_tool_calls: 0, max_tokens: 1000, max_cost_usd: 0.5, timeout: 5m, max_message_size: 64KiB}
approval: [Read]
schedule: {cron: "0 9 * * mon", message: {request: report}}
deployment: {strategy: canary, stages: [{percentage: 10, duration: 5m}]}
examples:
  - Say hi
  - {name: greets, request: {request: hi}, expect: {performative: inform, contains: [hi, ho], matches: "^h", schema: {type: string}}}
  - {request: hi, expect: {contains: hi}}`,
      "Only documentation with {{whatever}}.",
    );
    expect(definition).to.deep.include({
      version: "1.2.3-beta.1",
      capabilities: [
        { name: "data-analysis", description: "", priority: 0 },
        { name: "report.monthly", description: "writing reports", priority: 5 },
      ],
      tools: ["Read", "Grep", "http_client"],
      model: "fast",
      llm: {
        provider: "openai",
        temperature: 0.2,
        maxTokens: 100,
        timeout: 30_000,
        responseFormat: { type: "object" },
      },
      memory: {
        enabled: true,
        scope: "agent-only",
        autoStore: false,
        searchLimit: 3,
        minSimilarity: 0.5,
        maxTokens: 800,
      },
      parameters: { max_rows: 5, tone: { voice: "kind" } },
      systemPrompt: "Be {{tone.voice}} with {{max_rows}} rows of {{context.data}}.",
      limits: {
        maxTurns: 3,
        maxToolCalls: 0,
        maxTokens: 1000,
        maxCostUsd: 0.5,
        timeout: 300_000,
        maxMessageSize: 65_536,
      },
      approval: ["Read"],
      schedule: { cron: "0 9 * * mon", every: null, message: { request: "report" } },
      deployment: { strategy: "canary", stages: [{ percentage: 10, duration: "5m" }] },
    });
    const nothing = { performative: null, contains: [], matches: null, schema: null };
    expect(definition.examples).to.deep.equal([
      { name: "example 1", request: "Say hi", expect: nothing },
      {
        name: "greets",
        request: { request: "hi" },
        expect: { performative: "inform", contains: ["hi", "ho"], matches: "^h", schema: { type: "string" } },
      },
      { name: "example 3", request: "hi", expect: { ...nothing, contains: ["hi"] } },
    ]);
  });

  it("accepts memory: true, an interval, and a strategy by its name, and ignores keys without a value", () => {
    expect(defined("name: A\nmemory: true").memory.enabled).to.equal(true);
    expect(defined("name: A\nmemory: false").memory.enabled).to.equal(false);
    expect(defined("name: A\nschedule: {every: 90, message: go}").schedule).to.deep.equal({
      cron: null,
      every: 90_000,
      message: "go",
    });
    expect(defined("name: A\ndeployment: shadow\n".replace("shadow", "blue-green")).deployment).to.deep.equal({
      strategy: "blue-green",
    });
    expect(defined("name: A\ntools:\ncapabilities:\nllm:\nlimits:\nmodel:\nschedule:\nexamples:")).to.deep.equal(
      defined("name: A"),
    );
    expect(defined("name: A\ncapabilities: []").capabilities).to.have.length(1);
  });

  it("enables the memory if it has settings, unless they say enabled: false", () => {
    expect(defined("name: A\nmemory: {scope: global}").memory).to.deep.include({ enabled: true, scope: "global" });
    expect(defined("name: A\nmemory: {}").memory.enabled).to.equal(true);
    expect(defined("name: A\nmemory: {enabled: false, scope: global}").memory.enabled).to.equal(false);
    expect(defined("name: A\nmemory:").memory.enabled).to.equal(false);
  });

  it("reports a wrong or misspelled memory.max_tokens, and leaves the key out of the definition if it is not given", () => {
    const [tooLow] = complaintsOf(fileOf("name: A\nmemory:\n  max_tokens: 5"));
    expect(tooLow).to.deep.include({ line: 4, column: 15 });
    expect(tooLow?.message).to.include("memory.max_tokens takes a whole number from 100");
    const { warnings } = parsed(fileOf("name: A\nmemory: {max_token: 500}"));
    expect(warnings[0]?.suggestion).to.include("max_tokens");
    expect(defined("name: A\nmemory: true").memory).to.not.have.property("maxTokens");
  });

  it("ignores a byte order mark, Windows line endings and spaces after the separators", () => {
    const unix = parsed(fileOf("name: A\nsystem_prompt: |\n  one\n  two", "doc"));
    const windows = parsed(
      `\uFEFF${fileOf("name: A\nsystem_prompt: |\n  one\n  two", "doc").replaceAll("\n", "\r\n")}`,
    );
    expect(windows.definition).to.deep.equal(unix.definition);
    expect(windows.hash).to.equal(unix.hash);
    expect(parsed("---\r\nname: A\r\n---\r\none\r\ntwo\r\n").hash).to.equal(parsed("---\nname: A\n---\none\ntwo").hash);
    expect(promptedIn(parsed("---  \nname: A\n--- \nHi")).systemPrompt).to.equal("Hi");
    expectOne(complaintsOf("\uFEFF---\r\nname: A\r\nmodel: 5\r\n---\r\n"), "3:8", /model/);
    expect(parseAgentFile(Buffer.from("\uFEFF---\nname: A\n---\nHi"), "a.md").ok).to.equal(true);
    expectOne(complaintsOf("---\r\nname: A\r\n---\r\n\r\nHello {{nope}}\r\n"), "5:7", /nope/);
  });

  it("uses the prose as the system prompt: as a template in a file for Caxton, and as plain text in a file for another tool", () => {
    expectOne(complaintsOf("---\nname: A\ncapabilities: [x]\n---\n\nHi {{nope}}\n"), "6:4", /nope/);
    const web = parsed(
      "---\nname: a\ndescription: d\ntools: Read\nmodel: sonnet\ncolor: blue\n---\nUse ${{ secrets.X }} and <a b={{ c: 1 }}> {{user}} {{request}} {{ {{x",
    );
    expect(promptedIn(web).systemPrompt).to.equal(
      "Use ${{{{ secrets.X }} and <a b={{{{ c: 1 }}> {{{{user}} {{request}} {{{{ {{{{x",
    );
    expect(web.warnings.map(({ message }) => message)).to.have.length(6);
  });

  it("accepts a description whose only mistake is that it is not quoted", () => {
    const { definition, warnings } = parsed(
      '---\nname: a\ndescription: Use this agent when: x. Examples: user: "hi" # now\n---\nHi',
    );
    expect(definition.description).to.equal('Use this agent when: x. Examples: user: "hi" # now');
    expectOne(warnings, "3:1", /is not quoted/);
    expect(places(complaintsOf("---\nname: a\ndescription: when: x\nmodel: y: z\n---\nHi"))).to.not.deep.equal([]);
    expect(places(complaintsOf("---\nname: 5\ndescription: when: x\nmodel: 4\n---\nHi {{"))).to.deep.equal([
      "2:7",
      "4:8",
    ]);
  });

  it("accepts camelCase for snake_case, but refuses a key that is given in both ways", () => {
    expect(defined("name: A\nsystemPrompt: hi\nllm: {maxTokens: 5}")).to.deep.include({ systemPrompt: "hi" });
    expectOne(complaintsOf(fileOf("name: A\nsystemPrompt: a\nsystem_prompt: b")), "3:1", /twice/);
  });

  it("gives the same hash to the same definition, in whatever way it is written", () => {
    const one = parsed(fileOf("name: A\nparameters: {a: 1, b: {c: 2, d: 3}}\ntools: [x, y]"));
    const other = parsed(
      fileOf("# a comment\ntools: x, y\nparameters:\n  b: {d: 3, c: 2}\n  a: 1\nname: A\nversion: 0.0.0"),
    );
    expect(other.hash).to.equal(one.hash);
    expect(parsed(fileOf("name: A\nparameters: {a: 1, b: {c: 2, d: 4}}\ntools: [x, y]")).hash).to.not.equal(one.hash);
    expect(parsed(fileOf("name: A\nparameters: {a: 1, b: {c: 2, d: 3}}\ntools: [y, x]")).hash).to.not.equal(one.hash);
  });
});
