/** Makes a function of the program a tool. */
import { readJson, writtenJson } from "../domain/json-text.ts";
import type { JsonObject } from "../domain/json.ts";
import type { EmbeddedTool, Tool } from "./types.ts";

export const embeddedTool = (tool: EmbeddedTool): Tool => ({
  ...tool,
  call: async (args, context) => {
    const { value, audit } = await tool.call(readJson(args) as JsonObject, context);
    return { ...writtenJson(value), audit };
  },
});
