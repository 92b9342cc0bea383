/** Serves the API on a port, and stops it. */
import { createServer, STATUS_CODES, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { randomBytes } from "node:crypto";
import { CaxtonError, type ErrorCode } from "../domain/errors.ts";
import { problemOf } from "./problem.ts";

export interface ListenOptions {
  readonly host: string;
  /** 0 means any free port. */
  readonly port: number;
}

export interface Listening {
  readonly url: string;
  readonly port: number;
  /** Stops accepting connections, waits this many milliseconds for requests in progress, then closes the rest. */
  close(graceMs: number): Promise<void>;
}

/** Longer than common proxies keep an idle connection, so that the proxy closes it first. */
const keepAliveMs = 65_000;

const idleSweepMs = 25;

/** Input that is not HTTP gets a problem document too, written by hand because there is no response object. */
const answerNonsense = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
  const code: ErrorCode = tooLarge ? "request.too_large" : "request.malformed";
  const message = tooLarge ? "The request's headers are too large." : "This is not an HTTP request.";
  const { body } = problemOf(new CaxtonError(code, message), randomBytes(16).toString("hex"));
  const status = tooLarge ? 431 : error.code === "ERR_HTTP_REQUEST_TIMEOUT" ? 408 : 400;
  const text = JSON.stringify({ ...body, status });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
  );
};

const start = (server: Server, { host, port }: ListenOptions): Promise<void> =>
  new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => {
      const why = {
        EADDRINUSE: "it is in use",
        EACCES: "this user may not",
        EADDRNOTAVAIL: "this machine has no such address",
      };
      const reason = why[error.code as keyof typeof why] ?? error.message;
      reject(
        new CaxtonError("configuration.invalid", `Caxton cannot listen on ${host}:${port}: ${reason}.`, {
          hint: "Set CAXTON_PORT to a free port (0 means any), or CAXTON_HOST to an address of this machine.",
          cause: error,
        }),
      );
    };
    server.once("error", refuse);
    server.listen({ host, port }, () => {
      server.off("error", refuse);
      resolve();
    });
  });

const shownHost = (address: AddressInfo): string => {
  if (address.address === "::" || address.address === "0.0.0.0") return "localhost";
  return address.family === "IPv6" ? `[${address.address}]` : address.address;
};

/** Throws `configuration.invalid` if the port cannot be used. */
export const listen = async (app: RequestListener, options: ListenOptions): Promise<Listening> => {
  const server = createServer({ keepAliveTimeout: keepAliveMs }, app);
  server.on("clientError", (error, socket) => answerNonsense(error, socket as Socket));
  await start(server, options);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${shownHost(address)}:${address.port}`,
    port: address.port,
    close: (graceMs) =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        // A connection that has just become idle would otherwise be kept open by its client for the next request.
        const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs);
        server.close(() => {
          clearTimeout(cut);
          clearInterval(sweep);
          resolve();
        });
      }),
  };
};
