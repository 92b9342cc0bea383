/** Reads comma-separated values into rows with typed columns, and says what was odd about them. */
import { HostRequest } from "../../../sdk/assemblyscript/lean/host";
import { Json } from "../../../sdk/assemblyscript/lean/json-value";
import { JsonWriter } from "../../../sdk/assemblyscript/lean/json-writer";
import { runTool } from "../../../sdk/assemblyscript/lean/tool";
import { isValid } from "../../../sdk/assemblyscript/lean/utf8";
import { CsvReader, detectDelimiter, separatorLine } from "./csv-reader";
import { Options } from "./options";
import { Table } from "./table";

export { alloc, response_len, response_ptr } from "../../../sdk/assemblyscript/lean/tool";

export function call_tool(start: usize, length: usize): i32 {
  return runTool(start, length, parse);
}

function parse(args: Json, out: JsonWriter): string | null {
  const text = args.find("text");
  if (text !== null) return parseText(args, text.start, text.length, out);
  const path = args.find("path");
  if (path === null) return "There is nothing to parse: give text, or the path of a file.";
  const request = new HostRequest();
  request.head.name("operation").text("read").name("path").value(path);
  const answer = request.file();
  const head = answer.head;
  if (head === null) return answer.problem;
  if (head.numberOf("size", 0) > <f64>answer.bodyLength) {
    return `The file has ${head.numberOf("size", 0)} bytes, more than can be read at once (${answer.bodyLength}).`;
  }
  return parseText(args, answer.bodyStart, answer.bodyLength, out);
}

function parseText(args: Json, from: usize, length: usize, out: JsonWriter): string | null {
  const options = new Options(args);
  if (options.problem !== null) return options.problem;
  let start = from;
  const end = from + length;
  if (length >= 2 && (load<u16>(start) == 0xfeff || load<u16>(start) == 0xfffe)) {
    return "The text is UTF-16. Save it as UTF-8.";
  }
  if (length >= 3 && load<u16>(start) == 0xbbef && load<u8>(start, 2) == 0xbf) start += 3;
  let delimiter = options.delimiter;
  // Split at “=”, the line would be a row of its own.
  if (delimiter != 0x3d) {
    const named = separatorLine(start, end, options.quote);
    start += named.length;
    if (delimiter == 0) delimiter = named.delimiter;
  }
  if (delimiter == 0) delimiter = detectDelimiter(start, end, options.quote);
  const table = new Table(new CsvReader(start, end, delimiter, options.quote), options);
  if (!isValid(start, end - start))
    table.warnings.add(0, "The text is not UTF-8 throughout; what is not was replaced.");
  const problem = fill(args, table, options, out);
  if (problem !== null) return problem;
  out.name("delimiter").text(String.fromCharCode(delimiter)).end();
  return null;
}

function fill(args: Json, table: Table, options: Options, out: JsonWriter): string | null {
  let problem = table.examine();
  if (problem !== null) return problem;
  if (options.types !== null) problem = table.columns.giveTypes(options.types!);
  if (problem === null && options.columns !== null) problem = table.columns.want(options.columns!);
  if (problem !== null) return problem;
  out.beginObject().name("columns");
  table.writeColumns(out);
  out.name("rows");
  problem = table.writeRows(out);
  if (problem !== null) return problem;
  const isPart = options.offset > 0 || options.limit < <f64>table.rowCount;
  out
    .name("rowCount")
    .integer(table.rowCount)
    .name("truncated")
    .flag(isPart && table.rowCount > 0);
  out.name("warnings");
  table.warnings.write(out);
  out.name("warningCount").integer(table.warnings.count);
  return null;
}
