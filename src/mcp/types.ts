/** The dependencies of the MCP endpoint. */
import type { AgentName, Capability, Sender, SpanId, TraceId } from "../domain/ids.ts";
import type { JsonObject } from "../domain/json.ts";
import type { MemoryAccess } from "../memory/types.ts";
import type { Messaging } from "../messaging/types.ts";
import type { Registry, Role } from "../registry/stores.ts";
import type { Router } from "../routing/types.ts";
import type { CallAudit, JsonParts, ToolCatalogue } from "../tools/types.ts";

/** The caller, after its API key has been looked up. */
export interface McpCaller {
  readonly name: string;
  readonly role: Role;
  readonly agent: AgentName | null;
  readonly sender: Sender;
  readonly trace: { readonly traceId: TraceId; readonly spanId: SpanId };
  /** Key and address; distinguishes callers that use the same request ids. */
  readonly place: string;
  /** How long the caller waits for an agent's reply, in milliseconds. */
  readonly waitMs: number;
}

export interface McpDependencies {
  readonly tools: ToolCatalogue;
  readonly parts: JsonParts;
  readonly router: Pick<Router, "capabilities">;
  readonly messaging: Pick<Messaging, "send" | "cancelConversation">;
  readonly registry: Pick<Registry, "conversations" | "messages">;
  readonly memory: MemoryAccess;
  /** Every call, and every refusal of one, is recorded there. */
  readonly audit: CallAudit;
  readonly version: string;
  /** Milliseconds between two progress notifications. */
  readonly progressEveryMs: number;
  /** Between two looks at the list of tools while a client wants to be told of changes, in milliseconds. */
  readonly listEveryMs: number;
  readonly newId: () => string;
}

/** A capability as an MCP tool, under a name that MCP allows. */
export interface CapabilityTool {
  readonly name: string;
  readonly capability: Capability;
  readonly description: string;
}

/** A tool over the workspace's memory. */
export interface MemoryTool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  /** `caller` is the name of the key. */
  run(args: JsonObject, caller: string): Promise<JsonObject>;
}
