/**
 * Live streams of the event store. Each event is read from the store once, however many subscribers there are: a single
 * reader (the pump) reads new events and passes each to the subscribers it matches. A subscriber reads the store itself
 * only when it starts and when it has fallen behind, so a slow one affects nobody else and misses nothing.
 *
 * This relies on `seq` becoming visible in order, which SQLite's single writer guarantees.
 */
import type { EventFilter, EventStore, NewEvent, StoredEvent } from "../registry/stores.ts";
import { createFollower, type Followed, type Follower } from "./followers.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";
import type { Events, TokenNotice } from "./types.ts";

export interface EventsDependencies {
  readonly store: EventStore;
  readonly logger: Pick<Logger, "warn">;
  readonly metrics: Pick<Metrics, "eventsRecorded">;
  /**
   * Interval for polling the store while there are subscribers, in milliseconds. It finds events written by other
   * processes and recovers from a failed read. Default: 1000.
   */
  readonly pollMs?: number;
  /** How many events and tokens may be queued for a subscriber before it has to read the store again. Default: 1000. */
  readonly queueLength?: number;
  /** How many events are read at once. Default: 200. */
  readonly pageSize?: number;
}

/** The subscribers. Those of one conversation are kept apart, so that an event does not visit thousands of others. */
const createAudience = () => {
  const ofConversation = new Map<string, Set<Follower>>();
  const ofAnything = new Set<Follower>();
  const groupOf = (filter: EventFilter): Set<Follower> => {
    if (filter.conversationId === undefined) return ofAnything;
    const group = ofConversation.get(filter.conversationId) ?? new Set();
    ofConversation.set(filter.conversationId, group);
    return group;
  };
  const interested = (conversationId: string | null): Iterable<Follower> =>
    (conversationId === null ? undefined : ofConversation.get(conversationId)) ?? [];
  let size = 0;
  return {
    size: () => size,
    add: (follower: Follower): void => {
      groupOf(follower.filter).add(follower);
      size += 1;
    },
    remove: (follower: Follower): void => {
      const group = groupOf(follower.filter);
      if (group.delete(follower)) size -= 1;
      if (group.size === 0 && follower.filter.conversationId !== undefined) {
        ofConversation.delete(follower.filter.conversationId);
      }
    },
    give: (event: StoredEvent): void => {
      for (const follower of interested(event.conversationId)) follower.offer(event);
      for (const follower of ofAnything) follower.offer(event);
    },
    giveToken: (token: TokenNotice): void => {
      for (const follower of interested(token.conversationId)) follower.offerToken(token);
    },
  };
};

/** The reader of new events, which runs only while there are subscribers. */
const createPump = (deps: EventsDependencies, audience: ReturnType<typeof createAudience>) => {
  const { store, logger, pollMs = 1000, pageSize = 200 } = deps;
  /** The newest event that was passed on; null while there are no subscribers. */
  let tail: number | null = null;
  let again = false;
  let running = false;
  let poll: NodeJS.Timeout | null = null;

  const readNew = async (): Promise<void> => {
    while (tail !== null) {
      const from: number = tail;
      const page = await store.after({}, from, pageSize);
      // Meanwhile all subscribers may have left and others come with another starting point.
      if (tail !== from) continue;
      for (const event of page) audience.give(event);
      tail = page.at(-1)?.seq ?? from;
      if (page.length < pageSize) return;
    }
  };
  const run = async (): Promise<void> => {
    running = true;
    try {
      do {
        again = false;
        await readNew();
      } while (again);
    } catch (error) {
      logger.warn({ err: error }, "New events could not be read; trying again soon.");
    } finally {
      running = false;
    }
  };
  const announce = (): void => {
    if (tail === null) return;
    again = true;
    if (!running) void run();
  };
  return {
    announce,
    join: async (follower: Follower): Promise<void> => {
      while (tail === null) {
        const newest = await store.list({}, { limit: 1, cursor: null });
        tail ??= newest.items[0]?.seq ?? 0;
      }
      audience.add(follower);
      poll ??= setInterval(announce, pollMs).unref();
    },
    leave: (follower: Follower): void => {
      audience.remove(follower);
      if (audience.size() > 0) return;
      tail = null;
      if (poll !== null) clearInterval(poll);
      poll = null;
    },
  };
};

/** Creates the event recorder and its live streams. */
export const createEvents = (deps: EventsDependencies): Events => {
  const { store, metrics, queueLength = 1000, pageSize = 200 } = deps;
  const audience = createAudience();
  const pump = createPump(deps, audience);

  const read = async function* (
    follower: Follower,
    afterSeq: number,
    signal: AbortSignal,
  ): AsyncGenerator<Followed, void, undefined> {
    let last = afterSeq;
    while (!signal.aborted) {
      if (follower.isBehind()) {
        follower.catchUp();
        for (;;) {
          const page = await store.after(follower.filter, last, pageSize);
          for (const event of page) {
            if (signal.aborted) return;
            last = event.seq;
            yield { type: "event", event };
          }
          if (page.length < pageSize) break;
        }
      }
      const next = follower.next();
      if (next === undefined) {
        if (!signal.aborted) await follower.waiting();
      } else if (next.type === "token") {
        yield next;
      } else if (next.event.seq > last) {
        last = next.event.seq;
        yield next;
      }
    }
  };

  return {
    record: async (events: readonly NewEvent[]) => {
      await store.append(events);
      metrics.eventsRecorded(events.map(({ kind }) => kind));
      pump.announce();
    },
    announce: pump.announce,
    publishToken: audience.giveToken,
    follow: async function* (filter, afterSeq, { signal, tokens }) {
      if (signal.aborted) return;
      const follower = createFollower(filter, tokens, queueLength);
      signal.addEventListener("abort", follower.wake, { once: true });
      try {
        await pump.join(follower);
        yield* read(follower, afterSeq, signal);
      } finally {
        signal.removeEventListener("abort", follower.wake);
        pump.leave(follower);
      }
    },
  };
};
