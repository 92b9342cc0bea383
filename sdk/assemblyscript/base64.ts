/** Base64 (RFC 4648, 4) with padding. */

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const padding: u8 = 0x3d;

/** The Base64 of bytes in memory. */
export function encodeBase64(start: usize, length: i32): string {
  const text = new Uint8Array(((length + 2) / 3) * 4);
  let to = text.dataStart;
  for (let at = 0; at < length; at += 3) {
    const left = length - at;
    const from = start + <usize>at;
    const one = <i32>load<u8>(from);
    const two = left > 1 ? <i32>load<u8>(from, 1) : 0;
    const three = left > 2 ? <i32>load<u8>(from, 2) : 0;
    const all = (one << 16) | (two << 8) | three;
    store<u8>(to, digitOf(all >> 18));
    store<u8>(to, digitOf((all >> 12) & 63), 1);
    store<u8>(to, left > 1 ? digitOf((all >> 6) & 63) : padding, 2);
    store<u8>(to, left > 2 ? digitOf(all & 63) : padding, 3);
    to += 4;
  }
  return String.UTF8.decodeUnsafe(text.dataStart, <usize>text.length);
}

function digitOf(value: i32): u8 {
  return <u8>digits.charCodeAt(value);
}

/** The value of a digit; -1 for what is none. */
function valueOf(code: i32): i32 {
  if (code >= 0x41 && code <= 0x5a) return code - 0x41;
  if (code >= 0x61 && code <= 0x7a) return code - 0x61 + 26;
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 52;
  return code == 0x2b ? 62 : code == 0x2f ? 63 : -1;
}

/** The bytes; null where the text is no Base64. Line breaks are passed over, and padding may be left out. */
export function decodeBase64(text: string): Uint8Array | null {
  let end = text.length;
  while (end > 0 && (text.charCodeAt(end - 1) == padding || isBreak(text.charCodeAt(end - 1)))) end--;
  const bytes = new Uint8Array((text.length / 4) * 3 + 3);
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isBreak(code)) continue;
    const value = valueOf(code);
    if (value < 0) return null;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = <u8>((held >> bits) & 0xff);
  }
  // A last digit alone has six bits, which are no byte.
  return bits == 6 ? null : bytes.subarray(0, length);
}

function isBreak(code: i32): bool {
  return code == 10 || code == 13;
}
