import { expect } from "chai";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAgentFile } from "../../../src/agents/parse-agent-file.ts";
import { builtInVariables } from "../../../src/agents/prompts.ts";
import { renderTemplate } from "../../../src/agents/template.ts";
import { ok } from "../../../src/domain/result.ts";
import type { ModuleHash } from "../../../src/domain/wasm.ts";
import { valueOf } from "../domain/support.ts";
import { promptedIn } from "./support.ts";

const root = join(import.meta.dirname, "../../..");

const known = {
  top: "name version description capabilities tools model llm memory parameters system_prompt user_prompt_template limits approval schedule deployment examples",
  llm: "provider temperature max_tokens timeout response_format",
  memory: "enabled scope auto_store search_limit min_similarity",
  limits: "max_turns max_tool_calls max_tokens max_cost_usd timeout max_message_size",
  examples: "name request expect performative contains matches schema",
};

describe("docs/agent-files.md", () => {
  let text = "";
  before(async () => {
    text = await readFile(join(root, "docs/agent-files.md"), "utf8");
  });

  it("shows only files that load without a warning, except for keys that have no effect yet", () => {
    const files = [...text.matchAll(/^```markdown\n(---\n[\s\S]*?)^```$/gm)].map(([, file = ""]) => file);
    expect(files).to.have.length.above(4);
    const module = () => ok({ sha256: "0".repeat(64) as ModuleHash, bytes: 0 });
    for (const file of files) {
      const { warnings } = valueOf(parseAgentFile(file, "a.md", { module }));
      const others = warnings.filter(({ message }) => !message.includes("has no effect in this version"));
      expect(others).to.deep.equal([]);
      expect(warnings.length > 0, file).to.equal(/^(?:schedule|deployment):/m.test(file));
    }
  });

  it("shows an agent.yaml that loads without a warning", () => {
    const files = [...text.matchAll(/^```yaml\n(name:[\s\S]*?)^```$/gm)].map(([, file = ""]) => file);
    expect(files).to.have.length(1);
    const module = () => ok({ sha256: "0".repeat(64) as ModuleHash, bytes: 0 });
    for (const file of files) {
      expect(valueOf(parseAgentFile(file, "agent.yaml", { module })).warnings).to.deep.equal([]);
    }
  });

  it("names every key and every variable", () => {
    for (const [where, keys] of Object.entries(known)) {
      const section = where === "top" ? text : (text.split(`\n### ${where}\n`)[1]?.split("\n## ")[0] ?? "");
      for (const key of keys.split(" ")) expect(section, `${where}: ${key}`).to.include(`\`${key}\``);
    }
    for (const variable of Object.keys(builtInVariables)) expect(text).to.include(`{{${variable}}}`);
  });

  it("names no key that the parser does not know", () => {
    const rows = text.split("## Every key")[1]?.split("### Not implemented yet")[0] ?? "";
    const documented = [...rows.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, key = ""]) => key);
    const all = new Set(Object.values(known).join(" ").split(" ").concat("priority"));
    for (const key of documented) expect([...all]).to.include(key);
  });
});

describe("the agents that ship with Caxton", () => {
  it("load without a warning, need no tools, serve different capabilities, and bring examples", async () => {
    const folder = join(root, "agents");
    const files = (await readdir(folder)).filter((file) => file.endsWith(".md"));
    expect(files).to.have.length.of.at.least(3);
    const offered: string[] = [];
    for (const file of files) {
      const result = parseAgentFile(await readFile(join(folder, file)), file);
      if (!result.ok) expect.fail(JSON.stringify(result.error));
      const { warnings } = result.value;
      const definition = promptedIn(result.value);
      expect(warnings, file).to.deep.equal([]);
      expect(definition.tools).to.deep.equal([]);
      expect(definition.model).to.equal(null);
      expect(definition.llm.responseFormat).to.equal(null);
      expect(definition.examples.length).to.be.at.least(1);
      for (const { description } of definition.capabilities) expect(description).to.match(/^[a-z]+ing /);
      const values = { ...definition.parameters, request: "R", context: "", requirements: "" };
      expect(renderTemplate(definition.systemPrompt, values)).to.not.include("{{");
      expect(renderTemplate(definition.userPromptTemplate, values)).to.include("R");
      offered.push(...definition.capabilities.map(({ name }) => name));
    }
    expect(new Set(offered).size).to.equal(offered.length);
    expect(offered).to.include.members(["data-analysis", "writing-review", "task-planning"]);
  });
});
