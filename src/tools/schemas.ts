/** JSON Schemas of tools, held against what goes in and what comes out. */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Complaint } from "../domain/errors.ts";
import type { Json, JsonObject } from "../domain/json.ts";

/** What is wrong with a value, as JSON pointers; empty when it meets the schema. */
export type CheckValue = (value: Json) => readonly Complaint[];

const mostComplaints = 20;

const options = { strict: false, allErrors: true, validateFormats: false } as const;

const complaintOf = ({ instancePath, message, params, keyword }: ErrorObject): Complaint => {
  const extra = keyword === "additionalProperties" ? ` (${String(params["additionalProperty"])})` : "";
  const choices = keyword === "enum" ? ` (${JSON.stringify(params["allowedValues"])})` : "";
  return { pointer: instancePath, message: `${message ?? "is wrong"}${extra}${choices}` };
};

/** Compiles once; throws what ajv throws for a schema that is none. */
export const checkerOf = (schema: JsonObject): CheckValue => {
  const dialect = typeof schema["$schema"] === "string" ? schema["$schema"] : "";
  // A compiler of its own for each schema: one that is shared keeps every schema that it has ever seen.
  const validate: ValidateFunction = (dialect.includes("draft-07") ? new Ajv(options) : new Ajv2020(options)).compile(
    schema,
  );
  return (value) => (validate(value) ? [] : (validate.errors ?? []).slice(0, mostComplaints).map(complaintOf));
};
