/** A growable byte buffer outside of the garbage-collected heap. */

/** The capacity doubles when it is used up; with the runtime `stub`, the last block of memory grows in place. */
export class Bytes {
  start: usize;
  length: usize = 0;
  private room: usize;

  constructor(room: usize = 4096) {
    this.room = room;
    this.start = heap.alloc(room);
  }

  /** Ensures capacity for `more` further bytes. */
  reserve(more: usize): void {
    const wanted = this.length + more;
    if (wanted <= this.room) return;
    let room = this.room;
    while (room < wanted) room = room < 0x4000000 ? room * 2 : room + 0x2000000;
    this.start = heap.realloc(this.start, room);
    this.room = room;
  }

  free(): void {
    heap.free(this.start);
    this.start = 0;
    this.length = 0;
    this.room = 0;
  }

  clear(): void {
    this.length = 0;
  }

  u8(value: u32): void {
    if (this.length == this.room) this.reserve(1);
    store<u8>(this.start + this.length, value);
    this.length += 1;
  }

  u32(value: u32): void {
    this.reserve(4);
    store<u32>(this.start + this.length, value);
    this.length += 4;
  }

  /** Appends bytes from elsewhere in memory. */
  copy(start: usize, length: usize): void {
    if (length == 0) return;
    this.reserve(length);
    copyBytes(this.start + this.length, start, length);
    this.length += length;
  }

  /** Appends an ASCII string. */
  ascii(text: string): void {
    const length = <usize>text.length;
    this.reserve(length);
    narrow(this.start + this.length, changetype<usize>(text), length);
    this.length += length;
  }

  /** Appends a string as UTF-8; lone surrogates become U+FFFD. */
  text(text: string): void {
    const length = text.length;
    this.reserve(<usize>length * 3);
    const written = String.UTF8.encodeUnsafe(
      changetype<usize>(text),
      length,
      this.start + this.length,
      false,
      String.UTF8.ErrorMode.REPLACE,
    );
    this.length += written;
  }

  /** Appends one code point as UTF-8. */
  codePoint(point: u32): void {
    this.reserve(4);
    this.length += putCodePoint(this.start + this.length, point);
  }

  toText(): string {
    return String.UTF8.decodeUnsafe(this.start, this.length);
  }
}

/** Faster than a call for short copies; the ranges must not overlap. */
function copyBytes(to: usize, from: usize, length: usize): void {
  if (length > 256) {
    memory.copy(to, from, length);
    return;
  }
  let at: usize = 0;
  for (; at + 8 <= length; at += 8) store<u64>(to + at, load<u64>(from + at));
  for (; at < length; at++) store<u8>(to + at, load<u8>(from + at));
}

/** Writes UTF-16 units that are ASCII as bytes. */
export function narrow(to: usize, units: usize, length: usize): void {
  for (let index: usize = 0; index < length; index++) store<u8>(to + index, load<u8>(units + (index << 1)));
}

/** Writes a code point as UTF-8; returns the number of bytes. */
export function putCodePoint(at: usize, point: u32): usize {
  if (point < 0x80) {
    store<u8>(at, point);
    return 1;
  }
  if (point < 0x800) {
    store<u8>(at, 0xc0 | (point >> 6));
    store<u8>(at, 0x80 | (point & 0x3f), 1);
    return 2;
  }
  if (point < 0x10000) {
    store<u8>(at, 0xe0 | (point >> 12));
    store<u8>(at, 0x80 | ((point >> 6) & 0x3f), 1);
    store<u8>(at, 0x80 | (point & 0x3f), 2);
    return 3;
  }
  store<u8>(at, 0xf0 | (point >> 18));
  store<u8>(at, 0x80 | ((point >> 12) & 0x3f), 1);
  store<u8>(at, 0x80 | ((point >> 6) & 0x3f), 2);
  store<u8>(at, 0x80 | (point & 0x3f), 3);
  return 4;
}
