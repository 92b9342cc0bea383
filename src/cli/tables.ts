/** Tables without borders, so that `grep` and `awk` can read them. */
import Table from "cli-table3";
import { printable, type Output } from "./output.ts";

const noRules = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

const plain = { chars: noRules, style: { head: [], border: [], "padding-left": 0, "padding-right": 0 } };

const oneLine = (text: string): string => printable(text).replaceAll(/\s+/g, " ").trim();

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const lines = (table: { toString(): string }): string => `${table.toString().replaceAll(/ +$/gm, "")}\n`;

/** A heading and one line per row; the last column is truncated to the width of the terminal. */
export const renderTable = (output: Output, head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => oneLine(row[column] ?? "").length)),
  );
  const taken = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const lastWidth = output.isTerminal ? Math.max(10, output.width - taken) : Infinity;
  const table = new Table({ ...plain, head: head.map((title) => output.paint.bold(title)) });
  for (const row of rows) {
    table.push(row.map((cell, column) => (column === head.length - 1 ? cut(oneLine(cell), lastWidth) : oneLine(cell))));
  }
  return lines(table);
};

/** A name and its value per line; missing values are left out. */
export const renderFields = (output: Output, fields: readonly (readonly [string, string | null])[]): string => {
  const table = new Table(plain);
  for (const [name, value] of fields) {
    if (value !== null && value !== "") table.push([output.paint.dim(name), oneLine(value)]);
  }
  return lines(table);
};
