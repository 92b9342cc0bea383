/**
 * Copies of what guests answered, for the callers to keep. An ArrayBuffer for each output costs about 450 ns of processor time for
 * allocating and freeing it, several times what copying 200 bytes costs. So small outputs of one instance share a small buffer. They never
 * share it with those of another agent, and what one of them keeps alive is at most some thirty times its own size.
 */

/** V8 keeps typed arrays up to this size in its own heap, where they cost as little as any object. */
const mostInHeap = 64;
/** Larger outputs get a buffer of their own: by then the cost of allocating it no longer stands out. */
const mostShared = 1_024;
const sharedBytes = 2_048;

/** Copies `length` bytes of `source`, which will be overwritten, to be kept by a caller. */
export type KeepOutput = (source: Uint8Array, start: number, length: number) => Uint8Array;

/** One for each instance. */
export const createOutputs = (): KeepOutput => {
  let shared = new Uint8Array(0);
  let used = 0;
  return (source, start, length) => {
    if (length > mostShared) return source.slice(start, start + length);
    if (length <= mostInHeap) {
      const own = new Uint8Array(length);
      own.set(source.subarray(start, start + length));
      return own;
    }
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
