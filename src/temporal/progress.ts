/** Progress display for long operations: one changing line on a terminal, an occasional line elsewhere. */

export interface Progress {
  /** Reports the current activity. On a terminal it replaces the last line; elsewhere most updates are skipped. */
  update(text: string): void;
  /** Prints a line that stays, and ends the changing line. */
  say(text: string): void;
}

export interface ProgressStream {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** At most one line per `everyMs` if `stream` is not a terminal. */
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
