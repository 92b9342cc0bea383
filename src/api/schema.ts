/**
 * Validates request bodies against the schemas in the OpenAPI document, so that documentation and enforcement are the
 * same, and reports all mistakes at once. Supports the part of JSON Schema that tsoa writes (OpenAPI 3.0).
 */
import type { Complaint } from "../domain/errors.ts";
import { pointerTo } from "../domain/fields.ts";
import { isJsonObject } from "../domain/json.ts";
import { nearest } from "../domain/nearest.ts";
import { shown } from "../domain/shown.ts";

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
}

export type Schemas = Readonly<Record<string, Schema>>;

interface Judge {
  readonly schemas: Schemas;
  readonly patterns: Map<string, RegExp>;
}

type Complaints = Complaint[];

const named: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
};

const hasType = (value: unknown, type: string): boolean => {
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isJsonObject(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
};

/** The first sentence of a schema's description, for messages about the field. */
const meaning = (schema: Schema): string | undefined => schema.description?.split(/(?<=\.)\s/)[0];

const judgeText = (judge: Judge, schema: Schema, value: string, at: string): Complaints => {
  const complain = (message: string, suggestion = meaning(schema)): Complaints => [
    suggestion === undefined ? { pointer: at, message } : { pointer: at, message, suggestion },
  ];
  // JSON Schema counts characters, not UTF-16 units; most texts are far from the limit.
  const length =
    value.length > (schema.maxLength ?? Infinity) || schema.minLength ? Array.from(value).length : value.length;
  if (length < (schema.minLength ?? 0)) return complain("It must not be empty.");
  if (length > (schema.maxLength ?? Infinity))
    return complain(`It has ${length} characters; at most ${schema.maxLength} are allowed.`);
  if (schema.pattern === undefined) return [];
  const pattern = judge.patterns.get(schema.pattern) ?? new RegExp(schema.pattern);
  judge.patterns.set(schema.pattern, pattern);
  return pattern.test(value) ? [] : complain(`${shown(value)} does not have the right form.`);
};

const judgeNumber = (schema: Schema, value: number, at: string): Complaints => {
  if (value < (schema.minimum ?? -Infinity))
    return [{ pointer: at, message: `It must be at least ${schema.minimum}.` }];
  if (value > (schema.maximum ?? Infinity)) return [{ pointer: at, message: `It must be at most ${schema.maximum}.` }];
  return [];
};

const judgeList = (judge: Judge, schema: Schema, value: readonly unknown[], at: string): Complaints => {
  if (value.length < (schema.minItems ?? 0))
    return [{ pointer: at, message: `It needs at least ${schema.minItems} items.` }];
  if (value.length > (schema.maxItems ?? Infinity)) {
    return [{ pointer: at, message: `It has ${value.length} items; at most ${schema.maxItems} are allowed.` }];
  }
  const { items } = schema;
  return items === undefined
    ? []
    : value.flatMap((each, index) => judgeValue(judge, items, each, pointerTo(at, index)));
};

const unknownField = (key: string, known: readonly string[], at: string): Complaint => {
  const close = nearest(key, known, { max: 1 })[0];
  const list = `It takes ${known.join(", ")}.`;
  return {
    pointer: pointerTo(at, key),
    message: `There is no field ${shown(key)}.`,
    suggestion: close === undefined ? list : `Did you mean ${close}?`,
  };
};

const judgeObject = (
  judge: Judge,
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  at: string,
): Complaints => {
  const properties = schema.properties ?? {};
  const missing = (schema.required ?? [])
    .filter((key) => !Object.hasOwn(value, key))
    .map((key) => ({ pointer: pointerTo(at, key), message: `${key} is missing.`, suggestion: `Add ${key}.` }));
  const present = Object.entries(value).flatMap(([key, each]) => {
    const property = Object.hasOwn(properties, key) ? properties[key] : schema.additionalProperties;
    if (property === false) return [unknownField(key, Object.keys(properties), at)];
    return typeof property === "object" ? judgeValue(judge, property, each, pointerTo(at, key)) : [];
  });
  return [...missing, ...present];
};

const judgeEnum = (choices: readonly unknown[], value: unknown, at: string): Complaints => {
  if (choices.includes(value)) return [];
  const words = choices.filter((each): each is string => typeof each === "string");
  const close = typeof value === "string" ? nearest(value, words, { max: 1 })[0] : undefined;
  const list = `It takes ${words.join(", ")}.`;
  return [
    {
      pointer: at,
      message: `${shown(value)} is not allowed here.`,
      suggestion: close === undefined ? list : `Did you mean ${close}? ${list}`,
    },
  ];
};

const judgeType = (judge: Judge, schema: Schema, value: unknown, at: string): Complaints => {
  if (schema.type !== undefined && !hasType(value, schema.type)) {
    const suggestion = meaning(schema);
    const message = `It must be ${named[schema.type] ?? schema.type}, not ${shown(value)}.`;
    return [suggestion === undefined ? { pointer: at, message } : { pointer: at, message, suggestion }];
  }
  if (typeof value === "string") return judgeText(judge, schema, value, at);
  if (typeof value === "number") return judgeNumber(schema, value, at);
  if (Array.isArray(value)) return judgeList(judge, schema, value, at);
  return isJsonObject(value) ? judgeObject(judge, schema, value, at) : [];
};

/** The schema that a `$ref` names; the last part of the reference is the key. */
export const resolve = (schemas: Schemas, schema: Schema): Schema => {
  if (schema.$ref === undefined) return schema;
  const target = schemas[schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1)];
  return target === undefined ? {} : resolve(schemas, target);
};

const judgeValue = (judge: Judge, given: Schema, value: unknown, at: string): Complaints => {
  const schema = resolve(judge.schemas, given);
  if (value === null && schema.nullable === true) return [];
  if (schema.anyOf !== undefined) {
    const answers = schema.anyOf.map((each) => judgeValue(judge, each, value, at));
    return answers.find((each) => each.length === 0) ?? answers.toSorted((a, b) => a.length - b.length)[0] ?? [];
  }
  if (schema.enum !== undefined) return judgeEnum(schema.enum, value, at);
  const all = (schema.allOf ?? []).flatMap((each) => judgeValue(judge, each, value, at));
  return [...all, ...judgeType(judge, schema, value, at)];
};

/** Returns everything in `value` that the schema does not allow, with JSON pointers. Patterns are compiled once. */
export const createSchemaJudge = (schemas: Schemas): ((schema: Schema, value: unknown) => readonly Complaint[]) => {
  const judge: Judge = { schemas, patterns: new Map() };
  return (schema, value) => judgeValue(judge, schema, value, "");
};
