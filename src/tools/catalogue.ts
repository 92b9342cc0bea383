import { CaxtonError } from "../domain/errors.ts";
import { sendMessageTool } from "./names.ts";
import type { Tool, ToolCatalogue } from "./types.ts";

/** Tools that may come and go; the earlier source wins where two have a tool of the same name. */
export type ToolSource = () => readonly Tool[];

/** Two tools of one name in a fixed set are a fault of the composition: `configuration.invalid`. */
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

/** A catalogue over all sources as they are at the moment of the question. */
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
