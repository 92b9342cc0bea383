/**
 * Tool results as the model sees them. A large result stays in the journal, and the model gets a summary with a reference,
 * which it can hand to a later call (`references.ts`).
 */
import { outlineOf, type JsonOutline } from "../domain/json-text.ts";
import type { Json } from "../domain/json.ts";
import type { ToolCallRecord } from "../registry/stores.ts";
import { textOf } from "./prompt.ts";
import { referenceKey, referenceOf } from "./references.ts";

/** Longer results (in characters) are passed by reference. */
const largestInlineResult = 8_000;

const summaryOf = (reference: string, { characters, shape, beginning }: JsonOutline): Json => ({
  note:
    `The result has ${characters} characters and is kept. To hand it, or a part of it, to a tool, or to put it into the ` +
    `content of a structured answer, write {"${referenceKey}": "${reference}", "pointer": "/key"} in its place; pointer is a ` +
    `JSON pointer, "" for the whole.`,
  shape,
  beginning,
});

/** A result as text for the model. */
export const resultText = (call: Pick<ToolCallRecord, "callId" | "step" | "result" | "outline">): string => {
  const { result, outline } = call;
  if (result["ok"] !== true) return JSON.stringify({ error: result["error"] });
  if (outline !== null) return JSON.stringify(summaryOf(referenceOf(call), outline));
  const value = result["value"] ?? null;
  const text = textOf(value);
  if (text.length <= largestInlineResult) return text;
  return JSON.stringify(summaryOf(referenceOf(call), outlineOf(value, text)));
};
