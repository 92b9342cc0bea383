/** The port that Prometheus scrapes, apart from the API so that it can be kept inside. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Metrics } from "./metrics.ts";

export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/** `port` 0 takes a free one. Rejects when the port is taken. */
export const startMetricsServer = async (options: {
  readonly host: string;
  readonly port: number;
  readonly metrics: Metrics;
}): Promise<MetricsServer> => {
  const server = createServer((request, response) => {
    if (request.url?.split("?")[0] !== "/metrics") {
      response.writeHead(404, { "content-type": "text/plain" }).end("Metrics are at /metrics.\n");
      return;
    }
    options.metrics.render().then(
      ({ contentType, text }) => response.writeHead(200, { "content-type": contentType }).end(text),
      (thrown: unknown) => response.writeHead(500, { "content-type": "text/plain" }).end(`${String(thrown)}\n`),
    );
  });
  server.listen(options.port, options.host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}/metrics`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
