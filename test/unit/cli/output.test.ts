import { expect } from "chai";
import fc from "fast-check";
import { createOutput, forOutput, printable } from "../../../src/cli/output.ts";
import { renderComplaint } from "../../../src/cli/source-excerpt.ts";
import { renderFields, renderTable } from "../../../src/cli/tables.ts";

const terminal = { write: () => undefined, isTTY: true, columns: 60 };
const pipe = { write: () => undefined };
const plain = createOutput(pipe, {});

describe("colour", () => {
  const isColoured = (stream: typeof terminal | typeof pipe, env: Record<string, string>): boolean =>
    createOutput(stream, env).paint.red("x") !== "x";

  it("is for terminals", () => {
    expect(isColoured(terminal, {})).to.equal(true);
    expect(isColoured(pipe, {})).to.equal(false);
    expect(isColoured(terminal, { TERM: "dumb" })).to.equal(false);
  });

  it("follows NO_COLOR before FORCE_COLOR, and neither when empty", () => {
    expect(isColoured(terminal, { NO_COLOR: "1" })).to.equal(false);
    expect(isColoured(terminal, { NO_COLOR: "" })).to.equal(true);
    expect(isColoured(pipe, { FORCE_COLOR: "1" })).to.equal(true);
    expect(isColoured(terminal, { FORCE_COLOR: "0" })).to.equal(false);
    expect(isColoured(pipe, { FORCE_COLOR: "1", NO_COLOR: "1" })).to.equal(false);
  });
});

describe("what others wrote", () => {
  it("cannot take a terminal over, and is left alone in a pipe", () => {
    const evil = "\u001B]0;title\u0007\u009B2J plain\ttext\n";
    expect(printable(evil)).to.equal("�]0;title��2J plain\ttext\n");
    expect(forOutput(createOutput(terminal, {}), evil)).to.equal(printable(evil));
    expect(forOutput(plain, evil)).to.equal(evil);
  });
});

describe("tables", () => {
  it("have a heading, aligned columns and nothing at the end of lines", () => {
    expect(
      renderTable(
        plain,
        ["NAME", "STATE"],
        [
          ["Haiku", "running"],
          ["A", "failed"],
        ],
      ),
    ).to.equal("NAME   STATE\nHaiku  running\nA      failed\n");
  });

  it("keep a row on one line, cut to the width of a terminal", () => {
    const out = renderTable(createOutput(terminal, { NO_COLOR: "1" }), ["A", "B"], [["x\ny", "long ".repeat(30)]]);
    expect(out.trimEnd().split("\n")).to.have.length(2);
    expect(out.split("\n")[1]?.length).to.be.at.most(60);
    expect(out).to.include("x y").and.include("…");
  });

  it("leave out fields without a value", () => {
    expect(
      renderFields(plain, [
        ["name", "Haiku"],
        ["failure", null],
        ["description", ""],
      ]),
    ).to.equal("name  Haiku\n");
  });
});

describe("a complaint about a file", () => {
  const shown = (source: string, line: number, column: number): string[] =>
    renderComplaint(plain, { file: "a.md", line, column, message: "Wrong." }, "error", source).split("\n");

  it("has its caret under the place, with tabs and wide characters before it", () => {
    expect(shown("a: b", 1, 4).slice(1, 3)).to.deep.equal([" 1 | a: b", "   |    ^"]);
    expect(shown("\tkey: x", 1, 2)[2]).to.equal("   | \t^^^");
    expect(shown("俳句: xyz", 1, 5)[2]).to.equal(`   | ${" ".repeat(6)}^^^`);
    expect(shown("a\nb\nccc\r", 3, 1).slice(1, 3)).to.deep.equal([" 3 | ccc", "   | ^^^"]);
  });

  it("shows of a very long line what is around the place", () => {
    const [, line = "", caret = ""] = shown(`${"x ".repeat(5_000)}HERE ${"y ".repeat(5_000)}`, 1, 10_001);
    expect(line.length).to.be.below(140);
    expect(line.slice(caret.indexOf("^"), caret.lastIndexOf("^") + 1)).to.equal("HERE");
  });

  it("never fails, wherever the place is said to be", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 300 }),
        (text, line, column) => {
          expect(shown(text, line, column)[0]).to.equal(`a.md:${line}:${column}: error: Wrong.`);
        },
      ),
    );
  });
});
