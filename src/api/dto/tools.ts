/** Tools as the API takes and gives them. */
import type { AnyObject } from "./common.ts";

/** Built-in and uploaded tools run in the sandbox; remote ones belong to an MCP server, embedded ones to the program that embeds Caxton. */
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
  /** JSON Schema of the result; null if it has none. */
  outputSchema: AnyObject | null;
  /** Whether repeating a call with the same arguments has no further effect. */
  idempotent: boolean;
  timeoutMs: number;
  /** The permissions and limits of a tool in the sandbox. */
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
 * The result of a tool call.
 * @example { "value": { "words": 5 }, "durationMs": 3, "audit": { "fuel": 20113, "grants": [] } }
 */
export interface ToolCallResult {
  value: unknown;
  durationMs: number;
  /** Details of the call for operators: permissions used, fuel, log lines. */
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
 * An MCP server of the configuration, as seen by this process.
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
  /** `connecting` includes waiting for the next attempt; `failed` means that a local program is not started again until a refresh. */
  state: "connecting" | "ready" | "failed";
  /**
   * When the state was entered.
   * @format date-time
   */
  since: string;
  /** Why it is not ready, or what went wrong since. */
  error: string | null;
  /** Tools that agents may be allowed to call; kept while the server is temporarily unreachable. */
  tools: ToolNameText[];
  refused: RefusedTool[];
  /** Tools that the configuration lists and the server does not offer. */
  missing: string[];
  /** Whether the server offers more tools than the limit. */
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
