/** Telling a person that something long is under way: one line that changes on a terminal, now and then a line elsewhere. */

export interface Progress {
  /** What is going on now. On a terminal it replaces the line before; elsewhere most of these are left out. */
  update(text: string): void;
  /** What stays to be read; ends the changing line. */
  say(text: string): void;
}

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A line at most each `everyMs` where `stream` is no terminal. */
export const createProgress = (stream: ProgressStream, everyMs = 5_000): Progress => {
  const terminal = stream.isTTY === true;
  let last = -Infinity;
  let open = false;
  return {
    update: (text) => {
      if (terminal) {
        stream.write(`\r\u001B[K${text}`);
        open = true;
        return;
      }
      if (performance.now() - last < everyMs) return;
      last = performance.now();
      stream.write(`${text}\n`);
    },
    say: (text) => {
      stream.write(`${open ? "\r\u001B[K" : ""}${text}\n`);
      open = false;
      last = -Infinity;
    },
  };
};

/** `[#######             ] 36 %`. */
export const bar = (part: number): string => {
  const filled = Math.round(Math.min(1, Math.max(0, part)) * 24);
  return `[${"#".repeat(filled)}${" ".repeat(24 - filled)}] ${Math.floor(part * 100)} %`;
};
