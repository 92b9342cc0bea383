/** Reading the fields of a JSON object one by one, with everything that is wrong with them told at once. */
import type { Complaint } from "./errors.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import { fail, ok, type Result } from "./result.ts";
import { shown } from "./shown.ts";

/** The value, or everything that is wrong with it. */
export type Read<Value> = Result<Value, readonly Complaint[]>;

export const wrong = (pointer: string, message: string, suggestion?: string): Read<never> =>
  fail([{ pointer, message, ...(suggestion === undefined ? {} : { suggestion }) }]);

type Values<Parts> = { [Name in keyof Parts]: Parts[Name] extends Read<infer Value> ? Value : never };

/** The values of all parts, or the complaints of all parts that have some. */
export const together = <Parts extends Readonly<Record<string, Read<unknown>>>>(parts: Parts): Read<Values<Parts>> => {
  const complaints = Object.values(parts).flatMap((each) => (each.ok ? [] : each.error));
  if (complaints.length > 0) return fail(complaints);
  const values = Object.entries(parts).map(([name, each]) => [name, each.ok ? each.value : null]);
  return ok(Object.fromEntries(values) as Values<Parts>);
};

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Readers for the fields of one object. A field that may be missing may also be null.
 *
 * @param pointer JSON pointer (RFC 6901) of the object itself
 */
export const fieldsOf = (object: JsonObject, pointer: string) => {
  const at = (key: string): string => `${pointer}/${key}`;
  const raw = (key: string): Json => object[key] ?? null;

  const optional = <Value>(key: string, read: (found: Exclude<Json, null>) => Read<Value>): Read<Value | null> => {
    const found = raw(key);
    return found === null ? ok(null) : read(found);
  };
  const withDefault = <Value>(
    key: string,
    otherwise: Value,
    read: (found: Exclude<Json, null>) => Read<Value>,
  ): Read<Value> => {
    const found = raw(key);
    return found === null ? ok(otherwise) : read(found);
  };
  /** A text of at least one character that is not a space. */
  const text = (key: string, most: number): Read<string> => {
    const found = raw(key);
    if (typeof found !== "string" || found.trim() === "")
      return wrong(at(key), `It must be a text that is not empty, not ${shown(found)}.`);
    return found.length > most ? wrong(at(key), `It has ${found.length} characters, and may have ${most}.`) : ok(found);
  };
  const id = (key: string): Read<string> => {
    const found = raw(key);
    return typeof found === "string" && uuid.test(found)
      ? ok(found.toLowerCase())
      : wrong(at(key), `${shown(found)} is not a UUID.`);
  };
  return {
    at,
    raw,
    optional,
    text,
    id,
    optionalId: (key: string): Read<string | null> => optional(key, () => id(key)),
    /** RFC 3339 in UTC. */
    time: (key: string): Read<string | null> =>
      optional(key, (found) => {
        const date = typeof found === "string" ? new Date(found) : null;
        return date === null || Number.isNaN(date.getTime())
          ? wrong(at(key), `${shown(found)} is not a time.`, "Write RFC 3339, such as 2026-11-23T12:00:00.000Z.")
          : ok(date.toISOString());
      }),
    /** A number from 0 to 1; 1 where it is missing. */
    share: (key: string): Read<number> =>
      withDefault(key, 1, (found) =>
        typeof found === "number" && found >= 0 && found <= 1
          ? ok(found)
          : wrong(at(key), `It must be a number from 0 to 1, not ${shown(found)}.`),
      ),
    flag: (key: string, otherwise: boolean): Read<boolean> =>
      withDefault(key, otherwise, (found) =>
        typeof found === "boolean" ? ok(found) : wrong(at(key), `It must be true or false, not ${shown(found)}.`),
      ),
    /** Empty where it is missing. */
    object: (key: string): Read<JsonObject> =>
      withDefault<JsonObject>(key, {}, (found) =>
        isJsonObject(found) ? ok(found) : wrong(at(key), `It must be an object, not ${shown(found)}.`),
      ),
    /** Empty where it is missing. */
    list: <Value>(key: string, read: (each: Json, pointer: string) => Read<Value>): Read<readonly Value[]> =>
      withDefault<readonly Value[]>(key, [], (found) => {
        if (!Array.isArray(found)) return wrong(at(key), `It must be a list, not ${shown(found)}.`);
        const values: Value[] = [];
        const complaints: Complaint[] = [];
        for (const [index, each] of found.entries()) {
          const value = read(each as Json, `${at(key)}/${index}`);
          if (value.ok) values.push(value.value);
          else complaints.push(...value.error);
        }
        return complaints.length > 0 ? fail(complaints) : ok(values);
      }),
    /** What a parser of branded texts makes of it. */
    parsed: <Value>(key: string, parse: (found: string) => Result<Value, string>): Read<Value | null> =>
      optional(key, (found) => {
        const value = typeof found === "string" ? parse(found) : fail(`It must be a text, not ${shown(found)}.`);
        return value.ok ? value : wrong(at(key), value.error);
      }),
  };
};

export type Fields = ReturnType<typeof fieldsOf>;

/** Reads an object by its fields. */
export const readObject = <Value>(value: Json, pointer: string, read: (fields: Fields) => Read<Value>): Read<Value> =>
  isJsonObject(value) ? read(fieldsOf(value, pointer)) : wrong(pointer, `It must be an object, not ${shown(value)}.`);
