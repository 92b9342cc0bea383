/** Reads JSON (RFC 8259), strictly, in UTF-8, with a limit to its depth. */
import { putCodePoint } from "./bytes";
import { Json, JsonKind, newNode } from "./json-value";
import { plainEnd, sequenceLength } from "./utf8";

/** Lists and objects inside one another. */
export const defaultDepth: i32 = 512;

/**
 * Resolves escapes where they stand, so the input is not what it was afterwards; the nodes point into it. Half a
 * surrogate pair becomes U+FFFD. Of two members of one name both are kept, and the later is found.
 */
export class JsonReader {
  /** What is wrong, after `read` gave null. */
  problem: string = "";
  private start: usize = 0;
  private at: usize = 0;
  private end: usize = 0;
  private depth: i32 = 0;
  private textStart: usize = 0;
  private textLength: usize = 0;

  constructor(private readonly deepest: i32 = defaultDepth) {}

  read(start: usize, length: usize): Json | null {
    this.start = start;
    this.at = start;
    this.end = start + length;
    this.depth = 0;
    this.problem = "";
    const value = this.value();
    if (value === null) return null;
    this.skipSpace();
    if (this.at < this.end) return this.fail("something follows the value");
    return value;
  }

  private fail(what: string): Json | null {
    if (this.problem.length == 0) this.problem = `${what} at byte ${this.at - this.start}`;
    return null;
  }

  private skipSpace(): void {
    let at = this.at;
    const end = this.end;
    while (at < end) {
      const byte = load<u8>(at);
      if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) break;
      at++;
    }
    this.at = at;
  }

  private value(): Json | null {
    this.skipSpace();
    if (this.at >= this.end) return this.fail("the JSON ends too early");
    const byte = <u32>load<u8>(this.at);
    if (byte == 0x22) {
      if (!this.text()) return null;
      const node = newNode(JsonKind.Text);
      node.start = this.textStart;
      node.length = this.textLength;
      return node;
    }
    if (byte == 0x7b) return this.object();
    if (byte == 0x5b) return this.list();
    if (byte == 0x2d || byte - 0x30 <= 9) return this.number();
    if (byte == 0x74) return this.word("true", JsonKind.True);
    if (byte == 0x66) return this.word("false", JsonKind.False);
    if (byte == 0x6e) return this.word("null", JsonKind.Null);
    return this.fail("there is no value");
  }

  private word(text: string, kind: i32): Json | null {
    const length = <usize>text.length;
    if (this.end - this.at < length) return this.fail("there is no value");
    for (let index: usize = 0; index < length; index++) {
      if (<i32>load<u8>(this.at + index) != text.charCodeAt(<i32>index)) return this.fail("there is no value");
    }
    this.at += length;
    return newNode(kind);
  }

  private digits(): bool {
    const before = this.at;
    let at = before;
    while (at < this.end && <u32>load<u8>(at) - 0x30 <= 9) at++;
    this.at = at;
    return at > before;
  }

  private number(): Json | null {
    const begin = this.at;
    if (load<u8>(begin) == 0x2d) this.at++;
    const first = this.at;
    if (!this.digits()) return this.fail("a number has no digits");
    if (this.at - first > 1 && load<u8>(first) == 0x30) return this.fail("a number begins with 0");
    if (this.at < this.end && load<u8>(this.at) == 0x2e) {
      this.at++;
      if (!this.digits()) return this.fail("a number has no digits after its point");
    }
    if (this.at < this.end && (load<u8>(this.at) | 0x20) == 0x65) {
      this.at++;
      if (this.at < this.end && (load<u8>(this.at) == 0x2b || load<u8>(this.at) == 0x2d)) this.at++;
      if (!this.digits()) return this.fail("a number has no digits in its exponent");
    }
    const node = newNode(JsonKind.Number);
    node.start = begin;
    node.length = this.at - begin;
    return node;
  }

  /** Reads the text at the opening quote; `textStart` and `textLength` say where it is then. */
  private text(): bool {
    const begin = this.at + 1;
    const end = this.end;
    // Most texts have neither escapes nor anything beyond ASCII.
    let at = plainEnd(begin, end);
    let to = at;
    while (at < end) {
      const byte = <u32>load<u8>(at);
      if (byte == 0x22) {
        this.at = at + 1;
        this.textStart = begin;
        this.textLength = to - begin;
        return true;
      }
      if (byte == 0x5c) {
        this.at = at;
        to = this.escape(to);
        if (to == 0) return false;
        at = this.at;
      } else if (byte < 0x20) {
        this.at = at;
        this.fail("a text has a control character");
        return false;
      } else if (byte < 0x80) {
        store<u8>(to++, byte);
        at++;
      } else {
        const step = sequenceLength(at, end);
        if (step == 0) {
          this.at = at;
          this.fail("a text is not UTF-8");
          return false;
        }
        for (let index: usize = 0; index < step; index++) store<u8>(to + index, load<u8>(at + index));
        to += step;
        at += step;
      }
    }
    this.at = end;
    this.fail("a text does not end");
    return false;
  }

  /** Resolves the escape at `this.at` and writes it at `to`; gives the place after it, or 0. */
  private escape(to: usize): usize {
    const at = this.at + 1;
    if (at >= this.end) {
      this.fail("a text does not end");
      return 0;
    }
    const letter = <u32>load<u8>(at);
    if (letter == 0x75) return this.unicodeEscape(to);
    const plain = plainEscape(letter);
    if (plain == 0) {
      this.fail("a text has an escape that there is not");
      return 0;
    }
    store<u8>(to, plain);
    this.at = at + 1;
    return to + 1;
  }

  private unicodeEscape(to: usize): usize {
    const high = this.hex(this.at + 2);
    if (high < 0) {
      this.fail("a text has an escape that there is not");
      return 0;
    }
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

  /** Four hexadecimal digits; -1 when they are none. */
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

  private enter(): bool {
    this.at++;
    this.depth++;
    if (this.depth <= this.deepest) return true;
    this.fail(`there are more than ${this.deepest} lists and objects inside one another`);
    return false;
  }

  private list(): Json | null {
    const node = newNode(JsonKind.List);
    if (!this.enter()) return null;
    this.skipSpace();
    let last: Json | null = null;
    if (this.at < this.end && load<u8>(this.at) == 0x5d) this.at++;
    else {
      while (true) {
        const item = this.value();
        if (item === null) return null;
        append(node, last, item);
        last = item;
        const more = this.more(0x5d);
        if (more < 0) return null;
        if (more == 0) break;
      }
    }
    this.depth--;
    return node;
  }

  private object(): Json | null {
    const node = newNode(JsonKind.Object);
    if (!this.enter()) return null;
    this.skipSpace();
    let last: Json | null = null;
    if (this.at < this.end && load<u8>(this.at) == 0x7d) this.at++;
    else {
      while (true) {
        const item = this.member();
        if (item === null) return null;
        append(node, last, item);
        last = item;
        const more = this.more(0x7d);
        if (more < 0) return null;
        if (more == 0) break;
        this.skipSpace();
      }
    }
    this.depth--;
    return node;
  }

  private member(): Json | null {
    if (this.at >= this.end || load<u8>(this.at) != 0x22) return this.fail("an object has no name for a member");
    if (!this.text()) return null;
    const nameStart = this.textStart;
    const nameLength = this.textLength;
    this.skipSpace();
    if (this.at >= this.end || load<u8>(this.at) != 0x3a) return this.fail("a member has no colon");
    this.at++;
    const value = this.value();
    if (value === null) return null;
    value.nameStart = nameStart;
    value.nameLength = nameLength;
    return value;
  }

  /** After an item: 1 for another, 0 for the end, -1 for neither. */
  private more(closing: u32): i32 {
    this.skipSpace();
    if (this.at >= this.end) {
      this.fail("the JSON ends too early");
      return -1;
    }
    const byte = <u32>load<u8>(this.at);
    if (byte != closing && byte != 0x2c) {
      this.fail("there is neither a comma nor an end");
      return -1;
    }
    this.at++;
    return byte == closing ? 0 : 1;
  }
}

function append(holder: Json, last: Json | null, item: Json): void {
  if (last === null) holder.start = changetype<usize>(item);
  else last.next = item;
  holder.length++;
}

/** 0 for what is none: no escape stands for U+0000. */
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
