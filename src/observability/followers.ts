/**
 * One reader of an event stream: a bounded queue that the stream fills and the reader empties. Whoever reads too slowly
 * loses the queue, not the events: they are read from the store again.
 */
import type { EventFilter, StoredEvent } from "../registry/stores.ts";
import type { TokenNotice } from "./types.ts";

export type Followed =
  | { readonly type: "event"; readonly event: StoredEvent }
  | { readonly type: "token"; readonly token: TokenNotice };

export interface Follower {
  readonly filter: EventFilter;
  readonly tokens: boolean;
  /** Hands over an event; a follower that is behind takes none. */
  offer(event: StoredEvent): void;
  /** Hands over a token, which is dropped when the reader does not keep up. */
  offerToken(token: TokenNotice): void;
  /** True at the beginning and after the queue was full: what comes next must be read from the store. */
  isBehind(): boolean;
  /** From now on the queue is filled. Call it *before* reading the store, so that nothing falls between. */
  catchUp(): void;
  next(): Followed | undefined;
  /** Resolves when there is something to do; at once when there is already. */
  waiting(): Promise<void>;
  wake(): void;
}

/** The same events that `EventStore.after` would give for the filter. */
export const matches = (filter: EventFilter, event: StoredEvent): boolean =>
  (filter.conversationId === undefined || event.conversationId === filter.conversationId) &&
  (filter.agent === undefined || event.agent === filter.agent) &&
  (filter.kind === undefined || event.kind === filter.kind) &&
  (filter.since === undefined || event.time >= filter.since) &&
  (filter.until === undefined || event.time < filter.until);

/** `most` is how many events and tokens may wait for the reader. */
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
