/** Validates the input and output of tools against their JSON Schemas. */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { CaxtonError, type Complaint } from "../domain/errors.ts";
import type { Json, JsonObject } from "../domain/json.ts";

/** The errors of a value, with JSON pointers; empty if it matches the schema. */
export type CheckValue = (value: Json) => readonly Complaint[];

const mostComplaints = 20;

const options = { strict: false, allErrors: true, validateFormats: false, logger: false } as const;

const dialects = { "draft-07": Ajv, "2020-12": Ajv2020 } as const;
type Dialect = keyof typeof dialects;

const dialectOf = ({ $schema }: JsonObject): Dialect =>
  typeof $schema === "string" && $schema.includes("draft-07") ? "draft-07" : "2020-12";

const complaintOf = ({ instancePath, message, params, keyword }: ErrorObject): Complaint => {
  const extra = keyword === "additionalProperties" ? ` (${String(params["additionalProperty"])})` : "";
  const choices = keyword === "enum" ? ` (${JSON.stringify(params["allowedValues"])})` : "";
  return { pointer: instancePath, message: `${message ?? "is wrong"}${extra}${choices}` };
};

/** Validators of schemas themselves. Compiling one takes 20 ms, so they are shared. */
const validators: Partial<Record<Dialect, Ajv | Ajv2020>> = {};

const validatorFor = (dialect: Dialect): Ajv | Ajv2020 => (validators[dialect] ??= new dialects[dialect](options));

/** Compiles the shared validators ahead of time, which otherwise the first schema of each dialect would wait for. */
export const warmUpDialects = (): void => {
  for (const dialect of ["draft-07", "2020-12"] as const) void validatorFor(dialect).validateSchema({});
};

/** Compiles a schema without caching it. Throws `tool.invalid_manifest`, or an error of ajv, for an invalid schema. */
export const compileSchema = (schema: JsonObject): CheckValue => {
  const dialect = dialectOf(schema);
  const validator = validatorFor(dialect);
  if (validator.validateSchema(schema) !== true) {
    throw new CaxtonError("tool.invalid_manifest", validator.errorsText(validator.errors, { dataVar: "schema" }));
  }
  // A separate compiler per schema: a shared one lets schemas with the same `$id` collide, and caches all that it has
  // seen.
  const own = new dialects[dialect]({ ...options, validateSchema: false, meta: false });
  const validate: ValidateFunction = own.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).slice(0, mostComplaints).map(complaintOf));
};
