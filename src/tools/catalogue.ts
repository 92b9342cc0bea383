import { CaxtonError } from "../domain/errors.ts";
import { sendMessageTool } from "./names.ts";
import type { Tool, ToolCatalogue } from "./types.ts";

/** A catalogue of the given tools. Two of the same name are a fault of the composition: `configuration.invalid`. */
export const createToolCatalogue = (tools: readonly Tool[]): ToolCatalogue => {
  const byName = new Map<string, Tool>();
  for (const tool of tools) {
    if (byName.has(tool.name) || tool.name === sendMessageTool) {
      throw new CaxtonError("configuration.invalid", `Two tools are called “${tool.name}”.`, {
        hint: "Rename one of them.",
      });
    }
    byName.set(tool.name, tool);
  }
  return { get: (name) => byName.get(name) ?? null };
};
