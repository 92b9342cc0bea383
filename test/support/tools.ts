/** Tools in tests: made of functions, and called with values. */
import { readJson, writeJson } from "../../src/domain/json-text.ts";
import type { Json, JsonObject } from "../../src/domain/json.ts";
import { embeddedTool } from "../../src/tools/embedded-tool.ts";
import type { EmbeddedTool, Tool, ToolContext } from "../../src/tools/types.ts";

export const aTool = (name: string, call: EmbeddedTool["call"], changes: Partial<EmbeddedTool> = {}): Tool =>
  embeddedTool({
    name,
    origin: "embedded",
    description: `${name} of the tests`,
    parameters: { type: "object", properties: {} },
    resultSchema: null,
    manifest: null,
    idempotent: true,
    timeoutMs: 1_000,
    call,
    ...changes,
  });

/** Calls a tool outside a turn. Throws what the tool throws. */
export const callTool = async (
  tool: Tool,
  args: JsonObject,
  context: Partial<ToolContext> = {},
): Promise<{ readonly value: Json; readonly audit: JsonObject }> => {
  const { text, audit } = await tool.call(writeJson(args), {
    agent: null,
    conversationId: null,
    callKey: "call",
    signal: new AbortController().signal,
    traceparent: "",
    ...context,
  });
  return { value: readJson(text), audit };
};
