/** A strict JSON parser (RFC 8259) for UTF-8, with a depth limit. */
import { putCodePoint } from "./bytes";
import { Json, JsonKind, newNode } from "./json-value";
import { plainEnd, sequenceLength } from "./utf8";

/** Maximum nesting of lists and objects. */
export const defaultDepth: i32 = 512;

/**
 * Resolves escapes in place, which overwrites the input; the nodes point into it. A lone surrogate becomes U+FFFD. Of
 * two members with the same name both are kept, and the later one is found.
 */
export class JsonReader {
  /** The error, after `read` returned null. */
  problem: string = "";
  private start: usize = 0;
  /**
   * Position of an escape or of an error. Elsewhere the position is passed as an argument, which keeps it in a
   * register.
   */
  private at: usize = 0;
  private end: usize = 0;
  private depth: i32 = 0;
  private textStart: usize = 0;
  private textLength: usize = 0;
  /** The last value read. */
  private made: Json | null = null;

  constructor(private readonly deepest: i32 = defaultDepth) {}

  read(start: usize, length: usize): Json | null {
    this.start = start;
    this.end = start + length;
    this.depth = 0;
    this.problem = "";
    let at = this.value(start);
    if (at == 0) return null;
    at = skipSpace(at, this.end);
    if (at < this.end) {
      this.fail(at, "something follows the value");
      return null;
    }
    return this.made;
  }

  /** Returns 0, as do all functions here on an error. */
  private fail(at: usize, what: string): usize {
    if (this.problem.length == 0) this.problem = `${what} at byte ${at - this.start}`;
    return 0;
  }

  /**
   * Reads the next value into `made`; returns the position after it. So do the functions below for the values that
   * begin at `begin`.
   */
  private value(from: usize): usize {
    const begin = skipSpace(from, this.end);
    if (begin >= this.end) return this.fail(begin, "the JSON ends too early");
    const byte = <u32>load<u8>(begin);
    if (byte == 0x22) {
      const at = this.text(begin);
      if (at == 0) return 0;
      this.make(JsonKind.Text, this.textStart, this.textLength);
      return at;
    }
    if (byte == 0x7b) return this.object(begin);
    if (byte == 0x5b) return this.list(begin);
    if (byte == 0x2d || byte - 0x30 <= 9) return this.number(begin);
    if (byte == 0x74) return this.word(begin, "true", JsonKind.True);
    if (byte == 0x66) return this.word(begin, "false", JsonKind.False);
    if (byte == 0x6e) return this.word(begin, "null", JsonKind.Null);
    return this.fail(begin, "there is no value");
  }

  @inline
  private make(kind: i32, start: usize, length: usize): void {
    const node = newNode(kind);
    node.start = start;
    node.length = length;
    this.made = node;
  }

  private word(begin: usize, text: string, kind: i32): usize {
    const length = <usize>text.length;
    if (this.end - begin < length) return this.fail(begin, "there is no value");
    for (let index: usize = 0; index < length; index++) {
      if (<i32>load<u8>(begin + index) != text.charCodeAt(<i32>index)) return this.fail(begin, "there is no value");
    }
    this.make(kind, 0, 0);
    return begin + length;
  }

  private number(begin: usize): usize {
    const end = this.end;
    const first = begin + (load<u8>(begin) == 0x2d ? 1 : 0);
    let at = afterDigits(first, end);
    if (at == first) return this.fail(at, "a number has no digits");
    if (at - first > 1 && load<u8>(first) == 0x30) return this.fail(at, "a number begins with 0");
    if (at < end && load<u8>(at) == 0x2e) {
      const fraction = at + 1;
      at = afterDigits(fraction, end);
      if (at == fraction) return this.fail(at, "a number has no digits after its point");
    }
    if (at < end && (load<u8>(at) | 0x20) == 0x65) {
      let exponent = at + 1;
      if (exponent < end && (load<u8>(exponent) == 0x2b || load<u8>(exponent) == 0x2d)) exponent++;
      at = afterDigits(exponent, end);
      if (at == exponent) return this.fail(at, "a number has no digits in its exponent");
    }
    this.make(JsonKind.Number, begin, at - begin);
    return at;
  }

  /** Reads the string at the opening quote into `textStart` and `textLength`. */
  private text(quote: usize): usize {
    const begin = quote + 1;
    const end = this.end;
    // Most strings have neither escapes nor non-ASCII characters.
    const at = plainEnd(begin, end);
    if (at < end && load<u8>(at) == 0x22) {
      this.textStart = begin;
      this.textLength = at - begin;
      return at + 1;
    }
    return this.textOn(begin, at);
  }

  /** The same for a string that is plain only up to `from`. */
  private textOn(begin: usize, from: usize): usize {
    const end = this.end;
    let at = from;
    let to = from;
    while (at < end) {
      const byte = <u32>load<u8>(at);
      if (byte == 0x22) {
        this.textStart = begin;
        this.textLength = to - begin;
        return at + 1;
      }
      if (byte == 0x5c) {
        this.at = at;
        to = this.escape(to);
        if (to == 0) return 0;
        at = this.at;
      } else if (byte < 0x20) return this.fail(at, "a text has a control character");
      else if (byte < 0x80) {
        store<u8>(to++, byte);
        at++;
      } else {
        const step = sequenceLength(at, end);
        if (step == 0) return this.fail(at, "a text is not UTF-8");
        for (let index: usize = 0; index < step; index++) store<u8>(to + index, load<u8>(at + index));
        to += step;
        at += step;
      }
    }
    return this.fail(end, "a text does not end");
  }

  /** Resolves the escape at `this.at` and writes it at `to`; returns the position after it, or 0. */
  private escape(to: usize): usize {
    const at = this.at + 1;
    if (at >= this.end) return this.fail(this.at, "a text does not end");
    const letter = <u32>load<u8>(at);
    if (letter == 0x75) return this.unicodeEscape(to);
    const plain = plainEscape(letter);
    if (plain == 0) return this.fail(this.at, "a text has an escape that there is not");
    store<u8>(to, plain);
    this.at = at + 1;
    return to + 1;
  }

  private unicodeEscape(to: usize): usize {
    const high = this.hex(this.at + 2);
    if (high < 0) return this.fail(this.at, "a text has an escape that there is not");
    this.at += 6;
    let point = <u32>high;
    if ((point & 0xf800) == 0xd800) {
      const isPair =
        point < 0xdc00 && this.end - this.at >= 6 && load<u8>(this.at) == 0x5c && load<u8>(this.at, 1) == 0x75;
      const low = isPair ? this.hex(this.at + 2) : -1;
      if (low >= 0xdc00 && low <= 0xdfff) {
        point = 0x10000 + ((point & 0x3ff) << 10) + (<u32>low & 0x3ff);
        this.at += 6;
      } else point = 0xfffd;
    }
    return to + putCodePoint(to, point);
  }

  /** Four hexadecimal digits; -1 if they are invalid. */
  private hex(at: usize): i32 {
    if (at + 4 > this.end) return -1;
    let value = 0;
    for (let index: usize = 0; index < 4; index++) {
      const byte = <i32>load<u8>(at + index);
      const digit = byte - 0x30 <= 9 && byte >= 0x30 ? byte - 0x30 : hexLetter(byte);
      if (digit < 0) return -1;
      value = (value << 4) | digit;
    }
    return value;
  }

  private isTooDeep(): bool {
    this.depth++;
    return this.depth > this.deepest;
  }

  private list(begin: usize): usize {
    const node = newNode(JsonKind.List);
    if (this.isTooDeep()) return this.failDeep(begin + 1);
    const end = this.end;
    let at = skipSpace(begin + 1, end);
    if (at < end && load<u8>(at) == 0x5d) at++;
    else {
      let last: Json | null = null;
      while (true) {
        at = this.value(at);
        if (at == 0) return 0;
        const item = this.made!;
        append(node, last, item);
        last = item;
        at = skipSpace(at, end);
        if (at >= end) return this.fail(at, "the JSON ends too early");
        const byte = <u32>load<u8>(at++);
        if (byte == 0x2c) continue;
        if (byte == 0x5d) break;
        return this.fail(at - 1, "there is neither a comma nor an end");
      }
    }
    this.depth--;
    this.made = node;
    return at;
  }

  private object(begin: usize): usize {
    const node = newNode(JsonKind.Object);
    if (this.isTooDeep()) return this.failDeep(begin + 1);
    const end = this.end;
    let at = skipSpace(begin + 1, end);
    if (at < end && load<u8>(at) == 0x7d) at++;
    else {
      let last: Json | null = null;
      while (true) {
        at = this.member(at);
        if (at == 0) return 0;
        const item = this.made!;
        append(node, last, item);
        last = item;
        at = skipSpace(at, end);
        if (at >= end) return this.fail(at, "the JSON ends too early");
        const byte = <u32>load<u8>(at++);
        if (byte == 0x7d) break;
        if (byte != 0x2c) return this.fail(at - 1, "there is neither a comma nor an end");
        at = skipSpace(at, end);
      }
    }
    this.depth--;
    this.made = node;
    return at;
  }

  private member(begin: usize): usize {
    const end = this.end;
    if (begin >= end || load<u8>(begin) != 0x22) return this.fail(begin, "an object has no name for a member");
    let at = this.text(begin);
    if (at == 0) return 0;
    const nameStart = this.textStart;
    const nameLength = this.textLength;
    at = skipSpace(at, end);
    if (at >= end || load<u8>(at) != 0x3a) return this.fail(at, "a member has no colon");
    at = this.value(at + 1);
    if (at == 0) return 0;
    const value = this.made!;
    value.nameStart = nameStart;
    value.nameLength = nameLength;
    return at;
  }

  private failDeep(at: usize): usize {
    return this.fail(at, `there are more than ${this.deepest} lists and objects inside one another`);
  }
}

/** Fast path: most JSON has no white space. */
@inline
function skipSpace(at: usize, end: usize): usize {
  return at < end && load<u8>(at) <= 0x20 ? afterSpace(at, end) : at;
}

function afterSpace(from: usize, end: usize): usize {
  let at = from;
  while (at < end) {
    const byte = load<u8>(at);
    if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) break;
    at++;
  }
  return at;
}

@inline
function afterDigits(from: usize, end: usize): usize {
  let at = from;
  while (at < end && <u32>load<u8>(at) - 0x30 <= 9) at++;
  return at;
}

function append(holder: Json, last: Json | null, item: Json): void {
  if (last === null) holder.start = changetype<usize>(item);
  else last.next = item;
  holder.length++;
}

/** 0 for an invalid escape: none of them stands for U+0000. */
function plainEscape(letter: u32): u32 {
  switch (letter) {
    case 0x22:
    case 0x5c:
    case 0x2f:
      return letter;
    case 0x62:
      return 8;
    case 0x66:
      return 12;
    case 0x6e:
      return 10;
    case 0x72:
      return 13;
    case 0x74:
      return 9;
    default:
      return 0;
  }
}

function hexLetter(byte: i32): i32 {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
