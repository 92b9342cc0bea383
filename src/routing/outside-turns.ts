/**
 * Tracks turns that run in other processes, for an API process without a worker: a turn begins when its message is
 * accepted and ends when its reply is in the event store.
 */
import type { AgentName, MessageId } from "../domain/ids.ts";
import type { LoadStatistics } from "./load-statistics.ts";

export interface OutsideTurns {
  accepted(message: MessageId, agents: readonly AgentName[]): void;
  replied(message: MessageId, agent: AgentName, succeeded: boolean): void;
}

interface Awaited {
  readonly since: number;
  readonly agents: readonly AgentName[];
}

/** A message is given up after this many newer ones: it was refused, or its reply was missed. */
const mostAwaited = 10_000;

/** `now` returns monotonic milliseconds. */
export const createOutsideTurns = (
  statistics: Pick<LoadStatistics, "started" | "ended">,
  now: () => number = () => performance.now(),
): OutsideTurns => {
  const awaited = new Map<MessageId, Awaited>();

  const giveUpOldest = (): void => {
    for (const [message, { since, agents }] of awaited) {
      if (awaited.size <= mostAwaited) return;
      awaited.delete(message);
      for (const agent of agents) statistics.ended(agent, now() - since, false);
    }
  };

  return {
    accepted: (message, agents) => {
      awaited.set(message, { since: now(), agents });
      for (const agent of agents) statistics.started(agent);
      giveUpOldest();
    },
    replied: (message, agent, succeeded) => {
      const found = awaited.get(message);
      if (found === undefined || !found.agents.includes(agent)) return;
      const others = found.agents.filter((each) => each !== agent);
      if (others.length === 0) awaited.delete(message);
      else awaited.set(message, { since: found.since, agents: others });
      statistics.ended(agent, now() - found.since, succeeded);
    },
  };
};
