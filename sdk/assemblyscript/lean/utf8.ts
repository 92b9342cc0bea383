/** UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */

/** Length of the sequence that begins at `at` and ends before `end`; 0 if there is no valid one. */
export function sequenceLength(at: usize, end: usize): usize {
  const first = <u32>load<u8>(at);
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const left = end - at;
  if (left < 2) return 0;
  const second = <u32>load<u8>(at, 1);
  if ((second & 0xc0) != 0x80) return 0;
  if (first < 0xe0) return 2;
  if (left < 3 || (<u32>load<u8>(at, 2) & 0xc0) != 0x80) return 0;
  if (first < 0xf0) {
    if (first == 0xe0 && second < 0xa0) return 0;
    if (first == 0xed && second > 0x9f) return 0;
    return 3;
  }
  if (left < 4 || (<u32>load<u8>(at, 3) & 0xc0) != 0x80) return 0;
  if (first == 0xf0 && second < 0x90) return 0;
  if (first == 0xf4 && second > 0x8f) return 0;
  return 4;
}

/**
 * The first byte that must be escaped in JSON (a quote, a backslash, a control character) or is not ASCII; `end` if there is
 * none. Eight bytes at a time (Bit Twiddling Hacks, "Determine if a word has a zero byte"): a borrow only goes up, so
 * the lowest mark is always right.
 */
export function plainEnd(start: usize, end: usize): usize {
  let at = start;
  for (; at + 8 <= end; at += 8) {
    const word = load<u64>(at);
    const quote = word ^ 0x2222222222222222;
    const backslash = word ^ 0x5c5c5c5c5c5c5c5c;
    const marks =
      (word |
        (word - 0x2020202020202020) |
        ((quote - 0x0101010101010101) & ~quote) |
        ((backslash - 0x0101010101010101) & ~backslash)) &
      0x8080808080808080;
    if (marks != 0) return at + <usize>(ctz(marks) >> 3);
  }
  for (; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (byte == 0x22 || byte == 0x5c || byte < 0x20 || byte >= 0x80) break;
  }
  return at;
}

/** The code point of a valid sequence of `length` bytes. */
export function codePointAt(at: usize, length: usize): u32 {
  const first = <u32>load<u8>(at);
  if (length == 1) return first;
  const second = <u32>load<u8>(at, 1) & 0x3f;
  if (length == 2) return ((first & 0x1f) << 6) | second;
  const third = <u32>load<u8>(at, 2) & 0x3f;
  if (length == 3) return ((first & 0x0f) << 12) | (second << 6) | third;
  return ((first & 0x07) << 18) | (second << 12) | (third << 6) | (<u32>load<u8>(at, 3) & 0x3f);
}

/** Length of the sequence at `at`, in valid text. */
export function knownLength(at: usize): usize {
  const first = <u32>load<u8>(at);
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

export function isValid(start: usize, length: usize): bool {
  const end = start + length;
  let at = start;
  while (at < end) {
    const step = sequenceLength(at, end);
    if (step == 0) return false;
    at += step;
  }
  return true;
}

/** The largest length that does not cut a sequence in two. */
export function withoutCutSequence(start: usize, length: usize): usize {
  const end = start + length;
  for (let back: usize = 1; back <= 3 && back <= length; back++) {
    const byte = <u32>load<u8>(end - back);
    if (byte < 0x80) return length;
    if (byte >= 0xc0) {
      const wanted: usize = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      return wanted > back ? length - back : length;
    }
  }
  return length;
}

/** Whether UTF-8 bytes equal a string; compares without allocating. */
export function equalsText(start: usize, length: usize, text: string): bool {
  const end = start + length;
  const units = text.length;
  let at = start;
  let unit = 0;
  while (at < end && unit < units) {
    const step = knownLength(at);
    const point = codePointAt(at, step);
    const other = <u32>text.codePointAt(unit);
    if (point != other) return false;
    at += step;
    unit += other > 0xffff ? 2 : 1;
  }
  return at == end && unit == units;
}

/**
 * Like `memory.compare`; if one is a prefix of the other, the longer one is greater. This is the order of code points.
 */
export function compare(a: usize, aLength: usize, b: usize, bLength: usize): i32 {
  const common = min(aLength, bLength);
  const order = common == 0 ? 0 : memory.compare(a, b, common);
  return order != 0 ? order : aLength == bLength ? 0 : aLength < bLength ? -1 : 1;
}
