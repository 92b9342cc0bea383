/**
 * One subscriber of an event stream: a bounded queue that the stream fills and the subscriber empties. If it is too
 * slow, the queue is dropped and the events are read from the store again.
 */
import type { EventFilter, StoredEvent } from "../registry/stores.ts";
import type { TokenNotice } from "./types.ts";

export type Followed =
  | { readonly type: "event"; readonly event: StoredEvent }
  | { readonly type: "token"; readonly token: TokenNotice };

export interface Follower {
  readonly filter: EventFilter;
  readonly tokens: boolean;
  /** Queues an event; a subscriber that has fallen behind takes none. */
  offer(event: StoredEvent): void;
  /** Queues a token, which is dropped if the subscriber does not keep up. */
  offerToken(token: TokenNotice): void;
  /** True at the start and after the queue was full: the next events must be read from the store. */
  isBehind(): boolean;
  /** Starts queuing. Call it *before* reading the store, so that no event is missed in between. */
  catchUp(): void;
  next(): Followed | undefined;
  /** Resolves when something is queued; at once if something already is. */
  waiting(): Promise<void>;
  wake(): void;
}

/** Matches the same events as `EventStore.after`. */
export const matches = (filter: EventFilter, event: StoredEvent): boolean =>
  (filter.conversationId === undefined || event.conversationId === filter.conversationId) &&
  (filter.agent === undefined || event.agent === filter.agent) &&
  (filter.kind === undefined || event.kind === filter.kind) &&
  (filter.since === undefined || event.time >= filter.since) &&
  (filter.until === undefined || event.time < filter.until);

/** `most` is the capacity of the queue, for events and tokens together. */
export const createFollower = (filter: EventFilter, tokens: boolean, most: number): Follower => {
  let queue: Followed[] = [];
  let behind = true;
  let wakeUp: (() => void) | null = null;

  const wake = (): void => {
    wakeUp?.();
    wakeUp = null;
  };
  return {
    filter,
    tokens,
    offer: (event) => {
      if (behind || !matches(filter, event)) return;
      if (queue.length >= most) {
        behind = true;
        queue = [];
      } else {
        queue.push({ type: "event", event });
      }
      wake();
    },
    offerToken: (token) => {
      if (!tokens || queue.length >= most) return;
      queue.push({ type: "token", token });
      wake();
    },
    isBehind: () => behind,
    catchUp: () => {
      behind = false;
    },
    next: () => queue.shift(),
    waiting: async () => {
      if (behind || queue.length > 0) return;
      await new Promise<void>((resolve) => {
        wakeUp = resolve;
      });
    },
    wake,
  };
};
