import { expect } from "chai";
import fc from "fast-check";
import { agentDefinitionFromJson, parseAgentFile, parseAgentSource } from "../../../src/agents/parse-agent-file.ts";
import type { Complaint } from "../../../src/domain/errors.ts";
import { fileOf } from "./support.ts";
import { watchProcessor } from "../../support/processor.ts";

const complaints = (source: string | Uint8Array): readonly Complaint[] => {
  const result = parseAgentFile(source, "a.md");
  return result.ok ? result.value.warnings : result.error;
};

const expectWithin = (source: string, found: readonly Complaint[]): void => {
  const lines = source.replace(/^\uFEFF/, "").split("\n");
  for (const { line = 0, column = 0 } of found) {
    expect(line).to.be.within(1, lines.length);
    expect(column).to.be.within(1, (lines[line - 1] ?? "").length + 1);
  }
};

const words = [
  ..."{}[]\"'|>-:,&*!#%@`?\\ \t\n\r",
  "---",
  "\n---\n",
  "\r\n",
  "name: ",
  "A",
  "\nname: A\n",
  "tools",
  ": ",
  "- ",
  "  ",
  "system_prompt: |\n  ",
  "{{",
  "}}",
  "{{request}}",
  "{{x}}",
  "&a",
  "*a",
  "<<: *a",
  "\uFEFF",
  "é",
  "😀",
  "\u2028",
  "!!js/function",
  "null",
  "true",
  "1e999",
  "0x1F",
  ".nan",
  "__proto__",
  "constructor",
  "memory: ",
  "limits: {",
  "examples:\n",
  "deployment: ",
  "schedule: ",
];

const yamlish = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join(""));

describe("hostile agent files", () => {
  it("never throw, and every complaint lies within the file", () => {
    fc.assert(
      fc.property(fc.oneof(yamlish, fc.string({ unit: "binary" })), fc.boolean(), yamlish, (yaml, wrapped, prose) => {
        const source = wrapped ? fileOf(yaml, prose) : yaml;
        expectWithin(source, complaints(source));
      }),
      { numRuns: 3_000 },
    );
  });

  it("never throw for any bytes or any JSON", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 60 }),
        (bytes) => void complaints(Buffer.concat([Buffer.from("---\n"), bytes])),
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.jsonValue(),
          fc.record(
            {
              name: fc.constant("A"),
              llm: fc.jsonValue(),
              memory: fc.jsonValue(),
              limits: fc.jsonValue(),
              capabilities: fc.jsonValue(),
              examples: fc.jsonValue(),
              deployment: fc.jsonValue(),
              schedule: fc.jsonValue(),
              parameters: fc.jsonValue(),
              tools: fc.jsonValue(),
              system_prompt: fc.string(),
            },
            { requiredKeys: [] },
          ),
        ),
        (body) => {
          const result = agentDefinitionFromJson(body);
          for (const { pointer, message } of result.ok ? [] : result.error) {
            expect(pointer).to.match(/^(\/.*)?$/s);
            expect(message).to.not.equal("");
          }
        },
      ),
      { numRuns: 1_000 },
    );
    fc.assert(fc.property(fc.string(), (text) => void parseAgentSource(`{${text}`, null)));
  });

  // Each of these made the YAML library or a careless walk take seconds, gigabytes, or the process down.
  const bombs: Record<string, string> = {
    "braces that are never closed": `a: ${"{".repeat(1_000_000)}`,
    "brackets that are never closed": `a: ${"[".repeat(1_000_000)}`,
    "lists in lists on one line": "- ".repeat(500_000),
    "keys of keys": "? ".repeat(500_000),
    "ever deeper indents": Array.from({ length: 1_300 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
    "a hundred thousand keys": Array.from({ length: 100_000 }, (_, index) => `k${index}: 1`).join("\n"),
    "aliases of aliases": [
      "a: &a [x,x,x,x,x,x,x,x,x,x]",
      ..."bcdefghij"
        .split("")
        .map((key, index) => `${key}: &${key} [${Array(10).fill(`*${"abcdefghi"[index]}`).join(",")}]`),
    ].join("\n"),
    "an alias of itself": "name: A\nparameters: &a {a: *a}",
    "many aliases of a long list": `a: &a [${"x,".repeat(5_000)}]\nb: [${"*a,".repeat(5_000)}]`,
    "many documents": "--- \n".repeat(100_000),
    "many anchors": "&a ".repeat(300_000),
    "many errors": "a: b: c\n".repeat(10_000),
    "many quotes": '"'.repeat(400_000),
    "a long run of closing braces": "}".repeat(1_000_000),
    "many templates that are none": `name: A\nsystem_prompt: "${"{{ ".repeat(200_000)}"`,
    "many variables that are none": `name: A\nparameters: {${Array.from({ length: 5_000 }, (_, index) => `parameter_${index}: 1`).join(", ")}}\nsystem_prompt: "${"{{parametre_1}}".repeat(40_000)}"`,
  };
  for (const [name, yaml] of Object.entries(bombs)) {
    it(`are refused quickly: ${name}`, () => {
      const work = watchProcessor();
      const result = parseAgentFile(fileOf(yaml), "a.md");
      expect(work.usedMs()).to.be.below(2_500);
      expect(result.ok).to.equal(false);
      if (!result.ok) expect(result.error.length).to.be.within(1, 100);
    });
  }

  it("are read quickly if they are merely long", () => {
    const work = watchProcessor();
    const prose = `${"{{ x }} {{request}} {{{ ".repeat(20_000)}${"{{".repeat(100_000)}`;
    expect(parseAgentFile(`---\nname: a\ndescription: d\n---\n${prose}`, "a.md").ok).to.equal(true);
    expect(work.usedMs()).to.be.below(2_500);
  });

  it("cannot reach an object's prototype", () => {
    const result = parseAgentFile(
      fileOf("name: A\n__proto__: {polluted: 1}\nconstructor: x\nparameters: {__proto__: {polluted: 2}}"),
      "a.md",
    );
    expect(result.ok).to.equal(true);
    expect(({} as Record<string, unknown>)["polluted"]).to.equal(undefined);
    if (result.ok) expect(Object.keys(result.value.definition.unknown)).to.deep.equal(["__proto__", "constructor"]);
    expect(agentDefinitionFromJson(JSON.parse('{"name":"A","__proto__":{"tools":["x"]}}')).ok).to.equal(true);
  });
});
