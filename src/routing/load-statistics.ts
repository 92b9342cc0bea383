/** Recent load, latency and reliability of each agent: exponentially weighted, in memory, reset by a restart. */
import { agentNameKey, type AgentName } from "../domain/ids.ts";

/** Each from 0 to 1, where 1 is best. */
export interface LoadParts {
  readonly health: number;
  readonly load: number;
  readonly success: number;
  readonly latency: number;
}

export interface LoadStatistics {
  started(agent: AgentName): void;
  ended(agent: AgentName, milliseconds: number, succeeded: boolean): void;
  parts(agent: AgentName): LoadParts;
  forget(agent: AgentName): void;
}

/** Weight of the newest turn: about ten turns make a change visible. */
const newest = 0.2;

/** The latency for which the latency part is 0.5. */
const halfLatencyMs = 5_000;

interface Counters {
  inFlight: number;
  success: number;
  latencyMs: number;
  failuresInARow: number;
}

const fresh = (): Counters => ({ inFlight: 0, success: 1, latencyMs: 0, failuresInARow: 0 });

const untried: LoadParts = { health: 1, load: 1, success: 1, latency: 1 };

export const createLoadStatistics = (): LoadStatistics => {
  const byAgent = new Map<string, Counters>();
  const of = (agent: AgentName): Counters => {
    const key = agentNameKey(agent);
    const counters = byAgent.get(key) ?? fresh();
    byAgent.set(key, counters);
    return counters;
  };
  return {
    started: (agent) => {
      of(agent).inFlight += 1;
    },
    ended: (agent, milliseconds, succeeded) => {
      const counters = of(agent);
      counters.inFlight = Math.max(0, counters.inFlight - 1);
      counters.success += newest * ((succeeded ? 1 : 0) - counters.success);
      counters.latencyMs += newest * (milliseconds - counters.latencyMs);
      counters.failuresInARow = succeeded ? 0 : counters.failuresInARow + 1;
    },
    parts: (agent) => {
      const counters = byAgent.get(agentNameKey(agent));
      if (counters === undefined) return untried;
      return {
        health: 1 / (1 + counters.failuresInARow),
        load: 1 / (1 + counters.inFlight),
        success: counters.success,
        latency: halfLatencyMs / (halfLatencyMs + counters.latencyMs),
      };
    },
    forget: (agent) => {
      byAgent.delete(agentNameKey(agent));
    },
  };
};
