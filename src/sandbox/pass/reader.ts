/**
 * Reads the primitives of the WebAssembly binary format (core specification, chapter 5). Offsets are relative to the
 * module's start.
 */
import { invalidModule, type Place } from "./refusals.ts";

/** A read position that advances, but never beyond its end. */
export interface Cursor {
  readonly bytes: Uint8Array;
  position: number;
  readonly end: number;
}

export const cursorOver = (bytes: Uint8Array, start: number, end: number): Cursor => ({ bytes, position: start, end });

/** The current position, for an error. */
export const here = ({ position }: Cursor): Place => ({ offset: position });

const truncated = (cursor: Cursor): never => {
  throw invalidModule("it ends too early", here(cursor));
};

export const skip = (cursor: Cursor, count: number): void => {
  if (count > cursor.end - cursor.position) truncated(cursor);
  cursor.position += count;
};

export const readByte = (cursor: Cursor): number => {
  if (cursor.position >= cursor.end) truncated(cursor);
  return cursor.bytes[cursor.position++]!;
};

/**
 * An unsigned LEB128 of at most 32 bits. The standard allows padding to five bytes, and LLVM pads where its linker may
 * have to patch in a larger number.
 */
export const readU32 = (cursor: Cursor): number => {
  const first = readByte(cursor);
  if (first < 0x80) return first;
  let value = first & 0x7f;
  for (let shift = 7; shift < 35; shift += 7) {
    const byte = readByte(cursor);
    if (shift === 28 && byte > 0x0f) break;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  throw invalidModule("a number has more than 32 bits", here(cursor));
};

/** Skips a signed LEB128 of at most `bits` bits without decoding it. */
export const skipSigned = (cursor: Cursor, bits: 32 | 33 | 64): void => {
  const longest = Math.ceil(bits / 7);
  for (let count = 0; count < longest; count += 1) if (readByte(cursor) < 0x80) return;
  throw invalidModule(`a number has more than ${bits} bits`, here(cursor));
};

/** A signed LEB128 of 33 bits: an index if not negative, a type code if negative. */
export const readS33 = (cursor: Cursor): number => {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = readByte(cursor);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return byte & 0x40 ? value - 2 ** (shift + 7) : value;
  }
  throw invalidModule("a type has more than 33 bits", here(cursor));
};

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const readName = (cursor: Cursor): string => {
  const length = readU32(cursor);
  const start = cursor.position;
  skip(cursor, length);
  try {
    return utf8.decode(cursor.bytes.subarray(start, start + length));
  } catch (cause) {
    throw invalidModule("a name is not UTF-8", { offset: start }, cause);
  }
};
