/**
 * The steps of an agent's life, each with its event. Of a WASM agent, load compiles the module, start makes the instance, and
 * unload waits for the calls in progress. Steps whose work is done in other processes are only recorded here.
 */
import type { WasmAgentDefinition } from "../domain/agent.ts";
import { CaxtonError, toCaxtonError } from "../domain/errors.ts";
import { agentNameKey, type AgentName, type VersionHash } from "../domain/ids.ts";
import * as lifecycle from "../domain/lifecycle.ts";
import type { KeyedMutex } from "../concurrency/keyed-mutex.ts";
import type { AgentRecord, AgentWithVersion } from "../registry/stores.ts";
import type { AgentInstances } from "../wasm-agents/types.ts";
import type { AgentRecords } from "./agent-records.ts";
import type { AgentCatalogue } from "./types.ts";

/** Who makes the instances of WASM agents: this process, or others that report with {@link LifecycleSteps.started}. */
export type InstancesOf =
  | {
      readonly in: "this process";
      readonly instances: AgentInstances;
      /** Called if the instance could not be made, but may be later: it is to be tried again. */
      readonly startLater: (agent: AgentName, version: VersionHash, definition: WasmAgentDefinition) => void;
    }
  | { readonly in: "other processes" };

export interface LifecycleSteps extends Pick<AgentCatalogue, "start" | "drain" | "unload"> {
  /**
   * Starts an agent that has just been stored as `loaded`. If its module cannot start, the agent is `failed`; if it only could
   * not start now, it stays `loaded` and is started later.
   */
  startStored(agent: AgentWithVersion): Promise<AgentRecord>;
  /** The version has an instance: a `loaded` agent is `running` from now on. `isNew`: it was made in the background just now. */
  started(name: AgentName, version: VersionHash, isNew: boolean): Promise<void>;
  /** The agent has answered all of its messages; does nothing unless it is `draining`. */
  drained(name: AgentName): Promise<void>;
  /** The version cannot serve; does nothing if another one is active by now. */
  fail(name: AgentName, version: VersionHash, why: string): Promise<void>;
}

/** `made` is null where there are no WASM agents. */
export const createLifecycleSteps = (
  agents: AgentRecords,
  withLock: KeyedMutex,
  made: InstancesOf | null,
): LifecycleSteps => {
  const here = made?.in === "this process" ? made : null;

  const change = {
    load: async (name: AgentName) =>
      agents.changeState(name, "agent.loaded", (agent) => lifecycle.load(lifecycle.requireBefore(agent, "loaded"))),
    start: async (name: AgentName) =>
      agents.changeState(name, "agent.started", (agent) => lifecycle.start(lifecycle.requireBefore(agent, "running"))),
    fail: async (name: AgentName, why: string) =>
      agents.changeState(name, "agent.failed", (agent) =>
        lifecycle.fail(lifecycle.requireBefore(agent, "failed"), why),
      ),
  };

  /** Does the work of a step; an agent whose module cannot do it is failed. */
  const forInstance = async (
    { agent, version }: AgentWithVersion,
    work: (instances: AgentInstances, hash: VersionHash, definition: WasmAgentDefinition) => Promise<unknown>,
  ): Promise<void> => {
    const { definition, hash } = version;
    if (definition.kind !== "wasm" || here === null) return;
    try {
      await work(here.instances, hash, definition);
    } catch (thrown) {
      const error = toCaxtonError(thrown);
      if (!error.retryable) await change.fail(agent.name, error.message);
      throw error;
    }
  };

  const makeInstance = async (found: AgentWithVersion): Promise<void> =>
    forInstance(found, async (instances, hash, definition) => {
      try {
        await instances.start(hash, definition);
      } catch (thrown) {
        if (toCaxtonError(thrown).retryable) here?.startLater(found.agent.name, hash, definition);
        throw thrown;
      }
    });

  const refuseUnservable = async (name: AgentName): Promise<void> => {
    const failed = await agents.failIfUnservable(agents.get(name));
    if (failed === null) return;
    throw new CaxtonError("agent.invalid_state", `The agent ${failed.name} cannot start. ${failed.failure ?? ""}`, {
      hint: "Store a new version of it.",
    });
  };

  const start = async (name: AgentName): Promise<AgentRecord> => {
    await agents.refresh(name);
    await refuseUnservable(name);
    const { state } = agents.get(name).agent;
    if (state === "unloaded" || state === "drained") {
      await forInstance(agents.get(name), async (instances, hash, definition) => instances.load(hash, definition));
      await change.load(name);
    }
    const found = agents.get(name);
    const isStartedElsewhere = found.version.definition.kind === "wasm" && made?.in === "other processes";
    if (found.agent.state === "loaded" && isStartedElsewhere) return found.agent;
    if (found.agent.state === "loaded") await makeInstance(found);
    return change.start(name);
  };

  return {
    start: async (name) => withLock([agentNameKey(name)], async () => start(name)),
    startStored: async (stored) => {
      const { name, state } = stored.agent;
      if (state !== "loaded" || here === null) return stored.agent;
      // The agent's state tells why it does not run.
      const isMade = await makeInstance(stored).then(
        () => true,
        () => false,
      );
      return isMade ? change.start(name) : agents.get(name).agent;
    },
    started: async (name, version, isNew) =>
      withLock([agentNameKey(name)], async () => {
        await agents.refresh(name);
        const agent = agents.find(name)?.agent ?? null;
        if (agent?.activeVersion !== version) return;
        if (agent.state === "loaded") await change.start(name);
        else if (agent.state === "running" && isNew) await agents.record("agent.started", name, { hash: version });
      }),
    drain: async (name) =>
      withLock([agentNameKey(name)], async () => {
        await agents.refresh(name);
        return agents.changeState(name, "agent.draining", (agent) =>
          lifecycle.drain(lifecycle.requireBefore(agent, "draining")),
        );
      }),
    drained: async (name) =>
      withLock([agentNameKey(name)], async () => {
        if (agents.find(name)?.agent.state !== "draining") return;
        await agents.changeState(name, "agent.drained", (agent) =>
          lifecycle.finishDraining(lifecycle.requireBefore(agent, "drained")),
        );
      }),
    unload: async (name) =>
      withLock([agentNameKey(name)], async () => {
        await agents.refresh(name);
        const found = agents.get(name);
        if (found.agent.state === "draining" || found.agent.state === "drained")
          await forInstance(found, async (instances, hash) => instances.unload(hash));
        return agents.changeState(name, "agent.unloaded", (agent) =>
          lifecycle.unload(lifecycle.requireBefore(agent, "unloaded")),
        );
      }),
    fail: async (name, version, why) =>
      withLock([agentNameKey(name)], async () => {
        await agents.refresh(name);
        const agent = agents.find(name)?.agent ?? null;
        if (agent?.activeVersion === version && agent.state !== "failed") await change.fail(name, why);
      }),
  };
};
