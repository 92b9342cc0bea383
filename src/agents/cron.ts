/** Validates five-field cron expressions. */
import { fail, ok, type Result } from "../domain/result.ts";
import { shown } from "../domain/shown.ts";

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names for the numbers, starting at `least`. */
  readonly names: readonly string[];
}

const fields: readonly Field[] = [
  { name: "minute", least: 0, most: 59, names: [] },
  { name: "hour", least: 0, most: 23, names: [] },
  { name: "day of the month", least: 1, most: 31, names: [] },
  { name: "month", least: 1, most: 12, names: months },
  // Both 0 and 7 mean Sunday, as in crontab(5).
  { name: "day of the week", least: 0, most: 7, names: weekdays },
];

const numberOf = (text: string, field: Field): number | null => {
  const named = field.names.indexOf(text.toLowerCase());
  if (named !== -1) return field.least + named;
  return /^[0-9]{1,2}$/.test(text) ? Number(text) : null;
};

/** `*`, `5`, `1-5`, each with or without `/2`. */
const isPart = (part: string, field: Field): boolean => {
  const [range = "", step, ...more] = part.split("/");
  if (more.length > 0 || (step !== undefined && !/^[1-9][0-9]?$/.test(step))) return false;
  if (range === "*") return true;
  const ends = range.split("-").map((end) => numberOf(end, field));
  const [from, to = from] = ends;
  return (
    ends.length <= 2 &&
    typeof from === "number" &&
    typeof to === "number" &&
    field.least <= from &&
    from <= to &&
    to <= field.most
  );
};

/** The expression with single spaces, or an error message. */
export const parseCron = (text: string): Result<string, string> => {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length) {
    return fail(`${shown(text)} is not a cron expression: it has ${parts.length} fields, and five are required.`);
  }
  const wrong = fields.findIndex(
    (field, index) => !(parts[index] ?? "").split(",").every((part) => isPart(part, field)),
  );
  const field = fields[wrong];
  if (field === undefined) return ok(parts.join(" "));
  return fail(
    `${shown(parts[wrong])} is not a ${field.name}: it takes ${field.least} to ${field.most}, *, lists, ranges and steps.`,
  );
};
