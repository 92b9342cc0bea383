import { expect } from "chai";
import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Json } from "../../../src/domain/json.ts";
import { startBuiltTools, type BuiltTools } from "../../support/built-tools.ts";

interface ComplianceCase {
  readonly name: string;
  readonly selector: string;
  readonly document?: Json;
  readonly result?: Json;
  readonly results?: readonly Json[];
  readonly result_paths?: readonly string[];
  readonly results_paths?: readonly (readonly string[])[];
  readonly invalid_selector?: boolean;
}

/** The compliance suite of RFC 9535's authors, as the package `jsonpath-rfc9535` carries it. */
const complianceCases = (): readonly ComplianceCase[] => {
  const entry = createRequire(import.meta.url).resolve("jsonpath-rfc9535");
  const root = entry.slice(0, entry.lastIndexOf("jsonpath-rfc9535") + "jsonpath-rfc9535".length);
  const folder = join(root, "src/__tests__/jsonpath-compliance-test-suite/tests");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .toSorted()
    .flatMap((file) =>
      (JSON.parse(readFileSync(join(folder, file), "utf8")) as { tests: ComplianceCase[] }).tests.map((each) => ({
        ...each,
        name: `${file}: ${each.name}`,
      })),
    );
};

const book = (title: string, price: number, more: object = {}) => ({ title, price, ...more });
const store = {
  book: [book("Sayings", 8.95), book("Sword", 12.99), book("Moby", 8.99, { isbn: "0-553" })],
  bicycle: { price: 399 },
};

describe("json_query", function () {
  this.timeout(120_000);
  let tools: BuiltTools;
  before(async () => {
    tools = await startBuiltTools();
  });
  after(async () => tools.close());

  const values = async (json: Json, path: string): Promise<unknown> =>
    (await tools.call("json_query", { json, path })).values;

  it("keeps to the compliance suite of RFC 9535, all of it", async () => {
    const cases = complianceCases();
    expect(cases.length).to.be.above(600);
    const wrong: string[] = [];
    for (const each of cases) {
      const args = { path: each.selector, json: each.document ?? null, paths: true };
      const answer: any = await tools
        .call("json_query", args)
        .catch((error: unknown) => (error as { code: string }).code);
      if (each.invalid_selector === true) {
        if (answer !== "tool.reported_failure") wrong.push(`${each.name} was accepted`);
        continue;
      }
      const allowed = each.results ?? [each.result];
      const paths = each.results_paths ?? (each.result_paths === undefined ? null : [each.result_paths]);
      const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
      const isRight =
        allowed.some((result) => same(result, answer.values)) &&
        (paths === null || paths.some((path) => same(path, answer.paths)));
      if (!isRight) wrong.push(`${each.name}: ${JSON.stringify(answer)}`);
    }
    expect(wrong).to.deep.equal([]);
  });

  it("finds parts of a value or of a text, and says where they stand", async () => {
    const asked = { json: { store }, path: "$.store.book[?@.price < 10].title", paths: true };
    expect(await tools.call("json_query", asked)).to.deep.equal({
      values: ["Sayings", "Moby"],
      count: 2,
      truncated: false,
      paths: ["$['store']['book'][0]['title']", "$['store']['book'][2]['title']"],
    });
    const fromText = await tools.call("json_query", { text: JSON.stringify({ store }), path: "$..price", limit: 2 });
    expect(fromText).to.deep.equal({ values: [8.95, 12.99], count: 2, truncated: true });
    expect(await values({ store }, "$..book[?search(@.title, '^[SM]o')].isbn")).to.deep.equal(["0-553"]);
  });

  it("passes on what it does not compute, digit by digit", async () => {
    const text = '{"n": [12345678901234567890, 1.10, 1e400, "\\ud83d\\ude00"]}';
    const { values: found } = await tools.call("json_query", { text, path: "$.n[:2]" });
    expect(JSON.stringify(found)).to.equal("[12345678901234567000,1.1]");
    expect((await tools.call("json_query", { text, path: "$.n[3]" })).values).to.deep.equal(["😀"]);
  });

  it("says what is wrong, and where", async () => {
    expect(await tools.failure("json_query", { json: {}, path: "$.a[" })).to.include("at character 5 of the path");
    expect(await tools.failure("json_query", { json: {}, path: "a" })).to.include("begins with $");
    expect(await tools.failure("json_query", { json: {}, path: "$[?foo(@)]" })).to.include("no function “foo”");
    expect(await tools.failure("json_query", { text: "{", path: "$" })).to.include("no JSON");
    expect(await tools.failure("json_query", { path: "$" })).to.include("give json, or text");
  });

  it("takes patterns that bring others to a standstill", async () => {
    const json = ["a".repeat(5_000), "b"];
    expect(await values(json, "$[?match(@, '(a*)*(a*)*c')]")).to.deep.equal([]);
    expect(await values(json, "$[?match(@, '(a|aa)+')]")).to.have.length(1);
    expect(await values(json, "$[?match(@, '((((a{1,90}){1,90}){1,90}){1,90})')]")).to.deep.equal([]);
    expect(await values(["x".repeat(3), "Ж1"], "$[?match(@, '\\\\p{Lu}\\\\p{N}')]")).to.deep.equal(["Ж1"]);
  });

  it("reads as JSON exactly what JSON.parse does", async () => {
    const piece = fc.constantFrom(
      ...[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        '"a"',
        '"b":',
        "\\",
        "\\u",
        "\\u00e9",
        "\\ud800",
        "1",
        "0",
        "-",
        ".",
        "e",
        "E+",
      ],
      ...["true", "false", "null", "nul", " ", "\n", "\t", "é", "😀", "\u0001"],
    );
    const garbage = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(""));
    const parsed = (text: string): { readonly value: unknown } | null => {
      try {
        return { value: JSON.parse(text) };
      } catch {
        return null;
      }
    };
    await fc.assert(
      fc.asyncProperty(fc.oneof(garbage, fc.json()), async (text) => {
        const expected = parsed(text);
        const answer: any = await tools.call("json_query", { text, path: "$" }).catch(() => null);
        expect(answer === null, text).to.equal(expected === null);
        // Objects with a name twice are told apart by JSON.parse only, and so is half a surrogate pair.
        if (
          answer === null ||
          /\\u[dD]|__proto__/.test(text) ||
          new Set(text.match(/"[ab]":/g)).size < (text.match(/"[ab]":/g) ?? []).length
        )
          return;
        expect(answer.values[0]).to.deep.equal(expected?.value);
      }),
      { numRuns: 400 },
    );
  });

  it("ends where lists stand too deep inside one another", async () => {
    expect(await tools.failure("json_query", { text: "[".repeat(100_000), path: "$" })).to.include("more than 512");
    const deep = `${"[".repeat(512)}${"]".repeat(512)}`;
    expect((await tools.call("json_query", { text: deep, path: "$..*" })).count).to.equal(511);
  });
});
