/** Converts JSON numbers to the nearest f64 and back. */
import { dtoa_buffered, itoa_buffered } from "util/number";
import { Bytes, narrow } from "./bytes";

/** Powers of ten that an f64 holds exactly. */
const exactPowers: StaticArray<f64> = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
];

/** Further digits matter only for whether a number is above or below the midpoint between two f64 values. */
const digitsKept = 800;

/** The bytes at `start` must be a JSON number. Rounds to nearest, ties to even (IEEE 754). */
export function parseNumber(start: usize, length: usize): f64 {
  const end = start + length;
  let at = start;
  const isNegative = length > 0 && load<u8>(at) == 0x2d;
  if (isNegative) at++;
  const digitsAt = at;
  let mantissa: u64 = 0;
  let digits = 0;
  let exponent = 0;
  let isAfterPoint = false;
  for (; at < end; at++) {
    const byte = <u32>load<u8>(at);
    if (byte == 0x2e) {
      isAfterPoint = true;
      continue;
    }
    const digit = byte - 0x30;
    if (digit > 9) break;
    if (digits > 0 || digit > 0) {
      digits++;
      if (digits <= 19) mantissa = mantissa * 10 + digit;
    }
    if (isAfterPoint) exponent--;
  }
  const digitsEnd = at;
  if (at < end) exponent += parseExponent(at + 1, end);
  let value: f64;
  if (digits == 0) value = 0;
  else if (digits <= 19 && mantissa <= 0x20000000000000 && exponent >= -22 && exponent <= 22) {
    // Both are exact, so the single operation rounds once (Clinger, "How to read floating point numbers accurately",
    // 1990).
    const power = unchecked(exactPowers[abs(exponent)]);
    value = exponent < 0 ? <f64>mantissa / power : <f64>mantissa * power;
  } else value = slowly(digitsAt, digitsEnd, digits, exponent);
  return isNegative ? -value : value;
}

function parseExponent(start: usize, end: usize): i32 {
  let at = start;
  const isNegative = at < end && load<u8>(at) == 0x2d;
  if (at < end && (isNegative || load<u8>(at) == 0x2b)) at++;
  let value = 0;
  for (; at < end; at++) if (value < 100000000) value = value * 10 + <i32>(load<u8>(at) - 0x30);
  return isNegative ? -value : value;
}

/** A big integer in limbs of 32 bits, lowest first. */
class Whole {
  limbs: StaticArray<u32>;
  count: i32 = 0;

  constructor(room: i32) {
    this.limbs = new StaticArray<u32>(room);
  }

  multiplyAdd(factor: u32, more: u32): void {
    let carry = <u64>more;
    for (let index = 0; index < this.count; index++) {
      carry += <u64>unchecked(this.limbs[index]) * factor;
      unchecked((this.limbs[index] = <u32>carry));
      carry >>= 32;
    }
    if (carry != 0) this.limbs[this.count++] = <u32>carry;
  }

  /** Divides in place; returns the remainder. */
  divide(by: u32): u32 {
    let left: u64 = 0;
    for (let index = this.count - 1; index >= 0; index--) {
      left = (left << 32) | unchecked(this.limbs[index]);
      unchecked((this.limbs[index] = <u32>(left / by)));
      left %= by;
    }
    while (this.count > 0 && unchecked(this.limbs[this.count - 1]) == 0) this.count--;
    return <u32>left;
  }

  /** Multiplies by 2 to the power of 32 times `limbs`. */
  shift(limbs: i32): void {
    for (let index = this.count - 1; index >= 0; index--) this.limbs[index + limbs] = this.limbs[index];
    for (let index = 0; index < limbs; index++) this.limbs[index] = 0;
    this.count += limbs;
  }
}

/** With big integers, for the few numbers that need them. */
function slowly(start: usize, end: usize, digits: i32, exponent: i32): f64 {
  // The number is 0.d… times ten to this power.
  const magnitude = digits + exponent;
  if (magnitude > 310) return Infinity;
  if (magnitude < -330) return 0;
  const dropped = max(0, digits - digitsKept);
  const tens = exponent + dropped;
  const down = max(0, -tens);
  // Enough limbs for a 64-bit quotient, whatever the divisor.
  const limbsBelow = down > 0 ? (down * 10) / 96 + 4 : 0;
  const whole = new Whole(90 + limbsBelow + max(0, tens) / 9 + 4);
  let isInexact = readDigits(whole, start, end);
  if (down > 0) whole.shift(limbsBelow);
  for (let left = down; left > 0; left -= 9) if (whole.divide(powerOfTen(min(left, 9))) != 0) isInexact = true;
  for (let left = tens; left > 0; left -= 9) whole.multiplyAdd(powerOfTen(min(left, 9)), 0);
  return rounded(whole, -32 * limbsBelow, isInexact);
}

/** Whether a digit beyond those kept is not 0. */
function readDigits(whole: Whole, start: usize, end: usize): bool {
  let kept = 0;
  let isInexact = false;
  for (let at = start; at < end; at++) {
    const digit = <u32>load<u8>(at) - 0x30;
    if (digit > 9 || (kept == 0 && digit == 0)) continue;
    if (kept < digitsKept) {
      whole.multiplyAdd(10, digit);
      kept++;
    } else if (digit != 0) isInexact = true;
  }
  return isInexact;
}

function powerOfTen(exponent: i32): u32 {
  return <u32>unchecked(exactPowers[exponent]);
}

/**
 * The f64 nearest to `whole` times 2 to the power of `scale`; `isInexact` says that the exact value is slightly larger.
 */
function rounded(whole: Whole, scale: i32, isInexact: bool): f64 {
  if (whole.count == 0) return 0;
  const top = whole.count - 1;
  const bits = 32 * whole.count - <i32>clz(whole.limbs[top]);
  // Available bits of precision: 53, or fewer near 0.
  const room = min(53, bits + scale + 1074);
  if (room < 0) return 0;
  const cut = bits - room;
  if (cut <= 0) return assemble(bitsFrom(whole, 0), scale);
  let value = room == 0 ? 0 : bitsFrom(whole, cut);
  const half = bitAt(whole, cut - 1);
  if (half && (isInexact || isAnyBelow(whole, cut - 1) || (value & 1) != 0)) value++;
  return assemble(value, scale + cut);
}

/** Combines at most 53 bits with an exponent that fits or overflows. */
function assemble(value: u64, exponent: i32): f64 {
  if (value == 0) return 0;
  let result = <f64>value;
  let left = exponent;
  while (left > 1000) {
    result *= reinterpret<f64>((<u64>(1023 + 1000)) << 52);
    left -= 1000;
  }
  // Rounding would be possible only for subnormal numbers, and those have few enough bits.
  while (left < -1000) {
    result *= reinterpret<f64>((<u64>(1023 - 1000)) << 52);
    left += 1000;
  }
  return result * reinterpret<f64>((<u64>(1023 + left)) << 52);
}

function bitAt(whole: Whole, bit: i32): bool {
  return ((whole.limbs[bit >> 5] >> (bit & 31)) & 1) != 0;
}

function isAnyBelow(whole: Whole, bit: i32): bool {
  const limb = bit >> 5;
  for (let index = 0; index < limb; index++) if (whole.limbs[index] != 0) return true;
  return (bit & 31) != 0 && (whole.limbs[limb] & ((1 << (bit & 31)) - 1)) != 0;
}

/** The bits from `bit` on; at most 64. */
function bitsFrom(whole: Whole, bit: i32): u64 {
  const limb = bit >> 5;
  const shift = <u64>(bit & 31);
  let value = <u64>limbAt(whole, limb) | ((<u64>limbAt(whole, limb + 1)) << 32);
  value >>= shift;
  return shift == 0 ? value : value | ((<u64>limbAt(whole, limb + 2)) << (64 - shift));
}

function limbAt(whole: Whole, index: i32): u32 {
  return index < whole.count ? whole.limbs[index] : 0;
}

/** Buffer for the characters of a number, in UTF-16; at most 28. */
const characters: usize = memory.data(64);

function writeCharacters(bytes: Bytes, count: usize): void {
  bytes.reserve(count);
  narrow(bytes.start + bytes.length, characters, count);
  bytes.length += count;
}

export function writeInteger(bytes: Bytes, value: i64): void {
  writeCharacters(bytes, itoa_buffered(characters, value));
}

/** Like {@link formatNumber}, without an intermediate string. */
export function writeNumber(bytes: Bytes, value: f64): void {
  if (!isFinite(value)) bytes.ascii("null");
  else if (value == Math.floor(value) && Math.abs(value) < 9e18) writeInteger(bytes, <i64>value);
  else writeCharacters(bytes, dtoa_buffered(characters, value));
}

/** A number as JSON; `null` if JSON cannot represent it. Parsing it gives the same number. */
export function formatNumber(value: f64): string {
  if (!isFinite(value)) return "null";
  if (value == Math.floor(value) && Math.abs(value) < 9e18) return (<i64>value).toString();
  return value.toString();
}
