/**
 * Fetch for the SDK's HTTP transport with limits: on the size of an answer, on the duration of a request, and on
 * requests that nobody waits for any more.
 */
import { isJsonObject, type Json } from "../../domain/json.ts";
import { abandonedAnswer, messageTooLarge, tooLargeAnswer, type RequestId } from "./too-large.ts";

export interface FetchGuards {
  readonly maxMessageBytes: number;
  /** Milliseconds after which a request is aborted, whatever the protocol above does. */
  readonly requestTimeoutMs: number;
  /** Called for a 404 in a session: the server may have forgotten the session, or may not support the method. */
  readonly onNotFound: () => void;
}

type FetchLike = (url: string | URL, init?: RequestInit) => Promise<Response>;

interface Sent {
  /** The id of a request that expects an answer. */
  readonly id: RequestId | null;
  /** Whether the answer is a stream that stays open as long as the connection. */
  readonly lasting: boolean;
  /** The request that this message cancels. */
  readonly cancels: RequestId | null;
}

const idOf = (value: Json | undefined): RequestId | null =>
  typeof value === "string" || typeof value === "number" ? value : null;

const readSent = (init: RequestInit | undefined): Sent => {
  const none: Sent = { id: null, lasting: init?.method === "GET", cancels: null };
  if (init?.method !== "POST" || typeof init.body !== "string") return none;
  const message = JSON.parse(init.body) as Json;
  if (!isJsonObject(message)) return none;
  const { id, method, params } = message;
  const cancels = method === "notifications/cancelled" && isJsonObject(params) ? idOf(params["requestId"]) : null;
  return { id: idOf(id), lasting: method === "subscriptions/listen", cancels };
};

/** Counts bytes: per event for a lasting stream, in total otherwise. */
const createMeter = (perEvent: boolean): ((chunk: Uint8Array) => number) => {
  let count = 0;
  return (chunk) => {
    const gap = perEvent
      ? Math.max(Buffer.from(chunk).lastIndexOf("\n\n"), Buffer.from(chunk).lastIndexOf("\r\n\r\n"))
      : -1;
    count = gap === -1 ? count + chunk.length : chunk.length - gap;
    return count;
  };
};

const encoder = new TextEncoder();

const asEvent = (message: object): Uint8Array =>
  encoder.encode(`\n\nevent: message\ndata: ${JSON.stringify(message)}\n\n`);

interface GuardedBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** Ends the stream as if the request had been answered. */
  abandon(): void;
}

/**
 * The body up to its limit. If the request is known, an event stream is ended with an error answer, since the SDK would
 * try to resume a stream that breaks off.
 */
const guardBody = (
  body: ReadableStream<Uint8Array>,
  options: {
    readonly isEvents: boolean;
    readonly sent: Sent;
    readonly most: number;
    readonly onEnd: () => void;
  },
): GuardedBody => {
  const { isEvents, sent, most, onEnd } = options;
  const reader = body.getReader();
  const meter = createMeter(isEvents && sent.lasting);
  let target: ReadableStreamDefaultController<Uint8Array> | null = null;

  const finish = (answer: ((id: RequestId) => object) | null, error: Error): void => {
    const controller = target;
    target = null;
    onEnd();
    reader.cancel(error).catch(() => undefined);
    if (controller === null) return;
    if (isEvents && sent.id !== null && answer !== null) {
      controller.enqueue(asEvent(answer(sent.id)));
      controller.close();
    } else {
      controller.error(error);
    }
  };

  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      target = controller;
    },
    pull: async (controller) => {
      const piece = await reader.read().catch((error: unknown) => {
        target = null;
        onEnd();
        controller.error(error);
        return null;
      });
      if (piece === null || target === null) return;
      if (piece.done) {
        target = null;
        onEnd();
        controller.close();
      } else if (meter(piece.value) > most) {
        finish(tooLargeAnswer, messageTooLarge(most));
      } else {
        controller.enqueue(piece.value);
      }
    },
    cancel: async (reason) => {
      target = null;
      onEnd();
      await reader.cancel(reason);
    },
  });
  return {
    stream,
    abandon: () => finish(abandonedAnswer, new DOMException("The request was abandoned.", "AbortError")),
  };
};

/** Statuses without a body, with which `Response` cannot be constructed. */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

export const createGuardedFetch = (guards: FetchGuards): FetchLike => {
  const { maxMessageBytes, requestTimeoutMs, onNotFound } = guards;
  /** Requests in progress, with a function that abandons each. */
  const open = new Map<RequestId, () => void>();

  return async (url, init) => {
    const sent = readSent(init);
    const stop = new AbortController();
    let abandon = (): void => stop.abort();
    const timer = sent.lasting ? null : setTimeout(() => abandon(), requestTimeoutMs);
    timer?.unref();
    const giveUp = (): void => abandon();
    if (sent.id !== null) open.set(sent.id, giveUp);
    const onEnd = (): void => {
      if (timer !== null) clearTimeout(timer);
      if (sent.id !== null && open.get(sent.id) === giveUp) open.delete(sent.id);
    };
    try {
      const signal = init?.signal == null ? stop.signal : AbortSignal.any([init.signal, stop.signal]);
      const response = await fetch(url, { ...init, signal });
      if (sent.cancels !== null) open.get(sent.cancels)?.();
      if (response.status === 404 && new Headers(init?.headers).has("mcp-session-id")) onNotFound();
      if (response.body === null || bodiless.has(response.status)) {
        onEnd();
        return response;
      }
      const isEvents = /^text\/event-stream\b/i.test(response.headers.get("content-type") ?? "");
      const body = guardBody(response.body, { isEvents, sent, most: maxMessageBytes, onEnd });
      abandon = body.abandon;
      const { status, statusText, headers } = response;
      return new Response(body.stream, { status, statusText, headers });
    } catch (error) {
      onEnd();
      throw error;
    }
  };
};
