import { expect } from "chai";
import { contestedFolders, isAgentFile } from "../../../src/agents/file-names.ts";
import { parseAgentFile, parseAgentSource } from "../../../src/agents/parse-agent-file.ts";
import type { AgentFileChecks, FoundModule } from "../../../src/agents/types.ts";
import type { WasmAgentDefinition } from "../../../src/domain/agent.ts";
import type { Complaint } from "../../../src/domain/errors.ts";
import { ok } from "../../../src/domain/result.ts";
import type { GuestKind, ModuleHash } from "../../../src/domain/wasm.ts";
import { refusal, valueOf } from "../domain/support.ts";
import { expectOne, places } from "./support.ts";

const checksFor = (kind?: GuestKind): AgentFileChecks => {
  const found: FoundModule = { sha256: "0".repeat(64) as ModuleHash, bytes: 10 };
  return { module: () => ok(kind === undefined ? found : { ...found, kind }) };
};

const defined = (text: string, file = "echo/agent.yaml", kind?: GuestKind): WasmAgentDefinition => {
  const { definition } = valueOf(parseAgentFile(text, file, checksFor(kind)));
  return definition.kind === "wasm" ? definition : expect.fail("This is not a WASM agent.");
};

const complaintsOf = (text: string, kind?: GuestKind): readonly Complaint[] =>
  refusal(parseAgentFile(text, "echo/agent.yaml", checksFor(kind)));

describe("an agent file in YAML", () => {
  it("gives the same definition as the same settings in Markdown", () => {
    const settings =
      "name: Echo\nversion: 1.2.0\ndescription: Echoes\nmodule: echo.wasm\ncapabilities: [echo]\nfeatures: [simd]\n" +
      "resources: { max_memory: 1MiB }\nexamples: [Hello]\n";
    const yaml = valueOf(parseAgentFile(settings, "echo/agent.yaml", checksFor()));
    const markdown = valueOf(parseAgentFile(`---\n${settings}---\n`, "echo/agent.md", checksFor()));
    expect(yaml.definition).to.deep.equal(markdown.definition);
    expect(yaml.hash).to.equal(markdown.hash);
    expect(yaml.warnings).to.deep.equal([]);
    expect(yaml.source).to.equal(settings);
  });

  it("may begin with a line “---”, a comment, or a byte order mark, and may be JSON", () => {
    const settings = "name: Echo\nmodule: echo.wasm\n";
    const texts = [`---\n${settings}`, `# The echo\n${settings}`, `\uFEFF${settings}`, '{"name":"Echo","module":"m"}'];
    for (const text of texts) expect(defined(text).name, text).to.equal("Echo");
    expect(defined(settings.replaceAll("\n", "\r\n"), "echo/AGENT.YML").name).to.equal("Echo");
    expect(valueOf(parseAgentSource(settings, null, checksFor(), "yaml")).definition.name).to.equal("Echo");
  });

  it("reports every complaint with its place in the file and a suggestion", () => {
    const text = "name: Echo\nmodule: 7\nresources:\n  max_memory: lots\nfeatures: [simd, smid]\ncapabilities: [A B]\n";
    const complaints = complaintsOf(text);
    expect(places(complaints)).to.deep.equal(["2:9", "4:15", "5:18", "6:16"]);
    for (const { file, suggestion } of complaints) {
      expect(file).to.equal("echo/agent.yaml");
      expect(suggestion).to.be.a("string");
    }
    const unknown = valueOf(parseAgentFile("name: Echo\nmodul: x\nmodule: m\n", "agent.yaml", checksFor()));
    expectOne(unknown.warnings, "2:1", /“modul” is unknown/, /Did you mean module\?/);
    expectOne(complaintsOf("name: [\n"), "2:1", /not valid YAML/);
    expectOne(complaintsOf("- name: Echo\n"), "1:1", /An agent file in YAML takes named values/);
    expectOne(complaintsOf("name: Echo\nmodule: m\n---\nProse.\n"), "3:1", /second document/, /one block/);
  });

  it("requires a module, and refuses prompts and other kinds", () => {
    expectOne(complaintsOf("name: Echo\n"), "1:1", /needs a module/, /Add module/);
    const prompt = complaintsOf("name: Echo\nmodule: m\nsystem_prompt: You echo.\n");
    expectOne(prompt, "3:1", /defines a WASM agent.*no system_prompt/, /Remove it.*Markdown/);
    expectOne(complaintsOf("name: Echo\nkind: config\n"), "2:7", /kind cannot be config/, /agent\.md/);
    const model = valueOf(parseAgentFile("name: Echo\nmodule: m\nmodel: x\n", "agent.yaml", checksFor()));
    expectOne(model.warnings, "3:1", /model has no effect/);
  });
});

describe("the key abi", () => {
  const file = (abi: string): string => `name: Echo\nmodule: m\nabi: ${abi}\n`;

  it("is part of the definition if it matches the module, and is left out if it is absent", () => {
    expect(defined(file("core"), "agent.yaml", "core").abi).to.equal("core");
    expect(defined(file("component"), "agent.yaml", "component").abi).to.equal("component");
    expect(defined("name: Echo\nmodule: m\n", "agent.yaml", "component")).to.not.have.property("abi");
    const markdown = parseAgentFile(`---\n${file("core")}---\n`, "agent.md", checksFor("core"));
    expect(valueOf(markdown).warnings).to.deep.equal([]);
  });

  it("is refused with both kinds in the message if the module is of another kind", () => {
    expectOne(complaintsOf(file("component"), "core"), "3:6", /component.*core module \(core\)/, /Write abi: core/);
    expectOne(complaintsOf(file("core"), "component"), "3:6", /core.*a component/, /Write abi: component/);
  });

  it("accepts only known kinds, and refuses Extism plug-ins as agents", () => {
    expectOne(complaintsOf(file("wit"), "core"), "3:6", /one of core, component, extism/);
    expectOne(complaintsOf(file("compnent"), "core"), "3:6", /abi is one of/, /Did you mean component\?/);
    expectOne(complaintsOf(file("extism"), "core"), "3:6", /only a tool can/);
    expectOne(complaintsOf("name: Echo\nmodule: m\n", "extism"), "2:9", /only a tool can/);
  });
});

describe("the files of the agents folder", () => {
  it("are Markdown files, and agent.yaml in any folder", () => {
    for (const path of ["a.md", "x/agent.yaml", "x/y/agent.yml", "agent.yaml", "x/Agent.YAML"])
      expect(isAgentFile(path), path).to.equal(true);
    for (const path of ["README.md", "x/echo.yaml", "x/agent.yaml.bak", ".x/agent.yaml", "node_modules/a/agent.yaml"])
      expect(isAgentFile(path), path).to.equal(false);
  });

  it("may define the agent of a folder only once", () => {
    const files = ["a/agent.md", "a/agent.yaml", "b/agent.yaml", "b/other.md", "agent.md", "agent.yml"];
    const complaints = contestedFolders(files);
    expect([...complaints.keys()]).to.have.members(["a/agent.md", "a/agent.yaml", "agent.md", "agent.yml"]);
    expect(complaints.get("a/agent.yaml")?.message).to.match(/folder a has agent\.md and agent\.yaml/);
    expect(complaints.get("agent.md")?.message).to.match(/The folder has agent\.md and agent\.yml/);
  });
});
