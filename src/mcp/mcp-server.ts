/**
 * Caxton as an MCP server, for both revisions that clients speak: 2025-11-25 and 2026-07-28. Each request gets a server of
 * its own, made for its caller; nothing is kept between requests but which calls run, so any process can answer any of them.
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

/** A remote server's tools are for itself to offer. */
const offered = ({ tools }: McpDependencies): readonly Tool[] =>
  tools.all().filter(({ origin }) => origin !== "remote");

/** MCP wants an object; what gives anything else promises nothing. */
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

/** What went wrong with a call is for the model to read: a result and no error of the protocol. */
const failureOf = (error: CaxtonError): CallToolResult => ({
  content: [
    { type: "text", text: `${error.code}: ${error.message}${error.hint === undefined ? "" : ` ${error.hint}`}` },
  ],
  isError: true,
});

/** Reading is for everybody, calling for those who may send messages. */
const requireCalling = ({ role, name }: McpCaller): void => {
  if (role !== "viewer") return;
  throw new CaxtonError(
    "security.forbidden",
    `Calling a tool needs the role operator or agent; the key “${name}” has viewer.`,
  );
};

/** As `POST /tools/{name}/call`: an agent has its tools in its turns, where its definition says which. */
const requireTools = ({ role, name }: McpCaller): void => {
  if (role !== "agent") return;
  throw new CaxtonError(
    "security.forbidden",
    `Calling this tool needs the role operator; the key “${name}” has agent.`,
  );
};

interface PreparedCall {
  /** The longest that it may take, in milliseconds. */
  readonly limitMs: number;
  run(signal: AbortSignal): Promise<CallToolResult>;
}

/** Finds what is to be called. Throws what the caller may not call, and the protocol's error for what there is not. */
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

/** `callerOf` finds who makes a request, by what the HTTP layer noted of it. */
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
