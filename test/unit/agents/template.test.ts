import { expect } from "chai";
import fc from "fast-check";
import { parseTemplate, renderTemplate } from "../../../src/agents/template.ts";
import type { Json } from "../../../src/domain/json.ts";
import { refusal, valueOf } from "../domain/support.ts";

const bracey = fc
  .array(fc.constantFrom("{", "{{", "}", "}}", "a", ".", " ", "\n", "{{a}}", "é"), { maxLength: 30 })
  .map((parts) => parts.join(""));

/** Doubles every pair of braces, as an author does for literal braces. */
const escapeTemplate = (text: string): string => text.replaceAll("{{", "{{{{");

describe("templates", () => {
  it("insert text literally, other values as JSON, and missing ones as nothing", () => {
    const values = { request: "How many?", context: { rows: [1, 2] }, count: 3, none: null, yes: true };
    expect(renderTemplate("{{request}}|{{ context }}|{{count}}|{{none}}|{{yes}}|{{missing}}|", values)).to.equal(
      'How many?|{"rows":[1,2]}|3|null|true||',
    );
  });

  it("reach parts of objects and lists by dots, but never inherited properties", () => {
    const values: Record<string, Json> = { report: { title: "Q3", "max-rows": 5, rows: ["a", "b"] } };
    expect(renderTemplate("{{report.title}} {{report.max-rows}} {{report.rows.1}}", values)).to.equal("Q3 5 b");
    expect(
      renderTemplate("{{constructor}}{{report.toString}}{{report.title.length}}{{report.rows.length}}", values),
    ).to.equal("");
  });

  it("do not read a value as a template", () => {
    const values = { request: "{{secret}} {{{{ {{request}}", secret: "s3cret" };
    expect(renderTemplate("{{request}}", values)).to.equal("{{secret}} {{{{ {{request}}");
    expect(renderTemplate("{{request}}", { request: "$& $1 $`" })).to.equal("$& $1 $`");
  });

  it("turn four braces into two", () => {
    expect(renderTemplate("{{{{request}} is {{request}}", { request: "x" })).to.equal("{{request}} is x");
    expect(renderTemplate('{"a":{"b":"{{request}}"}}', { request: "x" })).to.equal('{"a":{"b":"x"}}');
  });

  it("report every faulty place", () => {
    const problems = refusal(parseTemplate("{{a}} {{b c}}\n{{ {{}} {{{x}}}\n{{open"));
    expect(problems.map(({ offset, written }) => [offset, written])).to.deep.equal([
      [6, "{{b c}}"],
      [14, "{{ {{}}"],
      [17, "{{}}"],
      [22, "{{{x}}"],
      [30, "{{"],
    ]);
    expect(valueOf(parseTemplate("{{ a.b }}"))).to.deep.equal([
      { kind: "variable", path: ["a", "b"], written: "{{ a.b }}", offset: 0 },
    ]);
  });

  it("render escaped text to itself", () => {
    fc.assert(
      fc.property(fc.oneof(bracey, fc.string({ unit: "binary" })), (text) => {
        expect(renderTemplate(escapeTemplate(text), { a: "WRONG" })).to.equal(text);
        expect(parseTemplate(escapeTemplate(text)).ok).to.equal(true);
      }),
    );
  });

  it("insert any value once, unchanged", () => {
    fc.assert(
      fc.property(bracey, bracey, (before, value) => {
        const template = `${escapeTemplate(before)}|{{a}}|`;
        expect(renderTemplate(template, { a: value })).to.equal(`${before}|${value}|`);
      }),
    );
  });

  it("never throw, and point into the template", () => {
    fc.assert(
      fc.property(bracey, (text) => {
        expect(renderTemplate(text, {})).to.be.a("string");
        const result = parseTemplate(text);
        if (result.ok) return;
        for (const { offset, written } of result.error)
          expect(text.slice(offset)).to.satisfy((rest: string) => rest.startsWith(written));
      }),
    );
  });
});
