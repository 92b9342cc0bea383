/**
 * Reads a plain object field by field and collects all errors, so that a user with three mistakes learns of all three
 * at once.
 */
import type { Complaint } from "./errors.ts";
import { isJsonObject } from "./json.ts";
import { nearest } from "./nearest.ts";
import { fail, ok, type Result } from "./result.ts";

/** `/stages` and `0` → `/stages/0`, escaped according to RFC 6901. */
export const pointerTo = (parent: string, key: string | number): string =>
  `${parent}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;

const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export interface Fields {
  /** The parsed field; null, with an error reported, if it is missing or invalid. */
  required<Value>(key: string, parse: (input: unknown) => Result<Value, string>): Value | null;
  /** Like `required`, but a field that is missing or null gives `fallback` without an error. */
  optional<Value, Fallback>(
    key: string,
    parse: (input: unknown) => Result<Value, string>,
    fallback: Fallback,
  ): Value | Fallback;
  /** The unparsed field, and the pointer to it as it was spelled. */
  raw(key: string): { readonly value: unknown; readonly pointer: string };
  complain(complaint: Complaint): void;
  /** The errors so far. */
  readonly complaints: readonly Complaint[];
  /** Reports every key that was never read, then returns the value or all errors. */
  finish<Value>(value: () => Value): Result<Value, readonly Complaint[]>;
}

/**
 * Reads `input` by camelCase names; the snake_case spelling of agent files is accepted too. Fails if it is not an
 * object.
 */
export const fieldsOf = (input: unknown, what: string, at = ""): Result<Fields, readonly Complaint[]> => {
  if (!isJsonObject(input)) return fail([{ pointer: at, message: `${what} must be an object of named fields.` }]);
  const complaints: Complaint[] = [];
  const asked = new Set<string>();

  const raw: Fields["raw"] = (key) => {
    const spelling = !Object.hasOwn(input, key) && Object.hasOwn(input, snakeCase(key)) ? snakeCase(key) : key;
    asked.add(key).add(spelling);
    return { value: Object.hasOwn(input, spelling) ? input[spelling] : undefined, pointer: pointerTo(at, spelling) };
  };

  const optional: Fields["optional"] = (key, parse, fallback) => {
    const { value, pointer } = raw(key);
    if (value === undefined || value === null) return fallback;
    const parsed = parse(value);
    if (parsed.ok) return parsed.value;
    complaints.push({ pointer, message: parsed.error });
    return fallback;
  };

  const required: Fields["required"] = (key, parse) => {
    const { value, pointer } = raw(key);
    if (value !== undefined && value !== null) return optional(key, parse, null);
    complaints.push({ pointer, message: `${what} requires ${key}.`, suggestion: `Add ${key}.` });
    return null;
  };

  const refuseUnknown = (): void => {
    for (const key of Object.keys(input).filter((each) => !asked.has(each))) {
      const close = nearest(key, asked, { max: 1 })[0];
      complaints.push({
        pointer: pointerTo(at, key),
        message: `${what} has no field “${key}”.`,
        suggestion: close === undefined ? `It takes ${[...asked].join(", ")}.` : `Did you mean ${close}?`,
      });
    }
  };

  return ok({
    raw,
    optional,
    required,
    complain: (complaint) => complaints.push(complaint),
    complaints,
    finish: (value) => {
      refuseUnknown();
      return complaints.length > 0 ? fail(complaints) : ok(value());
    },
  });
};
