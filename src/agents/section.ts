/**
 * Reading a definition key by key, so that a person who made five mistakes is told of all five, each at its place. The
 * same reading serves YAML, where a place is a line and a column, and JSON, where it is a pointer.
 */
import type { Complaint } from "../domain/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { nearest } from "../domain/nearest.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import { shown } from "../domain/shown.ts";
import type { Path } from "./yaml-values.ts";

/**
 * What at a path a complaint points to: its key, its value, the n-th (from 0) occurrence of a text in the value, or an
 * offset into the prose, which has no path.
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

const inDoubt = "docs/agent-files.md says what each key takes.";

/** Nobody reads more. */
const mostComplaints = 100;

export interface Report {
  readonly errors: readonly Complaint[];
  readonly warnings: readonly Complaint[];
  /** Keys that Caxton does not know, where they stood. */
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
        suggestion: inDoubt,
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

/** The tree with the value at the path; positions in lists become keys. */
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
  /** Where a key stands, by the name it is spelled with there. */
  pathOf(key: string): Path;
  /** The value of a key; null where it is absent or empty. */
  raw(key: string): Json;
  /** What `parse` makes of a key's value; `fallback` where the key is absent or empty, or wrong, which is reported. */
  take<Value, Fallback>(key: string, parse: Parse<Value>, fallback: Fallback): Value | Fallback;
  /** The keys that were asked for and are there. */
  knownKeys(): readonly string[];
  /** Warns of the keys that were never asked for, names the nearest known ones, and keeps them. Call it last. */
  finish(): void;
}

/** The keys of an object, asked for in snake_case; camelCase is understood as well. */
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
        { message: `${key} is given twice, once as ${camel}.`, suggestion: "Keep one of the two." },
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
            message: `Caxton does not know the key ${shown(key)}; it is kept and has no effect.`,
            suggestion:
              close === undefined ? `Known here are ${[...asked.keys()].join(", ")}.` : `Did you mean ${close}?`,
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
  return typeof input === "number" ? `the number ${input}` : `the truth value ${String(input)}`;
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
      return wrongKind(what, "a text", input, isPlain ? `Put it into quotes: "${String(input)}".` : undefined);
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
      typeof input === "string" && /^[0-9.]+$/.test(input) ? `Leave the quotes out: ${input}.` : undefined;
    if (typeof input !== "number") return wrongKind(what, wanted, input, suggestion);
    return input < least || input > most || (options.whole && !Number.isInteger(input))
      ? fail({ message: `${what} takes ${wanted}; ${input} is none.`, suggestion: `Write ${wanted}.` })
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

/** A quantity: `parse` is one of src/domain/quantities.ts; zero is refused, because nothing could happen within it. */
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
