/**
 * All agents, in memory and in the registry. Each change is written to the registry first, then applied in memory, then
 * reported to routing and to the event store.
 */
import type { AgentDefinition } from "../domain/agent.ts";
import { CaxtonError } from "../domain/errors.ts";
import { agentNameKey, type AgentName, type VersionHash } from "../domain/ids.ts";
import type { JsonObject } from "../domain/json.ts";
import * as lifecycle from "../domain/lifecycle.ts";
import { nearest } from "../domain/nearest.ts";
import type { Events } from "../observability/types.ts";
import type { AgentInput, AgentRecord, AgentWithVersion, NewEvent, Registry } from "../registry/stores.ts";
import { agentEvent, asJson, versionFacts, type AgentEventKind } from "./agent-events.ts";
import { createLruCache } from "./lru-cache.ts";
import { parseTemplate } from "./template.ts";
import type { CatalogueListener, ParsedAgentFile, StoredAgent } from "./types.ts";

export interface AgentRecordsDependencies {
  readonly registry: Pick<Registry, "agents">;
  readonly events: Pick<Events, "record">;
  readonly listener: CatalogueListener;
  readonly clock: () => Date;
  readonly workspace: string;
  /** The state of an agent that is new, or whose last version had failed. */
  readonly firstState: (definition: AgentDefinition) => "loaded" | "running";
}

interface NewVersion {
  readonly parsed: ParsedAgentFile;
  readonly origin: AgentRecord["origin"];
  readonly file: string | null;
}

/** These operations do not lock: callers ensure that an agent is changed by one of them at a time. */
export interface AgentRecords {
  all(): readonly AgentWithVersion[];
  find(name: AgentName): AgentWithVersion | null;
  /** Throws `agent.not_found` with the nearest names. */
  get(name: AgentName): AgentWithVersion;
  definition(name: AgentName, hash: VersionHash): Promise<AgentDefinition>;
  /** Creates each agent or switches it to the version; returns them in the same order. */
  store(versions: readonly NewVersion[]): Promise<readonly StoredAgent[]>;
  drop(agent: AgentWithVersion): Promise<void>;
  changeState(
    name: AgentName,
    kind: AgentEventKind,
    step: (agent: lifecycle.AnyAgent) => lifecycle.AnyAgent,
  ): Promise<AgentRecord>;
  /** Marks an agent as failed if its stored version cannot serve, and returns it; null if it can serve. */
  failIfUnservable(agent: AgentWithVersion): Promise<AgentRecord | null>;
  record(kind: AgentEventKind, agent: AgentName | null, data: JsonObject): Promise<void>;
  /** Loads the agent from the registry, where another process may have changed it. */
  refresh(name: AgentName): Promise<void>;
}

/** How often a change of state is tried again after another process has changed it. */
const mostAttempts = 3;

/** Few old versions have running conversations; a definition takes a few KB. */
const oldDefinitionsKept = 500;

/** Why an agent cannot serve a stored definition, such as one written by an older version of Caxton; null if it can. */
const unservable = (definition: AgentDefinition): string | null => {
  if (definition.kind === "wasm") return null;
  for (const template of [definition.systemPrompt, definition.userPromptTemplate]) {
    const parsed = parseTemplate(template);
    if (!parsed.ok) return `A template of the stored version is broken: ${parsed.error[0]?.message ?? ""}`;
  }
  return null;
};

/** The agent of a record. Throws `agent.invalid_state` for an unknown state. */
const restored = (agent: AgentRecord): lifecycle.AnyAgent => {
  const result = lifecycle.restoreAgent(agent);
  if (result.ok) return result.value;
  throw new CaxtonError("agent.invalid_state", result.error, { hint: "Remove the agent and create it again." });
};

const isSame = (one: AgentRecord, other: AgentRecord): boolean =>
  one.updatedAt === other.updatedAt && one.state === other.state && one.activeVersion === other.activeVersion;

/** Loads all agents from the registry and reports each to the listener. Throws `database.*`. */
export const openAgentRecords = async (dependencies: AgentRecordsDependencies): Promise<AgentRecords> => {
  const { registry, events, listener, clock, workspace, firstState } = dependencies;
  const agents = new Map<string, AgentWithVersion>();
  const oldDefinitions = createLruCache<VersionHash, AgentDefinition>(oldDefinitionsKept);

  const record = async (kind: AgentEventKind, agent: AgentName | null, data: JsonObject) =>
    events.record([agentEvent(kind, agent, data, clock())]);

  const find = (name: AgentName): AgentWithVersion | null => agents.get(agentNameKey(name)) ?? null;

  const get = (name: AgentName): AgentWithVersion => {
    const found = find(name);
    if (found !== null) return found;
    const close = nearest(
      name,
      [...agents.values()].map(({ agent }) => agent.name),
    );
    throw new CaxtonError("agent.not_found", `There is no agent called ${name}.`, {
      hint: close.length > 0 ? `Did you mean ${close.join(" or ")}?` : "GET /api/v1/agents lists all agents.",
      facts: { nearest: close },
    });
  };

  /** Applies in memory what the registry has. */
  const adopt = (stored: AgentWithVersion): void => {
    const key = agentNameKey(stored.agent.name);
    const before = agents.get(key);
    if (before !== undefined && before.version.hash !== stored.version.hash) {
      oldDefinitions.set(before.version.hash, before.version.definition);
    }
    agents.set(key, stored);
    listener.agentChanged(stored.agent, stored.version.definition);
  };

  /** Null, without a change, if another process has changed the state since it was read. */
  const setState = async (
    found: AgentWithVersion,
    next: lifecycle.AnyAgent,
    kind: AgentEventKind,
  ): Promise<AgentRecord | null> => {
    const { id: agentId, state: from } = found.agent;
    const updatedAt = await registry.agents.setState({ agentId, from, to: next.state, failure: next.failure });
    if (updatedAt === null) return null;
    const agent: AgentRecord = { ...found.agent, state: next.state, failure: next.failure, updatedAt };
    adopt({ agent, version: found.version });
    await record(kind, agent.name, {
      hash: agent.activeVersion,
      from: found.agent.state,
      to: agent.state,
      ...(agent.failure === null ? {} : { reason: agent.failure }),
    });
    return agent;
  };

  const failIfUnservable: AgentRecords["failIfUnservable"] = async (found) => {
    const agent = lifecycle.restoreAgent(found.agent);
    // A row with an unknown state must not keep the other agents from loading.
    if (!agent.ok)
      return setState(found, lifecycle.fail(lifecycle.unloadedAgent(found.agent), agent.error), "agent.failed");
    const why = unservable(found.version.definition);
    if (why === null || agent.value.state === "failed") return null;
    return setState(found, lifecycle.fail(agent.value, why), "agent.failed");
  };

  const changeState = async (
    name: AgentName,
    kind: AgentEventKind,
    step: (agent: lifecycle.AnyAgent) => lifecycle.AnyAgent,
  ) => {
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      const found = get(name);
      const changed = await setState(found, step(restored(found.agent)), kind);
      if (changed !== null) return changed;
      await refresh(name);
    }
    throw new CaxtonError("agent.invalid_state", `The state of ${name} is being changed by other processes.`, {
      hint: "Read the agent's state and try again.",
    });
  };

  /** Storing the active version again does not change the state, even if the agent had failed; this does. */
  const withState = async (agent: AgentRecord, state: AgentRecord["state"]): Promise<AgentRecord> => {
    if (agent.state === state) return agent;
    const change = { agentId: agent.id, from: agent.state, to: state, failure: null };
    const updatedAt = await registry.agents.setState(change);
    return updatedAt === null ? agent : { ...agent, state, failure: null, updatedAt };
  };

  /** What must be written for a version to serve; null if it serves already. */
  const putFor = ({ parsed: { definition, hash, source, module }, origin, file }: NewVersion): AgentInput | null => {
    const { agent, version } = find(definition.name) ?? { agent: null, version: null };
    const same = version?.hash === hash && agent?.origin === origin && agent.file === file;
    if (same && agent.state !== "failed") return null;
    // A new agent is to start at once, as is one whose last version failed; an operator's drain or unload persists across
    // versions.
    const state = agent === null || agent.state === "failed" ? firstState(definition) : agent.state;
    return { workspace, definition, hash, source, origin, file, state, module };
  };

  /** The event that records a put; null if nothing changed. */
  const eventOf = (before: AgentWithVersion | null, after: StoredAgent): NewEvent | null => {
    const facts = { ...versionFacts(after), warnings: asJson(after.warnings) };
    const { name, state } = after.agent;
    if (before === null) return agentEvent("agent.loaded", name, facts, clock());
    const previous = before.version.hash;
    const changed = previous !== after.version.hash || before.agent.state !== state;
    return changed ? agentEvent("agent.updated", name, { ...facts, previous }, clock()) : null;
  };

  const store: AgentRecords["store"] = async (versions) => {
    const inputs = versions.map(putFor);
    const put = (await registry.agents.putMany(inputs.filter((each) => each !== null))).values();
    const news: NewEvent[] = [];
    const answer: StoredAgent[] = [];
    for (const [index, { parsed }] of versions.entries()) {
      const input = inputs[index] ?? null;
      const before = find(parsed.definition.name);
      const stored = input === null ? before : (put.next().value ?? null);
      if (stored === null) continue;
      const agent = input === null ? stored.agent : await withState(stored.agent, input.state);
      const after: StoredAgent = { agent, version: stored.version, warnings: parsed.warnings };
      answer.push(after);
      if (input === null) continue;
      adopt({ agent, version: stored.version });
      const event = eventOf(before, after);
      if (event !== null) news.push(event);
    }
    if (news.length > 0) await events.record(news);
    return answer;
  };

  const drop = async ({ agent, version }: AgentWithVersion): Promise<void> => {
    await registry.agents.remove(agent.id);
    agents.delete(agentNameKey(agent.name));
    // Running conversations may still need it.
    oldDefinitions.set(version.hash, version.definition);
    listener.agentRemoved(agent.name);
    await record("agent.removed", agent.name, { hash: version.hash, origin: agent.origin, file: agent.file });
  };

  const refresh = async (name: AgentName): Promise<void> => {
    const stored = await registry.agents.find(workspace, name);
    const before = find(name);
    if (stored !== null) {
      if (before === null || !isSame(before.agent, stored.agent)) adopt(stored);
    } else if (before !== null) {
      agents.delete(agentNameKey(name));
      oldDefinitions.set(before.version.hash, before.version.definition);
      listener.agentRemoved(before.agent.name);
    }
  };

  const definition: AgentRecords["definition"] = async (name, hash) => {
    const there = find(name);
    if (there?.version.hash === hash) return there.version.definition;
    const known = oldDefinitions.get(hash);
    if (known !== undefined) return known;
    // Another process may have stored the agent after this one loaded all agents.
    const agent = there?.agent ?? (await registry.agents.find(workspace, name))?.agent ?? null;
    const version = agent === null ? null : await registry.agents.findVersion(agent.id, hash);
    // The conversation may have begun with an agent that was removed since, even if another one now has its name.
    const found = version?.definition ?? (await registry.agents.findRemovedVersion(workspace, name, hash));
    if (found === null) {
      if (agent === null) return get(name).version.definition;
      throw new CaxtonError("agent.version_mismatch", `The agent ${name} has no version ${hash.slice(0, 12)}….`, {
        hint: "It has been removed since the conversation began. Open a new conversation.",
        facts: { agent: name, hash },
      });
    }
    oldDefinitions.set(hash, found);
    return found;
  };

  for (const stored of await registry.agents.all()) adopt(stored);
  for (const stored of [...agents.values()]) await failIfUnservable(stored);
  return {
    all: () => [...agents.values()],
    find,
    get,
    definition,
    store,
    drop,
    changeState,
    failIfUnservable,
    record,
    refresh,
  };
};
