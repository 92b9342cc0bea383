/**
 * References to results of earlier calls. A call passes a reference on, and its tool receives the value: ten megabytes go
 * from one tool to the next without passing through the model, and as text, without stopping the main thread.
 */
import { parseJsonPointer, valueAt, type JsonPointer } from "../domain/json-pointer.ts";
import { kindOfJson, readJson, spliceJson, writeJson, type JsonText } from "../domain/json-text.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import type { ToolCallRecord } from "../registry/stores.ts";
import { textOf } from "./prompt.ts";
import type { TurnDependencies } from "./types.ts";

/** The key of an object that refers to a result: `{"$result": "call_1@0", "pointer": "/rows"}`. */
export const referenceKey = "$result";

/** The name of a result, unique in its turn. The call's id alone is not, since some models count anew in each step. */
export const referenceOf = ({ callId, step }: Pick<ToolCallRecord, "callId" | "step">): string => `${callId}@${step}`;

/** Where results are kept, and what looks into large ones. */
interface ResultSources {
  readonly registry: { readonly journal: Pick<TurnDependencies["registry"]["journal"], "largeResult"> };
  readonly parts: TurnDependencies["parts"];
}

/** The value of a call that succeeded. A large one is parsed on the main thread. */
export const valueOf = async ({ registry }: Pick<ResultSources, "registry">, call: ToolCallRecord): Promise<Json> =>
  call.outline === null ? (call.result["value"] ?? null) : readJson(await registry.journal.largeResult(call));

interface Referred {
  readonly reference: string;
  readonly call: ToolCallRecord;
  readonly pointer: JsonPointer;
}

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

const parseReference = (written: JsonObject, calls: readonly ToolCallRecord[]): Result<Referred, string> => {
  const reference = textOf(written[referenceKey] ?? "");
  const call = findReferred(reference, calls);
  if (!call.ok) return call;
  if (call.value.result["ok"] !== true) return fail(`The call “${reference}” failed, so it has no result.`);
  const text = textOf(written["pointer"] ?? "");
  const pointer = parseJsonPointer(text);
  return pointer === null
    ? fail(`“${text}” is not a JSON pointer: it must begin with /.`)
    : ok({ reference, call: call.value, pointer });
};

const isReference = (value: JsonObject): boolean =>
  typeof value[referenceKey] === "string" &&
  Object.keys(value).every((key) => key === referenceKey || key === "pointer");

const referencesIn = (value: Json): readonly JsonObject[] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isJsonObject(value)) return [];
  return isReference(value) ? [value] : Object.values(value).flatMap(referencesIn);
};

/** The parts of one call's value, in the order of the pointers. */
const partsOf = async (
  { registry, parts }: ResultSources,
  call: ToolCallRecord,
  pointers: readonly JsonPointer[],
): Promise<Result<readonly (JsonText | null)[], string>> => {
  if (call.outline === null) {
    const value = call.result["value"] ?? null;
    const found = pointers.map((pointer) => valueAt(value, pointer));
    return ok(found.map((part) => (part === undefined ? null : writeJson(part))));
  }
  const text = await registry.journal.largeResult(call);
  return pointers.every((pointer) => pointer === "")
    ? ok(pointers.map(() => text))
    : parts.partsOf(call.turnId, text, pointers);
};

/** The text for each reference, or why the first that leads nowhere does. */
const textsFor = async (
  sources: ResultSources,
  references: readonly JsonObject[],
  calls: readonly ToolCallRecord[],
): Promise<Result<ReadonlyMap<JsonObject, JsonText>, string>> => {
  const referred = new Map<JsonObject, Referred>();
  for (const written of references) {
    const parsed = parseReference(written, calls);
    if (!parsed.ok) return parsed;
    referred.set(written, parsed.value);
  }
  const texts = new Map<JsonObject, JsonText>();
  // Large values are read one after another, each once, so that they are not all in memory at the same time.
  for (const call of new Set([...referred.values()].map((each) => each.call))) {
    const ofCall = [...referred].filter(([, each]) => each.call === call);
    const pointers = ofCall.map(([, { pointer }]) => pointer);
    const parts = await partsOf(sources, call, pointers);
    if (!parts.ok) return fail(`The result “${referenceOf(call)}” cannot be read: ${parts.error}.`);
    for (const [index, [written, { reference, pointer }]] of ofCall.entries()) {
      const text = parts.value[index] ?? null;
      if (text === null) return fail(`The result “${reference}” has nothing at ${pointer}.`);
      texts.set(written, text);
    }
  }
  return ok(texts);
};

const resolve = async (
  sources: ResultSources,
  value: Json,
  calls: readonly ToolCallRecord[],
): Promise<Result<JsonText, string>> => {
  const texts = await textsFor(sources, referencesIn(value), calls);
  return texts.ok ? ok(spliceJson(value, (object) => texts.value.get(object) ?? null)) : texts;
};

/** The arguments with every reference replaced by the value it refers to, or why a reference leads nowhere. */
export const resolveReferences = async (
  sources: ResultSources,
  args: JsonObject,
  calls: readonly ToolCallRecord[],
): Promise<Result<JsonText, string>> => {
  const resolved = await resolve(sources, args, calls);
  if (!resolved.ok || kindOfJson(resolved.value) === "object") return resolved;
  return fail("The arguments refer to a value that is not an object.");
};

/** The content with its references resolved; as the model wrote it if one of them leads nowhere. */
export const fillIn = async (
  sources: ResultSources,
  content: Json,
  calls: readonly ToolCallRecord[],
): Promise<Json> => {
  if (referencesIn(content).length === 0) return content;
  const resolved = await resolve(sources, content, calls);
  return resolved.ok ? readJson(resolved.value) : content;
};
