/** The catalogue of agents: the operations that API requests and files perform on it. */
import type { WasmAgentDefinition } from "../domain/agent.ts";
import { CaxtonError, type Complaint, toCaxtonError } from "../domain/errors.ts";
import { agentNameKey, type AgentName, type VersionHash } from "../domain/ids.ts";
import * as lifecycle from "../domain/lifecycle.ts";
import { defaultWorkspace } from "../domain/workspace.ts";
import type { AgentWithVersion } from "../registry/stores.ts";
import { asJson } from "./agent-events.ts";
import { openAgentRecords, type AgentRecords, type AgentRecordsDependencies } from "./agent-records.ts";
import { parseFileWithModule, parseWithModule, type ModuleHost } from "./modules.ts";
import { parseAgentFile, parseAgentSource } from "./parse-agent-file.ts";
import { createKeyedMutex, type KeyedMutex } from "../concurrency/keyed-mutex.ts";
import type { AgentInstances } from "../wasm-agents/types.ts";
import type {
  AgentCatalogue,
  AgentFileChecks,
  DefinitionForm,
  FileAgents,
  ParsedAgentFile,
  StoredAgent,
} from "./types.ts";

export interface CatalogueDependencies extends Omit<AgentRecordsDependencies, "workspace"> {
  readonly checks?: AgentFileChecks;
  /** WASM agents are unavailable without it. */
  readonly modules?: ModuleHost;
  /** Where the instances of WASM agents live; without it, lifecycle operations change only the state. */
  readonly instances?: AgentInstances;
  readonly workspace?: string;
}

export interface ServedCatalogue extends AgentCatalogue, FileAgents {
  all(): readonly AgentWithVersion[];
  /** Marks an agent as failed because its version cannot serve; does nothing if another version is active by now. */
  fail(name: AgentName, version: VersionHash, why: string): Promise<void>;
  /** Records that the instance of the version was made in the background. */
  recordStarted(name: AgentName, version: VersionHash): Promise<void>;
  /** Loads changes that another process may have made to the agent. */
  refresh(name: AgentName): Promise<void>;
}

const invalid = (complaints: readonly Complaint[]): CaxtonError => {
  const [first] = complaints;
  const place = first?.line === undefined ? (first?.pointer ?? "") : `line ${first.line}, column ${first.column ?? 1}`;
  const more = complaints.length > 1 ? ` (and ${complaints.length - 1} more)` : "";
  return new CaxtonError(
    "agent_file.invalid",
    `The agent's definition cannot be used: ${place === "" ? "" : `${place}: `}${first?.message ?? ""}${more}`,
    { hint: first?.suggestion ?? "Fix the problems listed in errors[].", errors: complaints },
  );
};

const taken = ({ agent }: AgentWithVersion): CaxtonError =>
  new CaxtonError(
    "agent.already_exists",
    agent.origin === "file"
      ? `The agent name ${agent.name} is taken by the file ${agent.file ?? ""}.`
      : `The agent name ${agent.name} is taken by an agent that was created through the API.`,
    {
      hint: "Choose another name; names are compared without case.",
      facts: { origin: agent.origin, file: agent.file },
    },
  );

/** The agent, if it is not managed by a file and its active version is the expected one. */
const changeable = (agents: AgentRecords, name: AgentName, expected: VersionHash | null): AgentWithVersion => {
  const found = agents.get(name);
  const { origin, file, activeVersion } = found.agent;
  if (origin === "file") {
    throw new CaxtonError(
      "agent.managed_by_file",
      `The agent ${found.agent.name} is managed by the file ${file ?? ""}.`,
      {
        hint: "Change or remove that file in the agents folder; the change takes effect within half a second.",
        facts: { file },
      },
    );
  }
  if (expected !== null && expected !== activeVersion) {
    throw new CaxtonError(
      "request.precondition_failed",
      `The agent ${found.agent.name} has changed since you read it.`,
      {
        hint: "Read it again, and send the new ETag in If-Match.",
        facts: { expected, actual: activeVersion },
      },
    );
  }
  return found;
};

const stored = async (agents: AgentRecords, parsed: ParsedAgentFile): Promise<StoredAgent> => {
  const [agent] = await agents.store([{ parsed, origin: "api", file: null }]);
  return agent as StoredAgent;
};

/** Operations requested through the API. */
const byRequest = (
  agents: AgentRecords,
  withLock: KeyedMutex,
  checks: AgentFileChecks,
  modules: ModuleHost | null,
): Pick<AgentCatalogue, "validate" | "create" | "replace" | "remove"> => {
  const parsed = async (
    source: string,
    fileName: string | null,
    module: Uint8Array | null,
    form?: DefinitionForm,
  ): Promise<ParsedAgentFile> => {
    const result = await parseWithModule(
      (all) => parseAgentSource(source, fileName, all, form),
      checks,
      modules,
      async () => module,
    );
    if (result.ok) return result.value;
    throw invalid(result.error);
  };
  return {
    validate: async (source, fileName, module = null) => parsed(source, fileName, module),
    create: async (source, module = null, form = "markdown") => {
      const agent = await parsed(source, null, module, form);
      return withLock([agentNameKey(agent.definition.name)], async () => {
        const there = agents.find(agent.definition.name);
        if (there !== null) throw taken(there);
        return stored(agents, agent);
      });
    },
    replace: async (name, source, expected, module = null, form = "markdown") => {
      const next = await parsed(source, null, module, form);
      return withLock([agentNameKey(name)], async () => {
        const { agent } = changeable(agents, name, expected);
        const named = next.definition.name;
        if (agentNameKey(named) !== agentNameKey(agent.name)) {
          const message = `The definition is for ${named}, not for ${agent.name}.`;
          const suggestion = `Write name: ${agent.name}, or create ${named} as a new agent.`;
          throw invalid([{ pointer: "/name", message, suggestion }]);
        }
        return stored(agents, next);
      });
    },
    remove: async (name, expected) =>
      withLock([agentNameKey(name)], async () => agents.drop(changeable(agents, name, expected))),
  };
};

/** Operations of the agents folder. */
const byFile = (
  agents: AgentRecords,
  withLock: KeyedMutex,
  checks: AgentFileChecks,
  modules: ModuleHost | null,
): FileAgents => ({
  find: agents.find,
  ofFiles: () => agents.all().filter(({ agent }) => agent.origin === "file"),
  parseFile: async (content, file, accompanying) =>
    parseFileWithModule((all) => parseAgentFile(content, file, all), checks, modules, accompanying),
  putFiles: async (files) =>
    withLock(
      files.map(({ parsed }) => agentNameKey(parsed.definition.name)),
      async () => {
        for (const { parsed } of files) {
          const there = agents.find(parsed.definition.name);
          if (there?.agent.origin === "api") throw taken(there);
        }
        return agents.store(files.map((each) => ({ ...each, origin: "file" })));
      },
    ),
  removeFileAgent: async (name) =>
    withLock([agentNameKey(name)], async () => {
      const there = agents.find(name);
      if (there?.agent.origin === "file") await agents.drop(there);
    }),
  reportRejected: async (file, complaints, serving) =>
    agents.record("agent.file_rejected", serving, { file, complaints: asJson(complaints) }),
});

/**
 * The steps of an agent's life, each with its event. Of a WASM agent, load compiles the module, start makes the instance, and unload waits for
 * the calls in hand.
 */
const byOperator = (
  agents: AgentRecords,
  withLock: KeyedMutex,
  instances: AgentInstances | null,
): Pick<AgentCatalogue, "start" | "drain" | "unload"> => {
  /** Does the work of a step; an agent whose module cannot do it is failed. */
  const forInstance = async (
    { agent, version }: AgentWithVersion,
    work: (instances: AgentInstances, hash: VersionHash, definition: WasmAgentDefinition) => Promise<void>,
  ): Promise<void> => {
    const { definition, hash } = version;
    if (definition.kind !== "wasm" || instances === null) return;
    try {
      await work(instances, hash, definition);
    } catch (thrown) {
      const error = toCaxtonError(thrown);
      if (!error.retryable) {
        await agents.changeState(agent.name, "agent.failed", (each) =>
          lifecycle.fail(lifecycle.requireBefore(each, "failed"), error.message),
        );
      }
      throw error;
    }
  };

  /** Tells when the calls in hand have ended; nobody waits for that. */
  const tellWhenDrained = async (name: AgentName): Promise<void> => {
    await forInstance(agents.get(name), async (all, hash) => all.drain(hash));
    const found = agents.find(name)?.agent;
    if (found?.state === "draining") await agents.record("agent.drained", name, { hash: found.activeVersion });
  };

  return {
    start: async (name) =>
      withLock([agentNameKey(name)], async () => {
        const failed = await agents.failIfUnservable(agents.get(name));
        if (failed !== null) {
          throw new CaxtonError(
            "agent.invalid_state",
            `The agent ${failed.name} cannot start. ${failed.failure ?? ""}`,
            { hint: "Store a new version of it." },
          );
        }
        if (agents.get(name).agent.state === "unloaded") {
          await forInstance(agents.get(name), async (all, hash, definition) => all.load(hash, definition));
          await agents.changeState(name, "agent.loaded", (agent) =>
            lifecycle.load(lifecycle.requireBefore(agent, "loaded")),
          );
        }
        if (agents.get(name).agent.state === "loaded") {
          await forInstance(agents.get(name), async (all, hash, definition) => {
            await all.start(hash, definition);
          });
        }
        return agents.changeState(name, "agent.started", (agent) =>
          lifecycle.start(lifecycle.requireBefore(agent, "running")),
        );
      }),
    drain: async (name) => {
      const draining = await withLock([agentNameKey(name)], async () =>
        agents.changeState(name, "agent.draining", (agent) =>
          lifecycle.drain(lifecycle.requireBefore(agent, "draining")),
        ),
      );
      // An event that cannot be stored is the event store's matter, which has logged it.
      void tellWhenDrained(draining.name).catch(() => undefined);
      return draining;
    },
    unload: async (name) =>
      withLock([agentNameKey(name)], async () => {
        const found = agents.get(name);
        if (found.agent.state === "draining") await forInstance(found, async (all, hash) => all.unload(hash));
        return agents.changeState(name, "agent.unloaded", (agent) =>
          lifecycle.unload(lifecycle.requireBefore(agent, "unloaded")),
        );
      }),
  };
};

/** Loads all agents from the registry and reports each to the listener. Throws `database.*`. */
export const createAgentCatalogue = async (dependencies: CatalogueDependencies): Promise<ServedCatalogue> => {
  const { checks = {}, workspace = defaultWorkspace, modules = null } = dependencies;
  const agents = await openAgentRecords({ ...dependencies, workspace });
  const withLock = createKeyedMutex();
  return {
    all: agents.all,
    get: agents.get,
    definition: agents.definition,
    fail: async (name, version, why) =>
      withLock([agentNameKey(name)], async () => {
        const found = agents.find(name)?.agent ?? null;
        if (found === null || found.activeVersion !== version || found.state === "failed") return;
        await agents.changeState(name, "agent.failed", (agent) =>
          lifecycle.fail(lifecycle.requireBefore(agent, "failed"), why),
        );
      }),
    refresh: async (name) => withLock([agentNameKey(name)], async () => agents.refresh(name)),
    ...byRequest(agents, withLock, checks, modules),
    ...byFile(agents, withLock, checks, modules),
    recordStarted: async (name, version) => agents.record("agent.started", name, { hash: version }),
    ...byOperator(agents, withLock, dependencies.instances ?? null),
  };
};
