/** Serves `/metrics` on its own port, so that a scraper can reach it where the API is not open. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CaxtonError } from "../domain/errors.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";

export interface MetricsServerOptions {
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
  readonly metrics: Pick<Metrics, "render">;
  readonly logger?: Pick<Logger, "error">;
}

export interface MetricsServer {
  /** With the path, for a scraper: `http://127.0.0.1:9090/metrics`. */
  readonly url: string;
  /** Stops at once and closes open connections. */
  close(): Promise<void>;
}

/** Addresses that mean “all interfaces” cannot be visited. */
const visitable = (host: string): string => {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
};

const listen = async (server: Server, host: string, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why = cause.code === "EADDRINUSE" ? "another program uses it" : cause.message;
      reject(
        new CaxtonError("configuration.invalid", `The metrics cannot be served on ${host}:${port}: ${why}.`, {
          hint: "Choose another port with CAXTON_METRICS_PORT (0 means any free port), or stop the program that uses it.",
          cause,
        }),
      );
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  metrics: MetricsServerOptions["metrics"],
): Promise<void> => {
  const say = (status: number, text: string, type = "text/plain; charset=utf-8"): void => {
    response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store" });
    response.end(request.method === "HEAD" ? undefined : text);
  };
  const path = (request.url ?? "").split("?")[0];
  if (path !== "/metrics") return say(404, "Only /metrics is served here.\n");
  if (request.method !== "GET" && request.method !== "HEAD") return say(405, "/metrics supports only GET.\n");
  const { text, contentType } = await metrics.render();
  return say(200, text, contentType);
};

/** Throws `configuration.invalid` if the port cannot be used. */
export const startMetricsServer = async (options: MetricsServerOptions): Promise<MetricsServer> => {
  const { host, metrics, logger } = options;
  const server = createServer((request, response) => {
    answer(request, response, metrics).catch((error: unknown) => {
      logger?.error({ err: error }, "The metrics could not be read.");
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const port = await listen(server, host, options.port);
  return {
    url: `http://${visitable(host)}:${port}/metrics`,
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
