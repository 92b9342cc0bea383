/**
 * The capability index and the choice among providers. It is in memory and follows the agent catalogue; choosing a
 * receiver reads each provider of the capability once.
 */
import type { AgentDefinition } from "../domain/agent.ts";
import { agentNameKey, type AgentName, type Capability } from "../domain/ids.ts";
import { nearest } from "../domain/nearest.ts";
import type { AgentRecord } from "../registry/stores.ts";
import { createLoadStatistics, type LoadStatistics } from "./load-statistics.ts";
import type { CapabilityListing, Provider, Router, Score } from "./types.ts";

interface Entry {
  readonly agent: AgentName;
  readonly version: Provider["version"];
  readonly priority: number;
  readonly description: string;
}

/**
 * Weights of the parts of a score; they sum to 1. Priority weighs most, but a provider that keeps failing still loses.
 */
export const weights = { priority: 0.52, health: 0.2, load: 0.12, success: 0.1, latency: 0.06 } as const;

/** Smaller score differences are ties, which are broken by round-robin: latencies are never exactly equal. */
const tie = 0.005;

export interface CapabilityRouter extends Router {
  readonly statistics: LoadStatistics;
  /** Only running agents are offered. */
  put(agent: AgentRecord, definition: AgentDefinition): void;
  remove(name: AgentName): void;
  /** The provider for the next message; null if there is none. Counts as a turn for round-robin. */
  choose(capability: Capability, except?: readonly AgentName[]): Provider | null;
}

const scoreOf = (entry: Entry, highestPriority: number, statistics: LoadStatistics): Score => {
  const { health, load, success, latency } = statistics.parts(entry.agent);
  const priority = 1 / (1 + highestPriority - entry.priority);
  const total =
    weights.priority * priority +
    weights.health * health +
    weights.load * load +
    weights.success * success +
    weights.latency * latency;
  return { total, priority, health, load, latency, success };
};

/**
 * `report.monthly.eu` → itself, `report.monthly`, `report`: a provider of a general capability also serves more
 * specific ones.
 */
const lineage = (capability: Capability): readonly Capability[] => {
  const parts = capability.split(".");
  return parts.map((_, index) => parts.slice(0, parts.length - index).join(".") as Capability);
};

export const createRouter = (): CapabilityRouter => {
  const index = new Map<Capability, Map<string, Entry>>();
  const offered = new Map<string, readonly Capability[]>();
  const turnsTaken = new Map<string, number>();
  const statistics = createLoadStatistics();
  let turn = 0;

  const entriesFor = (capability: Capability, except: readonly AgentName[]): readonly Entry[] => {
    for (const name of lineage(capability)) {
      const entries = [...(index.get(name)?.values() ?? [])].filter((each) => !except.includes(each.agent));
      if (entries.length > 0) return entries;
    }
    return [];
  };

  const scored = (capability: Capability, except: readonly AgentName[]): Provider[] => {
    const entries = entriesFor(capability, except);
    const highest = entries.reduce((most, each) => Math.max(most, each.priority), -Infinity);
    return entries.map(({ agent, version, description, priority }) => ({
      agent,
      version,
      description,
      score: scoreOf({ agent, version, description, priority }, highest, statistics),
    }));
  };

  const lastTurn = (provider: Provider): number => turnsTaken.get(agentNameKey(provider.agent)) ?? 0;

  /**
   * Among ties, the provider whose last turn is longest ago; then the higher score, then the name, which makes the
   * order total.
   */
  const compare = (a: Provider, b: Provider): number =>
    lastTurn(a) - lastTurn(b) || b.score.total - a.score.total || (a.agent < b.agent ? -1 : 1);

  const remove = (name: AgentName): void => {
    const key = agentNameKey(name);
    for (const capability of offered.get(key) ?? []) {
      const entries = index.get(capability);
      entries?.delete(key);
      if (entries?.size === 0) index.delete(capability);
    }
    offered.delete(key);
  };

  return {
    statistics,
    put: (agent, definition) => {
      remove(agent.name);
      if (agent.state !== "running") return;
      const key = agentNameKey(agent.name);
      for (const offer of definition.capabilities) {
        const entries = index.get(offer.name) ?? new Map<string, Entry>();
        const { priority, description } = offer;
        entries.set(key, { agent: agent.name, version: agent.activeVersion, priority, description });
        index.set(offer.name, entries);
      }
      offered.set(
        key,
        definition.capabilities.map((each) => each.name),
      );
    },
    remove: (name) => {
      remove(name);
      turnsTaken.delete(agentNameKey(name));
      statistics.forget(name);
    },
    rank: (capability) => byBands(scored(capability, []), compare),
    choose: (capability, except = []) => {
      const providers = scored(capability, except);
      const best = bestOf(providers, compare);
      if (best !== null) turnsTaken.set(agentNameKey(best.agent), ++turn);
      return best;
    },
    capabilities: () =>
      [...index.entries()]
        .map(([capability, entries]): CapabilityListing => {
          const all = [...entries.values()];
          const description = all.find((each) => each.description !== "")?.description ?? "";
          return { capability, description, providers: all.map((each) => each.agent).toSorted() };
        })
        .toSorted((a, b) => (a.capability < b.capability ? -1 : 1)),
    nearest: (capability) => nearest(capability, [...index.keys()], { max: 5 }),
  };
};

/** The provider with the highest score or, among ties, the one whose turn it is. Linear time. */
const bestOf = (providers: readonly Provider[], compare: (a: Provider, b: Provider) => number): Provider | null => {
  const top = providers.reduce((most, each) => Math.max(most, each.score.total), -Infinity);
  const tied = providers.filter((each) => top - each.score.total <= tie);
  return tied.reduce<Provider | null>((best, each) => (best === null || compare(each, best) < 0 ? each : best), null);
};

/** All providers in the order in which `choose` would take them, removing each in turn. */
const byBands = (providers: readonly Provider[], compare: (a: Provider, b: Provider) => number): Provider[] => {
  const rest = providers.toSorted((a, b) => b.score.total - a.score.total);
  const ordered: Provider[] = [];
  for (let start = 0; start < rest.length;) {
    const top = rest[start]?.score.total ?? 0;
    let end = start;
    while (end < rest.length && top - (rest[end]?.score.total ?? 0) <= tie) end += 1;
    ordered.push(...rest.slice(start, end).toSorted((a, b) => compare(a, b)));
    start = end;
  }
  return ordered;
};
