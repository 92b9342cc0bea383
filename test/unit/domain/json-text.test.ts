import { expect } from "chai";
import { parseJsonPointer, valueAt, type JsonPointer } from "../../../src/domain/json-pointer.ts";
import {
  kindOfJson,
  mostParsed,
  parseJsonText,
  readJson,
  spliceJson,
  writtenJson,
  type JsonText,
} from "../../../src/domain/json-text.ts";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const parsed = (text: string): JsonText => parseJsonText(bytesOf(text))?.written.text as JsonText;

describe("JSON as text", () => {
  it("keeps every character as it was written", () => {
    const written = ' {"n": [1e400, -0, 12345678901234567890], "s": "\u2028\\u00e9" }\n';
    expect(textOf(parsed(written))).to.equal(written);
  });

  it("loses a byte order mark, which must not stand inside of other JSON", () => {
    expect(textOf(parsed('\uFEFF{"a":1}'))).to.equal('{"a":1}');
  });

  it("has to be JSON in UTF-8", () => {
    expect(parseJsonText(bytesOf('{"a":'))).to.equal(null);
    expect(parseJsonText(Uint8Array.of(0x22, 0xff, 0x22))).to.equal(null);
    expect(parseJsonText(bytesOf(""))).to.equal(null);
  });

  it("has an outline from one byte more than the main thread parses", () => {
    const ofLength = (bytes: number) => "x".repeat(bytes - 2);
    expect(writtenJson(ofLength(mostParsed)).outline).to.equal(null);
    const outline = {
      characters: mostParsed - 1,
      shape: `text of ${mostParsed - 1} characters`,
      beginning: "x".repeat(600),
    };
    const longer = writtenJson(ofLength(mostParsed + 1));
    expect(longer.outline).to.deep.equal(outline);
    expect(parseJsonText(longer.text)?.written).to.deep.equal(longer);
  });

  it("is outlined by keys, types and lengths of its upper levels", () => {
    const value = { rows: Array.from({ length: 9_000 }, (_, id) => ({ id, tags: ["a"] })), none: null, ok: true };
    const { outline } = writtenJson(value);
    expect(outline?.shape).to.deep.equal({
      rows: 'list of 9000, the first: "object of 2 keys"',
      none: "null",
      ok: "boolean",
    });
    expect(outline?.beginning).to.equal(JSON.stringify(value).slice(0, 600));
  });

  it("takes the place of objects in a value", () => {
    const here = { $here: 1 };
    const value = { a: [1, here, { b: here, "c\n": "\u2028" }], d: here, e: [], f: {} };
    const spliced = spliceJson(value, (object) => (object === here ? parsed("[1e400, -0]") : null));
    expect(textOf(spliced)).to.equal(
      '{"a":[1,[1e400, -0],{"b":[1e400, -0],"c\\n":"\u2028"}],"d":[1e400, -0],"e":[],"f":{}}',
    );
    expect(textOf(spliceJson(here, () => parsed("7")))).to.equal("7");
    expect(readJson(spliceJson(value, () => null))).to.deep.equal(value);
  });

  it("says what it is by its first character", () => {
    const kinds = { " \n\t{}": "object", '"{"': "string", "[{}]": "other", "1": "other", " null": "other" };
    for (const [text, kind] of Object.entries(kinds)) expect(kindOfJson(parsed(text)), text).to.equal(kind);
  });
});

describe("JSON pointers", () => {
  it("find what RFC 6901 says", () => {
    const value = { "a/b": [{ "m~n": 1 }], "": 2, list: [1, 2] };
    const at = (pointer: string) => valueAt(value, parseJsonPointer(pointer) as JsonPointer);
    expect([at(""), at("/"), at("/a~1b/0/m~0n"), at("/list/1")]).to.deep.equal([value, 2, 1, 2]);
    expect(
      [at("/list/01"), at("/list/-"), at("/list/2"), at("/toString"), at("/x/y")].every((each) => each === undefined),
    ).to.equal(true);
    expect(parseJsonPointer("list")).to.equal(null);
  });
});
