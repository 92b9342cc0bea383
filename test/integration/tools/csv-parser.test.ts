import { expect } from "chai";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../../src/domain/json.ts";
import { startBuiltTools, type BuiltTools } from "../../support/built-tools.ts";

/** A cell as RFC 4180 writes it. */
const written = (cell: string): string =>
  /[",;\t|\r\n]/.test(cell) || cell === "" ? `"${cell.replaceAll('"', '""')}"` : cell;
const csvOf = (rows: readonly (readonly string[])[], delimiter = ","): string =>
  rows.map((row) => row.map(written).join(delimiter)).join("\r\n");

const cell = fc.oneof(
  fc.string({ maxLength: 8, unit: "grapheme" }),
  fc.constantFrom("", " ", '"', '""', ",", ";", "\n", "\r\n", "a\nb", "007", "1", "-1.5", "true", "é", "2024-01-31"),
);
const table = fc
  .integer({ min: 1, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));

describe("csv_parser", function () {
  this.timeout(120_000);
  let tools: BuiltTools;
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-csv-"));
    tools = await startBuiltTools({
      storage: folder,
      grants: { csv_parser: { storage: [{ path: ".", access: "read" }] } },
    });
  });
  after(async () => {
    await tools.close();
    await rm(folder, { recursive: true, force: true });
  });

  const csv = async (text: string, more: JsonObject = {}): Promise<any> => tools.call("csv_parser", { text, ...more });
  const cells = async (text: string, more: JsonObject = {}): Promise<any> => (await csv(text, more)).rows;

  it("finds columns, types and what is empty", async () => {
    const text =
      "id,name,price,when,ok,zip,big,none\n1,pen,1.5,2024-02-29,true,007,12345678901234567890,\n2,,.5,2024-03-01T10:00:00Z,FALSE,1,1,\n";
    const result = await csv(text);
    expect(result.columns.map(({ name, type }: any) => `${name} ${type}`)).to.deep.equal([
      "id integer",
      "name string",
      "price number",
      "when date",
      "ok boolean",
      "zip string",
      "big string",
      "none string",
    ]);
    expect(result.rows).to.deep.equal([
      [1, "pen", 1.5, "2024-02-29", true, "007", "12345678901234567890", null],
      [2, null, 0.5, "2024-03-01T10:00:00Z", false, "1", "1", null],
    ]);
    expect(result).to.deep.include({ rowCount: 2, truncated: false, delimiter: ",", warningCount: 0 });
  });

  it("takes a column for what all its cells are, and not for what its first are", async () => {
    const typeOf = async (...column: string[]): Promise<string> =>
      (await csv(`c\n${column.join("\n")}`)).columns[0].type;
    expect(await typeOf("1", "2.5")).to.equal("number");
    expect(await typeOf("1", "x")).to.equal("string");
    expect(await typeOf("true", "1")).to.equal("string");
    expect(await typeOf("2024-02-30")).to.equal("string");
    expect(await typeOf("2024-02-29 23:59")).to.equal("date");
    expect(await typeOf("1e5", "-2E-3", "+1")).to.equal("number");
    expect(await typeOf("1e999")).to.equal("string");
    expect(await typeOf("9007199254740991")).to.equal("integer");
    expect(await typeOf("9007199254740992")).to.equal("string");
    expect(await typeOf(" 4 ", "5")).to.equal("integer");
    expect(await typeOf("-", "+", ".", "1,5")).to.equal("string");
  });

  it("finds the delimiter", async () => {
    expect((await csv("a;b;c\n1;2,5;3\n4;5,5;6", { decimal: "," })).rows).to.deep.equal([
      [1, 2.5, 3],
      [4, 5.5, 6],
    ]);
    expect((await csv("a\tb\n1\t2")).delimiter).to.equal("\t");
    expect((await csv("a|b\n1|2")).delimiter).to.equal("|");
    expect((await csv('"x;y;z",b\n"p;q;r",2')).delimiter).to.equal(",");
    expect((await csv("alone\n1")).delimiter).to.equal(",");
    expect(await cells("a:b\n1:2", { delimiter: ":" })).to.deep.equal([[1, 2]]);
  });

  it("takes the separator from a first line sep=;, which Excel writes, and does not take that line for data", async () => {
    for (const line of ["sep=;\n", "SEP=;\r\n", "\uFEFFsep=;\r"]) {
      const result = await csv(`${line}a,b;c\n1,5;2\n`);
      expect(result, line).to.deep.include({ delimiter: ";", rows: [["1,5", 2]] });
      expect(result.columns.map(({ name }: any) => name)).to.deep.equal(["a,b", "c"]);
    }
    expect(await csv("sep=|\na|b\n1|2", { delimiter: "|" })).to.deep.include({ rows: [[1, 2]] });
    expect(await csv("sep=;")).to.deep.include({ rows: [] });
    // Not that line, but data: split at “=” it has two columns, and these name no separator.
    expect(await csv("sep=;\nx=y", { delimiter: "=" })).to.deep.include({ rows: [["x", "y"]] });
    expect((await csv("sep=a,b\n1,2")).columns.map(({ name }: any) => name)).to.deep.equal(["sep=a", "b"]);
  });

  it("reports ragged rows and broken quotes, and loses none of them", async () => {
    const ragged = await csv("a,b\n1,2\n3\n4,5,6\n7,8");
    expect(ragged.columns.map(({ name }: any) => name)).to.deep.equal(["a", "b", "column_3"]);
    expect(ragged.rows).to.deep.equal([
      [1, 2, null],
      [3, null, null],
      [4, 5, 6],
      [7, 8, null],
    ]);
    expect(ragged.warnings.map(({ line }: any) => line)).to.deep.equal([3, 4]);
    const torn = await csv('a,b\n"x"y,2\n"never closed,3');
    expect(torn.rows).to.deep.equal([
      ["xy", 2],
      ["never closed,3", null],
    ]);
    expect(torn.warnings.map(({ line }: any) => line)).to.deep.equal([2, 3, 3]);
    const many = await csv(`a,b\n${"1\n".repeat(500)}`);
    expect(many.warningCount).to.equal(500);
    expect(many.warnings).to.have.length(50);
  });

  it("gives rows as objects, some of the columns, a part of the rows, and given types", async () => {
    const text = "a,b,c\n1,2,3\n4,5,6\n7,8,9";
    expect(await cells(text, { rows: "objects", columns: ["c", "a"], offset: 1, limit: 1 })).to.deep.equal([
      { a: 4, c: 6 },
    ]);
    expect(await csv(text, { offset: 1, limit: 1 })).to.deep.include({ rowCount: 3, truncated: true });
    expect(await cells(text, { types: { b: "string" } })).to.deep.include([1, "2", 3]);
    expect(await cells(text, { typed: false, limit: 1 })).to.deep.equal([["1", "2", "3"]]);
    expect(await cells("a,b\nNA,1\n2,-", { nulls: ["NA", "-"] })).to.deep.equal([
      [null, 1],
      [2, null],
    ]);
    const odd = await csv("a\n1\nx", { types: { a: "integer" } });
    expect(odd.rows).to.deep.equal([[1], ["x"]]);
    expect(odd.warnings[0].line).to.equal(3);
    expect(await tools.failure("csv_parser", { text, columns: ["d"] })).to.equal(
      "tool.reported_failure: csv_parser: There is no column “d”. There are: a, b, c.",
    );
  });

  it("names what has no name, or the name of another", async () => {
    const { columns, warnings } = await csv("a,a,\n1,2,3");
    expect(columns.map(({ name }: any) => name)).to.deep.equal(["a", "a_2", "column_3"]);
    expect(warnings).to.have.length(2);
    const { columns: unnamed } = await csv("1,2", { header: false });
    expect(unnamed.map(({ name }: any) => name)).to.deep.equal(["column_1", "column_2"]);
  });

  it("reads files, and only those that it was granted", async () => {
    await writeFile(join(folder, "prices.csv"), "\uFEFFname,price\r\npen,1.5\r\n");
    const result = await tools.call("csv_parser", { path: "prices.csv" });
    expect(result.columns[0].name).to.equal("name");
    expect(result.rows).to.deep.equal([["pen", 1.5]]);
    expect(await tools.failure("csv_parser", { path: "../secret.csv" })).to.include("tool.grant_missing");
    expect(await tools.failure("csv_parser", {})).to.include("give text, or the path of a file");
    await writeFile(join(folder, "latin.csv"), Buffer.from("name\nZ\xfcrich\n", "latin1"));
    const latin = await tools.call("csv_parser", { path: "latin.csv" });
    expect(latin.rows).to.deep.equal([["Z\uFFFDrich"]]);
    expect(latin.warnings[0].message).to.include("not UTF-8");
    await writeFile(join(folder, "wide.csv"), Buffer.from("\uFEFFa,b\n1,2", "utf16le"));
    expect(await tools.failure("csv_parser", { path: "wide.csv" })).to.include("UTF-16");
  });

  it("gives back what a writer wrote", async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(",", ";", "\t", "|"), async (rows, delimiter) => {
        const result = await csv(csvOf(rows, delimiter), { delimiter, header: false, typed: false });
        expect(result.rows).to.deep.equal(rows);
        expect(result.warningCount).to.equal(0);
      }),
      { numRuns: 150 },
    );
  });

  it("agrees with csv-parse, on files that nobody wrote well too", async () => {
    const line = fc.array(fc.constantFrom("a", "1", "", " ", '"x"', '"a,b"', '"a""b"', '"a\nb"', "é"), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 6 }),
        fc.constantFrom("\n", "\r\n"),
        async (rows, end) => {
          const text = rows.map((row) => row.join(",")).join(end);
          const records = parse(text, { relax_column_count: true, skip_empty_lines: true, record_delimiter: end });
          const { rows: mine } = await csv(text, { header: false, typed: false, delimiter: "," });
          const width = Math.max(0, ...records.map(({ length }) => length));
          // csv-parse has "" for what is null here.
          expect(mine.map((row: any[]) => row.map((each) => each ?? ""))).to.deep.equal(
            records.map((record) => [...record, ...Array.from({ length: width - record.length }, () => "")]),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it("never breaks, whatever the text", async () => {
    const piece = fc.constantFrom(
      '"',
      ",",
      ";",
      "\n",
      "\r",
      "a",
      "1",
      "-",
      ".",
      "\u0000",
      "é",
      "😀",
      "2024-01-01",
      "true",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), fc.boolean(), async (pieces, header) => {
        const { columns, rows, rowCount } = await csv(pieces.join(""), { header });
        expect(rows).to.have.length(rowCount);
        for (const row of rows) expect(row).to.have.length(columns.length);
      }),
      { numRuns: 150 },
    );
  });

  it("reads 10 MB of any kind within its limits", async () => {
    const row = '12345,name of somebody,"New York, NY",155.26,true,2024-01-01\n';
    for (const each of [row, "1,2,3,4,5,6,7,8\n", "x\n", '"a","b""c"\n']) {
      const count = Math.floor(10_000_000 / each.length);
      const { value, audit } = await tools.audited("csv_parser", { text: each.repeat(count), header: false });
      expect(value.rowCount).to.equal(count);
      expect(audit.memoryBytes).to.be.below(128 * 1_048_576);
    }
  });
});
