/**
 * Reads a definition key by key and collects all errors with their places, so that a user with five mistakes learns of
 * all five at once. The same code reads YAML, where a place is a line and column, and JSON, where it is a pointer.
 */
import type { Complaint } from "../domain/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { nearest } from "../domain/nearest.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import { shown } from "../domain/shown.ts";
import type { Path } from "./yaml-values.ts";

/**
 * The part of a path that a complaint points to: its key, its value, the n-th (from 0) occurrence of a text in the
 * value, or an offset into the prose, which has no path.
 */
export type Spot =
  | "key"
  | "value"
  | { readonly text: string; readonly occurrence: number }
  | { readonly proseOffset: number };

export type Locate = (path: Path, spot: Spot) => Pick<Complaint, "pointer" | "file" | "line" | "column">;

export interface Refusal {
  readonly message: string;
  readonly suggestion?: string;
}

export type Parse<Value> = (input: Json, path: Path) => Result<Value, string | Refusal>;

const defaultSuggestion = "See docs/agent-files.md for the allowed values.";

/** Further complaints are dropped. */
const mostComplaints = 100;

export interface Report {
  readonly errors: readonly Complaint[];
  readonly warnings: readonly Complaint[];
  /** Unknown keys, with their structure. */
  readonly unknown: JsonObject;
  error(path: Path, refusal: string | Refusal, spot?: Spot): void;
  warn(path: Path, refusal: string | Refusal, spot?: Spot): void;
  keepUnknown(path: Path, value: Json): void;
}

export const createReport = (locate: Locate): Report => {
  const errors: Complaint[] = [];
  const warnings: Complaint[] = [];
  const unknown: [Path, Json][] = [];
  const adder =
    (list: Complaint[]): Report["error"] =>
    (path, refusal, spot = "value") => {
      if (list.length >= mostComplaints) return;
      list.push({
        ...locate(path, spot),
        suggestion: defaultSuggestion,
        ...(typeof refusal === "string" ? { message: refusal } : refusal),
      });
    };
  return {
    errors,
    warnings,
    get unknown() {
      return unknown.reduce<JsonObject>((tree, [path, value]) => graft(tree, path, value), {});
    },
    error: adder(errors),
    warn: adder(warnings),
    keepUnknown: (path, value) => unknown.push([path, value]),
  };
};

/** The tree with the value inserted at the path; list indexes become keys. */
const graft = (tree: JsonObject, [step, ...rest]: Path, value: Json): JsonObject => {
  if (step === undefined) return tree;
  const key = String(step);
  const below = Object.hasOwn(tree, key) ? tree[key] : undefined;
  const grafted = rest.length === 0 ? value : graft(isJsonObject(below) ? below : {}, rest, value);
  return Object.fromEntries([...Object.entries(tree), [key, grafted]]);
};

const camelCase = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

export interface Section {
  readonly path: Path;
  /** The path of a key, as it is spelled in the input. */
  pathOf(key: string): Path;
  /** The value of a key; null if it is absent or empty. */
  raw(key: string): Json;
  /** The parsed value of a key; `fallback` if the key is absent, empty or invalid. An invalid value is reported. */
  take<Value, Fallback>(key: string, parse: Parse<Value>, fallback: Fallback): Value | Fallback;
  /** The keys that were read and are present. */
  knownKeys(): readonly string[];
  /** Warns of keys that were never read, suggests the closest known ones, and keeps them. Call it last. */
  finish(): void;
}

/** Reads the keys of an object by their snake_case names; camelCase is accepted too. */
export const sectionOf = (value: JsonObject, path: Path, report: Report): Section => {
  const asked = new Map<string, string>();
  const spelled = (key: string): string => {
    const known = asked.get(key);
    if (known !== undefined) return known;
    const camel = camelCase(key);
    const snakeIsThere = Object.hasOwn(value, key);
    const spelling = !snakeIsThere && Object.hasOwn(value, camel) ? camel : key;
    asked.set(key, spelling);
    if (snakeIsThere && camel !== key && Object.hasOwn(value, camel)) {
      asked.set(camel, camel);
      report.error(
        [...path, camel],
        { message: `${key} is given twice, once as ${camel}.`, suggestion: "Remove one of the two." },
        "key",
      );
    }
    return spelling;
  };
  const raw = (key: string): Json => {
    const spelling = spelled(key);
    return Object.hasOwn(value, spelling) ? (value[spelling] ?? null) : null;
  };
  const pathOf = (key: string): Path => [...path, spelled(key)];
  return {
    path,
    pathOf,
    raw,
    take: (key, parse, fallback) => {
      const input = raw(key);
      if (input === null) return fallback;
      const parsed = parse(input, pathOf(key));
      if (parsed.ok) return parsed.value;
      report.error(pathOf(key), parsed.error);
      return fallback;
    },
    knownKeys: () => [...asked].filter(([, spelling]) => Object.hasOwn(value, spelling)).map(([key]) => key),
    finish: () => {
      const taken = new Set(asked.values());
      for (const key of Object.keys(value).filter((each) => !taken.has(each))) {
        const close = nearest(key, asked.keys(), { max: 1 })[0];
        report.warn(
          [...path, key],
          {
            message: `The key ${shown(key)} is unknown; it is kept, and has no effect.`,
            suggestion:
              close === undefined ? `Known keys are ${[...asked.keys()].join(", ")}.` : `Did you mean ${close}?`,
          },
          "key",
        );
        report.keepUnknown([...path, key], value[key] ?? null);
      }
    },
  };
};

const kindOf = (input: Json): string => {
  if (input === null) return "nothing";
  if (Array.isArray(input)) return "a list";
  if (typeof input === "object") return "an object";
  if (typeof input === "string") return `the text ${shown(input)}`;
  return typeof input === "number" ? `the number ${input}` : `the value ${String(input)}`;
};

/** “… takes X, but this is Y.” */
export const wrongKind = (what: string, wanted: string, input: Json, suggestion?: string): Result<never, Refusal> => {
  const message = `${what} takes ${wanted}, but this is ${kindOf(input)}.`;
  return fail(suggestion === undefined ? { message } : { message, suggestion });
};

export const textIn =
  (what: string, options: { readonly most?: number } = {}): Parse<string> =>
  (input) => {
    const { most = Infinity } = options;
    if (typeof input !== "string") {
      const isPlain = typeof input === "number" || typeof input === "boolean";
      return wrongKind(what, "a text", input, isPlain ? `Put it in quotes: "${String(input)}".` : undefined);
    }
    return input.length > most
      ? fail({
          message: `${what} has ${input.length} characters; it takes at most ${most}.`,
          suggestion: "Shorten it.",
        })
      : ok(input);
  };

export const numberIn =
  (what: string, least: number, most: number, options: { readonly whole: boolean }): Parse<number> =>
  (input) => {
    const wanted = `a ${options.whole ? "whole " : ""}number from ${least} to ${most}`;
    const suggestion =
      typeof input === "string" && /^[0-9.]+$/.test(input) ? `Remove the quotes: ${input}.` : undefined;
    if (typeof input !== "number") return wrongKind(what, wanted, input, suggestion);
    return input < least || input > most || (options.whole && !Number.isInteger(input))
      ? fail({ message: `${what} takes ${wanted}, but this is ${input}.`, suggestion: `Write ${wanted}.` })
      : ok(input);
  };

export const flagIn =
  (what: string): Parse<boolean> =>
  (input) => {
    if (typeof input === "boolean") return ok(input);
    const meant = typeof input === "string" && /^(yes|no|on|off)$/i.test(input) ? input.toLowerCase() : null;
    const suggestion = meant === null ? undefined : `Write ${meant === "yes" || meant === "on" ? "true" : "false"}.`;
    return wrongKind(what, "true or false", input, suggestion);
  };

export const objectIn =
  (what: string): Parse<JsonObject> =>
  (input) =>
    isJsonObject(input) ? ok(input) : wrongKind(what, "an object of named values", input);

export const oneOf =
  <Value extends string>(what: string, values: readonly Value[]): Parse<Value> =>
  (input) => {
    const value = values.find((each) => each === input);
    if (value !== undefined) return ok(value);
    const close = typeof input === "string" ? nearest(input, values, { max: 1 })[0] : undefined;
    const message = `${what} is one of ${values.join(", ")}, but this is ${kindOf(input)}.`;
    return fail(close === undefined ? { message } : { message, suggestion: `Did you mean ${close}?` });
  };

/**
 * A quantity; `parse` is a parser of src/domain/quantities.ts. Zero is rejected, because nothing could happen within
 * it.
 */
export const positiveIn =
  <Value extends number>(
    what: string,
    parse: (input: unknown) => Result<Value, string>,
    suggestion: string,
  ): Parse<Value> =>
  (input) => {
    const parsed = parse(input);
    if (!parsed.ok) return fail({ message: `${what}: ${parsed.error}`, suggestion });
    return parsed.value > 0 ? parsed : fail({ message: `${what} must be more than 0.`, suggestion });
  };
