/** What a cell can be taken for. A column is what all its cells can be taken for. */
import { parseNumber } from "../../../sdk/assemblyscript/lean/json-number";

export namespace CellType {
  export const Integer: i32 = 1;
  export const Number: i32 = 2;
  export const Boolean: i32 = 4;
  export const Date: i32 = 8;
  export const All: i32 = 15;
  /** Of a column: none of those. */
  export const Text: i32 = 0;
}

/** Digits that an integer may have before its size has to be looked at: 2^53 - 1 has 16. */
const safeDigits: usize = 15;

/** The types that the bytes can be taken for, as a set. `decimal` is the point, or the comma. */
export function typesOf(start: usize, length: usize, decimal: u32): i32 {
  const first = <u32>load<u8>(start);
  if (first - 0x30 <= 9 || first == 0x2d || first == 0x2b || first == decimal) {
    const number = numberTypes(start, length, decimal);
    return number != 0 ? number : isDate(start, length) ? CellType.Date : 0;
  }
  return isBoolean(start, length) ? CellType.Boolean : 0;
}

/** The narrowest type of a set, as the result names it. */
export function nameOf(types: i32): string {
  if (types & CellType.Integer) return "integer";
  if (types & CellType.Number) return "number";
  if (types & CellType.Boolean) return "boolean";
  if (types & CellType.Date) return "date";
  return "string";
}

/** The set that a name stands for; -1 for an unknown one. */
export function typeNamed(name: string): i32 {
  if (name == "integer") return CellType.Integer;
  if (name == "number") return CellType.Number;
  if (name == "boolean") return CellType.Boolean;
  if (name == "date") return CellType.Date;
  return name == "string" ? CellType.Text : -1;
}

function isDigit(byte: u32): bool {
  return byte - 0x30 <= 9;
}

/**
 * Integers stay exact or are none: 007 and what is beyond 2^53 - 1 are texts, because a number would lose what they say.
 */
function numberTypes(start: usize, length: usize, decimal: u32): i32 {
  const end = start + length;
  let at = start;
  const sign = <u32>load<u8>(at);
  if (sign == 0x2d || sign == 0x2b) at++;
  const whole = at;
  while (at < end && isDigit(load<u8>(at))) at++;
  const digits = at - whole;
  if (digits > 1 && load<u8>(whole) == 0x30) return 0;
  if (at == end) {
    if (digits == 0) return 0;
    return digits <= safeDigits || isSafe(whole, digits) ? CellType.Integer | CellType.Number : 0;
  }
  let fraction: usize = 0;
  if (load<u8>(at) == decimal) {
    at++;
    const from = at;
    while (at < end && isDigit(load<u8>(at))) at++;
    fraction = at - from;
  }
  if (digits + fraction == 0) return 0;
  if (at == end) return CellType.Number;
  if ((load<u8>(at) | 0x20) != 0x65) return 0;
  at++;
  if (at < end && (load<u8>(at) == 0x2d || load<u8>(at) == 0x2b)) at++;
  const exponent = at;
  while (at < end && isDigit(load<u8>(at))) at++;
  // Three digits of exponent may be too many for a number, and then it is a text.
  return at == end && at > exponent && at - exponent <= 2 && digits < 100 ? CellType.Number : 0;
}

function isSafe(start: usize, digits: usize): bool {
  return digits == 16 && parseNumber(start, digits) <= 9007199254740991;
}

function isWord(start: usize, length: usize, word: string): bool {
  if (<i32>length != word.length) return false;
  for (let index = 0; index < word.length; index++) {
    if ((load<u8>(start + <usize>index) | 0x20) != word.charCodeAt(index)) return false;
  }
  return true;
}

export function isTrue(start: usize, length: usize): bool {
  return isWord(start, length, "true");
}

function isBoolean(start: usize, length: usize): bool {
  return isWord(start, length, "true") || isWord(start, length, "false");
}

/** The number that `count` digits say; -1 where they are none. */
function digitsAt(start: usize, count: usize): i32 {
  let value = 0;
  for (let index: usize = 0; index < count; index++) {
    const digit = <u32>load<u8>(start + index) - 0x30;
    if (digit > 9) return -1;
    value = value * 10 + <i32>digit;
  }
  return value;
}

const monthDays: StaticArray<i32> = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day, and after it perhaps a time, as RFC 3339 writes them; a space may stand for T, and the seconds and zone be left out. */
export function isDate(start: usize, length: usize): bool {
  if (length < 10 || load<u8>(start, 4) != 0x2d || load<u8>(start, 7) != 0x2d) return false;
  const year = digitsAt(start, 4);
  const month = digitsAt(start + 5, 2);
  const day = digitsAt(start + 8, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  if (day > monthDays[month - 1] + (month == 2 && isLeap ? 1 : 0)) return false;
  return length == 10 || isTime(start + 10, length - 10);
}

function isTime(start: usize, length: usize): bool {
  const end = start + length;
  const between = load<u8>(start);
  if (length < 6 || (between != 0x54 && between != 0x74 && between != 0x20) || load<u8>(start, 3) != 0x3a) return false;
  const hour = digitsAt(start + 1, 2);
  const minute = digitsAt(start + 4, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
  let at = start + 6;
  if (at < end && load<u8>(at) == 0x3a) {
    if (end - at < 3) return false;
    const second = digitsAt(at + 1, 2);
    if (second < 0 || second > 60) return false;
    at += 3;
    if (at < end && load<u8>(at) == 0x2e) {
      const from = ++at;
      while (at < end && isDigit(load<u8>(at))) at++;
      if (at == from) return false;
    }
  }
  return at == end || isZone(at, end - at);
}

function isZone(start: usize, length: usize): bool {
  const first = load<u8>(start);
  if (length == 1) return first == 0x5a || first == 0x7a;
  if (length != 6 || (first != 0x2b && first != 0x2d) || load<u8>(start, 3) != 0x3a) return false;
  const hours = digitsAt(start + 1, 2);
  const minutes = digitsAt(start + 4, 2);
  return hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59;
}
