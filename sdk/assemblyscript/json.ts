/** JSON for guests: values of any shape, read from UTF-8 and written to it. Nesting is limited, so no input exhausts the stack. */

import { formatNumber, parseNumber } from "./lean/json-number";

export enum Kind {
  Null,
  Boolean,
  Number,
  Text,
  List,
  Object,
}

const deepest: i32 = 200;

export class Json {
  kind: Kind = Kind.Null;
  flag: bool = false;
  number: f64 = 0;
  text: string = "";
  /** Of a list the items, of an object the values. */
  items: Array<Json> = [];
  /** Of an object, one for each item. */
  keys: Array<string> = [];

  static none(): Json {
    return new Json();
  }
  static bool(flag: bool): Json {
    const value = new Json();
    value.kind = Kind.Boolean;
    value.flag = flag;
    return value;
  }
  static of(number: f64): Json {
    const value = new Json();
    value.kind = Kind.Number;
    value.number = number;
    return value;
  }
  static string(text: string): Json {
    const value = new Json();
    value.kind = Kind.Text;
    value.text = text;
    return value;
  }
  static list(items: Array<Json> = []): Json {
    const value = new Json();
    value.kind = Kind.List;
    value.items = items;
    return value;
  }
  static object(): Json {
    const value = new Json();
    value.kind = Kind.Object;
    return value;
  }

  isNull(): bool {
    return this.kind == Kind.Null;
  }
  isText(): bool {
    return this.kind == Kind.Text;
  }
  isNumber(): bool {
    return this.kind == Kind.Number;
  }
  isList(): bool {
    return this.kind == Kind.List;
  }
  isObject(): bool {
    return this.kind == Kind.Object;
  }
  has(key: string): bool {
    return this.kind == Kind.Object && this.keys.includes(key);
  }
  /** Null's value where there is none of that key. */
  get(key: string): Json {
    if (this.kind != Kind.Object) return Json.none();
    const index = this.keys.indexOf(key);
    return index < 0 ? Json.none() : this.items[index];
  }
  /** Adds a key that is not there yet. */
  set(key: string, value: Json): Json {
    this.keys.push(key);
    this.items.push(value);
    return this;
  }
  textOr(key: string, otherwise: string): string {
    const value = this.get(key);
    return value.isText() ? value.text : otherwise;
  }
  numberOr(key: string, otherwise: f64): f64 {
    const value = this.get(key);
    return value.isNumber() ? value.number : otherwise;
  }
  flagOr(key: string, otherwise: bool): bool {
    const value = this.get(key);
    return value.kind == Kind.Boolean ? value.flag : otherwise;
  }
}

/** Bytes that grow. */
export class Writer {
  bytes: Uint8Array = new Uint8Array(4096);
  length: i32 = 0;

  private room(more: i32): void {
    if (this.length + more <= this.bytes.length) return;
    let size = this.bytes.length * 2;
    while (size < this.length + more) size *= 2;
    const larger = new Uint8Array(size);
    memory.copy(larger.dataStart, this.bytes.dataStart, <usize>this.length);
    this.bytes = larger;
  }
  byte(value: u8): void {
    this.room(1);
    unchecked((this.bytes[this.length++] = value));
  }
  raw(text: string): void {
    const size = String.UTF8.byteLength(text);
    this.room(size);
    this.length += <i32>(
      String.UTF8.encodeUnsafe(
        changetype<usize>(text),
        text.length,
        this.bytes.dataStart + <usize>this.length,
        false,
        String.UTF8.ErrorMode.REPLACE,
      )
    );
  }
  append(start: usize, size: i32): void {
    this.room(size);
    memory.copy(this.bytes.dataStart + <usize>this.length, start, <usize>size);
    this.length += size;
  }
  /** A text in quotes. */
  quoted(text: string): void {
    this.byte(0x22);
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code >= 0x20 && code != 0x22 && code != 0x5c) continue;
      if (at > from) this.raw(text.substring(from, at));
      from = at + 1;
      if (code == 0x22) this.raw('\\"');
      else if (code == 0x5c) this.raw("\\\\");
      else if (code == 0x0a) this.raw("\\n");
      else if (code == 0x0d) this.raw("\\r");
      else if (code == 0x09) this.raw("\\t");
      else this.raw("\\u" + ("000" + code.toString(16)).slice(-4));
    }
    if (from < text.length) this.raw(from == 0 ? text : text.substring(from));
    this.byte(0x22);
  }
  json(value: Json): void {
    switch (value.kind) {
      case Kind.Boolean:
        this.raw(value.flag ? "true" : "false");
        break;
      case Kind.Number:
        this.raw(numberText(value.number));
        break;
      case Kind.Text:
        this.quoted(value.text);
        break;
      case Kind.List:
        this.byte(0x5b);
        for (let index = 0; index < value.items.length; index++) {
          if (index > 0) this.byte(0x2c);
          this.json(value.items[index]);
        }
        this.byte(0x5d);
        break;
      case Kind.Object:
        this.byte(0x7b);
        for (let index = 0; index < value.items.length; index++) {
          if (index > 0) this.byte(0x2c);
          this.quoted(value.keys[index]);
          this.byte(0x3a);
          this.json(value.items[index]);
        }
        this.byte(0x7d);
        break;
      default:
        this.raw("null");
    }
  }
}

/** A number as JSON writes it: whole ones without a fraction, and what is no number as null. */
export function numberText(number: f64): string {
  return formatNumber(number);
}

/**
 * The number that a text says in JSON's form, to the nearest that there is; NaN for any other text. The language's own
 * `parseFloat` is wrong by powers of ten for some numbers of more than 40 digits.
 */
export function numberIn(text: string): f64 {
  if (!isNumber(text)) return NaN;
  const bytes = String.UTF8.encode(text);
  return parseNumber(changetype<usize>(bytes), bytes.byteLength);
}

export function stringify(value: Json): string {
  const writer = new Writer();
  writer.json(value);
  return String.UTF8.decodeUnsafe(writer.bytes.dataStart, writer.length);
}

/** Reads one value; `error` says what is wrong with the text, empty when nothing is. */
export class Reader {
  error: string = "";
  private at: usize;
  private end: usize;
  private start: usize;

  constructor(start: usize, length: i32) {
    this.start = start;
    this.at = start;
    this.end = start + <usize>length;
  }

  read(): Json {
    const value = this.value(0);
    this.space();
    if (this.error == "" && this.at < this.end) this.wrong("more after the value");
    return value;
  }

  private wrong(what: string): Json {
    if (this.error == "") this.error = "at byte " + (this.at - this.start).toString() + ": " + what;
    this.at = this.end;
    return Json.none();
  }
  private space(): void {
    while (this.at < this.end) {
      const byte = load<u8>(this.at);
      if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) return;
      this.at++;
    }
  }
  private peek(): u8 {
    return this.at < this.end ? load<u8>(this.at) : 0;
  }
  private word(text: string, value: Json): Json {
    for (let index = 0; index < text.length; index++) {
      if (this.at >= this.end || load<u8>(this.at) != <u8>text.charCodeAt(index)) return this.wrong("no value");
      this.at++;
    }
    return value;
  }
  private value(depth: i32): Json {
    if (depth > deepest) return this.wrong("nested too deep");
    this.space();
    const byte = this.peek();
    if (byte == 0x22) return Json.string(this.string());
    if (byte == 0x7b) return this.object(depth);
    if (byte == 0x5b) return this.list(depth);
    if (byte == 0x74) return this.word("true", Json.bool(true));
    if (byte == 0x66) return this.word("false", Json.bool(false));
    if (byte == 0x6e) return this.word("null", Json.none());
    return this.number();
  }
  private list(depth: i32): Json {
    const list = Json.list([]);
    this.at++;
    this.space();
    if (this.peek() == 0x5d) {
      this.at++;
      return list;
    }
    while (this.error == "") {
      list.items.push(this.value(depth + 1));
      this.space();
      const byte = this.peek();
      this.at++;
      if (byte == 0x5d) return list;
      if (byte != 0x2c) this.wrong("no , or ] in a list");
    }
    return list;
  }
  private object(depth: i32): Json {
    const object = Json.object();
    this.at++;
    this.space();
    if (this.peek() == 0x7d) {
      this.at++;
      return object;
    }
    while (this.error == "") {
      this.space();
      if (this.peek() != 0x22) return this.wrong("no key in an object");
      const key = this.string();
      this.space();
      if (this.peek() != 0x3a) return this.wrong("no : after a key");
      this.at++;
      const value = this.value(depth + 1);
      const known = object.keys.indexOf(key);
      if (known < 0) object.set(key, value);
      else object.items[known] = value;
      this.space();
      const byte = this.peek();
      this.at++;
      if (byte == 0x7d) return object;
      if (byte != 0x2c) this.wrong("no , or } in an object");
    }
    return object;
  }
  private number(): Json {
    const from = this.at;
    while (this.at < this.end) {
      const byte = load<u8>(this.at);
      const isPart = (byte >= 0x30 && byte <= 0x39) || byte == 0x2b || byte == 0x2d || byte == 0x2e || (byte | 0x20) == 0x65;
      if (!isPart) break;
      this.at++;
    }
    const text = String.UTF8.decodeUnsafe(from, this.at - from);
    return isNumber(text) ? Json.of(parseNumber(from, this.at - from)) : this.wrong("no value");
  }
  private string(): string {
    this.at++;
    const from = this.at;
    while (this.at < this.end) {
      const byte = load<u8>(this.at);
      if (byte == 0x22) return String.UTF8.decodeUnsafe(from, this.at++ - from);
      if (byte == 0x5c) return this.escaped(from);
      if (byte < 0x20) break;
      this.at++;
    }
    this.wrong("a text without an end");
    return "";
  }
  /** Bytes as they are, escapes as what they stand for. */
  private escaped(from: usize): string {
    const writer = new Writer();
    writer.append(from, <i32>(this.at - from));
    while (this.at < this.end) {
      const byte = load<u8>(this.at++);
      if (byte == 0x22) return String.UTF8.decodeUnsafe(writer.bytes.dataStart, writer.length);
      if (byte < 0x20) break;
      if (byte != 0x5c) {
        writer.byte(byte);
        continue;
      }
      const sign = this.peek();
      this.at++;
      if (sign == 0x6e) writer.byte(0x0a);
      else if (sign == 0x74) writer.byte(0x09);
      else if (sign == 0x72) writer.byte(0x0d);
      else if (sign == 0x62) writer.byte(0x08);
      else if (sign == 0x66) writer.byte(0x0c);
      else if (sign == 0x75) this.unit(writer);
      else if (sign == 0x22 || sign == 0x5c || sign == 0x2f) writer.byte(sign);
      else break;
    }
    this.wrong("a text that breaks off, or an escape that there is not");
    return "";
  }
  private hex(): i32 {
    let value = 0;
    for (let index = 0; index < 4; index++) {
      const byte = this.peek();
      this.at++;
      const digit =
        byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x66 ? (byte | 0x20) - 0x57 : 255;
      if (digit == 255) return -1;
      value = value * 16 + digit;
    }
    return value;
  }
  private unit(writer: Writer): void {
    const first = this.hex();
    if (first < 0) {
      this.wrong("\\u without four digits");
      return;
    }
    let code = first;
    if (first >= 0xd800 && first < 0xdc00 && this.peek() == 0x5c && this.at + 1 < this.end && load<u8>(this.at + 1) == 0x75) {
      this.at += 2;
      const second = this.hex();
      if (second >= 0xdc00 && second < 0xe000) code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
      else {
        writer.raw("\uFFFD");
        code = second < 0 ? 0xfffd : second;
      }
    }
    writer.raw(code >= 0xd800 && code < 0xe000 ? "\uFFFD" : String.fromCodePoint(code));
  }
}

/** JSON's idea of a number (RFC 8259, 6). */
export function isNumber(text: string): bool {
  let at = 0;
  const size = text.length;
  if (at < size && text.charCodeAt(at) == 0x2d) at++;
  const whole = at;
  while (at < size && digit(text, at)) at++;
  if (at == whole || (at > whole + 1 && text.charCodeAt(whole) == 0x30)) return false;
  if (at < size && text.charCodeAt(at) == 0x2e) {
    const fraction = ++at;
    while (at < size && digit(text, at)) at++;
    if (at == fraction) return false;
  }
  if (at < size && (text.charCodeAt(at) | 0x20) == 0x65) {
    at++;
    if (at < size && (text.charCodeAt(at) == 0x2b || text.charCodeAt(at) == 0x2d)) at++;
    const exponent = at;
    while (at < size && digit(text, at)) at++;
    if (at == exponent) return false;
  }
  return at == size;
}

function digit(text: string, at: i32): bool {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/** What a JSON text says; `null` and the reason where it is none. */
export function parse(text: string): Reader {
  const bytes = String.UTF8.encode(text);
  return new Reader(changetype<usize>(bytes), bytes.byteLength);
}
