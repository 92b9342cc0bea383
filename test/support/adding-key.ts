/** A loopback proxy that adds an API key to each request, for clients that do not support keys. */
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

export interface KeyAddingProxy {
  readonly url: string;
  close(): Promise<void>;
}

export const startKeyAddingProxy = async (target: string, key: string): Promise<KeyAddingProxy> => {
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, authorization: `Bearer ${key}` };
    const { url = "/", method } = incoming;
    const forwarded = request({ hostname, port, path: url, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    outgoing.on("close", () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
