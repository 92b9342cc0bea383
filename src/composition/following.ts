/** Taking over what other processes change in the database that they share: agents and tools that came, changed or went. */
import type { AgentName, MessageId } from "../domain/ids.ts";
import type { Registry, StoredEvent } from "../registry/stores.ts";

export interface Followed {
  readonly agentChanged: (name: AgentName) => Promise<void>;
  readonly toolsChanged: () => Promise<void>;
  /** A turn has ended, in whichever process; without it, replies are not looked at. */
  readonly replied?: (message: MessageId, agent: AgentName, succeeded: boolean) => void;
}

const ofAgents = [
  "agent.loaded",
  "agent.updated",
  "agent.removed",
  "agent.started",
  "agent.drained",
  "agent.unloaded",
  "agent.failed",
];
const ofTools = ["tool.added", "tool.removed"];
const ofReplies = ["message.replied"];

const pageSize = 500;

/**
 * Answers with a function that takes over all that is new in the event store since its last call, or since the event
 * `readFrom`. A process's own changes come by as well, and are found to be known.
 */
export const followRegistry = (
  { ofKinds }: Registry["events"],
  readFrom: number,
  followed: Followed,
): (() => Promise<void>) => {
  const kinds = [...ofAgents, ...ofTools, ...(followed.replied === undefined ? [] : ofReplies)];
  let seen = readFrom;

  const takeOver = async (events: readonly StoredEvent[]): Promise<void> => {
    const agents = new Set(events.filter(({ kind }) => ofAgents.includes(kind)).map(({ agent }) => agent));
    for (const agent of agents) if (agent !== null) await followed.agentChanged(agent);
    if (events.some(({ kind }) => ofTools.includes(kind))) await followed.toolsChanged();
    for (const { kind, agent, data } of events) {
      if (!ofReplies.includes(kind) || agent === null || typeof data["answers"] !== "string") continue;
      // The event was written by a turn, which took the id from its message.
      followed.replied?.(data["answers"] as MessageId, agent, data["error"] === null);
    }
  };

  return async () => {
    for (;;) {
      const events = await ofKinds(kinds, seen, pageSize);
      await takeOver(events);
      seen = events.at(-1)?.seq ?? seen;
      if (events.length < pageSize) return;
    }
  };
};
