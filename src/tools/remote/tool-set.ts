/** The tools of one server, from its latest list. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { JsonObject } from "../../domain/json.ts";
import type { RemoteServerSettings } from "../../domain/remote-server.ts";
import { fail } from "../../domain/result.ts";
import type { Tool } from "../types.ts";
import type { Listing } from "./listing.ts";
import { createRemoteTool, type SendCall } from "./remote-tool.ts";
import type { SchemaChecks } from "./schema-checks.ts";
import type { RefusedTool } from "./types.ts";

export interface ToolSet {
  readonly tools: readonly Tool[];
  readonly refused: readonly RefusedTool[];
  readonly missing: readonly string[];
  readonly truncated: boolean;
}

export const noTools: ToolSet = { tools: [], refused: [], missing: [], truncated: false };

/** Null if the tool is nested too deep to be serialized. */
const keyOf = (offered: JsonObject): string | null => {
  try {
    return JSON.stringify(offered);
  } catch {
    return null;
  }
};

type Made = ReturnType<typeof createRemoteTool>;

/** Makes tools from lists; a tool that has not changed since the last list is reused. */
export const createToolMaker = (settings: RemoteServerSettings, checks: SchemaChecks, send: SendCall) => {
  let made = new Map<string, Made>();

  const make = (offered: JsonObject & { readonly name: string }, kept: Map<string, Made>): Made => {
    const key = keyOf(offered);
    if (key === null) return fail("it is nested too deep");
    const tool = made.get(key) ?? createRemoteTool(settings, offered, checks, send);
    kept.set(key, tool);
    return tool;
  };

  /** Returns the set, and whether it differs from the last one. */
  return async ({
    tools,
    missing,
    truncated,
  }: Listing): Promise<{ readonly set: ToolSet; readonly changed: boolean }> => {
    const kept = new Map<string, Made>();
    const usable = new Map<string, Tool>();
    const refused: RefusedTool[] = [];
    for (const offered of tools) {
      const tool = make(offered, kept);
      if (!tool.ok) refused.push({ name: offered.name, reason: tool.error });
      else if (usable.has(tool.value.name)) refused.push({ name: offered.name, reason: "another has the same name" });
      else usable.set(tool.value.name, tool.value);
      // Compiling a schema takes a millisecond, and a server may have a thousand tools.
      await nextTurn();
    }
    const changed = kept.size !== made.size || [...kept.keys()].some((key) => !made.has(key));
    made = kept;
    return { set: { tools: [...usable.values()], refused, missing, truncated }, changed };
  };
};
