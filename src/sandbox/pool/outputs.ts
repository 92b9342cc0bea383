/** What guests answered, copied for the callers to keep. */

/** Few outputs together go into a buffer of so many bytes: an ArrayBuffer for each time costs more than the calls, see `worker/ring.ts`. */
const sharedBytes = 32_768;
const mostShared = 8_192;

/** Keeps so many bytes of `source` for as long as anybody has the result, or a part of it. */
export const createOutputs = () => {
  let shared = new Uint8Array(0);
  let used = 0;

  return (source: Uint8Array, start: number, length: number): Uint8Array => {
    if (length > mostShared) return source.slice(start, start + length);
    if (used + length > shared.length) {
      shared = new Uint8Array(sharedBytes);
      used = 0;
    }
    const kept = shared.subarray(used, used + length);
    kept.set(source.subarray(start, start + length));
    used += length;
    return kept;
  };
};

/** One of those that came together. A small one does not keep all of a large buffer. */
export const outputOf = (
  outputs: Uint8Array,
  { start, length }: { readonly start: number; readonly length: number },
): Uint8Array =>
  outputs.buffer.byteLength > sharedBytes * 2 && length * 2 < outputs.length
    ? outputs.slice(start, start + length)
    : new Uint8Array(outputs.buffer, outputs.byteOffset + start, length);
