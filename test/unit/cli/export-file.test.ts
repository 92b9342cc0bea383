/** Reading export files: as a stream, with every mistake at its line and column. */
import { expect } from "chai";
import fc from "fast-check";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { openExportFile } from "../../../src/cli/export-file.ts";
import type { FileRecord } from "../../../src/cli/export-entries.ts";
import type { CliFailure } from "../../../src/cli/failure.ts";
import { documentRecords } from "../../../src/cli/json-document.ts";
import { lineRecords } from "../../../src/cli/json-lines.ts";

/** The bytes in pieces of the given sizes, over and over. */
const inPieces = async function* (text: string | Buffer, sizes: readonly number[] = [65_536]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let from = 0, turn = 0; from < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(from, from + size);
    from += size;
  }
};

const all = async (records: AsyncIterable<FileRecord>): Promise<readonly FileRecord[]> => {
  const found: FileRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
};

const failureOf = async (work: Promise<unknown>): Promise<CliFailure> =>
  work.then(
    () => {
      throw new RangeError("It was read.");
    },
    (thrown: CliFailure) => thrown,
  );

const document = async (text: string | Buffer, sizes?: readonly number[]): Promise<readonly FileRecord[]> =>
  all(documentRecords(inPieces(text, sizes), "m.json"));
const lines = async (text: string | Buffer, sizes?: readonly number[]): Promise<readonly FileRecord[]> =>
  all(lineRecords(inPieces(text, sizes), "m.jsonl", "workspace"));

const sizesOfPieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

describe("an export that is one JSON document", () => {
  it("gives the same records as JSON.parse, with their lines, in whatever pieces and order of keys it comes", async () => {
    const records = fc.array(fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.dictionary(fc.string(), fc.jsonValue())));
    const keys = fc.shuffledSubarray(["version", "entities", "relations", "metadata", "x"], { minLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        ...([keys, records, records, fc.jsonValue(), fc.constantFrom(0, 1, 2), sizesOfPieces] as const),
        async (order, entities, relations, metadata, indent, sizes) => {
          const whole: Record<string, unknown> = {
            version: "1.0",
            entities,
            relations,
            metadata,
            x: { entities: [1] },
          };
          const text = JSON.stringify(Object.fromEntries(order.map((key) => [key, whole[key]])), null, indent);
          const found = await document(text, sizes);
          const again = JSON.parse(text);
          for (const [kind, key] of [
            ["entity", "entities"],
            ["relation", "relations"],
          ] as const) {
            const those = found.filter((each) => each.kind === kind);
            expect(those.map(({ value }) => value)).to.deep.equal(again[key]);
            expect(those.map(({ pointer }) => pointer)).to.deep.equal(those.map((_, index) => `/${key}/${index}`));
          }
          const inText = text.split("\n");
          for (const { value, line } of indent === 0 ? [] : found) {
            expect(inText[line - 1]?.trim().slice(0, 1)).to.equal(JSON.stringify(value).slice(0, 1));
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it("tells line and column of what is no JSON, in the middle of records too", async () => {
    const cases: readonly (readonly [string, number, number])[] = [
      [`{"version":"1.0",\n "entities": [\n  {"id": "a", "name": "é" : 1}]}`, 3, 27],
      [`{"version":"1.0",\n "entities": [\n  {"id": nope}]}`, 3, 11],
      [`{"version":"1.0",\n "entities": [\n  {"id": 1},,\n]}`, 3, 13],
      [`{"version":"1.0","entities":[]}\n}`, 2, 1],
      [`{"version":"1.0",\n "entities": [{"name": "a\nb"}]}`, 2, 26],
      [`{"version":"1.0",\n "entities": [{"name": "a"}`, 2, 28],
      [`{"version":"1.0",\n "entities": [{"name": "cut of`, 2, 31],
    ];
    for (const [text, line, column] of cases) {
      for (const sizes of [[1], [7], [65_536]]) {
        const { code, errors } = await failureOf(document(text, sizes));
        expect(code).to.equal("memory.invalid");
        expect(errors[0], text).to.deep.include({ file: "m.json", line, column });
      }
    }
    const invalid = Buffer.concat([Buffer.from(`{"version":"1.0",\n"entities":[{"a":"`), Buffer.from([0xc3, 0x28])]);
    expect((await failureOf(document(invalid))).errors[0]).to.deep.include({ file: "m.json", line: 2 });
  });

  it("refuses what is JSON but no export, and other versions, wherever these stand", async () => {
    const codes: Readonly<Record<string, string>> = {
      [`{"version":"9.9","entities":[]}`]: "memory.unsupported_version",
      [`{"entities":[{"id":1}],"version":"9.9"}`]: "memory.unsupported_version",
      [`{"version":{"major":1},"entities":[]}`]: "memory.unsupported_version",
      [`{"foo":1}`]: "memory.invalid",
      [`{"entities":[]}`]: "memory.invalid",
      [`{"version":"1.0"}`]: "memory.invalid",
      [`{}`]: "memory.invalid",
      [`[1,2]`]: "memory.invalid",
      [`"text"`]: "memory.invalid",
      [`{"version":"1.0","entities":{"a":1}}`]: "memory.invalid",
      [`{"version":"1.0","relations":"none"}`]: "memory.invalid",
      [``]: "memory.invalid",
    };
    for (const [text, code] of Object.entries(codes)) {
      expect((await failureOf(document(text))).code, text).to.equal(code);
    }
    const { message, hint } = await failureOf(document(`{"version":"9.9","entities":[]}`));
    expect([message, hint]).to.satisfy(([what, how]: [string, string]) => what.includes("9.9") && how.includes("1.0"));
    expect(await document(`{"version":"1.0","entities":null,"relations":[]}`)).to.deep.equal([]);
  });

  it("holds one record at a time, whatever else there is in the document", async () => {
    const text = "x".repeat(1_000_000);
    let most = 0;
    const before = process.memoryUsage().heapUsed;
    const long = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(`{"metadata":[0`);
      for (let index = 0; index < 50; index++) yield Buffer.from(`,"${text}"`);
      yield Buffer.from(`],"entities":[{}`);
      for (let index = 0; index < 150; index++) yield Buffer.from(`,{"text":"${text}"}`);
      yield Buffer.from(`],"version":"1.0"}`);
    };
    let count = 0;
    for await (const { kind } of documentRecords(long(), "m.json")) {
      expect(kind).to.equal("entity");
      count += 1;
      most = Math.max(most, process.memoryUsage().heapUsed - before);
    }
    expect(count).to.equal(151);
    expect(most).to.be.lessThan(120_000_000);
  });
});

describe("an export in JSON Lines", () => {
  const record = (name: string): string => JSON.stringify({ kind: "entity", id: "a", name });

  it("gives every line with its number, in whatever pieces it comes, with any text", async () => {
    const texts = fc.array(
      fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\u2028", "\u2029 b", "\u0085", "\r")),
    );
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom("\n", "\r\n", "\n\n"), sizesOfPieces, async (names, end, sizes) => {
        const text = [`{"kind":"head","version":"1.0"}`, ...names.map(record)].join(end);
        const found = await lines(text, sizes);
        expect(found.map(({ value }) => (value as { name: string }).name)).to.deep.equal(
          names.map((name) => JSON.parse(record(name)).name),
        );
        const step = end === "\n\n" ? 2 : 1;
        expect(found.map(({ line }) => line)).to.deep.equal(names.map((_, index) => 1 + (index + 1) * step));
      }),
    );
  });

  it("tells line and column of what is no JSON, no record, or of another version", async () => {
    const broken = await failureOf(lines(`${record("A")}\n{"kind":"entity","id" 1}\n`));
    expect(broken.errors[0]).to.deep.include({ file: "m.jsonl", line: 2, column: 23 });
    const strange = await failureOf(lines(`${record("A")}\n\n[1]\n`));
    expect(strange.errors[0]).to.deep.include({ file: "m.jsonl", line: 3 });
    expect((await failureOf(lines(`{"kind":"head","version":"2.0"}\n`))).code).to.equal("memory.unsupported_version");
    expect((await failureOf(lines(`{"kind":"head"}\n`))).code).to.equal("memory.invalid");
    expect((await failureOf(lines("\n"))).code).to.equal("memory.invalid");
  });
});

describe("a file of an export", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "caxton-export-"));
  });
  after(async () => rm(folder, { recursive: true, force: true }));

  const read = async (name: string, content: string | Buffer): Promise<readonly FileRecord[]> => {
    await writeFile(join(folder, name), content);
    return all((await openExportFile(folder, name, "workspace")).records());
  };
  const text = `{"version":"1.0","entities":[{"id":1}]}`;

  it("may be compressed and may begin with a byte order mark, and is read as often as it is asked for", async () => {
    for (const content of [text, `\uFEFF${text}`]) {
      expect(await read("m.json", content)).to.have.length(1);
      expect(await read("m.json.gz", gzipSync(content))).to.have.length(1);
    }
    expect(await read("m.jsonl.gz", gzipSync(`\uFEFF{"kind":"entity"}`))).to.have.length(1);
    const file = await openExportFile(folder, "m.json", "workspace");
    const shares: number[] = [];
    for (let turn = 0; turn < 2; turn++) await all(file.records((share) => shares.push(share)));
    expect(shares).to.deep.equal([1, 1]);
  });

  it("is refused where it is damaged, missing, or can be read only once", async () => {
    const cut = await failureOf(read("cut.json.gz", gzipSync(text.repeat(100)).subarray(0, 40)));
    expect(cut.errors[0]?.message).to.contain("damaged or incomplete");
    const plain = await failureOf(read("plain.json.gz", text));
    expect([plain.code, plain.errors[0]?.file]).to.deep.equal(["memory.invalid", "plain.json.gz"]);
    expect((await failureOf(openExportFile(folder, "nowhere.json", "workspace"))).exitCode).to.equal(4);
    expect((await failureOf(openExportFile("/", "dev/null", "workspace"))).code).to.equal("memory.invalid");
  });
});
