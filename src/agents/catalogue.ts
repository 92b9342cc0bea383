/** The catalogue of agents: the operations that API requests and files perform on it. */
import { CaxtonError, type Complaint } from "../domain/errors.ts";
import { agentNameKey, type AgentName, type VersionHash } from "../domain/ids.ts";
import { defaultWorkspace } from "../domain/workspace.ts";
import type { AgentWithVersion } from "../registry/stores.ts";
import { asJson } from "./agent-events.ts";
import { openAgentRecords, type AgentRecords, type AgentRecordsDependencies } from "./agent-records.ts";
import { createLifecycleSteps, type InstancesOf, type LifecycleSteps } from "./lifecycle-steps.ts";
import { parseFileWithModule, parseWithModule, type ModuleHost } from "./modules.ts";
import { parseAgentFile, parseAgentSource } from "./parse-agent-file.ts";
import { createKeyedMutex, type KeyedMutex } from "../concurrency/keyed-mutex.ts";
import type {
  AgentCatalogue,
  AgentFileChecks,
  DefinitionForm,
  FileAgents,
  ParsedAgentFile,
  StoredAgent,
} from "./types.ts";

export interface CatalogueDependencies extends Omit<AgentRecordsDependencies, "workspace" | "firstState"> {
  readonly checks?: AgentFileChecks;
  /** WASM agents are unavailable without it. */
  readonly modules?: ModuleHost;
  /** Where the instances of WASM agents live; without it, the steps of their lives change only their states. */
  readonly instances?: InstancesOf;
  readonly workspace?: string;
}

export interface ServedCatalogue extends AgentCatalogue, FileAgents, Omit<LifecycleSteps, "startStored"> {
  all(): readonly AgentWithVersion[];
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

/** Stores versions and starts the agents that are not running yet. */
type StoreVersions = (versions: Parameters<AgentRecords["store"]>[0]) => Promise<readonly StoredAgent[]>;

const createStoreVersions =
  (agents: AgentRecords, { startStored }: Pick<LifecycleSteps, "startStored">): StoreVersions =>
  async (versions) => {
    const started: StoredAgent[] = [];
    for (const stored of await agents.store(versions)) started.push({ ...stored, agent: await startStored(stored) });
    return started;
  };

const storeOne = async (store: StoreVersions, parsed: ParsedAgentFile): Promise<StoredAgent> => {
  const [agent] = await store([{ parsed, origin: "api", file: null }]);
  return agent as StoredAgent;
};

/** Operations requested through the API. */
const byRequest = (
  agents: AgentRecords,
  store: StoreVersions,
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
        return storeOne(store, agent);
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
        return storeOne(store, next);
      });
    },
    remove: async (name, expected) =>
      withLock([agentNameKey(name)], async () => agents.drop(changeable(agents, name, expected))),
  };
};

/** Operations of the agents folder. */
const byFile = (
  agents: AgentRecords,
  store: StoreVersions,
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
        return store(files.map((each) => ({ ...each, origin: "file" })));
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

/** Loads all agents from the registry and reports each to the listener. Throws `database.*`. */
export const createAgentCatalogue = async (dependencies: CatalogueDependencies): Promise<ServedCatalogue> => {
  const { checks = {}, workspace = defaultWorkspace, modules = null, instances = null } = dependencies;
  const agents = await openAgentRecords({
    ...dependencies,
    workspace,
    firstState: ({ kind }) => (kind === "wasm" && instances !== null ? "loaded" : "running"),
  });
  const withLock = createKeyedMutex();
  const { startStored, ...steps } = createLifecycleSteps(agents, withLock, instances);
  const store = createStoreVersions(agents, { startStored });
  return {
    all: agents.all,
    get: agents.get,
    definition: agents.definition,
    refresh: async (name) => withLock([agentNameKey(name)], async () => agents.refresh(name)),
    ...byRequest(agents, store, withLock, checks, modules),
    ...byFile(agents, store, withLock, checks, modules),
    ...steps,
  };
};
