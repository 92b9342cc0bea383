/** Finds parts of a JSON document by JSONPath (RFC 9535). */
import { Bytes } from "../../../sdk/assemblyscript/lean/bytes";
import { Json } from "../../../sdk/assemblyscript/lean/json-value";
import { JsonReader } from "../../../sdk/assemblyscript/lean/json-reader";
import { JsonWriter } from "../../../sdk/assemblyscript/lean/json-writer";
import { runTool } from "../../../sdk/assemblyscript/lean/tool";
import { readQuery } from "./query-reader";
import { Scanner } from "./scanner";
import { Sink, Walker } from "./walker";

export { alloc, response_len, response_ptr } from "../../../sdk/assemblyscript/lean/tool";

export function call_tool(start: usize, length: usize): i32 {
  return runTool(start, length, answer);
}

/** Bytes of result. */
const largestResult: usize = 32000000;

/** Writes what is found, and where it was found. */
class Finds extends Sink {
  count: f64 = 0;
  isTooLarge: bool = false;
  readonly paths: JsonWriter = JsonWriter.create();
  /** The way to where the walk is, as a normalized path (RFC 9535, 2.7), and its lengths on the way. */
  private readonly way: Bytes = new Bytes(256);
  private readonly lengths: Array<usize> = [];

  constructor(
    private readonly values: JsonWriter,
    private readonly limit: f64,
    private readonly wantsPaths: bool,
  ) {
    super();
    this.way.u8(0x24);
  }

  take(value: Json): bool {
    // One more than the limit shows that there are more.
    this.count++;
    if (this.count > this.limit) return false;
    this.values.value(value);
    if (this.wantsPaths) this.paths.textBytes(this.way.start, this.way.length);
    this.isTooLarge = this.values.length + this.paths.length > largestResult;
    return !this.isTooLarge;
  }

  enter(value: Json, index: i64): void {
    if (!this.wantsPaths) return;
    const way = this.way;
    this.lengths.push(way.length);
    way.u8(0x5b);
    if (index >= 0) way.text(index.toString());
    else writeName(way, value.nameStart, value.nameLength);
    way.u8(0x5d);
  }

  leave(): void {
    if (this.wantsPaths) this.way.length = this.lengths.pop();
  }
}

/** A name in single quotes, escaped as normalized paths want it. */
function writeName(way: Bytes, start: usize, length: usize): void {
  const letters = "btnufr";
  way.u8(0x27);
  for (let at = start; at < start + length; at++) {
    const byte = <u32>load<u8>(at);
    if (byte == 0x27 || byte == 0x5c) {
      way.u8(0x5c);
      way.u8(byte);
    } else if (byte >= 0x20) way.u8(byte);
    else if (byte >= 8 && byte <= 13 && byte != 11) {
      way.u8(0x5c);
      way.u8(letters.charCodeAt(byte - 8));
    } else {
      way.text("\\u00" + (byte < 16 ? "0" : "1"));
      way.text((byte & 15).toString(16));
    }
  }
  way.u8(0x27);
}

function answer(args: Json, out: JsonWriter): string | null {
  const path = args.find("path");
  if (path === null) return "There is no path.";
  const scanner = new Scanner(path.start, path.length);
  const query = readQuery(scanner);
  if (query === null) return scanner.problem;
  const text = args.find("text");
  let document = args.get("json");
  if (text !== null) {
    const reader = new JsonReader();
    document = reader.read(text.start, text.length);
    if (document === null) return `The text is no JSON: ${reader.problem}.`;
  }
  if (document === null) return "There is nothing to look into: give json, or text.";
  out.beginObject().name("values").beginList();
  const limit = args.numberOf("limit", Infinity);
  const finds = new Finds(out, limit, args.flag("paths"));
  finds.paths.beginList();
  new Walker(document).find(query, document, finds);
  if (finds.isTooLarge) return `The result is larger than ${largestResult / 1000000} MB; ask for less, or set limit.`;
  out
    .end()
    .name("count")
    .number(Math.min(finds.count, limit))
    .name("truncated")
    .flag(finds.count > limit);
  if (args.flag("paths")) {
    finds.paths.end();
    out.name("paths").raw(finds.paths.bytes.start, finds.paths.length);
  }
  out.end();
  return null;
}
