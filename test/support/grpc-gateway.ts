/**
 * Stands in for what is in front of a Temporal cluster in production: TLS, client certificates, API keys. It is a real
 * HTTP/2 proxy to the tests' dev server, which only supports plain text.
 */
import { once } from "node:events";
import {
  connect,
  createSecureServer,
  type ClientHttp2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import type { Certificate } from "./certificates.ts";

export interface Gateway {
  readonly port: number;
  /** All distinct keys received. */
  readonly keys: Set<string>;
  close(): Promise<void>;
}

export interface GatewayOptions {
  /** `host:port`. */
  readonly target: string;
  readonly certificate: Certificate;
  /** The authority that client certificates must be from; without it none are requested. */
  readonly clientCa?: string;
  /** Calls without this key are refused. */
  readonly apiKey?: string;
}

/** https://grpc.io/docs/guides/status-codes */
const unauthenticated = "16";

const refuse = (stream: ServerHttp2Stream): void => {
  stream.respond(
    { ":status": 200, "content-type": "application/grpc", "grpc-status": unauthenticated },
    { endStream: true },
  );
};

const forward = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders, upstream: ClientHttp2Session): void => {
  const { authorization: _key, ...passed } = headers;
  const onward = upstream.request(passed);
  stream.pipe(onward);
  onward.on("response", (answer) => {
    stream.respond(answer, { waitForTrailers: true });
    onward.pipe(stream);
  });
  let trailers = {};
  onward.on("trailers", (given) => (trailers = given));
  stream.on("wantTrailers", () => stream.sendTrailers(trailers));
  const end = (): void => {
    if (!onward.destroyed) onward.close();
    if (!stream.destroyed) stream.close();
  };
  for (const each of [stream, onward]) each.on("error", end);
  stream.on("close", end);
};

export const startGateway = async ({ target, certificate, clientCa, apiKey }: GatewayOptions): Promise<Gateway> => {
  const upstream = connect(`http://${target}`);
  upstream.on("error", () => undefined);
  const keys = new Set<string>();
  const sessions = new Set<{ destroy(): void }>();
  const server = createSecureServer({
    key: certificate.key,
    cert: certificate.chain,
    ...(clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true }),
  });
  server.on("session", (session) => sessions.add(session));
  server.on("sessionError", () => undefined);
  server.on("stream", (stream, headers) => {
    const { authorization } = headers;
    if (authorization !== undefined) keys.add(authorization);
    if (apiKey === undefined || authorization === `Bearer ${apiKey}`) forward(stream, headers, upstream);
    else refuse(stream);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    keys,
    close: async () => {
      for (const session of sessions) session.destroy();
      upstream.destroy();
      server.close();
    },
  };
};
