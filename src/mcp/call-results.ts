/** What a call of a tool came to, as MCP has it. */
import { isSpecType, type CallToolResult } from "@modelcontextprotocol/server";
import { CaxtonError } from "../domain/errors.ts";
import { kindOfJson, readJson } from "../domain/json-text.ts";
import { isJsonObject, type Json } from "../domain/json.ts";
import type { JsonParts, ToolResult } from "../tools/types.ts";
import type { LateTexts } from "./late-texts.ts";

const asText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** A list of MCP content blocks, such as images, is passed on unchanged; anything else is text. */
const contentOf = (value: Json): CallToolResult["content"] => {
  const parts: readonly unknown[] = Array.isArray(value) ? value : [];
  // The first that is no block ends the search: a list may have a million members.
  return parts.length > 0 && parts.every((part) => isSpecType.ContentBlock(part))
    ? [...parts]
    : [{ type: "text", text: asText(value) }];
};

const ofValue = (value: Json): CallToolResult => ({
  content: contentOf(value),
  ...(isJsonObject(value) ? { structuredContent: { ...value } } : {}),
});

/** Where large texts are prepared, and put into the answer. */
interface LargeTexts {
  readonly parts: JsonParts;
  readonly late: LateTexts;
}

const ofLarge = async (name: string, { text }: ToolResult, { parts, late }: LargeTexts): Promise<CallToolResult> => {
  const kind = kindOfJson(text);
  // Lists may be content blocks, which the SDK knows.
  if (kind === "other") return ofValue(readJson(text));
  const nested = await parts.nested(name, text);
  if (!nested.ok)
    throw new CaxtonError("tool.invalid_result", `The result of ${name} cannot be read: ${nested.error}.`);
  const { line, quoted } = nested.value;
  return kind === "string"
    ? { content: [{ type: "text", text: late.forString(line) }] }
    : { content: [{ type: "text", text: late.forString(quoted) }], structuredContent: { ...late.forObject(line) } };
};

/** Takes the text of a large result over. */
export const callResult = async (name: string, result: ToolResult, large: LargeTexts): Promise<CallToolResult> => ({
  ...(result.outline === null ? ofValue(readJson(result.text)) : await ofLarge(name, result, large)),
  ...(result.audit["failed"] === true ? { isError: true } : {}),
});

/** A failed call is a result for the model to read, not a protocol error. */
export const callFailure = (error: CaxtonError): CallToolResult => ({
  content: [
    { type: "text", text: `${error.code}: ${error.message}${error.hint === undefined ? "" : ` ${error.hint}`}` },
  ],
  isError: true,
});
