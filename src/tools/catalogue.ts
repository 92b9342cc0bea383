import { CaxtonError } from "../domain/errors.ts";
import { sendMessageTool } from "./names.ts";
import type { Tool, ToolCatalogue } from "./types.ts";

/** A changing set of tools; the earlier source wins if two have a tool with the same name. */
export type ToolSource = () => readonly Tool[];

/** A fixed set of tools. Throws `configuration.invalid` if two have the same name. */
export const fixedTools = (tools: readonly Tool[]): ToolSource => {
  const names = new Set<string>([sendMessageTool]);
  for (const { name } of tools) {
    if (names.has(name)) {
      throw new CaxtonError("configuration.invalid", `Two tools are called “${name}”.`, {
        hint: "Rename one of them.",
      });
    }
    names.add(name);
  }
  return () => tools;
};

/** A catalogue over all sources, read anew for each query. */
export const createToolCatalogue = (sources: readonly ToolSource[]): ToolCatalogue => {
  const find = (name: string): Tool | null => {
    for (const source of sources) {
      const found = source().find((tool) => tool.name === name);
      if (found !== undefined) return found;
    }
    return null;
  };
  return {
    get: find,
    all: () =>
      [...new Set(sources.flatMap((source) => source().map(({ name }) => name)))]
        .toSorted()
        .flatMap((name) => find(name) ?? []),
  };
};
