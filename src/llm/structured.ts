/** Structured output: an answer that was to meet a JSON Schema is held to it. */
import { Ajv } from "ajv";
import { CaxtonError } from "../domain/errors.ts";
import type { JsonObject } from "../domain/json.ts";
import type { ChatAnswer } from "./provider.ts";

const ajv = new Ajv({ strict: false, allErrors: true });

/** The answer as it is, when there is no schema, it calls tools, or it meets the schema; else `llm.invalid_response`. */
export const requireSchema = (answer: ChatAnswer, schema: JsonObject | null): ChatAnswer => {
  if (schema === null || answer.toolCalls.length > 0) return answer;
  const value = parse(answer.text);
  const validate = ajv.compile(schema);
  // Ajv keeps every schema it has seen; agents come and go.
  ajv.removeSchema(schema);
  if (validate(value)) return answer;
  const faults = ajv.errorsText(validate.errors, { dataVar: "answer" });
  throw new CaxtonError("llm.invalid_response", `The model's answer does not meet its response_format: ${faults}.`);
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CaxtonError(
      "llm.invalid_response",
      "The model's answer is no JSON, though response_format asks for it.",
      {
        cause,
      },
    );
  }
};
