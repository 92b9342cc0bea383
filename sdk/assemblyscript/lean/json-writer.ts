/** Writes JSON directly into a buffer: no tree is built, so a result of ten megabytes takes ten megabytes. */
import { Bytes } from "./bytes";
import { Json, JsonKind } from "./json-value";
import { writeInteger, writeNumber } from "./json-number";
import { plainEnd, sequenceLength } from "./utf8";

export class JsonWriter {
  /** For each open list and object: whether a comma is due before the next item. */
  private due: StaticArray<bool> = new StaticArray<bool>(1024);
  private isObject: StaticArray<bool> = new StaticArray<bool>(1024);
  private depth: i32 = 0;
  private isAfterName: bool = false;

  private constructor(readonly bytes: Bytes) {}

  static create(room: usize = 4096): JsonWriter {
    return new JsonWriter(new Bytes(room));
  }

  /** Appends to the bytes. */
  static into(bytes: Bytes): JsonWriter {
    return new JsonWriter(bytes);
  }

  get length(): usize {
    return this.bytes.length;
  }

  /** Starts over. */
  clear(): void {
    this.bytes.clear();
    this.depth = 0;
    this.isAfterName = false;
  }

  private before(): void {
    if (this.isAfterName) this.isAfterName = false;
    else if (this.depth > 0) {
      if (unchecked(this.due[this.depth - 1])) this.bytes.u8(0x2c);
      else unchecked((this.due[this.depth - 1] = true));
    }
  }

  private open(isObject: bool): JsonWriter {
    this.before();
    this.due[this.depth] = false;
    this.isObject[this.depth++] = isObject;
    this.bytes.u8(isObject ? 0x7b : 0x5b);
    return this;
  }

  beginObject(): JsonWriter {
    return this.open(true);
  }

  beginList(): JsonWriter {
    return this.open(false);
  }

  /** Ends the innermost list or object. */
  end(): JsonWriter {
    const isObject = this.isObject[--this.depth];
    this.bytes.u8(isObject ? 0x7d : 0x5d);
    return this;
  }

  name(name: string): JsonWriter {
    this.before();
    this.quotedText(name);
    this.bytes.u8(0x3a);
    this.isAfterName = true;
    return this;
  }

  /** Writes a name in UTF-8. */
  nameBytes(start: usize, length: usize): JsonWriter {
    this.before();
    this.quoted(start, length);
    this.bytes.u8(0x3a);
    this.isAfterName = true;
    return this;
  }

  nothing(): JsonWriter {
    return this.literal("null");
  }

  flag(value: bool): JsonWriter {
    return this.literal(value ? "true" : "false");
  }

  integer(value: i64): JsonWriter {
    this.before();
    writeInteger(this.bytes, value);
    return this;
  }

  /** Writes a number; NaN and infinities as null. */
  number(value: f64): JsonWriter {
    this.before();
    writeNumber(this.bytes, value);
    return this;
  }

  text(value: string): JsonWriter {
    this.before();
    this.quotedText(value);
    return this;
  }

  /** Writes a text in UTF-8. Invalid sequences become U+FFFD. */
  textBytes(start: usize, length: usize): JsonWriter {
    this.before();
    this.quoted(start, length);
    return this;
  }

  /** Writes bytes that are JSON. */
  raw(start: usize, length: usize): JsonWriter {
    this.before();
    this.bytes.copy(start, length);
    return this;
  }

  /** The buffer, to write one JSON value to it without making a string first. */
  beginRaw(): Bytes {
    this.before();
    return this.bytes;
  }

  /** Writes a parsed value. */
  value(value: Json): JsonWriter {
    if (value.isText) return this.textBytes(value.start, value.length);
    if (value.isNumber) return this.raw(value.start, value.length);
    if (value.isList || value.isObject) {
      this.open(value.isObject);
      let item: Json | null = value.first;
      while (item !== null) {
        if (value.isObject) this.nameBytes(item.nameStart, item.nameLength);
        this.value(item);
        item = item.next;
      }
      return this.end();
    }
    return value.kind == JsonKind.Null ? this.nothing() : this.flag(value.isTrue);
  }

  private literal(text: string): JsonWriter {
    this.before();
    this.bytes.ascii(text);
    return this;
  }

  private quotedText(text: string): void {
    const bytes = this.bytes;
    const units = <usize>text.length;
    bytes.reserve(units + 2);
    const start = bytes.start + bytes.length;
    store<u8>(start, 0x22);
    for (let index: usize = 0; index < units; index++) {
      const unit = <u32>load<u16>(changetype<usize>(text) + (index << 1));
      // Overwrites what was written so far.
      if (unit < 0x20 || unit >= 0x80 || unit == 0x22 || unit == 0x5c) return this.quotedSlowly(text);
      store<u8>(start + 1 + index, unit);
    }
    store<u8>(start + 1 + units, 0x22);
    bytes.length += units + 2;
  }

  private quotedSlowly(text: string): void {
    const length = String.UTF8.byteLength(text);
    const start = heap.alloc(max(length, 1));
    String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, start, false, String.UTF8.ErrorMode.REPLACE);
    this.quoted(start, length);
    heap.free(start);
  }

  private quoted(start: usize, length: usize): void {
    const bytes = this.bytes;
    const end = start + length;
    bytes.reserve(length + 2);
    bytes.u8(0x22);
    let from = start;
    let at = start;
    while (true) {
      at = plainEnd(at, end);
      if (at == end) break;
      const byte = <u32>load<u8>(at);
      const step: usize = byte < 0x80 ? 0 : sequenceLength(at, end);
      if (step > 0) {
        at += step;
        continue;
      }
      bytes.copy(from, at - from);
      if (byte >= 0x80) bytes.codePoint(0xfffd);
      else this.escape(byte);
      at++;
      from = at;
    }
    bytes.copy(from, at - from);
    bytes.u8(0x22);
  }

  private escape(byte: u32): void {
    const bytes = this.bytes;
    bytes.u8(0x5c);
    if (byte == 0x22 || byte == 0x5c) bytes.u8(byte);
    else if (byte == 10) bytes.u8(0x6e);
    else if (byte == 13) bytes.u8(0x72);
    else if (byte == 9) bytes.u8(0x74);
    else {
      bytes.u8(0x75);
      bytes.u8(0x30);
      bytes.u8(0x30);
      bytes.u8(byte < 16 ? 0x30 : 0x31);
      bytes.u8(hexDigit(byte & 15));
    }
  }
}

function hexDigit(value: u32): u32 {
  return value < 10 ? 0x30 + value : 0x57 + value;
}
