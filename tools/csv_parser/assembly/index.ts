/** Comma-separated values (RFC 4180, and what people make of it): rows with typed columns, and what was odd about them. */
import { fail, file, Input, succeedWith } from "../../../sdk/assemblyscript/guest";
import { isNumber, Json, numberText, Writer } from "../../../sdk/assemblyscript/json";
export { alloc, response_len, response_ptr } from "../../../sdk/assemblyscript/guest";

enum Type {
  Empty,
  Integer,
  Number,
  Boolean,
  Date,
  Text,
}

const typeNames: string[] = ["empty", "integer", "number", "boolean", "date", "string"];

/** Warnings that are listed; all are counted. */
const mostWarnings: i32 = 50;

class Table {
  rows: Array<Array<string>> = [];
  /** The line on which each row begins, from 1. */
  lines: Array<i32> = [];
  /** The line on which a quote was opened and never closed; 0 for none. */
  unclosed: i32 = 0;
}

/** The delimiter that the first lines have most evenly. */
function detectDelimiter(text: string): i32 {
  const candidates: i32[] = [0x2c, 0x3b, 0x09, 0x7c];
  let best = 0x2c;
  let bestScore = 0;
  for (let index = 0; index < candidates.length; index++) {
    const delimiter = candidates[index];
    const counts: i32[] = [];
    let count = 0;
    let quoted = false;
    for (let at = 0; at < min(text.length, 65536) && counts.length < 10; at++) {
      const code = text.charCodeAt(at);
      if (code == 0x22) quoted = !quoted;
      else if (!quoted && code == delimiter) count++;
      else if (!quoted && code == 0x0a) {
        counts.push(count);
        count = 0;
      }
    }
    if (counts.length == 0) counts.push(count);
    let even = 0;
    for (let row = 0; row < counts.length; row++) if (counts[row] == counts[0]) even++;
    const score = counts[0] == 0 ? 0 : counts[0] * 10 + even * 100;
    if (score > bestScore) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

function parseTable(text: string, delimiter: i32, quote: i32): Table {
  const table = new Table();
  const size = text.length;
  let row: Array<string> = [];
  let at = size > 0 && text.charCodeAt(0) == 0xfeff ? 1 : 0;
  let line = 1;
  let rowLine = 1;
  let any = false;
  while (at < size) {
    any = true;
    let cell = "";
    if (text.charCodeAt(at) == quote) {
      const opened = line;
      let from = ++at;
      let closed = false;
      while (at < size) {
        const code = text.charCodeAt(at);
        if (code == 0x0a) line++;
        if (code != quote) {
          at++;
          continue;
        }
        if (at + 1 < size && text.charCodeAt(at + 1) == quote) {
          cell += text.substring(from, at + 1);
          at += 2;
          from = at;
          continue;
        }
        closed = true;
        break;
      }
      cell += text.substring(from, at);
      if (closed) at++;
      else if (table.unclosed == 0) table.unclosed = opened;
      // What stands between a closing quote and the delimiter belongs to the cell, as spreadsheets have it.
      const rest = at;
      while (at < size && text.charCodeAt(at) != delimiter && text.charCodeAt(at) != 0x0a && text.charCodeAt(at) != 0x0d) at++;
      if (at > rest) cell += text.substring(rest, at);
    } else {
      const from = at;
      while (at < size) {
        const code = text.charCodeAt(at);
        if (code == delimiter || code == 0x0a || code == 0x0d) break;
        at++;
      }
      cell = text.substring(from, at);
    }
    row.push(cell);
    if (at < size && text.charCodeAt(at) == delimiter) {
      at++;
      // A delimiter at the very end of the text begins one more cell.
      if (at == size) row.push("");
      continue;
    }
    if (at < size && text.charCodeAt(at) == 0x0d) at++;
    if (at < size && text.charCodeAt(at) == 0x0a) at++;
    table.rows.push(row);
    table.lines.push(rowLine);
    row = [];
    line++;
    rowLine = line;
    any = false;
  }
  if (any && row.length > 0) {
    table.rows.push(row);
    table.lines.push(rowLine);
  }
  return table;
}

function isDigits(text: string, from: i32, to: i32): bool {
  if (to > text.length) return false;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

/** 2026-11-23, with a time after it or without. */
function isDate(text: string): bool {
  if (text.length < 10 || !isDigits(text, 0, 4) || !isDigits(text, 5, 7) || !isDigits(text, 8, 10)) return false;
  if (text.charCodeAt(4) != 0x2d || text.charCodeAt(7) != 0x2d) return false;
  const month = parseInt(text.substring(5, 7));
  const day = parseInt(text.substring(8, 10));
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  if (text.length == 10) return true;
  const separator = text.charCodeAt(10);
  return (separator == 0x54 || separator == 0x20) && text.length >= 16 && isDigits(text, 11, 13) && isDigits(text, 14, 16);
}

function isBoolean(text: string): bool {
  if (text.length != 4 && text.length != 5) return false;
  const small = text.toLowerCase();
  return small == "true" || small == "false";
}

function typeOf(cell: string): Type {
  if (cell.length == 0) return Type.Empty;
  if (isNumber(cell)) {
    const number = parseFloat(cell);
    const whole = number == Math.floor(number) && Math.abs(number) < 9007199254740992;
    // 1e5 is a number, and so is what a double cannot hold exactly.
    return whole && isDigits(cell, cell.charCodeAt(0) == 0x2d ? 1 : 0, cell.length) ? Type.Integer : Type.Number;
  }
  if (isBoolean(cell)) return Type.Boolean;
  return isDate(cell) ? Type.Date : Type.Text;
}

function widen(known: Type, found: Type): Type {
  if (known == found || found == Type.Empty) return known;
  if (known == Type.Empty) return found;
  if ((known == Type.Integer && found == Type.Number) || (known == Type.Number && found == Type.Integer)) return Type.Number;
  return Type.Text;
}

function writeCell(writer: Writer, cell: string, type: Type): void {
  if (cell.length == 0) writer.raw("null");
  else if (type == Type.Integer || type == Type.Number) writer.raw(numberText(parseFloat(cell)));
  else if (type == Type.Boolean) writer.raw(cell.toLowerCase());
  else writer.quoted(cell);
}

class Warnings {
  count: i32 = 0;
  list: Json = Json.list([]);
  add(line: i32, message: string): void {
    this.count++;
    if (this.list.items.length < mostWarnings) {
      this.list.items.push(Json.object().set("line", Json.of(line)).set("message", Json.string(message)));
    }
  }
}

function headerNames(row: Array<string>, warnings: Warnings): Array<string> {
  const names: Array<string> = [];
  for (let index = 0; index < row.length; index++) {
    const base = row[index].trim() == "" ? "column_" + (index + 1).toString() : row[index].trim();
    let name = base;
    for (let again = 2; names.includes(name); again++) name = base + "_" + again.toString();
    if (name != base) warnings.add(1, "Two columns are called “" + base + "”; the later one is “" + name + "” here.");
    names.push(name);
  }
  return names;
}

export function call_tool(start: usize, length: i32): i32 {
  const input = new Input(start, length);
  if (input.error != "") return fail(input.error);
  const asked = input.value;
  let text = asked.textOr("text", "");
  if (asked.get("path").isText()) {
    const read = file(Json.object().set("operation", Json.string("read")).set("path", asked.get("path")), "");
    if (read.error != "") return fail(read.error);
    if (read.head.flagOr("truncated", false)) return fail("The file is larger than this tool may read at once.");
    text = read.bodyText();
  } else if (!asked.get("text").isText()) return fail("Give text, or the path of a file.");

  const given = asked.textOr("delimiter", "");
  const delimiter = given.length > 0 ? given.charCodeAt(0) : detectDelimiter(text);
  const quote = asked.textOr("quote", '"').charCodeAt(0);
  const table = parseTable(text, delimiter, quote);
  const warnings = new Warnings();
  if (table.unclosed > 0) warnings.add(table.unclosed, "A quote is opened here and never closed.");
  const hasHeader = asked.flagOr("header", true);
  let width = 0;
  for (let index = 0; index < table.rows.length; index++) width = max(width, table.rows[index].length);
  const first: Array<string> = hasHeader && table.rows.length > 0 ? table.rows[0].slice(0) : [];
  while (first.length < width) first.push("");
  const names = headerNames(first, warnings);
  const from = hasHeader ? 1 : 0;
  const expected = table.rows.length > 0 ? table.rows[0].length : 0;

  const types: Array<Type> = [];
  for (let column = 0; column < width; column++) types.push(Type.Empty);
  for (let index = from; index < table.rows.length; index++) {
    const row = table.rows[index];
    if (row.length == 1 && row[0] == "" && width > 1) continue;
    if (row.length != expected) {
      warnings.add(
        table.lines[index],
        "The row has " + row.length.toString() + " cells, where the first has " + expected.toString() + ".",
      );
    }
    for (let column = 0; column < row.length; column++) {
      if (types[column] != Type.Text) types[column] = widen(types[column], typeOf(row[column]));
    }
  }

  const wanted: Array<i32> = [];
  const columns = asked.get("columns");
  for (let index = 0; index < columns.items.length; index++) {
    const place = names.indexOf(columns.items[index].text);
    if (place < 0) return fail("There is no column “" + columns.items[index].text + "”; there are " + names.join(", ") + ".");
    wanted.push(place);
  }
  if (wanted.length == 0) for (let column = 0; column < width; column++) wanted.push(column);

  const skip = <i32>asked.numberOr("offset", 0);
  const most = asked.get("limit").isNumber() ? <i32>asked.numberOr("limit", 0) : i32.MAX_VALUE;
  const asObjects = asked.textOr("rows", "arrays") == "objects";
  const writer = new Writer();
  writer.raw('{"columns":[');
  for (let index = 0; index < wanted.length; index++) {
    if (index > 0) writer.byte(0x2c);
    writer.raw('{"name":');
    writer.quoted(names[wanted[index]]);
    writer.raw(',"type":"' + typeNames[types[wanted[index]]] + '"}');
  }
  writer.raw('],"rows":[');
  let total = 0;
  let written = 0;
  for (let index = from; index < table.rows.length; index++) {
    const row = table.rows[index];
    if (row.length == 1 && row[0] == "" && width > 1) continue;
    total++;
    if (total <= skip || written >= most) continue;
    if (written++ > 0) writer.byte(0x2c);
    writer.byte(asObjects ? 0x7b : 0x5b);
    for (let place = 0; place < wanted.length; place++) {
      const column = wanted[place];
      if (place > 0) writer.byte(0x2c);
      if (asObjects) {
        writer.quoted(names[column]);
        writer.byte(0x3a);
      }
      writeCell(writer, column < row.length ? row[column] : "", types[column]);
    }
    writer.byte(asObjects ? 0x7d : 0x5d);
  }
  writer.raw('],"rowCount":' + total.toString());
  writer.raw(',"delimiter":');
  writer.quoted(String.fromCharCode(delimiter));
  writer.raw(',"warningCount":' + warnings.count.toString() + ',"warnings":');
  writer.json(warnings.list);
  writer.byte(0x7d);
  return succeedWith(writer);
}
