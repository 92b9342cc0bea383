/** A tool as the agent loop sees it, whatever runs it. */
import type { AgentName, ConversationId } from "../domain/ids.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import type { ToolManifest } from "./manifest-types.ts";

/** Who calls a tool: an agent in its turn, or a person or program through the API. */
export interface ToolContext {
  /** Null outside a turn. */
  readonly agent: AgentName | null;
  readonly conversationId: ConversationId | null;
  /** The same for every attempt at the same call. */
  readonly callKey: string;
  readonly signal: AbortSignal;
  /** W3C Trace Context, for calls that the tool makes. */
  readonly traceparent: string;
}

export interface ToolResult {
  readonly value: Json;
  /** What an operator wants to know of the call: grants used, fuel, log lines. */
  readonly audit: JsonObject;
}

/**
 * Where a tool comes from. `built-in` and `uploaded` run in the sandbox; `remote` is a tool of an MCP server, outside of
 * it; `embedded` was given by the program that embeds Caxton.
 */
export type ToolOrigin = "built-in" | "uploaded" | "remote" | "embedded";

export interface Tool {
  readonly name: string;
  readonly origin: ToolOrigin;
  readonly description: string;
  /** JSON Schema of the arguments object. */
  readonly parameters: JsonObject;
  /** JSON Schema of the result; null where nothing is promised. */
  readonly resultSchema: JsonObject | null;
  /** Of a tool in the sandbox. */
  readonly manifest: ToolManifest | null;
  /** A call that is not idempotent is never tried a second time. */
  readonly idempotent: boolean;
  /** Milliseconds that one attempt may take. */
  readonly timeoutMs: number;
  /** Throws CaxtonError `tool.*` and `sandbox.*`; what is to be audited of a failure stands in its facts under `audit`. */
  call(args: JsonObject, context: ToolContext): Promise<ToolResult>;
}

export interface ToolCatalogue {
  get(name: string): Tool | null;
  /** By name. */
  all(): readonly Tool[];
}
