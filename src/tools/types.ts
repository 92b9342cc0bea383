/** A tool as the agent loop sees it, independent of its implementation. */
import type { AgentName, ConversationId } from "../domain/ids.ts";
import type { CaxtonError } from "../domain/errors.ts";
import type { JsonPointer } from "../domain/json-pointer.ts";
import type { JsonText, WrittenJson } from "../domain/json-text.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import type { Result } from "../domain/result.ts";
import type { CalledTool, CallSource } from "../domain/tool-call.ts";
import type { ToolManifest } from "./manifest-types.ts";

/** The caller of a tool: an agent in its turn, or a user or program through the API. */
export interface ToolContext {
  /** Null outside a turn. */
  readonly agent: AgentName | null;
  readonly conversationId: ConversationId | null;
  /** Identifies the call; the same for every attempt. */
  readonly callKey: string;
  readonly signal: AbortSignal;
  /** W3C Trace Context for requests made by the tool. */
  readonly traceparent: string;
}

/** What a tool returned, as text that belongs to the caller: the main thread has no time to parse and write megabytes. */
export interface ToolResult extends WrittenJson {
  /** Audit data: grants used, fuel, log lines. */
  readonly audit: JsonObject;
}

/**
 * The origin of a tool. `built-in` and `uploaded` tools run in the sandbox; `remote` tools run on an MCP server,
 * outside of it; `embedded` tools are provided by a program that embeds Caxton.
 */
export type ToolOrigin = "built-in" | "uploaded" | "remote" | "embedded";

export interface Tool {
  readonly name: string;
  readonly origin: ToolOrigin;
  readonly description: string;
  /** JSON Schema of the arguments object. */
  readonly parameters: JsonObject;
  /** JSON Schema of the result; null if there is none. */
  readonly resultSchema: JsonObject | null;
  /** The manifest of a sandboxed tool; null for other tools. */
  readonly manifest: ToolManifest | null;
  /** Every call may be retried. */
  readonly idempotent: boolean;
  /** Whether a call with these arguments may be retried, if that depends on them. Other calls are never retried. */
  readonly isIdempotentFor?: (args: JsonObject) => boolean;
  /** Time limit of one attempt in milliseconds. */
  readonly timeoutMs: number;
  /**
   * `args` is an object. Throws CaxtonError `tool.*` and `sandbox.*`; audit data of a failure is in its facts under
   * `audit`.
   */
  call(args: JsonText, context: ToolContext): Promise<ToolResult>;
}

/** A tool that is a function of the program, which takes and gives values; `embeddedTool` makes it a tool like the others. */
export interface EmbeddedTool extends Omit<Tool, "call"> {
  call(args: JsonObject, context: ToolContext): Promise<{ readonly value: Json; readonly audit: JsonObject }>;
}

/** A large text in the forms in which it fits into other JSON. */
export interface NestedJson {
  /** The same value on one line. */
  readonly line: JsonText;
  /** That line as a JSON string. */
  readonly quoted: JsonText;
}

/** Looks into large texts without stopping the main thread. */
export interface JsonParts {
  /**
   * The values at these pointers, in their order; null where there is nothing. The text is taken over: it must not be
   * used afterwards. Fails with a reason if the text takes too long to read.
   *
   * @param key texts with the same key are looked into one after another
   */
  partsOf(
    key: string,
    text: JsonText,
    pointers: readonly JsonPointer[],
  ): Promise<Result<readonly (JsonText | null)[], string>>;
  /** Takes the text over as well, and fails for the same reason. */
  nested(key: string, text: JsonText): Promise<Result<NestedJson, string>>;
}

export interface ToolCatalogue {
  get(name: string): Tool | null;
  /** By name. */
  all(): readonly Tool[];
}

/** Records tool calls that are made outside a turn. Both methods throw `database.*` if a call cannot be recorded. */
export interface CallAudit {
  /** Makes a call and records it. Throws what the call throws. */
  run(
    tool: CalledTool,
    source: CallSource,
    call: () => Promise<ToolResult>,
  ): Promise<ToolResult & { readonly durationMs: number }>;
  /** Records a call that was not made. */
  refuse(tool: CalledTool, source: CallSource, error: CaxtonError): Promise<void>;
}
