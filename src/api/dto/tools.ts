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
 * A page of tools.
 * @example { "items": [], "nextCursor": null }
 */
export interface ToolPage {
  items: Tool[];
  /** Null on the last page. */
  nextCursor: string | null;
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

/**
 * The name of an MCP server in the configuration.
 * @pattern ^[A-Za-z0-9_-]{1,32}$ It takes 1 to 32 letters, digits, “-” and “_”.
 * @example "tracker"
 */
export type ToolServerName = string;

/** A tool that an MCP server offers and that cannot be used. */
export interface RefusedTool {
  name: string;
  reason: string;
}

/**
 * An MCP server whose tools the configuration allows, as this process sees it.
 * @example {
 *   "name": "tracker",
 *   "transport": "http",
 *   "address": "https://tracker.example/mcp",
 *   "state": "ready",
 *   "since": "2026-11-23T12:00:00.000Z",
 *   "error": null,
 *   "tools": ["tracker__search_issues"],
 *   "refused": [],
 *   "missing": [],
 *   "truncated": false,
 *   "protocolVersion": "2026-07-28"
 * }
 */
export interface ToolServer {
  name: ToolServerName;
  transport: "stdio" | "http";
  /** The command, or the address without its query. */
  address: string;
  /** `connecting` also while it waits to try again; `failed` is a program that is left alone until a refresh. */
  state: "connecting" | "ready" | "failed";
  /**
   * When the state was entered.
   * @format date-time
   */
  since: string;
  /** Why it is not ready, or what went wrong since. */
  error: string | null;
  /** Tools that agents may be allowed; those of a server that is away for the moment stay. */
  tools: ToolNameText[];
  refused: RefusedTool[];
  /** Names of the configuration's list that the server does not offer. */
  missing: string[];
  /** Whether the server offers more tools than are taken. */
  truncated: boolean;
  protocolVersion: string | null;
}

/**
 * A page of the MCP servers that the configuration allows.
 * @example { "items": [], "nextCursor": null }
 */
export interface ToolServerPage {
  items: ToolServer[];
  /** Null on the last page. */
  nextCursor: string | null;
}
