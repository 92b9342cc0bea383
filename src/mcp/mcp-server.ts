/**
 * Caxton as an MCP server, for both revisions in use: 2025-11-25 and 2026-07-28. Each request gets its own server
 * object, built for its caller. Nothing but the calls in progress is kept between requests, so any process can answer
 * any request.
 */
import {
  createMcpHandler,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type CallToolResult,
  type McpHttpHandler,
  type Tool as McpTool,
} from "@modelcontextprotocol/server";
import { CaxtonError, toCaxtonError } from "../domain/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import type { Tool } from "../tools/types.ts";
import { askCapability, capabilityInput, capabilityOutput, capabilityTools } from "./capability-tools.ts";
import { complete } from "./completion.ts";
import { createMemoryTools } from "./memory-tools.ts";
import { withProgress } from "./progress.ts";
import { conversationTemplate, listConversations, readConversation } from "./resources.ts";
import { createRunningCalls, type RunningCalls } from "./running-calls.ts";
import type { McpCaller, McpDependencies } from "./types.ts";

/** Tools of remote servers are not offered here; clients connect to those servers themselves. */
const offered = ({ tools }: McpDependencies): readonly Tool[] =>
  tools.all().filter(({ origin }) => origin !== "remote");

/** MCP requires an object schema; for tools with any other result no schema is given. */
const outputSchemaOf = ({ resultSchema }: Tool): { outputSchema?: McpTool["outputSchema"] } =>
  resultSchema?.["type"] === "object" ? { outputSchema: { ...resultSchema, type: "object" } } : {};

const asMcpTool = (tool: Tool): McpTool => ({
  name: tool.name,
  description: tool.description,
  inputSchema: { ...tool.parameters, type: "object" },
  ...outputSchemaOf(tool),
  annotations: { idempotentHint: tool.idempotent, openWorldHint: (tool.manifest?.grants.network.length ?? 0) > 0 },
});

const listTools = (deps: McpDependencies): McpTool[] => [
  ...offered(deps).map(asMcpTool),
  ...capabilityTools(deps).map(({ name, description }) => ({
    name,
    description,
    inputSchema: capabilityInput as McpTool["inputSchema"],
    outputSchema: capabilityOutput as McpTool["outputSchema"],
  })),
  ...createMemoryTools(deps.memory).map(({ name, description, inputSchema }) => ({
    name,
    description,
    inputSchema: inputSchema as McpTool["inputSchema"],
  })),
];

const asText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

const resultOf = (value: Json, isError = false): CallToolResult => ({
  content: [{ type: "text", text: asText(value) }],
  ...(isJsonObject(value) ? { structuredContent: { ...value } } : {}),
  ...(isError ? { isError } : {}),
});

/** A failed call is a result for the model to read, not a protocol error. */
const failureOf = (error: CaxtonError): CallToolResult => ({
  content: [
    { type: "text", text: `${error.code}: ${error.message}${error.hint === undefined ? "" : ` ${error.hint}`}` },
  ],
  isError: true,
});

/** All roles may read; only operator and agent may call. */
const requireCalling = ({ role, name }: McpCaller): void => {
  if (role !== "viewer") return;
  throw new CaxtonError(
    "security.forbidden",
    `Calling a tool requires the role operator or agent; the key “${name}” has the role viewer.`,
  );
};

/** As with `POST /tools/{name}/call`: agents use tools in their turns, as their definition allows. */
const requireTools = ({ role, name }: McpCaller): void => {
  if (role !== "agent") return;
  throw new CaxtonError(
    "security.forbidden",
    `Calling this tool requires the role operator; the key “${name}” has the role agent.`,
  );
};

interface PreparedCall {
  /** Time limit in milliseconds. */
  readonly limitMs: number;
  run(signal: AbortSignal): Promise<CallToolResult>;
}

/**
 * Finds what to call. Throws `security.forbidden` for tools that the caller may not call, and a protocol error for
 * unknown ones.
 */
const prepare = (deps: McpDependencies, caller: McpCaller, name: string, args: JsonObject): PreparedCall => {
  requireCalling(caller);
  const asked = capabilityTools(deps).find((each) => each.name === name);
  if (asked !== undefined) {
    return {
      limitMs: caller.waitMs,
      run: async (signal) => {
        const { conversationId, replies, failed } = await askCapability(deps, asked, args, caller, signal);
        return resultOf({ conversationId, replies }, failed);
      },
    };
  }
  requireTools(caller);
  const remembering = createMemoryTools(deps.memory).find((each) => each.name === name);
  if (remembering !== undefined) {
    return { limitMs: caller.waitMs, run: async () => resultOf(await remembering.run(args, caller.name)) };
  }
  const tool = offered(deps).find((each) => each.name === name);
  if (tool === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no tool ${name}.`);
  const { traceId, spanId } = caller.trace;
  return {
    limitMs: tool.timeoutMs,
    run: async (signal) => {
      const { value } = await tool.call(args, {
        agent: caller.agent,
        conversationId: null,
        callKey: deps.newId(),
        signal: AbortSignal.any([signal, AbortSignal.timeout(tool.timeoutMs)]),
        traceparent: `00-${traceId}-${spanId}-01`,
      });
      return resultOf(value);
    },
  };
};

const serverFor = (deps: McpDependencies, running: RunningCalls, caller: McpCaller): Server => {
  const server = new Server(
    { name: "caxton", title: "Caxton", version: deps.version },
    {
      capabilities: { tools: {}, resources: {}, completions: {} },
      instructions:
        "Tools named ask_… ask an agent for one of its capabilities; the others are tools that run in a sandbox. Resources are conversations.",
    },
  );
  server.setRequestHandler("tools/list", () => ({ tools: listTools(deps) }));
  server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
    const args = isJsonObject(params.arguments) ? params.arguments : {};
    try {
      const { limitMs, run } = prepare(deps, caller, params.name, args);
      const place = { caller: caller.place, requestId: mcpReq.id };
      const progress = { everyMs: deps.progressEveryMs, limitMs, what: params.name };
      return await running.run(place, mcpReq.signal, async (signal) =>
        withProgress(mcpReq, progress, async () => run(signal)),
      );
    } catch (thrown) {
      if (thrown instanceof ProtocolError) throw thrown;
      return failureOf(toCaxtonError(thrown));
    }
  });
  server.setNotificationHandler("notifications/cancelled", ({ params: { requestId } }) => {
    if (requestId !== undefined) running.cancel({ caller: caller.place, requestId });
  });
  server.setRequestHandler("completion/complete", async ({ params: { ref, argument } }) =>
    complete(deps, caller, ref, argument),
  );
  server.setRequestHandler("resources/list", async ({ params }) =>
    listConversations(deps, caller, params?.cursor ?? null),
  );
  server.setRequestHandler("resources/templates/list", () => ({ resourceTemplates: [conversationTemplate] }));
  server.setRequestHandler("resources/read", async ({ params }) => readConversation(deps, caller, params.uri));
  return server;
};

/** `callerOf` identifies the caller of a request from the data attached by the HTTP layer. */
export const createMcpServer = (
  deps: McpDependencies,
  callerOf: (authInfo: unknown) => McpCaller,
  onFault: (error: Error) => void,
): McpHttpHandler => {
  const running = createRunningCalls();
  return createMcpHandler(({ authInfo }) => serverFor(deps, running, callerOf(authInfo?.extra?.["caller"])), {
    onerror: onFault,
    maxRequestBodySize: 4 * 1024 * 1024,
  });
};
