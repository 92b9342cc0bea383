/** Splits the output of a program into lines of bounded size. */

/** Bytes kept of each end of a line that is too long. */
const keptOfTooLong = 256;

export interface LineLimits {
  /** Largest line in bytes; longer lines are skipped. */
  readonly most: number;
  /** Bytes after which a line is assumed to be endless. */
  readonly endless: number;
}

export interface LineListener {
  line(text: string): void;
  /** A line was skipped; `head` and `tail` are its first and last bytes. */
  tooLong(head: string, tail: string): void;
  endless(): void;
}

/** Returns a function that accepts the output chunk by chunk. */
export const createLineSplitter = (limits: LineLimits, listener: LineListener): ((chunk: Buffer) => void) => {
  let parts: Buffer[] = [];
  let size = 0;
  /** The ends of a line that is being skipped. */
  let ends: { readonly head: Buffer; tail: Buffer } | null = null;
  let ended = false;

  const take = (part: Buffer): void => {
    size += part.length;
    if (ends !== null) {
      ends.tail = Buffer.concat([ends.tail, part.subarray(-keptOfTooLong)]).subarray(-keptOfTooLong);
    } else {
      parts.push(part);
      if (size > limits.most) {
        const whole = Buffer.concat(parts);
        // Copies, so that the whole line can be freed.
        ends = {
          head: Buffer.from(whole.subarray(0, keptOfTooLong)),
          tail: Buffer.from(whole.subarray(-keptOfTooLong)),
        };
        parts = [];
      }
    }
    if (size > limits.endless) {
      ended = true;
      listener.endless();
    }
  };

  const finish = (): void => {
    const text = ends === null ? Buffer.concat(parts).toString("utf8") : null;
    const passedOver = ends;
    parts = [];
    size = 0;
    ends = null;
    if (passedOver !== null) listener.tooLong(passedOver.head.toString("utf8"), passedOver.tail.toString("utf8"));
    else if (text !== null && text.trim() !== "") listener.line(text);
  };

  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (ended) return;
      const end = rest.indexOf(0x0a);
      if (end === -1) {
        take(rest);
        return;
      }
      take(rest.subarray(0, end));
      finish();
      rest = rest.subarray(end + 1);
    }
  };
};
