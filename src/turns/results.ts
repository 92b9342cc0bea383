/**
 * What tools gave, as the model sees it. A large result stays where it is, in the journal, and the model gets a summary
 * with a reference; a later call hands the reference on, and the tool gets the value. So ten megabytes go from one tool to
 * the next without a model reading them.
 */
import { CaxtonError } from "../domain/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import type { ToolCallRecord } from "../registry/stores.ts";
import { textOf } from "./prompt.ts";

/** A result of more characters is referred to. */
const largestInlineResult = 8_000;
const excerptLength = 600;
const shownKeys = 30;

/** The key of an object that stands for a result: `{"$result": "call_1", "pointer": "/rows"}`. */
const referenceKey = "$result";

const shapeOf = (value: Json, depth = 0): Json => {
  if (typeof value === "string") return `text of ${value.length} characters`;
  if (Array.isArray(value)) {
    const [first] = value as readonly Json[];
    const each = first === undefined || depth > 1 ? "" : `, the first: ${JSON.stringify(shapeOf(first, depth + 1))}`;
    return `list of ${value.length}${each}`;
  }
  if (!isJsonObject(value)) return value === null ? "null" : typeof value;
  if (depth > 1) return `object of ${Object.keys(value).length} keys`;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, shownKeys)
      .map(([key, below]) => [key, shapeOf(below, depth + 1)]),
  );
};

const summaryOf = (callId: string, value: Json, text: string): Json => ({
  note:
    `The result has ${text.length} characters and is kept. To hand it, or a part of it, to a tool, or to put it into the ` +
    `content of a structured answer, write {"${referenceKey}": "${callId}", "pointer": "/key"} in its place; pointer is a ` +
    `JSON pointer, "" for the whole.`,
  shape: shapeOf(value),
  beginning: text.slice(0, excerptLength),
});

/** The text of a result for the model. */
export const resultText = ({ callId, result }: Pick<ToolCallRecord, "callId" | "result">): string => {
  if (result["ok"] !== true) return JSON.stringify({ error: result["error"] });
  const value = result["value"] ?? null;
  const text = textOf(value);
  return text.length <= largestInlineResult ? text : JSON.stringify(summaryOf(callId, value, text));
};

/** The value at a JSON pointer (RFC 6901); undefined where there is none. */
const valueAt = (value: Json, pointer: string): Json | undefined => {
  let here: Json | undefined = value;
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(here)) here = /^(0|[1-9][0-9]*)$/.test(key) ? (here as readonly Json[])[Number(key)] : undefined;
    else here = isJsonObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
    if (here === undefined) return undefined;
  }
  return here;
};

const wrongReference = (message: string): CaxtonError => new CaxtonError("tool.invalid_arguments", message);

const referredTo = (callId: string, pointer: string, calls: readonly ToolCallRecord[]): Json => {
  const call = calls.findLast((each) => each.callId === callId);
  if (call === undefined) {
    const known = calls.map((each) => each.callId).join(", ");
    throw wrongReference(
      `There is no result “${callId}”. ${known === "" ? "There are none yet." : `There are ${known}.`}`,
    );
  }
  if (call.result["ok"] !== true) throw wrongReference(`The call “${callId}” failed, so it has no result.`);
  if (pointer !== "" && !pointer.startsWith("/"))
    throw wrongReference(`“${pointer}” is no JSON pointer; it begins with /.`);
  const found = valueAt(call.result["value"] ?? null, pointer);
  if (found === undefined) throw wrongReference(`The result “${callId}” has nothing at ${pointer}.`);
  return found;
};

const resolve = (value: Json, calls: readonly ToolCallRecord[]): Json => {
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => resolve(each, calls));
  if (!isJsonObject(value)) return value;
  const reference = value[referenceKey];
  if (typeof reference === "string" && Object.keys(value).every((key) => key === referenceKey || key === "pointer")) {
    return referredTo(reference, textOf(value["pointer"] ?? ""), calls);
  }
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, resolve(below, calls)]));
};

/** Arguments with every reference replaced by what it refers to. Throws `tool.invalid_arguments`. */
export const resolveReferences = (args: JsonObject, calls: readonly ToolCallRecord[]): JsonObject =>
  resolve(args, calls) as JsonObject;

/** The same for an answer; one with a reference to nothing is given as the model wrote it. */
export const fillIn = (content: Json, calls: readonly ToolCallRecord[]): Json => {
  try {
    return resolve(content, calls);
  } catch (thrown) {
    if (thrown instanceof CaxtonError) return content;
    throw thrown;
  }
};
