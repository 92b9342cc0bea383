/** RFC 3339 times, as people and programs write them. */
import { fail, ok, type Result } from "./result.ts";

/** RFC 3339, section 5.6. A leap second is read as the second before it. */
const timeForm =
  /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))[Tt ]((?:[01]\d|2[0-3]):[0-5]\d:)([0-5]\d|60)(\.\d+)?([Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Parses an RFC 3339 time into the form that Caxton uses: UTC, to the millisecond. */
export const parseTime = (text: string): Result<string, string> => {
  const match = timeForm.exec(text);
  const [, date = "", minutes = "", seconds = "", fraction = "", zone = ""] = match ?? [];
  const time = new Date(
    `${date}T${minutes}${seconds === "60" ? "59" : seconds}${fraction.slice(0, 4)}${zone.toUpperCase()}`,
  );
  const isReal = match !== null && !Number.isNaN(time.getTime()) && isOnCalendar(date);
  return isReal
    ? ok(time.toISOString())
    : fail(`“${text.slice(0, 40)}” is not a time: it takes RFC 3339, such as 2026-11-23T12:00:00Z.`);
};

/** Needed because JavaScript reads 31 February as 3 March. */
const isOnCalendar = (date: string): boolean => {
  const day = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
};
