/** One HTTP exchange with a checked address: no further lookup, and nothing is read beyond the limit. */
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { pipeline, type Duplex, type Readable } from "node:stream";
import * as zlib from "node:zlib";
import { CaxtonError } from "../../domain/errors.ts";
import { bareHost, type Destination } from "./addresses.ts";
import type { Headers } from "./http-headers.ts";

export interface ExchangeOptions {
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** Largest body, decompressed; the rest is left out. */
  readonly maxBytes: number;
  /** Aborts at the deadline. */
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Empty for redirects, whose body is not read. */
  readonly body: Uint8Array;
  readonly truncated: boolean;
}

/** Largest decoder window: 8 MiB, the bound that RFC 9659 sets for HTTP. */
const zstdWindowLog = 23;

type Zstd = (options: object) => Duplex;

/** Available from Node.js 22.15 on. */
const zstd = (): Readonly<Record<string, () => Duplex>> => {
  const create = (zlib as unknown as Record<string, unknown>)["createZstdDecompress"];
  const { ZSTD_d_windowLogMax: key } = zlib.constants as unknown as Record<string, number | undefined>;
  if (typeof create !== "function" || key === undefined) return {};
  return { zstd: () => (create as Zstd)({ params: { [key]: zstdWindowLog } }) };
};

const decoders: Readonly<Record<string, () => Duplex>> = {
  gzip: () => zlib.createGunzip(),
  "x-gzip": () => zlib.createGunzip(),
  deflate: () => zlib.createInflate(),
  br: () => zlib.createBrotliDecompress(),
  ...zstd(),
};

/** `deflate` is accepted but not requested: servers disagree on its format. */
export const acceptedEncodings = ["gzip", "br", "zstd"].filter((name) => Object.hasOwn(decoders, name)).join(", ");

export const isRedirect = ({ status, headers }: Pick<Answer, "status" | "headers">): boolean =>
  [301, 302, 303, 307, 308].includes(status) && headers["location"] !== undefined;

const failed = (message: string, cause?: unknown): CaxtonError => new CaxtonError("tool.failed", message, { cause });

const encodingsOf = (response: IncomingMessage): readonly string[] =>
  (response.headers["content-encoding"] ?? "")
    .split(",")
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== "" && each !== "identity");

/** The decompressed body. Bytes are counted after decompression, so a decompression bomb stops at the limit. */
const decoded = (response: IncomingMessage, encodings: readonly string[]): Readable => {
  const [encoding] = encodings;
  if (encodings.length > 1) throw failed(`The answer is compressed ${encodings.length} times; only one is supported.`);
  if (encoding === undefined) return response;
  if (!Object.hasOwn(decoders, encoding))
    throw failed(`The answer is compressed with ${encoding.slice(0, 40)}, which is not supported.`);
  // Errors surface where the result is read.
  return pipeline(response, (decoders[encoding] as () => Duplex)(), () => undefined);
};

const read = async (stream: Readable, maxBytes: number): Promise<{ body: Uint8Array; truncated: boolean }> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const room = maxBytes - size;
    chunks.push(chunk.length > room ? chunk.subarray(0, room) : chunk);
    size += Math.min(chunk.length, room);
    if (chunk.length > room) return { body: Buffer.concat(chunks), truncated: true };
  }
  return { body: Buffer.concat(chunks), truncated: false };
};

const plain = (headers: IncomingMessage["headers"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );

const send = async (destination: Destination, options: ExchangeOptions): Promise<IncomingMessage> => {
  const { url, port, addresses } = destination;
  const { method, headers, body, signal } = options;
  const checked = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  const [first] = checked;
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? httpsRequest : httpRequest)(
      {
        hostname: bareHost(url),
        port,
        path: url.pathname + url.search,
        method,
        headers: body.length > 0 ? { ...headers, "content-length": String(body.length) } : headers,
        signal,
        // No connection reuse: a kept connection was checked against other grants.
        agent: false,
        maxHeaderSize: 65_536,
        rejectUnauthorized: true,
        lookup: (_hostname, { all }, found) =>
          all === true ? found(null, checked) : found(null, first?.address ?? "", first?.family),
      },
      resolve,
    );
    request.on("error", reject);
    // If a server switches protocols unasked, there is neither an answer nor an error.
    request.on("close", () => {
      const message = `${url.hostname}:${port} ended the exchange without an answer.`;
      reject(new CaxtonError("tool.unavailable", message));
    });
    request.end(body.length > 0 ? body : undefined);
  });
};

/** Errors that another attempt may not meet. */
const transientReasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection was refused",
  ECONNRESET: "the connection was closed in the middle",
  EPIPE: "the connection was closed in the middle",
  ERR_STREAM_PREMATURE_CLOSE: "the connection was closed in the middle",
  ETIMEDOUT: "the host did not answer",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the host cannot be reached",
};

/** Error messages without the addresses that Node.js includes. */
const reasons: Readonly<Record<string, string>> = {
  ...transientReasons,
  HPE_HEADER_OVERFLOW: "the headers of the answer are too large",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another host",
  CERT_HAS_EXPIRED: "the certificate has expired",
  Z_BUF_ERROR: "the compressed answer ends too early",
  Z_DATA_ERROR: "the compressed answer is damaged",
};

const codeOf = (thrown: unknown): string => (thrown instanceof Error && "code" in thrown ? String(thrown.code) : "");

const reasonOf = (code: string): string => {
  if (Object.hasOwn(reasons, code)) return reasons[code] as string;
  if (code.startsWith("HPE_")) return "the answer is not HTTP";
  if (/CERT|SIGNATURE|ISSUER|SELF_SIGNED/.test(code)) return "the certificate cannot be verified";
  return code === "" ? "it broke off" : code;
};

/**
 * Throws `tool.unavailable` if the network or the server failed and another attempt may succeed, `tool.timeout` if the signal
 * aborts, and `tool.failed` for an answer that cannot be used.
 */
export const exchange = async (destination: Destination, options: ExchangeOptions): Promise<Answer> => {
  let response: IncomingMessage | null = null;
  try {
    response = await send(destination, options);
    const status = response.statusCode ?? 0;
    const headers = plain(response.headers);
    if (isRedirect({ status, headers })) return { status, headers, body: new Uint8Array(0), truncated: false };
    const hasBody = options.method !== "HEAD" && status !== 204 && status !== 304;
    const encodings = hasBody ? encodingsOf(response) : [];
    const { body, truncated } = await read(decoded(response, encodings), options.maxBytes);
    // These headers describe the compressed body, which the tool does not see.
    for (const name of encodings.length > 0 ? ["content-encoding", "content-length"] : []) delete headers[name];
    return { status, headers, body, truncated };
  } catch (cause) {
    if (cause instanceof CaxtonError) throw cause;
    const host = `${destination.url.hostname}:${destination.port}`;
    if (options.signal.aborted) throw new CaxtonError("tool.timeout", `${host} did not answer in time.`, { cause });
    const code = codeOf(cause);
    const kind = Object.hasOwn(transientReasons, code) ? "tool.unavailable" : "tool.failed";
    throw new CaxtonError(kind, `The exchange with ${host} failed: ${reasonOf(code)}.`, { cause });
  } finally {
    response?.destroy();
  }
};
