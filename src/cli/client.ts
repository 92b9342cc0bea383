/** The REST API for commands. Every unsuccessful response becomes a {@link CliFailure}. */
import { Readable } from "node:stream";
import type { Problem } from "../api/dto/common.ts";
import { isJsonObject } from "../domain/json.ts";
import { exitCodes } from "./exit-codes.ts";
import { CliFailure, failureOfProblem } from "./failure.ts";
import type { Target } from "./target.ts";

export interface RequestOptions {
  /** A list is sent as one parameter for each of its items. */
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent unchanged. */
  readonly text?: { readonly content: string; readonly type: string };
  /** Sent as multipart/form-data. */
  readonly upload?: {
    readonly manifest: string;
    /** Tells the server whether the manifest is YAML. */
    readonly manifestName?: string;
    readonly module: Uint8Array;
  };
  /** Time limit for the response. Default: 30 s. */
  readonly timeoutMs?: number;
  /** Status codes other than 2xx that are not failures. */
  readonly also?: readonly number[];
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

export interface Client {
  readonly url: string;
  /** `path` begins with a slash and is relative to `/api/v1`, unless it is one of the root paths. */
  request<Body>(method: string, path: string, options?: RequestOptions): Promise<Answer<Body>>;
  /** The items of all pages, or the first `most`. */
  list<Item>(path: string, query: RequestOptions["query"], most?: number): Promise<readonly Item[]>;
  /** Streams a large response. */
  download(path: string, query: RequestOptions["query"], signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** Opens a stream of server-sent events; null if the server has no more events. */
  openStream(path: string, lastEventId: string | null, signal: AbortSignal): Promise<Response | null>;
}

const defaultTimeoutMs = 30_000;
const largestPage = 200;

const rootPaths: ReadonlySet<string> = new Set(["/health", "/ready", "/openapi.json"]);

const addressOf = (url: string, path: string, query: RequestOptions["query"] = {}): URL => {
  const address = new URL(`${url}${rootPaths.has(path) ? "" : "/api/v1"}${path}`);
  for (const [name, value] of Object.entries(query)) {
    for (const each of value === undefined ? [] : [value].flat()) address.searchParams.append(name, String(each));
  }
  return address;
};

const isProblem = (body: unknown): body is Problem =>
  isJsonObject(body) && typeof body["code"] === "string" && typeof body["detail"] === "string";

const causeOf = (thrown: unknown): string => {
  const cause: unknown = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "ECONNREFUSED") return "nothing is listening there";
  if (code === "ENOTFOUND") return "there is no machine with that name";
  return cause.message === "" ? (code ?? cause.name) : cause.message;
};

const unreachable = (url: string, thrown: unknown): CliFailure => {
  const tooSlow = thrown instanceof Error && thrown.name === "TimeoutError";
  return new CliFailure(
    "server.not_running",
    `The server at ${url} does not answer: ${tooSlow ? "it took too long" : causeOf(thrown)}.`,
    {
      exitCode: exitCodes.unreachable,
      hint: "“caxton server status” shows the server of this folder; --url and CAXTON_URL name another one.",
      cause: thrown,
    },
  );
};

const notCaxton = (url: string, status: number): CliFailure =>
  new CliFailure("server.not_running", `What answers at ${url} (status ${status}) is not a Caxton server.`, {
    exitCode: exitCodes.unreachable,
    hint: "Check --url or CAXTON_URL, and whether there is a proxy in between.",
  });

const keyHint = (target: Target): string =>
  target.apiKey === null
    ? `No key was found (${target.keySource}). Give one with CAXTON_API_KEY or --api-key.`
    : `The key came from ${target.keySource}.`;

const failureOf = async (target: Target, response: Response): Promise<CliFailure> => {
  const body: unknown = await response.json().catch(() => null);
  if (!isProblem(body)) return notCaxton(target.url, response.status);
  return response.status === 401 ? failureOfProblem(body, keyHint(target)) : failureOfProblem(body);
};

const bodyOf = (options: RequestOptions): { readonly body?: string | FormData; readonly type?: string } => {
  if (options.upload !== undefined) {
    const form = new FormData();
    const { manifest, manifestName, module } = options.upload;
    if (manifestName === undefined) form.set("manifest", manifest);
    else form.set("manifest", new Blob([manifest]), manifestName);
    form.set("module", new Blob([Buffer.from(module)]), "module.wasm");
    // fetch sets the type itself, with its boundary.
    return { body: form };
  }
  if (options.text !== undefined) return { body: options.text.content, type: options.text.type };
  return options.json === undefined ? {} : { body: JSON.stringify(options.json), type: "application/json" };
};

export const createClient = (target: Target, userAgent: string, interrupted: AbortSignal): Client => {
  const send = async (address: URL, init: RequestInit, signal: AbortSignal): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set("User-Agent", userAgent);
    if (target.apiKey !== null) headers.set("Authorization", `Bearer ${target.apiKey}`);
    try {
      // The key must not follow a redirect.
      return await fetch(address, { ...init, headers, signal, redirect: "error" });
    } catch (thrown) {
      interrupted.throwIfAborted();
      throw unreachable(target.url, thrown);
    }
  };

  const request = async <Body>(method: string, path: string, options: RequestOptions = {}): Promise<Answer<Body>> => {
    const { body, type } = bodyOf(options);
    const headers = {
      Accept: "application/json",
      ...(type === undefined ? {} : { "Content-Type": type }),
      ...options.headers,
    };
    const signal = AbortSignal.any([interrupted, AbortSignal.timeout(options.timeoutMs ?? defaultTimeoutMs)]);
    const init = { method, headers, ...(body === undefined ? {} : { body }) };
    const response = await send(addressOf(target.url, path, options.query), init, signal);
    if (!response.ok && !(options.also ?? []).includes(response.status)) throw await failureOf(target, response);
    if (response.status === 204) return { status: 204, body: null as Body, headers: response.headers };
    try {
      return { status: response.status, body: (await response.json()) as Body, headers: response.headers };
    } catch (thrown) {
      interrupted.throwIfAborted();
      throw thrown instanceof SyntaxError ? notCaxton(target.url, response.status) : unreachable(target.url, thrown);
    }
  };

  return {
    url: target.url,
    request,
    list: async <Item>(path: string, query: RequestOptions["query"], most = Infinity): Promise<readonly Item[]> => {
      const items: Item[] = [];
      let cursor: string | undefined;
      do {
        const limit = Math.min(largestPage, most - items.length);
        const { body } = await request<{ items: Item[]; nextCursor: string | null }>("GET", path, {
          query: { ...query, limit, cursor },
        });
        items.push(...body.items);
        cursor = body.nextCursor ?? undefined;
      } while (cursor !== undefined && items.length < most);
      return items;
    },
    download: async (path, query, signal) => {
      const response = await send(addressOf(target.url, path, query), {}, signal);
      if (!response.ok) throw await failureOf(target, response);
      return response.body ?? Readable.from([]);
    },
    openStream: async (path, lastEventId, signal) => {
      const headers = {
        Accept: "text/event-stream",
        ...(lastEventId === null ? {} : { "Last-Event-ID": lastEventId }),
      };
      const response = await send(addressOf(target.url, path), { headers }, signal);
      if (!response.ok) throw await failureOf(target, response);
      return response.status === 204 ? null : response;
    },
  };
};
