/** Arguments of the memory tools: their JSON schemas, and reading them. */
import { CaxtonError } from "../domain/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import type { ReadTimes } from "../domain/memory.ts";
import { parseTime } from "../domain/time.ts";

export const text: JsonObject = { type: "string" };

export const list = (items: JsonObject): JsonObject => ({ type: "array", items });

/** All properties are required but those of `optional`. */
export const object = (properties: JsonObject, optional: JsonObject = {}): JsonObject => ({
  type: "object",
  properties: { ...properties, ...optional },
  required: Object.keys(properties),
});

const timeSchema = (description: string): JsonObject => ({ type: "string", format: "date-time", description });

/** Optional arguments of every read; the reference server has none of them. */
export const timeProperties: JsonObject = {
  asOf: timeSchema("As it was known at this time (RFC 3339); now unless given."),
  validAt: timeSchema("As it was true in the world at this time (RFC 3339); the time of asOf unless given."),
};

const wrong = (message: string): CaxtonError => new CaxtonError("tool.invalid_arguments", message);

/** Throws `tool.invalid_arguments`, as the others do. */
export const textIn = (args: JsonObject, key: string): string => {
  const value = args[key];
  if (typeof value === "string") return value;
  throw wrong(`${key} must be a text.`);
};

const listIn = (args: JsonObject, key: string): readonly Json[] => {
  const value = args[key];
  if (Array.isArray(value)) return value;
  throw wrong(`${key} must be a list.`);
};

export const objectsIn = (args: JsonObject, key: string): readonly JsonObject[] =>
  listIn(args, key).map((each) => {
    if (isJsonObject(each)) return each;
    throw wrong(`${key} must be a list of objects.`);
  });

export const textsIn = (args: JsonObject, key: string): readonly string[] =>
  listIn(args, key).map((each) => {
    if (typeof each === "string") return each;
    throw wrong(`${key} must be a list of texts.`);
  });

const timeIn = (args: JsonObject, key: "asOf" | "validAt"): ReadTimes => {
  if ((args[key] ?? null) === null) return {};
  const time = parseTime(textIn(args, key));
  if (!time.ok) throw wrong(`${key}: ${time.error}`);
  return { [key]: time.value };
};

export const timesIn = (args: JsonObject): ReadTimes => ({ ...timeIn(args, "asOf"), ...timeIn(args, "validAt") });
