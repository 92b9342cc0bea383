/** The MCP test server over HTTP on loopback, with either revision of the protocol, and optional misbehaviour. */
import { NodeStreamableHTTPServerTransport, toNodeHandler } from "@modelcontextprotocol/node";
import { createMcpHandler, isInitializeRequest } from "@modelcontextprotocol/server";
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createToolServer, newToolServerState, type ToolServerOptions, type ToolServerState } from "./tool-server.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  readonly state: ToolServerState;
  /** Headers of every request, in order. */
  readonly headers: IncomingMessage["headers"][];
  /** Handles requests instead of the protocol; returns true for those that it has handled. */
  intercept(handler: ((request: IncomingMessage, response: ServerResponse) => boolean) | null): void;
  /** Drops every session, as a restart would. */
  forget(): void;
  /** Notifies clients of the newer protocol that the list has changed. */
  notifyToolsChanged(): void;
  close(): Promise<void>;
}

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? undefined : (JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown);
};

/** 2025-11-25, with sessions. */
const sessionful = (state: ToolServerState, options: ToolServerOptions) => {
  const sessions = new Map<string, NodeStreamableHTTPServerTransport>();
  const handle: Handler = async (request, response) => {
    const body = await readBody(request);
    const id = request.headers["mcp-session-id"];
    const known = typeof id === "string" ? sessions.get(id) : undefined;
    if (known !== undefined) return known.handleRequest(request, response, body);
    if (id !== undefined || !isInitializeRequest(body)) {
      response.writeHead(id === undefined ? 400 : 404, { "content-type": "application/json" });
      response.end(
        JSON.stringify({ jsonrpc: "2.0", id: null, error: { code: -32_001, message: "Session not found" } }),
      );
      return undefined;
    }
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (session) => void sessions.set(session, transport),
    });
    await createToolServer(state, options).connect(transport);
    return transport.handleRequest(request, response, body);
  };
  return { handle, sessions };
};

export const startHttpServer = async (
  settings: { readonly era?: "2025" | "2026"; readonly port?: number } & ToolServerOptions = {},
): Promise<HttpServer> => {
  const { era = "2025", port = 0, ...options } = settings;
  const state = newToolServerState();
  const headers: IncomingMessage["headers"][] = [];
  const old = sessionful(state, options);
  const modern = createMcpHandler(() => createToolServer(state, options), { legacy: "reject" });
  const handle: Handler = era === "2025" ? old.handle : toNodeHandler(modern);
  let interceptor: ((request: IncomingMessage, response: ServerResponse) => boolean) | null = null;
  const server = createServer((request, response) => {
    headers.push(request.headers);
    if (interceptor?.(request, response) === true) return;
    void Promise.resolve(handle(request, response)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}/mcp`,
    port: address.port,
    state,
    headers,
    intercept: (next) => {
      interceptor = next;
    },
    forget: () => old.sessions.clear(),
    notifyToolsChanged: () => modern.notify.toolsChanged(),
    close: async () => {
      await modern.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
};
