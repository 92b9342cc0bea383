/** Writes the primitives of the WebAssembly binary format. */

/** A growing byte buffer. */
export interface Writer {
  byte(value: number): void;
  u32(value: number): void;
  /** A signed LEB128; `value` is an integer of at most 53 bits. */
  signed(value: number): void;
  copy(bytes: Uint8Array, start: number, end: number): void;
  raw(bytes: ArrayLike<number>): void;
  name(text: string): void;
  /** The output of `fill`, prefixed with its length. */
  sized(fill: (inner: Writer) => void): void;
  readonly length: number;
  /** The bytes written so far; valid until the next write. */
  bytes(): Uint8Array;
  clear(): void;
}

export const createWriter = (capacity = 1024): Writer => {
  let buffer = new Uint8Array(capacity);
  let length = 0;
  let scratch: Writer | undefined;

  const reserve = (count: number): void => {
    if (length + count <= buffer.length) return;
    const larger = new Uint8Array(Math.max(buffer.length * 2, length + count));
    larger.set(buffer.subarray(0, length));
    buffer = larger;
  };

  const writer: Writer = {
    byte(value) {
      reserve(1);
      buffer[length++] = value;
    },
    u32(value) {
      reserve(5);
      let rest = value;
      while (rest > 0x7f) {
        buffer[length++] = (rest % 0x80) | 0x80;
        rest = Math.floor(rest / 0x80);
      }
      buffer[length++] = rest;
    },
    signed(value) {
      reserve(10);
      let rest = value;
      while (rest > 0x3f || rest < -0x40) {
        buffer[length++] = (((rest % 0x80) + 0x80) % 0x80) | 0x80;
        rest = Math.floor(rest / 0x80);
      }
      buffer[length++] = rest & 0x7f;
    },
    copy(bytes, start, end) {
      reserve(end - start);
      // For a few bytes a view costs more than copying them one by one.
      if (end - start > 64) {
        buffer.set(bytes.subarray(start, end), length);
        length += end - start;
      } else for (let index = start; index < end; index += 1) buffer[length++] = bytes[index]!;
    },
    raw(bytes) {
      reserve(bytes.length);
      for (let index = 0; index < bytes.length; index += 1) buffer[length++] = bytes[index]!;
    },
    name(text) {
      const encoded = Buffer.from(text, "utf8");
      writer.u32(encoded.length);
      writer.raw(encoded);
    },
    sized(fill) {
      scratch ??= createWriter();
      scratch.clear();
      fill(scratch);
      writer.u32(scratch.length);
      writer.copy(scratch.bytes(), 0, scratch.length);
    },
    get length() {
      return length;
    },
    bytes: () => buffer.subarray(0, length),
    clear() {
      length = 0;
    },
  };
  return writer;
};
