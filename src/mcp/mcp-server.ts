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
  type McpHttpHandler,
} from "@modelcontextprotocol/server";
import { CaxtonError, toCaxtonError } from "../domain/errors.ts";
import { isJsonObject } from "../domain/json.ts";
import type { CallSource } from "../domain/tool-call.ts";
import { callFailure, callResult } from "./call-results.ts";
import { complete } from "./completion.ts";
import { createLateTexts, type LateTexts } from "./late-texts.ts";
import { createListChanges } from "./list-changes.ts";
import { offeredTools, type OfferedTool } from "./offered-tools.ts";
import { getPrompt, listPrompts } from "./prompts.ts";
import { withProgress } from "./progress.ts";
import { conversationTemplate, listConversations, readConversation } from "./resources.ts";
import { createRunningCalls, type RunningCalls } from "./running-calls.ts";
import type { McpCaller, McpDependencies } from "./types.ts";

const sourceOf = ({ name, agent, trace }: McpCaller): CallSource => ({
  via: "mcp",
  caller: name,
  agent,
  conversationId: null,
  traceId: trace.traceId,
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

/** What a request comes with. */
interface RequestContext {
  readonly caller: McpCaller;
  readonly late: LateTexts;
  /** Whether the client's revision of the protocol can be told of changes without a session. */
  readonly listChanged: boolean;
}

const serverFor = (
  deps: McpDependencies,
  running: RunningCalls,
  { caller, late, listChanged }: RequestContext,
): Server => {
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
      const result = await deps.audit.run(tool.called, sourceOf(caller), async () =>
        running.run(place, mcpReq.signal, async (signal) =>
          withProgress(mcpReq, progress, async () => tool.call(args, caller, signal)),
        ),
      );
      return await callResult(params.name, result, { parts: deps.parts, late });
    } catch (thrown) {
      if (thrown instanceof ProtocolError) throw thrown;
      return callFailure(toCaxtonError(thrown));
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
): Pick<McpHttpHandler, "fetch" | "close"> => {
  const running = createRunningCalls();
  const list = (): unknown => offeredTools(deps).map(({ listed }) => listed);
  const handler = createMcpHandler(
    ({ authInfo, era }) => {
      const { caller, late } = authInfo?.extra ?? {};
      return serverFor(deps, running, {
        caller: callerOf(caller),
        late: late as LateTexts,
        listChanged: era === "modern",
      });
    },
    {
      onerror: onFault,
      maxRequestBodySize: 4 * 1024 * 1024,
      bus: createListChanges(list, deps.listEveryMs),
    },
  );
  return {
    fetch: async (request, options) => {
      const late = createLateTexts();
      const { authInfo } = options ?? {};
      const known = authInfo === undefined ? {} : { authInfo: { ...authInfo, extra: { ...authInfo.extra, late } } };
      return late.fillIn(await handler.fetch(request, { ...options, ...known }));
    },
    close: handler.close,
  };
};
