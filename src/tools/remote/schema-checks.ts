/**
 * Untrusted JSON Schemas. They are compiled and applied under a time limit: a backtracking pattern, or references that
 * multiply, would otherwise block the whole server.
 */
import type { Complaint } from "../../domain/errors.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { fail, ok, type Result } from "../../domain/result.ts";
import { type CheckValue, compileSchema, warmUpDialects } from "../schemas.ts";
import type { TimeLimit } from "./time-limit.ts";

/** The errors of a value, or why it could not be checked. */
export type UntrustedSchemaCheck = (value: Json) => Result<readonly Complaint[], string>;

const mostSchemaBytes = 128 * 1_024;
const compileMs = 500;
const checkMs = 250;

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 300);

export interface SchemaChecks {
  /** The check, or why the schema cannot be used. */
  compile(schema: JsonObject): Result<UntrustedSchemaCheck, string>;
}

export const createSchemaChecks = (limit: TimeLimit): SchemaChecks => ({
  compile: (schema) => {
    let check: CheckValue;
    // The first schema's time limit must not include this.
    warmUpDialects();
    try {
      const size = Buffer.byteLength(JSON.stringify(schema));
      if (size > mostSchemaBytes) return fail(`it has ${size} bytes, of which ${mostSchemaBytes} are allowed`);
      check = limit(compileMs, () => compileSchema(schema));
    } catch (thrown) {
      return fail(reasonOf(thrown));
    }
    return ok((value) => {
      try {
        return ok(limit(checkMs, () => check(value)));
      } catch (thrown) {
        return fail(reasonOf(thrown));
      }
    });
  },
});
