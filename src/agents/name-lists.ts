/** Lists of names, which may also be written as one comma-separated line. */
import type { Json } from "../domain/json.ts";
import { textIn, wrongKind, type Report, type Section } from "./section.ts";
import type { Path } from "./yaml-values.ts";

/** The items of a list or of a comma-separated line, each with its path. */
export const listOrLine = (
  section: Section,
  key: string,
  what: string,
  report: Report,
): readonly (readonly [Json, Path])[] => {
  const input = section.raw(key);
  const path = section.pathOf(key);
  if (input === null) return [];
  if (Array.isArray(input)) return input.map((item: Json, index) => [item, [...path, index]] as const);
  if (typeof input === "string") {
    return input
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "")
      .map((item) => [item, path] as const);
  }
  const refusal = wrongKind(what, "a list of names, or one comma-separated line", input);
  if (!refusal.ok) report.error(path, refusal.error);
  return [];
};

export const readNames = (section: Section, key: string, report: Report): readonly string[] => {
  const names = listOrLine(section, key, key, report).flatMap(([item, path]) => {
    const text = textIn(`A name in ${key}`, { most: 128 })(item, path);
    if (!text.ok) report.error(path, text.error);
    return text.ok && text.value.trim() !== "" ? [text.value.trim()] : [];
  });
  return [...new Set(names)];
};
