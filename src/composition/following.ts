/** Follows changes to agents and tools that other processes make in the shared database. */
import type { AgentName, MessageId } from "../domain/ids.ts";
import type { Registry, StoredEvent } from "../registry/stores.ts";

export interface Followed {
  readonly agentChanged: (name: AgentName) => Promise<void>;
  readonly toolsChanged: () => Promise<void>;
  /** A turn has ended in any process. Without this function, replies are not read. */
  readonly replied?: (message: MessageId, agent: AgentName, succeeded: boolean) => void;
}

const ofAgents = [
  "agent.loaded",
  "agent.updated",
  "agent.removed",
  "agent.started",
  "agent.draining",
  "agent.drained",
  "agent.unloaded",
  "agent.failed",
];
const ofTools = ["tool.added", "tool.removed"];
const ofReplies = ["message.replied"];

const pageSize = 500;

/**
 * Returns a function that processes all events since its last call, at first since the event `readFrom`. Events of this
 * process are included; they find their change already made.
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
