/** Checks the arguments and the result of a call against the schemas of a tool. */
import { CaxtonError, type Complaint } from "../domain/errors.ts";
import { mostParsed, parseJsonText, writeJson, type JsonText, type WrittenJson } from "../domain/json-text.ts";
import type { JsonObject } from "../domain/json.ts";
import { createTimeLimit } from "./remote/time-limit.ts";
import { compileSchema, type CheckValue } from "./schemas.ts";
import type { Tool } from "./types.ts";
import { mostValues, type CheckOutcome, type ReadOutcome, type ValueChecks } from "./value-checks.ts";

const listed = (complaints: readonly Complaint[]): string =>
  complaints.map(({ pointer, message }) => `${pointer === "" ? "the whole" : pointer} ${message}`).join("; ");

const complaintsOf = (outcome: CheckOutcome): readonly Complaint[] => {
  if (outcome.kind === "checked") return outcome.complaints;
  const message = outcome.kind === "no-json" ? "is not JSON in UTF-8" : `cannot be checked: ${outcome.why}`;
  return [{ pointer: "", message }];
};

type CheckedTool = Pick<Tool, "name" | "origin">;

/**
 * Checks a small text here, which takes less time than to ask a thread. Only for schemas of tools that come with Caxton,
 * since others may be slow.
 */
const createInlineCheck = (schema: JsonObject | null): ((text: Uint8Array) => ReadOutcome) => {
  let check: CheckValue | null = null;
  return (text) => {
    const parsed = parseJsonText(text);
    if (parsed === null) return { kind: "no-json" };
    if (schema !== null) check ??= compileSchema(schema);
    return { kind: "checked", complaints: check?.(parsed.value) ?? [], written: parsed.written };
  };
};

const isInline = ({ origin }: CheckedTool, text: Uint8Array): boolean =>
  origin === "built-in" && text.length <= mostParsed;

const mostFor = ({ origin }: CheckedTool): number | null => (origin === "built-in" ? null : mostValues);

/** Creates the check of a tool's arguments, which throws `tool.invalid_arguments`. */
export const createArgumentsCheck = (
  tool: CheckedTool,
  schema: JsonObject,
  checks: ValueChecks,
): ((args: JsonText) => Promise<void>) => {
  const inline = createInlineCheck(schema);
  return async (text) => {
    const outcome = isInline(tool, text)
      ? inline(text)
      : await checks.check(tool.name, { schema, text, mostValues: mostFor(tool) });
    const complaints = complaintsOf(outcome);
    if (complaints.length === 0) return;
    const message = `The arguments of ${tool.name} are invalid: ${listed(complaints)}.`;
    throw new CaxtonError("tool.invalid_arguments", message, {
      hint: "GET /api/v1/tools/{name} shows the schema of the arguments.",
      errors: complaints,
    });
  };
};

/** The output of a call. */
export interface ToolOutput {
  /** Its bytes are taken over; null stands for the value null. */
  readonly output: Uint8Array | null;
  /**
   * The output of an Extism plug-in may be any text, since plug-ins made for other hosts do not know ours: then it is a
   * JSON string.
   */
  readonly isAnyText: boolean;
  readonly audit: JsonObject;
}

/** Creates what makes a value of a tool's output, which throws `tool.invalid_result` if it does not match the schema. */
export const createResultReader = (
  tool: CheckedTool,
  schema: JsonObject | null,
  checks: ValueChecks,
): ((output: ToolOutput) => Promise<WrittenJson>) => {
  const inline = createInlineCheck(schema);
  return async ({ output, isAnyText, audit }) => {
    const text = output ?? writeJson(null);
    const outcome =
      isInline(tool, text) && !isAnyText
        ? inline(text)
        : await checks.read(tool.name, { schema, text, isAnyText, mostValues: mostFor(tool) });
    const complaints = complaintsOf(outcome);
    if (outcome.kind === "checked" && complaints.length === 0) return outcome.written;
    const what = outcome.kind === "checked" ? "does not match its schema" : "cannot be used";
    throw new CaxtonError("tool.invalid_result", `The result of ${tool.name} ${what}: ${listed(complaints)}.`, {
      facts: { audit },
      errors: complaints,
    });
  };
};

/** Milliseconds for the question whether a call may be retried, which must be answered at once. */
const idempotencyMs = 50;

/** Whether a call with these arguments may be retried; not if that takes too long to find out. */
export const createIdempotencyCheck = (schema: JsonObject): ((args: JsonObject) => boolean) => {
  const limit = createTimeLimit();
  let check: CheckValue | null = null;
  return (args) => {
    try {
      return limit(idempotencyMs, () => (check ??= compileSchema(schema))(args).length === 0);
    } catch {
      return false;
    }
  };
};
