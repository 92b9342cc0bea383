/** Validates structured output against its JSON Schema. */
import { Ajv } from "ajv";
import { CaxtonError } from "../domain/errors.ts";
import type { JsonObject } from "../domain/json.ts";
import type { ChatAnswer } from "./provider.ts";

const ajv = new Ajv({ strict: false, allErrors: true });

/**
 * Returns the answer if there is no schema, if it calls tools, or if it matches the schema. Throws
 * `llm.invalid_response` otherwise.
 */
export const requireSchema = (answer: ChatAnswer, schema: JsonObject | null): ChatAnswer => {
  if (schema === null || answer.toolCalls.length > 0) return answer;
  const value = parse(answer.text);
  const validate = ajv.compile(schema);
  // Ajv caches every schema it has seen, so the cache would grow with every version of an agent.
  ajv.removeSchema(schema);
  if (validate(value)) return answer;
  const faults = ajv.errorsText(validate.errors, { dataVar: "answer" });
  throw new CaxtonError("llm.invalid_response", `The model's answer does not match its response_format: ${faults}.`);
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CaxtonError(
      "llm.invalid_response",
      "The model's answer is not JSON, although response_format requires it.",
      {
        cause,
      },
    );
  }
};
