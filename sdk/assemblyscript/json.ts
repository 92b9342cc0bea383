/** JSON for guests: reads values from UTF-8 and writes them. Depth is limited, so no input exhausts the stack. */

import { formatNumber } from "./lean/json-number";
import { JsonReader } from "./lean/json-reader";
import { arenaChunk, arenaUsed, Json as Node, releaseJson } from "./lean/json-value";

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
  /** The items of a list, or the values of an object. */
  items: Array<Json> = [];
  /** The keys of an object, one for each value. */
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
  /** The value of a key; a null value if there is none. */
  get(key: string): Json {
    if (this.kind != Kind.Object) return Json.none();
    const index = this.keys.indexOf(key);
    return index < 0 ? Json.none() : this.items[index];
  }
  /** Adds a new key. */
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

/** A growable byte buffer. */
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
  /** Writes a quoted string. */
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

/** A number as JSON: whole numbers without fraction; NaN and infinities as null. */
export function numberText(number: f64): string {
  return formatNumber(number);
}

/**
 * Parses a JSON number, correctly rounded; NaN for any other text. The language's own `parseFloat` is wrong by powers
 * of ten for some numbers of more than 40 digits.
 */
export function numberIn(text: string): f64 {
  // No surrounding spaces, which JSON would allow.
  if (text.length == 0 || isSpace(text.charCodeAt(0)) || isSpace(text.charCodeAt(text.length - 1))) return NaN;
  const value = parse(text).read();
  return value.isNumber() ? value.number : NaN;
}

function isSpace(code: i32): bool {
  return code == 0x20 || code == 0x0a || code == 0x0d || code == 0x09;
}

export function stringify(value: Json): string {
  const writer = new Writer();
  writer.json(value);
  return String.UTF8.decodeUnsafe(writer.bytes.dataStart, writer.length);
}

/**
 * Reads one value; `error` is empty unless the text is invalid. The lean kit's reader parses in place, which overwrites
 * the input; this copies what it found into lasting values.
 */
export class Reader {
  error: string = "";

  /** `held` keeps the bytes alive during parsing. */
  constructor(
    private readonly start: usize,
    private readonly length: i32,
    private readonly held: ArrayBuffer | null = null,
  ) {}

  read(): Json {
    const chunk = arenaChunk();
    const used = arenaUsed();
    const reader = new JsonReader(deepest);
    const node = reader.read(this.start, <usize>this.length);
    if (node === null) this.error = reader.problem;
    const value = node === null ? Json.none() : valueOf(node);
    releaseJson(chunk, used);
    return value;
  }
}

function valueOf(node: Node): Json {
  if (node.isText) return Json.string(node.text());
  if (node.isNumber) return Json.of(node.number());
  if (node.isFlag) return Json.bool(node.isTrue);
  if (node.isNull) return Json.none();
  const value = node.isList ? Json.list([]) : Json.object();
  let item = node.first;
  while (item !== null) {
    if (node.isList) value.items.push(valueOf(item));
    else {
      const key = item.name();
      const known = value.keys.indexOf(key);
      if (known < 0) value.set(key, valueOf(item));
      else value.items[known] = valueOf(item);
    }
    item = item.next;
  }
  return value;
}

/** Parses a JSON text; null and an error if it is invalid. */
export function parse(text: string): Reader {
  const bytes = String.UTF8.encode(text);
  return new Reader(changetype<usize>(bytes), bytes.byteLength, bytes);
}
