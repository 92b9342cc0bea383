/**
 * JSON Schemas that strangers wrote. They are compiled and applied under a time limit: a pattern that backtracks for ever,
 * or references that multiply, would otherwise stop the whole server.
 */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { Complaint } from "../../domain/errors.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { fail, ok, type Result } from "../../domain/result.ts";
import type { TimeLimit } from "./time-limit.ts";

/** Complaints about a value, or the sentence that says why it could not be looked at. */
export type StrangersCheck = (value: Json) => Result<readonly Complaint[], string>;

const mostSchemaBytes = 128 * 1_024;
const mostComplaints = 20;
const compileMs = 500;
const checkMs = 250;

const options = { strict: false, allErrors: true, validateFormats: false, logger: false } as const;

const complaintOf = ({ instancePath, message, params, keyword }: ErrorObject): Complaint => {
  const extra = keyword === "additionalProperties" ? ` (${String(params["additionalProperty"])})` : "";
  const choices = keyword === "enum" ? ` (${JSON.stringify(params["allowedValues"])})` : "";
  return { pointer: instancePath, message: `${message ?? "is wrong"}${extra}${choices}` };
};

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 300);

export interface SchemaChecks {
  /** The check, or why there can be none. */
  compile(schema: JsonObject): Result<StrangersCheck, string>;
}

export const createSchemaChecks = (limit: TimeLimit): SchemaChecks => {
  // Whether a schema is one at all is asked of two compilers that keep nothing of it: to compile the meta-schema anew for
  // each costs 7 ms.
  const draft7 = new Ajv(options);
  const draft2020 = new Ajv2020(options);
  void draft7.validateSchema({});
  void draft2020.validateSchema({});

  const compiled = (schema: JsonObject): ValidateFunction => {
    const isDraft7 = typeof schema["$schema"] === "string" && schema["$schema"].includes("draft-07");
    const meta = isDraft7 ? draft7 : draft2020;
    if (meta.validateSchema(schema) !== true) throw new Error(meta.errorsText(meta.errors));
    // A compiler of its own: one that is shared lets two schemas of the same `$id` meet.
    const own = { ...options, validateSchema: false, meta: false } as const;
    return (isDraft7 ? new Ajv(own) : new Ajv2020(own)).compile(schema);
  };

  return {
    compile: (schema) => {
      let validate: ValidateFunction;
      try {
        const size = Buffer.byteLength(JSON.stringify(schema));
        if (size > mostSchemaBytes) return fail(`it has ${size} bytes, of which ${mostSchemaBytes} are allowed`);
        validate = limit(compileMs, () => compiled(schema));
      } catch (thrown) {
        return fail(reasonOf(thrown));
      }
      return ok((value) => {
        try {
          const complaints = limit(checkMs, () =>
            validate(value) ? [] : (validate.errors ?? []).slice(0, mostComplaints).map(complaintOf),
          );
          return ok(complaints);
        } catch (thrown) {
          return fail(reasonOf(thrown));
        }
      });
    },
  };
};
