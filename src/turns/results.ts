/**
 * Tool results as the model sees them. A large result stays in the journal, and the model gets a summary with a reference.
 * A later call passes the reference on, and its tool receives the value: ten megabytes go from one tool to the next without
 * passing through the model.
 */
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import type { ToolCallRecord } from "../registry/stores.ts";
import { textOf } from "./prompt.ts";

/** Longer results (in characters) are passed by reference. */
const largestInlineResult = 8_000;
const excerptLength = 600;
const shownKeys = 30;

/** The key of an object that refers to a result: `{"$result": "call_1@0", "pointer": "/rows"}`. */
const referenceKey = "$result";

/** The name of a result, unique in its turn. The call's id alone is not, since some models count anew in each step. */
const referenceOf = ({ callId, step }: Pick<ToolCallRecord, "callId" | "step">): string => `${callId}@${step}`;

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

const summaryOf = (reference: string, value: Json, text: string): Json => ({
  note:
    `The result has ${text.length} characters and is kept. To hand it, or a part of it, to a tool, or to put it into the ` +
    `content of a structured answer, write {"${referenceKey}": "${reference}", "pointer": "/key"} in its place; pointer is a ` +
    `JSON pointer, "" for the whole.`,
  shape: shapeOf(value),
  beginning: text.slice(0, excerptLength),
});

/** A result as text for the model. */
export const resultText = (call: Pick<ToolCallRecord, "callId" | "step" | "result">): string => {
  const { result } = call;
  if (result["ok"] !== true) return JSON.stringify({ error: result["error"] });
  const value = result["value"] ?? null;
  const text = textOf(value);
  return text.length <= largestInlineResult ? text : JSON.stringify(summaryOf(referenceOf(call), value, text));
};

/** The value at a JSON pointer (RFC 6901); undefined if there is none. */
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

/**
 * The call that a reference names. A bare call id, as in summaries written before references had the step, stands for its
 * call as long as no other call of the turn has the same id.
 */
const findReferred = (reference: string, calls: readonly ToolCallRecord[]): Result<ToolCallRecord, string> => {
  const exact = calls.find((each) => referenceOf(each) === reference);
  if (exact !== undefined) return ok(exact);
  const [only, ...others] = calls.filter((each) => each.callId === reference);
  if (only !== undefined && others.length === 0) return ok(only);
  const known = (only === undefined ? calls : [only, ...others]).map(referenceOf).join(", ");
  if (only !== undefined) return fail(`Several calls have the id “${reference}”. Write which one is meant: ${known}.`);
  return fail(`There is no result “${reference}”. ${known === "" ? "There are none yet." : `There are ${known}.`}`);
};

const referredTo = (reference: string, pointer: string, calls: readonly ToolCallRecord[]): Result<Json, string> => {
  const call = findReferred(reference, calls);
  if (!call.ok) return call;
  const { result } = call.value;
  if (result["ok"] !== true) return fail(`The call “${reference}” failed, so it has no result.`);
  if (pointer !== "" && !pointer.startsWith("/"))
    return fail(`“${pointer}” is not a JSON pointer: it must begin with /.`);
  const found = valueAt(result["value"] ?? null, pointer);
  return found === undefined ? fail(`The result “${reference}” has nothing at ${pointer}.`) : ok(found);
};

/** Resolves every value of a list, or fails with the first reference that leads nowhere. */
const resolveAll = (values: readonly Json[], calls: readonly ToolCallRecord[]): Result<readonly Json[], string> => {
  const resolved: Json[] = [];
  for (const value of values) {
    const result = resolveValue(value, calls);
    if (!result.ok) return result;
    resolved.push(result.value);
  }
  return ok(resolved);
};

const isReference = (value: JsonObject): boolean =>
  typeof value[referenceKey] === "string" &&
  Object.keys(value).every((key) => key === referenceKey || key === "pointer");

const resolveValue = (value: Json, calls: readonly ToolCallRecord[]): Result<Json, string> => {
  if (Array.isArray(value)) return resolveAll(value, calls);
  if (!isJsonObject(value)) return ok(value);
  if (isReference(value)) return referredTo(textOf(value[referenceKey] ?? ""), textOf(value["pointer"] ?? ""), calls);
  const resolved = resolveAll(Object.values(value), calls);
  if (!resolved.ok) return resolved;
  return ok(Object.fromEntries(Object.keys(value).map((key, index) => [key, resolved.value[index] ?? null])));
};

/** The arguments with every reference replaced by the value it refers to, or why a reference leads nowhere. */
export const resolveReferences = (args: JsonObject, calls: readonly ToolCallRecord[]): Result<JsonObject, string> => {
  const resolved = resolveValue(args, calls);
  if (!resolved.ok) return resolved;
  return isJsonObject(resolved.value)
    ? ok(resolved.value)
    : fail("The arguments refer to a value that is not an object.");
};

/** The content with its references resolved; as the model wrote it if one of them leads nowhere. */
export const fillIn = (content: Json, calls: readonly ToolCallRecord[]): Json => {
  const resolved = resolveValue(content, calls);
  return resolved.ok ? resolved.value : content;
};
