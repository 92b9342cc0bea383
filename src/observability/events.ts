/**
 * The event store with a live tail. Followers read the database and are only woken by writers, so none can miss an event,
 * whoever wrote it; tokens of a model's answer pass by them live and are not kept.
 */
import type { EventStore, StoredEvent } from "../registry/stores.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";
import type { Events, TokenNotice } from "./types.ts";

/** Events read at once by a follower. */
const pageSize = 200;

/** Tokens that wait for a slow reader; older ones are dropped, since the whole answer comes with the message. */
const tokenBacklog = 1_000;

interface Follower {
  wake(): void;
  /** `null` for one that wants no tokens. */
  readonly tokens: TokenNotice[] | null;
  readonly conversationId: string | undefined;
}

export const createEvents = (deps: {
  readonly store: EventStore;
  readonly logger: Pick<Logger, "error">;
  readonly metrics: Pick<Metrics, "eventsRecorded">;
}): Events => {
  const { store, logger, metrics } = deps;
  const followers = new Set<Follower>();

  const announce = (): void => {
    for (const follower of followers) follower.wake();
  };

  return {
    record: async (events) => {
      await store.append(events);
      metrics.eventsRecorded(events.map((each) => each.kind));
      announce();
    },
    announce,
    publishToken: (notice) => {
      for (const { tokens, conversationId, wake } of followers) {
        if (tokens === null || conversationId !== notice.conversationId) continue;
        tokens.push(notice);
        if (tokens.length > tokenBacklog) tokens.shift();
        wake();
      }
    },
    follow: async function* (filter, afterSeq, { signal, tokens: wantsTokens }) {
      let wake: () => void = () => undefined;
      let woken = false;
      const follower: Follower = {
        wake: () => {
          woken = true;
          wake();
        },
        tokens: wantsTokens ? [] : null,
        conversationId: filter.conversationId,
      };
      followers.add(follower);
      signal.addEventListener("abort", follower.wake, { once: true });
      try {
        let seq = afterSeq;
        while (!signal.aborted) {
          woken = false;
          for (const token of follower.tokens?.splice(0) ?? []) yield { type: "token" as const, token };
          const events: readonly StoredEvent[] = await store.after(filter, seq, pageSize);
          for (const event of events) {
            seq = event.seq;
            yield { type: "event" as const, event };
          }
          if (events.length === pageSize || woken || signal.aborted) continue;
          await new Promise<void>((resolve) => {
            wake = resolve;
            if (woken) resolve();
          });
        }
      } catch (thrown) {
        logger.error({ err: thrown }, "An event stream ended: the events could not be read");
        throw thrown;
      } finally {
        followers.delete(follower);
        signal.removeEventListener("abort", follower.wake);
      }
    },
  };
};
