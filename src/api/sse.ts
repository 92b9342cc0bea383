/** Server-sent events (WHATWG HTML, 9.2): stored events with their `seq` as id, live tokens, and heartbeats. */
import type { Request, Response } from "express";
import type { TokenNotice } from "../observability/types.ts";
import type { EventFilter, StoredEvent } from "../registry/stores.ts";
import { responseOf, servicesOf } from "./context.ts";
import { presentEvent } from "./present.ts";

const defaultHeartbeatMs = 15_000;
const drainPage = 200;

export interface StreamOptions {
  readonly filter: EventFilter;
  /** Events after this one. */
  readonly afterSeq: number;
  readonly tokens: boolean;
  /** Whether no more events can come; the stream then sends what is stored and ends. */
  readonly isOver?: () => Promise<boolean>;
}

const eventText = (event: StoredEvent): string =>
  `id: ${event.seq}\nevent: ${event.kind}\ndata: ${JSON.stringify(presentEvent(event))}\n\n`;

/** Without an id: a client that reconnects reads the stored message instead. */
const tokenText = ({ conversationId, turnId, agent, text }: TokenNotice): string =>
  `event: token\ndata: ${JSON.stringify({ conversationId, turnId, agent, text })}\n\n`;

/** Resolves when the client can take more, or is gone. */
const write = (response: Response, text: string, signal: AbortSignal): Promise<void> => {
  if (signal.aborted || response.write(text)) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    response.once("drain", done);
    signal.addEventListener("abort", done, { once: true });
  });
};

const begin = (response: Response): void => {
  response.status(200).set({
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache, no-transform",
    // Proxies such as nginx would buffer the events.
    "X-Accel-Buffering": "no",
  });
  response.flushHeaders();
};

/** Aborts when the client disconnects or the server stops. */
const goneSignal = (response: Response, stopping: AbortSignal | undefined): AbortSignal => {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  if (response.destroyed) gone.abort();
  return stopping === undefined ? gone.signal : AbortSignal.any([gone.signal, stopping]);
};

/** Writes the whole stream; resolves when it has ended. */
export const streamEvents = async (request: Request, options: StreamOptions): Promise<void> => {
  const { registry, events, limits, stopping } = servicesOf(request);
  const { filter, tokens, isOver = async () => false } = options;
  const response = responseOf(request);
  const gone = goneSignal(response, stopping);
  const over = new AbortController();
  let last = options.afterSeq;

  const give = async (event: StoredEvent): Promise<void> => {
    if (event.seq <= last) return;
    last = event.seq;
    await write(response, eventText(event), gone);
  };
  const follow = async (): Promise<void> => {
    const signal = AbortSignal.any([gone, over.signal]);
    for await (const each of events.follow(filter, last, { signal, tokens })) {
      if (signal.aborted) return;
      if (each.type === "token") await write(response, tokenText(each.token), gone);
      else await give(each.event);
      if (each.type === "event" && (await isOver())) return;
    }
  };
  const drain = async (): Promise<void> => {
    let page = await registry.events.after(filter, last, drainPage);
    while (page.length > 0 && !gone.aborted) {
      for (const event of page) await give(event);
      page = await registry.events.after(filter, last, drainPage);
    }
  };

  begin(response);
  const beat = setInterval(() => {
    response.write(": heartbeat\n\n");
    // A conversation that expires writes no event itself.
    isOver().then(
      (yes) => yes && over.abort(),
      () => undefined,
    );
  }, limits.heartbeatMs ?? defaultHeartbeatMs);
  try {
    if (!(await isOver())) await follow();
    await drain();
  } catch (error) {
    // The status has been sent, so the stream can only end; the client reconnects with Last-Event-ID.
    servicesOf(request).logger?.error({ err: error }, "An event stream failed.");
  } finally {
    clearInterval(beat);
    over.abort();
    response.end();
  }
};
