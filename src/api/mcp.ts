/** `/mcp`: the Model Context Protocol over Streamable HTTP, with the same API keys as the rest. */
import { toNodeHandler } from "@modelcontextprotocol/node";
import { randomUUID } from "node:crypto";
import type { Request, RequestHandler } from "express";
import type { McpCaller } from "../mcp/types.ts";
import { createMcpServer } from "../mcp/mcp-server.ts";
import { createCallAudit } from "../tools/audit.ts";
import { authenticate, defaultSender } from "./authentication.ts";
import { contextOf } from "./context.ts";
import { waitOf } from "./headers.ts";
import type { ApiDependencies } from "./types.ts";

const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);
const loopbackAddress = /^(127\.|::1$|::ffff:127\.)/;

/**
 * Whether the request comes from a web page of another site: its origin is not this server's, or it uses the loopback
 * address under another name, as after DNS rebinding (MCP's security best practices). Programs send no origin.
 */
const isForeign = (request: Request): boolean => {
  const origin = request.header("origin");
  if (origin === undefined) return false;
  try {
    const { host, hostname } = new URL(origin);
    const isLoopback = loopbackAddress.test(request.socket.localAddress ?? "");
    return host !== request.header("host") || (isLoopback && !loopbackNames.has(hostname));
  } catch {
    // An opaque origin, such as the “null” of a sandboxed page.
    return true;
  }
};

/** Clients give up on calls without progress, most of them after a minute. */
const progressEveryMs = 2_000;

const listEveryMs = 1_000;

export const serveMcp = (deps: ApiDependencies): RequestHandler => {
  const handler = createMcpServer(
    {
      tools: deps.tools.catalogue,
      parts: deps.tools.parts,
      router: deps.router,
      messaging: deps.messaging,
      registry: deps.registry,
      memory: deps.memory,
      audit: createCallAudit({ events: deps.events, clock: deps.clock, newId: randomUUID }),
      version: deps.version,
      progressEveryMs: deps.limits.progressMs ?? progressEveryMs,
      listEveryMs: deps.limits.listMs ?? listEveryMs,
      newId: randomUUID,
    },
    (caller) => caller as McpCaller,
    (error) => deps.logger?.warn({ err: error }, "A request by MCP was refused."),
  );
  const serve = toNodeHandler(handler);
  deps.stopping?.addEventListener("abort", () => void handler.close(), { once: true });

  return async (request, response) => {
    if (isForeign(request)) {
      response.status(403).end();
      return;
    }
    const caller = await authenticate(request);
    const context = contextOf(response);
    context.caller = caller;
    const { name, role, agent } = caller;
    const { traceId, spanId } = context;
    const { maxWaitMs } = deps.limits;
    const known: McpCaller = {
      name,
      role,
      agent,
      sender: defaultSender(caller),
      trace: { traceId, spanId },
      place: `${caller.keyId} ${request.socket.remoteAddress ?? ""}`,
      waitMs: waitOf(request.header("prefer"), maxWaitMs) ?? maxWaitMs,
    };
    const auth = { token: "", clientId: caller.keyId, scopes: [role], extra: { caller: known } };
    await serve(Object.assign(request, { auth }), response);
  };
};
