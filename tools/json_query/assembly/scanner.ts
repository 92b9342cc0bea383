/** The text of a query, read from its beginning to its end. */
import { Bytes } from "../../../sdk/assemblyscript/lean/bytes";
import { codePointAt, knownLength } from "../../../sdk/assemblyscript/lean/utf8";

export class Scanner {
  at: usize;
  problem: string | null = null;
  private readonly end: usize;

  constructor(
    private readonly start: usize,
    length: usize,
  ) {
    this.at = start;
    this.end = start + length;
  }

  get isAtEnd(): bool {
    return this.at >= this.end;
  }

  /** The next byte, or -1 at the end. */
  peek(): i32 {
    return this.at < this.end ? <i32>load<u8>(this.at) : -1;
  }
  peekAfter(distance: usize): i32 {
    return this.at + distance < this.end ? <i32>load<u8>(this.at + distance) : -1;
  }
  skip(bytes: usize): void {
    this.at += bytes;
  }
  back(): void {
    this.at--;
  }

  /** Keeps what was wrong first. */
  fail(what: string): void {
    if (this.problem === null) this.problem = `${what}, at character ${this.position()} of the path.`;
  }

  private position(): i32 {
    let count = 1;
    for (let at = this.start; at < this.at && at < this.end; at += knownLength(at)) count++;
    return count;
  }

  skipSpace(): void {
    while (this.at < this.end) {
      const byte = load<u8>(this.at);
      if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) return;
      this.at++;
    }
  }

  /** Whether the text goes on with these ASCII characters; if so they are passed. */
  takeText(text: string): bool {
    for (let index = 0; index < text.length; index++) {
      if (this.peekAfter(index) != text.charCodeAt(index)) return false;
    }
    this.at += text.length;
    return true;
  }

  /** A member name without quotes (RFC 9535, 2.5.1.1). */
  skipName(): bool {
    const first = this.peek();
    const isFirst = first >= 0x80 || first == 0x5f || isLetter(first);
    if (!isFirst) return false;
    while (this.at < this.end) {
      const byte = <i32>load<u8>(this.at);
      if (!(byte >= 0x80 || byte == 0x5f || isLetter(byte) || (byte >= 0x30 && byte <= 0x39))) break;
      this.at++;
    }
    return true;
  }

  /** A text in single or double quotes, without its escapes. */
  readText(): Bytes {
    const text = new Bytes(32);
    const quote = this.peek();
    this.skip(1);
    while (this.problem === null) {
      const byte = this.peek();
      if (byte < 0) this.fail("A text does not end");
      else if (byte < 0x20) this.fail("A text has a control character");
      else if (byte == quote) {
        this.skip(1);
        return text;
      } else if (byte == 0x5c) this.readEscape(text, quote);
      else {
        const length = knownLength(this.at);
        text.codePoint(codePointAt(this.at, length));
        this.skip(length);
      }
    }
    return text;
  }

  private readEscape(text: Bytes, quote: i32): void {
    const letter = this.peekAfter(1);
    this.skip(2);
    if (letter == quote || letter == 0x5c || letter == 0x2f) text.u8(letter);
    else if (letter == 0x62) text.u8(8);
    else if (letter == 0x66) text.u8(12);
    else if (letter == 0x6e) text.u8(10);
    else if (letter == 0x72) text.u8(13);
    else if (letter == 0x74) text.u8(9);
    else if (letter == 0x75) this.readUnicode(text);
    else this.fail("A text has an escape that there is not");
  }

  private readUnicode(text: Bytes): void {
    const high = this.readHex();
    if (high < 0xd800 || high > 0xdfff) {
      if (high >= 0) text.codePoint(high);
      return;
    }
    const isPair = high < 0xdc00 && this.peek() == 0x5c && this.peekAfter(1) == 0x75;
    if (isPair) this.skip(2);
    const low = isPair ? this.readHex() : -1;
    if (low < 0xdc00 || low > 0xdfff) this.fail("A text has half a surrogate pair");
    else text.codePoint(0x10000 + ((high & 0x3ff) << 10) + (low & 0x3ff));
  }

  private readHex(): i32 {
    let value = 0;
    for (let index: usize = 0; index < 4; index++) {
      const byte = this.peekAfter(index);
      const lower = byte | 0x20;
      const digit = byte >= 0x30 && byte <= 0x39 ? byte - 0x30 : lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
      if (digit < 0) {
        this.fail("A text has an escape that there is not");
        return -1;
      }
      value = (value << 4) | digit;
    }
    this.skip(4);
    return value;
  }
}

export function isLetter(byte: i32): bool {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
