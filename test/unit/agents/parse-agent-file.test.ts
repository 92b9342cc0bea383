import { expect } from "chai";
import { parseAgentFile } from "../../../src/agents/parse-agent-file.ts";
import { CaxtonError } from "../../../src/domain/errors.ts";
import { complaintsOf, defined, expectOne, fileOf, parsed, places, promptedIn, warningsOf } from "./support.ts";

describe("an agent file", () => {
  it("loads with a name, a description and prose alone, and every default", () => {
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

  it("takes every key", () => {
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

  it("takes memory: true, an interval, a strategy's name, and keys without a value as not given", () => {
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

  it("switches the memory on for settings of it, unless they say otherwise", () => {
    expect(defined("name: A\nmemory: {scope: global}").memory).to.deep.include({ enabled: true, scope: "global" });
    expect(defined("name: A\nmemory: {}").memory.enabled).to.equal(true);
    expect(defined("name: A\nmemory: {enabled: false, scope: global}").memory.enabled).to.equal(false);
    expect(defined("name: A\nmemory:").memory.enabled).to.equal(false);
  });

  it("says where the budget of the memory is wrong, and remains the same version without it", () => {
    const [tooLow] = complaintsOf(fileOf("name: A\nmemory:\n  max_tokens: 5"));
    expect(tooLow).to.deep.include({ line: 4, column: 15 });
    expect(tooLow?.message).to.include("memory.max_tokens takes a whole number from 100");
    const { warnings } = parsed(fileOf("name: A\nmemory: {max_token: 500}"));
    expect(warnings[0]?.suggestion).to.include("max_tokens");
    expect(defined("name: A\nmemory: true").memory).to.not.have.property("maxTokens");
  });

  it("keeps what it does not know, with a warning that names the nearest known key", () => {
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

  it("warns of what would surprise: shadowed parameters, a prompt without the request, approval without the tool, strangers", () => {
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

  it("warns of a limit on the cost that cannot hold, where it is written, or at the name where it is everybody's", () => {
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

  it("warns where a provider is refused", () => {
    const modelWarning = (): string | null => {
      throw new CaxtonError("configuration.invalid", "There is no provider foo.", { hint: "Did you mean openai?" });
    };
    const result = parseAgentFile(fileOf("name: A\nllm: {provider: foo}\nmodel: m"), "a.md", { modelWarning });
    expectOne(result.ok ? result.value.warnings : result.error, "3:17", /no provider foo/, /openai/);
  });

  it("has every complaint at once, each at its place with what to do", () => {
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

  it("refuses wrong kinds for every key", () => {
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

  it("refuses what is no agent file", () => {
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

  it("refuses bytes that are not UTF-8, at the place", () => {
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

  it("forgives a byte order mark, Windows line ends and blanks after the lines", () => {
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

  it("takes prose as the prompt: a template where the file is Caxton's, text where it only looks like one", () => {
    expectOne(complaintsOf("---\nname: A\ncapabilities: [x]\n---\n\nHi {{nope}}\n"), "6:4", /nope/);
    const web = parsed(
      "---\nname: a\ndescription: d\ntools: Read\nmodel: sonnet\ncolor: blue\n---\nUse ${{ secrets.X }} and <a b={{ c: 1 }}> {{user}} {{request}} {{ {{x",
    );
    expect(promptedIn(web).systemPrompt).to.equal(
      "Use ${{{{ secrets.X }} and <a b={{{{ c: 1 }}> {{{{user}} {{request}} {{{{ {{{{x",
    );
    expect(web.warnings.map(({ message }) => message)).to.have.length(6);
  });

  it("takes a description that only lacks its quotes", () => {
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

  it("takes camelCase for snake_case, but not both", () => {
    expect(defined("name: A\nsystemPrompt: hi\nllm: {maxTokens: 5}")).to.deep.include({ systemPrompt: "hi" });
    expectOne(complaintsOf(fileOf("name: A\nsystemPrompt: a\nsystem_prompt: b")), "3:1", /twice/);
  });

  it("gives one hash to one definition, however it is written", () => {
    const one = parsed(fileOf("name: A\nparameters: {a: 1, b: {c: 2, d: 3}}\ntools: [x, y]"));
    const other = parsed(
      fileOf("# a comment\ntools: x, y\nparameters:\n  b: {d: 3, c: 2}\n  a: 1\nname: A\nversion: 0.0.0"),
    );
    expect(other.hash).to.equal(one.hash);
    expect(parsed(fileOf("name: A\nparameters: {a: 1, b: {c: 2, d: 4}}\ntools: [x, y]")).hash).to.not.equal(one.hash);
    expect(parsed(fileOf("name: A\nparameters: {a: 1, b: {c: 2, d: 3}}\ntools: [y, x]")).hash).to.not.equal(one.hash);
  });
});
