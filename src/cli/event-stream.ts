/** Follows a conversation over server-sent events, across interrupted connections. */
import { createParser, type EventSourceMessage } from "eventsource-parser";
import { setTimeout as sleep } from "node:timers/promises";
import type { CaxtonEvent } from "../api/dto/conversations.ts";
import type { TokenNotice } from "../observability/types.ts";
import type { Client } from "./client.ts";
import { toFailure } from "./failure.ts";

export type StreamItem =
  | { readonly type: "event"; readonly event: CaxtonEvent }
  | { readonly type: "token"; readonly token: TokenNotice };

export interface FollowOptions {
  readonly signal: AbortSignal;
  /** Resume after this event; null starts at the beginning. */
  readonly after: string | null;
  /** Pause before reconnecting, in milliseconds; doubles up to ten times this. Default: 300. */
  readonly retryMs?: number;
}

/** Consecutive attempts without an event before giving up. */
const mostFruitless = 8;

const itemOf = ({ event, data }: EventSourceMessage): StreamItem =>
  event === "token"
    ? { type: "token", token: JSON.parse(data) as TokenNotice }
    : { type: "event", event: JSON.parse(data) as CaxtonEvent };

const messagesOf = async function* (response: Response): AsyncGenerator<EventSourceMessage> {
  if (response.body === null) return;
  let parsed: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (message) => parsed.push(message) });
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    parser.feed(text);
    yield* parsed;
    parsed = [];
  }
};

const isPassing = (thrown: unknown): boolean => {
  const { code } = toFailure(thrown);
  return code === "server.not_running" || code === "server.shutting_down" || code === "internal.unexpected";
};

/**
 * Yields all past and new events of a conversation until it ends or `signal` aborts. An interrupted connection is
 * resumed after the last event; if the server stays unreachable, its failure is thrown.
 */
export const followConversation = async function* (
  client: Client,
  conversationId: string,
  { signal, after, retryMs = 300 }: FollowOptions,
): AsyncGenerator<StreamItem, void, undefined> {
  let last = after;
  let fruitless = 0;
  while (!signal.aborted) {
    try {
      const response = await client.openStream(`/conversations/${conversationId}/events`, last, signal);
      if (response === null) return;
      for await (const message of messagesOf(response)) {
        if (message.id !== undefined && message.id !== "") last = message.id;
        fruitless = 0;
        yield itemOf(message);
      }
    } catch (thrown) {
      if (signal.aborted) return;
      fruitless += 1;
      if (!isPassing(thrown) || fruitless > mostFruitless) throw thrown;
    }
    await sleep(Math.min(retryMs * 2 ** fruitless, retryMs * 10), undefined, { signal }).catch(() => undefined);
  }
};
