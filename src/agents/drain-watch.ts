/**
 * Finds out when draining agents have answered everything. The database says so, and not the calls of this process: an agent's
 * messages may be with any worker, or with none yet.
 */
import type { AgentName } from "../domain/ids.ts";
import type { AgentStore, AgentWithVersion } from "../registry/stores.ts";

export interface DrainWatchDependencies {
  readonly agents: Pick<AgentStore, "hasOpenMessages">;
  readonly all: () => readonly AgentWithVersion[];
  /** Called for each agent that has answered everything. */
  readonly onDrained: (name: AgentName) => Promise<void>;
  readonly clock: () => Date;
}

/**
 * In milliseconds. A message may be stored a little after its receiver was chosen, and workers learn of the drain within a
 * quarter of a second.
 */
const leastMs = 1_000;

/** Returns a function that looks at all draining agents once; call it at an interval, in one process per database. */
export const createDrainWatch =
  ({ agents, all, onDrained, clock }: DrainWatchDependencies): (() => Promise<void>) =>
  async () => {
    for (const { agent } of all()) {
      if (agent.state !== "draining") continue;
      if (clock().getTime() - Date.parse(agent.updatedAt) < leastMs) continue;
      if (!(await agents.hasOpenMessages(agent.name))) await onDrained(agent.name);
    }
  };
