/** A tool as the agent loop sees it, whatever runs it. */
import type { Json, JsonObject } from "../domain/json.ts";
import type { AgentName, ConversationId } from "../domain/ids.ts";

export interface ToolContext {
  readonly agent: AgentName;
  readonly conversationId: ConversationId;
  readonly turnId: string;
  /** The same for every attempt at the same call. */
  readonly callKey: string;
  readonly signal: AbortSignal;
  /** W3C Trace Context, for calls that the tool makes. */
  readonly traceparent: string;
}

export interface Tool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments object. */
  readonly parameters: JsonObject;
  /** A call that is not idempotent is never tried a second time. */
  readonly idempotent: boolean;
  /** Milliseconds that one attempt may take. */
  readonly timeoutMs: number;
  /** Throws CaxtonError `tool.*`. */
  call(args: JsonObject, context: ToolContext): Promise<Json>;
}

export interface ToolCatalogue {
  get(name: string): Tool | null;
}
