/** Cuts CSV (RFC 4180, and what people make of it) into fields, where it stands. */
import { Bytes } from "../../../sdk/assemblyscript/lean/bytes";

const lineFeed: u32 = 10;
const carriageReturn: u32 = 13;

export class CsvReader {
  /** Of the field that was read last: its bytes, without the quotes around it. */
  start: usize = 0;
  length: usize = 0;
  isQuoted: bool = false;
  /** It was the last of its row. */
  endsRow: bool = false;
  /** A quote was opened and never closed. */
  isUnclosed: bool = false;
  /** Something other than a delimiter followed the closing quote. */
  isTorn: bool = false;
  /** Line, from 1, on which the field begins. */
  line: i32 = 1;

  private at: usize;
  private nextLine: i32 = 1;
  private isRowOpen: bool = false;
  private hasDoubled: bool = false;
  private readonly scratch: Bytes = new Bytes(256);
  /** No byte above this one can end a field. */
  private readonly highest: u32;

  constructor(
    private readonly begin: usize,
    private readonly end: usize,
    private readonly delimiter: u32,
    /** 0 for none. */
    private readonly quote: u32,
  ) {
    this.at = begin;
    this.highest = max(delimiter, carriageReturn);
  }

  restart(): void {
    this.at = this.begin;
    this.nextLine = 1;
    this.isRowOpen = false;
    this.endsRow = false;
  }

  /** False at the end of the text. */
  next(): bool {
    this.line = this.nextLine;
    this.isQuoted = false;
    this.isUnclosed = false;
    this.isTorn = false;
    this.hasDoubled = false;
    if (this.at >= this.end) {
      if (!this.isRowOpen) return false;
      // The text ends with a delimiter, after which one more, empty field follows.
      this.finish(this.at, 0);
      return true;
    }
    if (this.quote != 0 && load<u8>(this.at) == this.quote) this.quoted();
    else this.plain(this.at);
    return true;
  }

  /** Whether the row that was read last has nothing in it. To be asked when its only field was read. */
  isBlank(): bool {
    return this.length == 0 && !this.isQuoted;
  }

  private plain(from: usize): void {
    const highest = this.highest;
    const delimiter = this.delimiter;
    const end = this.end;
    let at = from;
    while (at < end) {
      const byte = <u32>load<u8>(at);
      if (byte <= highest && (byte == delimiter || byte == lineFeed || byte == carriageReturn)) break;
      at++;
    }
    this.finish(from, at - from);
  }

  private quoted(): void {
    const quote = this.quote;
    const end = this.end;
    const from = this.at + 1;
    let at = from;
    this.isQuoted = true;
    while (true) {
      while (at < end && load<u8>(at) != quote) {
        if (
          load<u8>(at) == lineFeed ||
          (load<u8>(at) == carriageReturn && !(at + 1 < end && load<u8>(at, 1) == lineFeed))
        ) {
          this.nextLine++;
        }
        at++;
      }
      if (at >= end) {
        this.isUnclosed = true;
        this.finish(from, at - from);
        return;
      }
      if (at + 1 < end && load<u8>(at, 1) == quote) {
        this.hasDoubled = true;
        at += 2;
        continue;
      }
      break;
    }
    const closing = at++;
    if (at >= end || this.isEnd(load<u8>(at))) {
      this.at = at;
      this.finish(from, closing - from);
      return;
    }
    this.isTorn = true;
    this.plain(at);
    this.start = from;
    this.length = this.plainEnd - from;
  }

  private isEnd(byte: u32): bool {
    return byte == this.delimiter || byte == lineFeed || byte == carriageReturn;
  }

  private plainEnd: usize = 0;

  /** The field ends at `start + length`, or one further where its quote closes there. */
  private finish(start: usize, length: usize): void {
    this.start = start;
    this.length = length;
    const end = this.end;
    let at = max(this.at, start + length);
    this.plainEnd = at;
    this.isRowOpen = false;
    this.endsRow = true;
    if (at < end) {
      const byte = <u32>load<u8>(at);
      at++;
      if (byte == this.delimiter) {
        this.isRowOpen = true;
        this.endsRow = false;
      } else {
        if (byte == carriageReturn && at < end && load<u8>(at) == lineFeed) at++;
        this.nextLine++;
      }
    }
    this.at = at;
  }

  /** Makes `start` and `length` say what is meant, where quotes stand doubled in the field. */
  resolve(): void {
    if (!this.hasDoubled && !this.isTorn) return;
    const scratch = this.scratch;
    scratch.clear();
    scratch.reserve(this.length);
    const end = this.start + this.length;
    let isInside = true;
    for (let at = this.start; at < end; at++) {
      const byte = <u32>load<u8>(at);
      if (isInside && byte == this.quote) {
        if (at + 1 < end && load<u8>(at, 1) == this.quote) at++;
        else {
          isInside = false;
          continue;
        }
      }
      scratch.u8(byte);
    }
    this.start = scratch.start;
    this.length = scratch.length;
  }
}

/** The delimiters that are looked for, the likelier first. */
const candidates: StaticArray<u32> = [0x2c, 0x3b, 0x09, 0x7c];
const rowsLookedAt = 50;
const bytesLookedAt: usize = 262144;

/** The one that cuts the first rows into the same number of fields most often; a comma where none does. */
/** A first line `sep=;`, by which Excel is told the separator. */
export class SeparatorLine {
  constructor(
    readonly delimiter: u32,
    /** In bytes, with its line break; 0 where there is no such line. */
    readonly length: usize,
  ) {}
}

/** A line that names a letter, a digit or the quote is data. */
export function separatorLine(start: usize, end: usize, quote: u32): SeparatorLine {
  const none = new SeparatorLine(0, 0);
  if (end - start < 5) return none;
  // Each letter in either case.
  if ((load<u32>(start) | 0x00202020) != 0x3d706573) return none;
  const delimiter = <u32>load<u8>(start, 4);
  const lower = delimiter | 0x20;
  const isWord = (lower >= 0x61 && lower <= 0x7a) || (delimiter >= 0x30 && delimiter <= 0x39);
  if (isWord || delimiter >= 0x80 || delimiter == quote || delimiter == 10 || delimiter == 13) return none;
  let at = start + 5;
  if (at < end && load<u8>(at) == 13) at++;
  if (at < end && load<u8>(at) == 10) at++;
  else if (at < end && at == start + 5) return none;
  return new SeparatorLine(delimiter, at - start);
}

export function detectDelimiter(start: usize, end: usize, quote: u32): u32 {
  let best = candidates[0];
  let bestScore = 0;
  for (let index = 0; index < candidates.length; index++) {
    const score = scoreOf(new CsvReader(start, min(end, start + bytesLookedAt), candidates[index], quote));
    if (score > bestScore) {
      bestScore = score;
      best = candidates[index];
    }
  }
  return best;
}

/** Rows that are as wide as the first count most, its width little; 0 where the first row is one field. */
function scoreOf(reader: CsvReader): i32 {
  let width = 0;
  let first = 0;
  let rows = 0;
  let alike = 0;
  while (rows < rowsLookedAt && reader.next()) {
    width++;
    if (!reader.endsRow) continue;
    const isBlank = width == 1 && reader.isBlank();
    if (!isBlank) {
      if (rows == 0) first = width;
      rows++;
      if (width == first) alike++;
    }
    width = 0;
  }
  return first < 2 ? 0 : (alike * 1000) / rows + min(first, 100);
}
