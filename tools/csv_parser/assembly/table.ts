/**
 * Two walks over the text: the first finds the columns, their types and what is odd, the second writes the rows. Nothing
 * is kept of a row between them, so memory holds the text and the result.
 */
import { JsonWriter } from "../../../sdk/assemblyscript/lean/json-writer";
import { CellType, isDate, isTrue, nameOf, typesOf } from "./cell-types";
import { Column, Columns } from "./columns";
import { CsvReader } from "./csv-reader";
import { Options } from "./options";
import { Warnings } from "./warnings";

/** As many as Excel has. */
const mostColumns = 16384;
/** Bytes of result. */
const largestResult: usize = 60000000;

export class Table {
  readonly warnings: Warnings = new Warnings();
  readonly columns: Columns = new Columns(this.warnings);
  rowCount: i32 = 0;
  private headerWidth: i32 = -1;
  private blanks: i32 = 0;

  constructor(
    private readonly reader: CsvReader,
    private readonly options: Options,
  ) {}

  /** The first walk; says what is wrong. */
  examine(): string | null {
    const reader = this.reader;
    let width = 0;
    let line = 0;
    let isHeader = this.options.hasHeader;
    while (reader.next()) {
      if (width == 0) line = reader.line;
      if (width == 0 && reader.endsRow && reader.isBlank()) {
        this.blanks++;
        continue;
      }
      this.complain();
      if (isHeader) {
        reader.resolve();
        this.columns.add(String.UTF8.decodeUnsafe(reader.start, reader.length), line);
      } else {
        if (width >= this.columns.count) this.columns.addUnnamed();
        this.look(this.columns.all[width]);
      }
      if (this.columns.count > mostColumns) return `There are more than ${mostColumns} columns in line ${line}.`;
      width++;
      if (!reader.endsRow) continue;
      if (!isHeader) this.endRow(width, line);
      else if (this.headerWidth < 0) this.headerWidth = width;
      isHeader = false;
      width = 0;
    }
    if (this.blanks > 0) this.warnings.add(0, `Empty lines were passed over: ${this.blanks}.`);
    return null;
  }

  private complain(): void {
    const reader = this.reader;
    if (reader.isUnclosed) {
      this.warnings.add(reader.line, "A quote is opened and never closed: the rest of the text is one field.");
    }
    if (!reader.isTorn) return;
    if (this.warnings.isFull) this.warnings.addUntold();
    else this.warnings.add(reader.line, "Something follows a closing quote; it was taken as part of the field.");
  }

  /** Narrows what the column can be. */
  private look(column: Column): void {
    const reader = this.reader;
    if (column.types == CellType.Text && !column.isEmpty) return;
    reader.resolve();
    const start = trimmedStart(reader);
    const length = trimmedLength(reader, start);
    if (length == 0 || this.options.isNull(reader.start, reader.length)) return;
    column.isEmpty = false;
    column.types &= this.options.isTyped ? typesOf(start, length, this.options.decimal) : CellType.Text;
  }

  private endRow(width: i32, line: i32): void {
    this.rowCount++;
    if (this.headerWidth < 0) this.headerWidth = width;
    if (width == this.headerWidth) return;
    if (this.warnings.isFull) {
      this.warnings.addUntold();
      return;
    }
    const what = width < this.headerWidth ? "the missing ones are null" : "the others are in columns of their own";
    this.warnings.add(line, `The row has ${width} fields and not ${this.headerWidth}; ${what}.`);
  }

  writeColumns(out: JsonWriter): void {
    out.beginList();
    for (let index = 0; index < this.columns.count; index++) {
      const column = this.columns.all[index];
      if (column.isWanted)
        out.beginObject().name("name").text(column.name).name("type").text(nameOf(column.type)).end();
    }
    out.end();
  }

  /** The second walk; says what is wrong. */
  writeRows(out: JsonWriter): string | null {
    const reader = this.reader;
    const first = this.options.offset;
    const last = first + this.options.limit;
    reader.restart();
    out.beginList();
    let row = this.options.hasHeader ? -1 : 0;
    let width = 0;
    while (row < last && reader.next()) {
      if (width == 0 && reader.endsRow && reader.isBlank()) continue;
      const isWanted = row >= 0 && row >= first;
      if (isWanted) {
        if (width == 0) this.beginRow(out);
        this.writeCell(out, this.columns.all[width]);
      }
      width++;
      if (!reader.endsRow) continue;
      if (isWanted) this.finishRow(out, width);
      width = 0;
      row++;
      if (out.length > largestResult) {
        return `The result is larger than ${largestResult / 1000000} MB; ask for fewer rows with limit and offset, or for some of the columns.`;
      }
    }
    out.end();
    return null;
  }

  private beginRow(out: JsonWriter): void {
    if (this.options.asObjects) out.beginObject();
    else out.beginList();
  }

  private finishRow(out: JsonWriter, width: i32): void {
    for (let index = width; index < this.columns.count; index++) {
      const column = this.columns.all[index];
      if (!column.isWanted) continue;
      if (this.options.asObjects) out.nameBytes(column.key.start, column.key.length);
      out.nothing();
    }
    out.end();
  }

  private writeCell(out: JsonWriter, column: Column): void {
    if (!column.isWanted) return;
    const reader = this.reader;
    reader.resolve();
    if (this.options.asObjects) out.nameBytes(column.key.start, column.key.length);
    if (this.options.isNull(reader.start, reader.length)) {
      out.nothing();
      return;
    }
    const type = column.type;
    if (type == CellType.Text) {
      if (reader.isBlank()) out.nothing();
      else out.textBytes(reader.start, reader.length);
      return;
    }
    const start = trimmedStart(reader);
    const length = trimmedLength(reader, start);
    if (length == 0) out.nothing();
    else if (!this.writeTyped(out, type, start, length, column.isGiven)) {
      // Only a type that was given can be wrong.
      const line = reader.line;
      if (this.warnings.isFull) this.warnings.addUntold();
      else this.warnings.add(line, `A cell of “${column.name}” is no ${nameOf(type)}; it stays a text.`);
      out.textBytes(reader.start, reader.length);
    }
  }

  private writeTyped(out: JsonWriter, types: i32, start: usize, length: usize, isGiven: bool): bool {
    if (isGiven && (typesOf(start, length, this.options.decimal) & types) == 0) return false;
    if (types & (CellType.Integer | CellType.Number)) this.writeNumber(out, start, length);
    else if (types & CellType.Boolean) out.flag(isTrue(start, length));
    else if (types & CellType.Date) {
      if (!isDate(start, length)) return false;
      out.textBytes(start, length);
    }
    return true;
  }

  /** The digits as they stand, in the form that JSON wants: no plus, a digit before and after the point. */
  private writeNumber(out: JsonWriter, from: usize, length: usize): void {
    const end = from + length;
    const bytes = out.beginRaw();
    let start = from;
    if (load<u8>(start) == 0x2b) start++;
    else if (load<u8>(start) == 0x2d) {
      bytes.u8(0x2d);
      start++;
    }
    if (load<u8>(start) == this.options.decimal) bytes.u8(0x30);
    for (let at = start; at < end; at++) {
      const byte = <u32>load<u8>(at);
      if (byte != this.options.decimal) bytes.u8(byte);
      // A point with no digit after it says nothing.
      else if (at + 1 < end && <u32>load<u8>(at, 1) - 0x30 <= 9) bytes.u8(0x2e);
    }
  }
}

function isSpace(byte: u32): bool {
  return byte == 0x20 || byte == 0x09;
}

function trimmedStart(reader: CsvReader): usize {
  let start = reader.start;
  const end = start + reader.length;
  while (start < end && isSpace(load<u8>(start))) start++;
  return start;
}

function trimmedLength(reader: CsvReader, start: usize): usize {
  let end = reader.start + reader.length;
  while (end > start && isSpace(load<u8>(end - 1))) end--;
  return end - start;
}
