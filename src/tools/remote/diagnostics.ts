/** Logs what a program writes outside of the protocol, within limits. */
import type { RemoteLogger } from "./types.ts";

const longestLine = 1_000;
const mostLines = 100;
const windowMs = 60_000;
const keptLines = 5;

export interface Diagnostics {
  write(stream: "stderr" | "stdout", line: string): void;
  /** The last lines on standard error, for the error message of a program that ended. */
  lastWords(): string;
}

/** Logs at most 100 lines a minute, at `debug`, each cut to 1,000 characters. */
export const createDiagnostics = (logger: RemoteLogger, server: string, clock: () => Date): Diagnostics => {
  let windowStart = 0;
  let lines = 0;
  const last: string[] = [];
  return {
    write: (stream, line) => {
      const text = line.slice(0, longestLine);
      if (stream === "stderr") {
        last.push(text);
        if (last.length > keptLines) last.shift();
      }
      const now = clock().getTime();
      if (now - windowStart >= windowMs) {
        windowStart = now;
        lines = 0;
      }
      lines += 1;
      if (lines > mostLines) return;
      const what = stream === "stderr" ? "An MCP server says" : "An MCP server wrote a line that is not a message";
      logger.debug({ server, text, ...(lines === mostLines ? { more: "omitted for up to a minute" } : {}) }, what);
    },
    lastWords: () => last.join(" | ").slice(0, longestLine),
  };
};
