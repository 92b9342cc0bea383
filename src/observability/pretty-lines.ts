/** Log lines for a person at a terminal: time, level, message, and what else was logged, short. */
import { styleText } from "node:util";
import type { Writable } from "node:stream";

const levels: Readonly<Record<number, readonly [string, "dim" | "green" | "yellow" | "red"]>> = {
  10: ["trace", "dim"],
  20: ["debug", "dim"],
  30: ["info", "green"],
  40: ["warn", "yellow"],
  50: ["error", "red"],
  60: ["fatal", "red"],
};

const describe = ({ err, ...facts }: Record<string, unknown>): string => {
  const error = err as { code?: string; message?: string; hint?: string } | undefined;
  const parts = Object.entries(facts).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  if (error !== undefined) parts.unshift([error.code, error.message, error.hint].filter(Boolean).join(": "));
  return parts.join(" ");
};

const format = (line: string): string => {
  const { level, time, msg, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const [name, colour] = levels[Number(level)] ?? ["info", "green"];
  const clock = String(time).slice(11, 19);
  return `${styleText("dim", clock)} ${styleText(colour, name.padEnd(5))} ${String(msg ?? "")} ${styleText("dim", describe(rest))}\n`;
};

/** What pino writes to: each of its lines, made readable, goes on to `stream`. */
export const prettyLines = (stream: Writable): { write(line: string): void } => ({
  write: (line) => {
    stream.write(format(line));
  },
});
