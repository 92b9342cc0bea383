/** What an MCP client can call: sandboxed tools, the agents' capabilities, and the tools of the memory. */
import { createHash } from "node:crypto";
import type { Tool as McpTool } from "@modelcontextprotocol/server";
import type { CalledTool } from "../domain/tool-call.ts";
import { CaxtonError } from "../domain/errors.ts";
import { writeJson, writtenJson } from "../domain/json-text.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Tool, ToolResult } from "../tools/types.ts";
import { askCapability, capabilityInput, capabilityOutput, capabilityTools } from "./capability-tools.ts";
import { createMemoryTools } from "./memory-tools.ts";
import type { CapabilityTool, McpCaller, McpDependencies } from "./types.ts";

export interface OfferedTool {
  readonly called: CalledTool;
  readonly listed: McpTool;
  /** The longest that a call may take, in milliseconds. */
  limitMs(caller: McpCaller): number;
  /** Throws `security.forbidden`. */
  authorize(caller: McpCaller): void;
  /** `audit.failed` says that the value tells of a failure. */
  call(args: JsonObject, caller: McpCaller, signal: AbortSignal): Promise<ToolResult>;
}

/** All roles may list tools; only operator and agent may call them. */
const requireCalling = ({ role, name }: McpCaller): void => {
  if (role !== "viewer") return;
  throw new CaxtonError(
    "security.forbidden",
    `Calling a tool needs the role operator or agent; the key “${name}” has viewer.`,
  );
};

/** As for `POST /tools/{name}/call`: an agent calls tools in its turns, where its definition says which. */
const requireTools = (caller: McpCaller): void => {
  requireCalling(caller);
  if (caller.role !== "agent") return;
  throw new CaxtonError(
    "security.forbidden",
    `Calling this tool needs the role operator; the key “${caller.name}” has agent.`,
  );
};

/** MCP requires an object, so a tool that returns anything else is listed without a schema of its result. */
const outputSchemaOf = ({ resultSchema }: Tool): { outputSchema?: McpTool["outputSchema"] } =>
  resultSchema?.["type"] === "object" ? { outputSchema: { ...resultSchema, type: "object" } } : {};

const ofCatalogue = ({ newId }: McpDependencies, tool: Tool): OfferedTool => ({
  called: { name: tool.name, origin: tool.origin },
  listed: {
    name: tool.name,
    description: tool.description,
    inputSchema: { ...tool.parameters, type: "object" },
    ...outputSchemaOf(tool),
    annotations: { idempotentHint: tool.idempotent, openWorldHint: (tool.manifest?.grants.network.length ?? 0) > 0 },
  },
  limitMs: () => tool.timeoutMs,
  authorize: requireTools,
  call: async (args, { agent, trace: { traceId, spanId } }, signal) =>
    tool.call(writeJson(args), {
      agent,
      conversationId: null,
      callKey: newId(),
      signal: AbortSignal.any([signal, AbortSignal.timeout(tool.timeoutMs)]),
      traceparent: `00-${traceId}-${spanId}-01`,
    }),
});

const ofCapability = (deps: McpDependencies, tool: CapabilityTool): OfferedTool => ({
  called: { name: tool.name, origin: "capability" },
  listed: {
    name: tool.name,
    description: tool.description,
    inputSchema: capabilityInput as McpTool["inputSchema"],
    outputSchema: { ...capabilityOutput, type: "object" },
  },
  limitMs: ({ waitMs }) => waitMs,
  authorize: requireCalling,
  call: async (args, caller, signal) => {
    const { conversationId, replies, failed } = await askCapability(deps, tool, args, caller, signal);
    return { ...writtenJson({ conversationId, replies }), audit: { conversationId, failed } };
  },
});

const ofMemory = (deps: McpDependencies): readonly OfferedTool[] =>
  createMemoryTools(deps.memory).map(({ name, description, inputSchema, run }) => ({
    called: { name, origin: "memory" },
    listed: { name, description, inputSchema: inputSchema as McpTool["inputSchema"] },
    limitMs: ({ waitMs }) => waitMs,
    authorize: requireTools,
    call: async (args, caller) => ({ ...writtenJson(await run(args, caller.name)), audit: {} }),
  }));

/**
 * A tool that is embedded, or was uploaded to an older version, may have the name of a capability's tool or of a memory tool.
 * It then gets a suffix that depends on its name alone, so that the name stays the same.
 */
const withNameOfItsOwn = (tool: OfferedTool, taken: ReadonlySet<string>): OfferedTool => {
  const { name } = tool.listed;
  if (!taken.has(name)) return tool;
  const suffix = createHash("sha256").update(`tool ${name}`).digest("hex").slice(0, 8);
  return { ...tool, listed: { ...tool.listed, name: `${name.slice(0, 55)}_${suffix}` } };
};

/** Tools with unique names. Those of remote servers are not offered here; clients connect to those servers themselves. */
export const offeredTools = (deps: McpDependencies): readonly OfferedTool[] => {
  const capabilities = capabilityTools(deps).map((tool) => ofCapability(deps, tool));
  const memory = ofMemory(deps);
  const reserved = new Set([...capabilities, ...memory].map(({ listed }) => listed.name));
  const tools = deps.tools
    .all()
    .filter(({ origin }) => origin !== "remote")
    .map((tool) => withNameOfItsOwn(ofCatalogue(deps, tool), reserved));
  return [...tools, ...capabilities, ...memory];
};
