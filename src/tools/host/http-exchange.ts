/** One HTTP exchange with an address that was checked: nothing is looked up again, nothing is read beyond the limit. */
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { CaxtonError } from "../../domain/errors.ts";
import type { Destination } from "./addresses.ts";

export interface ExchangeOptions {
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Uint8Array;
  /** Of the answer as it is read, decompressed; what comes beyond is left out. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly truncated: boolean;
}

const decoders: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The answer as it was before it was compressed. A stream is counted as it comes out, so a bomb ends at the limit. */
const decoded = (response: IncomingMessage): Readable => {
  const encodings = (response.headers["content-encoding"] ?? "")
    .split(",")
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each !== "" && each !== "identity");
  if (encodings.length > 1) {
    throw new CaxtonError("tool.failed", `The answer is compressed ${encodings.length} times; one is taken.`);
  }
  const [encoding] = encodings;
  if (encoding === undefined) return response;
  const decoder = decoders[encoding];
  if (decoder === undefined) throw new CaxtonError("tool.failed", `The answer is compressed with ${encoding}.`);
  // Whatever breaks shows where the result is read.
  return pipeline(response, decoder(), () => undefined) as unknown as Readable;
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

const plain = (headers: IncomingMessage["headers"]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );

const send = async ({ url, port, address }: Destination, options: ExchangeOptions): Promise<IncomingMessage> => {
  const { method, headers, body, signal } = options;
  const make = url.protocol === "https:" ? httpsRequest : httpRequest;
  const family = address.includes(":") ? 6 : 4;
  return new Promise((resolve, reject) => {
    const request = make(
      {
        hostname: url.hostname.replace(/^\[|\]$/g, ""),
        port,
        path: url.pathname + url.search,
        method,
        headers,
        signal,
        agent: false,
        maxHeaderSize: 65_536,
        lookup: (_hostname, { all }, found) =>
          all === true ? found(null, [{ address, family }]) : found(null, address, family),
      },
      resolve,
    );
    request.on("error", reject);
    request.end(body.length > 0 ? body : undefined);
  });
};

/** Throws `tool.failed` when there is no whole answer, `tool.timeout` when the signal ended the wait. */
export const exchange = async (destination: Destination, options: ExchangeOptions): Promise<Answer> => {
  let response: IncomingMessage | null = null;
  try {
    response = await send(destination, options);
    const { body, truncated } = await read(decoded(response), options.maxBytes);
    return { status: response.statusCode ?? 0, headers: plain(response.headers), body, truncated };
  } catch (cause) {
    if (cause instanceof CaxtonError) throw cause;
    const host = `${destination.url.hostname}:${destination.port}`;
    if (options.signal.aborted) throw new CaxtonError("tool.timeout", `${host} did not answer in time.`, { cause });
    const why = cause instanceof Error ? cause.message : "";
    throw new CaxtonError("tool.failed", `The exchange with ${host} failed: ${why}.`, { cause });
  } finally {
    response?.destroy();
  }
};
