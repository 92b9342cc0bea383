/** Formats log records as readable lines for a terminal. */
import { isJsonObject, type Json } from "../domain/json.ts";

const colours = { grey: 90, red: 31, yellow: 33, blue: 34, cyan: 36, magenta: 35 } as const;

type Colour = keyof typeof colours;

const painted = (text: string, colour: Colour): string => `\u001B[${colours[colour]}m${text}\u001B[39m`;

const levelColours: Readonly<Record<string, Colour>> = {
  trace: "grey",
  debug: "cyan",
  info: "blue",
  warn: "yellow",
  error: "red",
  fatal: "magenta",
};

const shownElsewhere: ReadonlySet<string> = new Set(["level", "time", "pid", "msg", "err", "error"]);

/** Control characters in user content must not reach the terminal. */
const printable = (text: string): string => text.replaceAll(/(?![\n\t])\p{Cc}/gu, "�");

const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : JSON.stringify(value));

/** `code: message`, the hint and the first stack frames, then the same for each cause. */
const errorLines = (error: Json | undefined, indent: string): string => {
  if (!isJsonObject(error)) return error === undefined ? "" : `${indent}${printable(textOf(error))}\n`;
  const { type, code, message, hint, stack, cause } = error;
  const [, ...frames] = typeof stack === "string" ? stack.split(/\n(?=\s+at )/) : [];
  const place = frames
    .slice(0, 8)
    .map((frame) => `${indent}  ${painted(printable(frame.trim()), "grey")}\n`)
    .join("");
  const advice = hint === undefined ? "" : `${indent}  ${printable(textOf(hint))}\n`;
  const name = painted(printable(textOf(code ?? type ?? "Error")), "red");
  const heading = `${indent}${name}: ${printable(textOf(message ?? ""))}\n`;
  return heading + advice + place + (cause === undefined ? "" : errorLines(cause, `${indent}  `));
};

/** Time of day, level, message and other fields, with an error below. A line that is not JSON is returned unchanged. */
export const prettyLine = (line: string): string => {
  let record: Json;
  try {
    record = JSON.parse(line) as Json;
  } catch {
    // Only the logger writes here; anything else is better shown than lost.
    return line;
  }
  if (!isJsonObject(record)) return line;
  const level = textOf(record["level"] ?? "info");
  const time = textOf(record["time"] ?? "").slice(11, 23);
  const fields = Object.entries(record)
    .filter(([name]) => !shownElsewhere.has(name))
    .map(([name, value]) => painted(printable(`${name}=${textOf(value)}`), "grey"))
    .join(" ");
  const head = `${painted(time, "grey")} ${painted(level.toUpperCase().padEnd(5), levelColours[level] ?? "blue")}`;
  const message = printable(textOf(record["msg"] ?? ""));
  return `${head} ${message}${fields === "" ? "" : ` ${fields}`}\n${errorLines(record["err"] ?? record["error"], "  ")}`;
};
