/** Tools as the API takes and gives them. */
import type { AnyObject } from "./common.ts";

/** built-in and uploaded tools run in the sandbox; remote ones are of an MCP server, embedded ones of the program around. */
export type ToolOriginText = "built-in" | "uploaded" | "remote" | "embedded";

/**
 * The name of a tool.
 * @pattern ^[A-Za-z0-9_-]{1,64}$ It takes 1 to 64 letters, digits, “-” and “_”.
 * @example "csv_parser"
 */
export type ToolNameText = string;

/**
 * A tool that agents may be allowed to call.
 * @example {
 *   "name": "text_stats",
 *   "origin": "built-in",
 *   "sandboxed": true,
 *   "description": "Counts characters, words and sentences of a text",
 *   "inputSchema": { "type": "object", "properties": { "text": { "type": "string" } }, "required": ["text"] },
 *   "outputSchema": null,
 *   "idempotent": true,
 *   "timeoutMs": 10000,
 *   "manifest": null
 * }
 */
export interface Tool {
  name: ToolNameText;
  origin: ToolOriginText;
  /** Whether it runs in the sandbox. */
  sandboxed: boolean;
  description: string;
  /** JSON Schema of the arguments. */
  inputSchema: AnyObject;
  /** JSON Schema of the result; null where nothing is promised. */
  outputSchema: AnyObject | null;
  /** Whether a second call with the same arguments does no more than the first. */
  idempotent: boolean;
  timeoutMs: number;
  /** What a tool in the sandbox was granted, and its limits. */
  manifest: AnyObject | null;
}

/**
 * All tools.
 * @example { "items": [] }
 */
export interface ToolList {
  items: Tool[];
}

/**
 * A call of a tool.
 * @example { "arguments": { "text": "How many words are these?" } }
 */
export interface ToolCall {
  arguments: AnyObject;
}

/**
 * What a call of a tool gave.
 * @example { "value": { "words": 5 }, "durationMs": 3, "audit": { "fuel": 20113, "grants": [] } }
 */
export interface ToolCallResult {
  value: unknown;
  durationMs: number;
  /** What an operator wants to know of the call: grants used, fuel, log lines. */
  audit: AnyObject;
}
