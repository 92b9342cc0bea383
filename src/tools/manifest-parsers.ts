/** Parsers for values, lists and parts of a manifest. */
import type { Complaint } from "../domain/errors.ts";
import { pointerTo, type Fields } from "../domain/fields.ts";
import { nearest } from "../domain/nearest.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import { shown } from "../domain/shown.ts";

export type Read<Value> = Result<Value, readonly Complaint[]>;
export type Parse<Value> = (input: unknown) => Result<Value, string>;

export const textIn =
  (what: string, pattern: RegExp, form: string): Parse<string> =>
  (input) =>
    typeof input === "string" && pattern.test(input)
      ? ok(input)
      : fail(`${what} takes ${form}, but this is ${shown(input)}.`);

export const flagIn =
  (what: string): Parse<boolean> =>
  (input) =>
    typeof input === "boolean" ? ok(input) : fail(`${what} takes true or false.`);

export const wholeNumberIn =
  (what: string, most: number): Parse<number> =>
  (input) =>
    typeof input === "number" && Number.isInteger(input) && input > 0 && input <= most
      ? ok(input)
      : fail(`${what} takes a whole number from 1 to ${most}, but this is ${shown(input)}.`);

export const oneOf =
  <Value extends string>(what: string, values: readonly Value[]): Parse<Value> =>
  (input) => {
    const found = values.find((each) => each === input);
    if (found !== undefined) return ok(found);
    const close = typeof input === "string" ? nearest(input, values, { max: 1 })[0] : undefined;
    const instead = close === undefined ? "" : ` Did you mean ${close}?`;
    return fail(`${what} is one of ${values.join(", ")}, but this is ${shown(input)}.${instead}`);
  };

export const positive =
  <Value extends number>(parse: Parse<Value>): Parse<Value> =>
  (input) => {
    const parsed = parse(input);
    return parsed.ok && parsed.value === 0 ? fail("It must be more than 0.") : parsed;
  };

/** Like `parse`, but limited to more than 0 and at most `most`, which `shownMost` shows in messages. */
export const atMost =
  <Value extends number>(parse: Parse<Value>, most: number, shownMost: string): Parse<Value> =>
  (input) => {
    const parsed = positive(parse)(input);
    return parsed.ok && parsed.value > most
      ? fail(`${shown(input)} is too much: it may be at most ${shownMost}.`)
      : parsed;
  };

/** Parses the items of a list; invalid ones are reported and dropped. */
export const listIn = <Value>(
  fields: Fields,
  key: string,
  read: (item: unknown, at: string) => Read<Value>,
): readonly Value[] => {
  const { value, pointer } = fields.raw(key);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    fields.complain({ pointer, message: `${key} takes a list.` });
    return [];
  }
  return value.flatMap((item: unknown, index) => {
    const result = read(item, pointerTo(pointer, index));
    if (result.ok) return [result.value];
    for (const complaint of result.error) fields.complain(complaint);
    return [];
  });
};

export const each =
  <Value>(parse: Parse<Value>) =>
  (item: unknown, at: string): Read<Value> => {
    const parsed = parse(item);
    return parsed.ok ? parsed : fail([{ pointer: at, message: parsed.error }]);
  };

/** Parses a part of the manifest; its errors are reported as errors of the whole. */
export const partOf = <Value>(
  fields: Fields,
  key: string,
  read: (input: unknown, at: string) => Read<Value>,
  otherwise: Value,
): Value => {
  const { value, pointer } = fields.raw(key);
  const part = read(value, pointer);
  if (part.ok) return part.value;
  for (const complaint of part.error) fields.complain(complaint);
  return otherwise;
};
