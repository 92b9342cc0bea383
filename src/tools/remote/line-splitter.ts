/** The output of a program as lines, none of which takes more than its share of memory. */

/** What is kept of each end of a line that is too long. */
const keptOfTooLong = 256;

export interface LineLimits {
  /** Bytes of one line; a longer one is passed over. */
  readonly most: number;
  /** Bytes after which a line is taken to have no end. */
  readonly endless: number;
}

export interface LineListener {
  line(text: string): void;
  /** A line was passed over: its first and its last bytes. */
  tooLong(head: string, tail: string): void;
  endless(): void;
}

/** Takes the output piece by piece. */
export const createLineSplitter = (limits: LineLimits, listener: LineListener): ((chunk: Buffer) => void) => {
  let parts: Buffer[] = [];
  let size = 0;
  /** Of a line that is passed over. */
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
        // Copies, so that the whole can go.
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
