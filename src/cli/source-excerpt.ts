/** Formats a complaint with its source line and a caret below, as compilers do. */
import type { Complaint } from "../domain/errors.ts";
import { printable, type Output } from "./output.ts";

/** Of longer lines, only the part around the position is shown. */
const longestLine = 120;

/** Characters that are two columns wide on a terminal, approximately: emoji and East Asian scripts. */
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u;

const characters = new Intl.Segmenter("en");

/** Padding with the width of a text: a tab is kept as a tab, since its width depends on the terminal. */
const blankUnder = (text: string): string =>
  Array.from(characters.segment(text), ({ segment }) => {
    if (segment === "\t") return "\t";
    return wide.test(segment) ? "  " : " ";
  }).join("");

interface Excerpt {
  readonly text: string;
  /** 0-based, in UTF-16 code units. */
  readonly at: number;
}

const crop = (line: string, at: number): Excerpt => {
  if (line.length <= longestLine) return { text: line, at };
  const from = Math.max(0, Math.min(at - longestLine / 2, line.length - longestLine));
  const before = from > 0 ? "…" : "";
  const after = from + longestLine < line.length ? "…" : "";
  return { text: before + line.slice(from, from + longestLine) + after, at: at - from + before.length };
};

/** The length of the word to underline. */
const lengthAt = ({ text, at }: Excerpt): number =>
  Math.max(1, /^[\p{L}\p{N}_.{}-]+/u.exec(text.slice(at))?.[0].length ?? 1);

const excerptLines = (paint: Output["paint"], source: string, line: number, column: number, kind: Kind): string => {
  const whole = source.split("\n")[line - 1]?.replace(/\r$/, "");
  if (whole === undefined) return "";
  const excerpt = crop(whole, Math.min(column - 1, whole.length));
  const number = String(line);
  const margin = " ".repeat(number.length);
  const caret = paint[colourOf[kind]]("^".repeat(lengthAt(excerpt)));
  const bar = paint.dim("|");
  return (
    ` ${paint.dim(number)} ${bar} ${printable(excerpt.text)}\n` +
    ` ${margin} ${bar} ${blankUnder(printable(excerpt.text.slice(0, excerpt.at)))}${caret}\n`
  );
};

type Kind = "error" | "warning";

const colourOf = { error: "red", warning: "yellow" } as const;

/** `file:line:col: error: …`, the source line, the caret, and the suggestion. */
export const renderComplaint = (output: Output, complaint: Complaint, kind: Kind, source: string): string => {
  const { paint } = output;
  const { file = "", line, column = 1, message, suggestion, pointer } = complaint;
  const place =
    line === undefined
      ? `${file}${pointer === undefined || pointer === "" ? "" : ` ${pointer}`}`
      : `${file}:${line}:${column}`;
  const head = `${paint.bold(printable(place))}: ${paint[colourOf[kind]](kind)}: ${printable(message)}\n`;
  const excerpt = line === undefined ? "" : excerptLines(paint, source, line, column, kind);
  const advice = suggestion === undefined ? "" : `   ${paint.cyan("=")} ${printable(suggestion)}\n`;
  return head + excerpt + advice;
};
