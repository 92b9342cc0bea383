/**
 * Caxton as an MCP server, for both revisions in use: 2025-11-25 and 2026-07-28. Each request gets its own server
 * object, built for its caller. Nothing but the calls in progress is kept between requests, so any process can answer
 * any request.
 */
import {
  createMcpHandler,
  isSpecType,
  ProtocolError,
  ProtocolErrorCode,
  Server,
  type CallToolResult,
  type McpHttpHandler,
} from "@modelcontextprotocol/server";
import { CaxtonError, toCaxtonError } from "../domain/errors.ts";
import { readJson } from "../domain/json-text.ts";
import { isJsonObject, type Json } from "../domain/json.ts";
import type { CallSource } from "../domain/tool-call.ts";
import { complete } from "./completion.ts";
import { createListChanges } from "./list-changes.ts";
import { offeredTools, type OfferedTool } from "./offered-tools.ts";
import { getPrompt, listPrompts } from "./prompts.ts";
import { withProgress } from "./progress.ts";
import { conversationTemplate, listConversations, readConversation } from "./resources.ts";
import { createRunningCalls, type RunningCalls } from "./running-calls.ts";
import type { McpCaller, McpDependencies } from "./types.ts";

const asText = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

/** A list of MCP content blocks, such as images, is passed on unchanged; anything else is text. */
const contentOf = (value: Json): CallToolResult["content"] => {
  const parts: readonly unknown[] = Array.isArray(value) ? value : [];
  const blocks = parts.filter((part) => isSpecType.ContentBlock(part));
  return blocks.length > 0 && blocks.length === parts.length ? blocks : [{ type: "text", text: asText(value) }];
};

const resultOf = (value: Json, isError = false): CallToolResult => ({
  content: contentOf(value),
  ...(isJsonObject(value) ? { structuredContent: { ...value } } : {}),
  ...(isError ? { isError } : {}),
});

const sourceOf = ({ name, agent, trace }: McpCaller): CallSource => ({
  via: "mcp",
  caller: name,
  agent,
  conversationId: null,
  traceId: trace.traceId,
});

/** A failed call is a result for the model to read, not a protocol error. */
const failureOf = (error: CaxtonError): CallToolResult => ({
  content: [
    { type: "text", text: `${error.code}: ${error.message}${error.hint === undefined ? "" : ` ${error.hint}`}` },
  ],
  isError: true,
});

/** Finds the tool to call. Refusals are recorded. Throws `security.forbidden`, and a protocol error for unknown tools. */
const findTool = async (deps: McpDependencies, caller: McpCaller, name: string): Promise<OfferedTool> => {
  const found = offeredTools(deps).find(({ listed }) => listed.name === name);
  const refuse = async (error: CaxtonError): Promise<void> =>
    deps.audit.refuse(found?.called ?? { name: name.slice(0, 128), origin: null }, sourceOf(caller), error);
  if (found === undefined) {
    const message = `There is no tool ${name}.`;
    await refuse(new CaxtonError("tool.not_found", message));
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, message);
  }
  try {
    found.authorize(caller);
  } catch (thrown) {
    await refuse(toCaxtonError(thrown));
    throw thrown;
  }
  return found;
};

/** `listChanged`: whether the client's revision of the protocol can be told of changes without a session. */
const serverFor = (deps: McpDependencies, running: RunningCalls, caller: McpCaller, listChanged: boolean): Server => {
  const server = new Server(
    { name: "caxton", title: "Caxton", version: deps.version },
    {
      capabilities: { tools: { listChanged }, prompts: { listChanged }, resources: {}, completions: {} },
      instructions:
        "Tools named ask_… ask an agent for one of its capabilities, and so do the prompts of the same names; the others are tools that run in a sandbox. Resources are conversations.",
    },
  );
  server.setRequestHandler("tools/list", () => ({ tools: offeredTools(deps).map(({ listed }) => listed) }));
  server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
    const args = isJsonObject(params.arguments) ? params.arguments : {};
    try {
      const tool = await findTool(deps, caller, params.name);
      const place = { caller: caller.place, requestId: mcpReq.id };
      const progress = { everyMs: deps.progressEveryMs, limitMs: tool.limitMs(caller), what: params.name };
      const { text, audit } = await deps.audit.run(tool.called, sourceOf(caller), async () =>
        running.run(place, mcpReq.signal, async (signal) =>
          withProgress(mcpReq, progress, async () => tool.call(args, caller, signal)),
        ),
      );
      return resultOf(readJson(text), audit["failed"] === true);
    } catch (thrown) {
      if (thrown instanceof ProtocolError) throw thrown;
      return failureOf(toCaxtonError(thrown));
    }
  });
  server.setNotificationHandler("notifications/cancelled", ({ params: { requestId } }) => {
    if (requestId !== undefined) running.cancel({ caller: caller.place, requestId });
  });
  server.setRequestHandler("prompts/list", () => ({ prompts: listPrompts(deps) }));
  server.setRequestHandler("prompts/get", ({ params }) => getPrompt(deps, params.name, params.arguments ?? {}));
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
  const list = (): unknown => offeredTools(deps).map(({ listed }) => listed);
  return createMcpHandler(
    ({ authInfo, era }) => serverFor(deps, running, callerOf(authInfo?.extra?.["caller"]), era === "modern"),
    {
      onerror: onFault,
      maxRequestBodySize: 4 * 1024 * 1024,
      bus: createListChanges(list, deps.listEveryMs),
    },
  );
};
