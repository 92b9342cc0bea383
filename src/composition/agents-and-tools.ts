/** Creates the sandbox, the tools and WASM agents that run in it, the agent catalogue and the routing. */
import { createAgentCatalogue } from "../agents/catalogue.ts";
import type { Config } from "../config/types.ts";
import { agentNameKey, type AgentName, type VersionHash } from "../domain/ids.ts";
import type { Foundations } from "./foundations.ts";
import { createReservedNames } from "../mcp/names.ts";
import { openMemory } from "./open-memory.ts";
import { createReceiverChoice } from "../routing/receivers.ts";
import { createRouter } from "../routing/router.ts";
import { createSandboxEngine, type SandboxOptions } from "../sandbox/engine.ts";
import { guestKindOf } from "../sandbox/pass-guest.ts";
import type { Teardown } from "./teardown.ts";
import { loadBuiltInTools } from "../tools/built-in.ts";
import { createToolCatalogue, fixedTools } from "../tools/catalogue.ts";
import { embeddedTool } from "../tools/embedded-tool.ts";
import { resolveByDns } from "../tools/host/addresses.ts";
import { openToolDatabases } from "../tools/host/database.ts";
import { readEnvironment } from "../tools/host/environment.ts";
import { createHostHandler } from "../tools/host/host-functions.ts";
import { httpRequest } from "../tools/host/network.ts";
import { fileAccess } from "../tools/host/storage.ts";
import { sendMessageTool } from "../tools/names.ts";
import { createRemoteServers } from "../tools/remote/remote-servers.ts";
import type { EmbeddedTool } from "../tools/types.ts";
import { openUploadedTools } from "../tools/uploaded-tools.ts";
import { createValueChecks } from "../tools/value-checks.ts";
import { version } from "./version.ts";
import { createWarmUp } from "../wasm-agents/warm-up.ts";
import { createWasmAgents } from "../wasm-agents/wasm-agents.ts";

const mebibyte = 1_048_576;

const poolsOf = ({ sandbox }: Config): SandboxOptions => ({
  cores: sandbox.agentWorkers,
  toolWorkers: sandbox.toolWorkers,
  toolQueue: sandbox.toolQueue,
  maxToolBytes: sandbox.toolMemoryBytes,
  maxInstances: sandbox.maxInstances,
  maxInstanceBytes: sandbox.instanceMemoryBytes,
  maxQueuedCalls: sandbox.maxAgentCalls,
  maxModules: sandbox.maxModules,
  maxModuleCacheBytes: sandbox.moduleCacheBytes,
  workerHeapMb: sandbox.workerHeapBytes === null ? null : Math.floor(sandbox.workerHeapBytes / mebibyte),
});

/** Creates the sandbox, the tools and WASM agents that run in it, and the memory with its tools. */
export const openSandbox = async (
  config: Config,
  foundations: Foundations,
  embedded: readonly EmbeddedTool[],
  teardown: Teardown,
) => {
  const { registry, events, clock, logger, metrics, tracing } = foundations;
  const engine = createSandboxEngine(poolsOf(config));
  metrics.sandbox(engine.statistics);
  teardown.add("the sandbox", engine.close);
  const databases = openToolDatabases(config.tools.databases);
  teardown.add("the tools' databases", databases.close);
  const maxModuleBytes = config.server.maxUploadBytes;
  const { ceilings } = config.sandbox;
  const modules = createWasmAgents({ engine, modules: registry.modules, maxModuleBytes, ceilings, tracing });
  teardown.add("WASM agents", modules.close);
  const checks = createValueChecks();
  teardown.add("checks of tools' values", checks.close);
  const sandboxed = {
    engine,
    checks,
    maxModuleBytes,
    ceilings,
    tracing,
    hostFor: createHostHandler({
      env_get: readEnvironment(config.environment),
      http_request: httpRequest({ resolve: resolveByDns, environment: config.environment }),
      file_access: fileAccess(config.tools.storageDir),
      sql_query: databases.query,
    }),
  };
  const memory = await openMemory(config, foundations, teardown);
  const builtIn = fixedTools([
    ...[...embedded, ...memory.tools].map(embeddedTool),
    ...(await loadBuiltInTools(config.tools.grants, sandboxed)),
  ]);
  const uploaded = await openUploadedTools({
    ...sandboxed,
    store: registry.tools,
    modules: registry.modules,
    events,
    clock,
    isTaken: (name) => name === sendMessageTool || builtIn().some((tool) => tool.name === name),
    isReserved: createReservedNames(memory.access),
  });
  const remote = createRemoteServers(config.tools.servers, {
    logger: logger.child({ part: "remote tools" }),
    clock,
    version,
    searchPath: config.childEnvironment["PATH"] ?? "",
  });
  teardown.add("remote MCP servers", remote.close);
  return {
    modules,
    uploaded,
    remote,
    memory,
    parts: checks,
    catalogue: createToolCatalogue([builtIn, uploaded.all, remote.tools]),
  };
};

export type Sandbox = Awaited<ReturnType<typeof openSandbox>>;

/** Creates the agent catalogue from the registry, and the routing that follows its changes. */
export const openAgents = async (config: Config, foundations: Foundations, sandbox: Sandbox) => {
  const { registry, events, clock, logger, providers } = foundations;
  const router = createRouter();
  const warmUp = createWarmUp({
    start: sandbox.modules.start,
    onStarted: async (name, hash, isNew) => catalogue.started(name, hash, isNew),
    onFailure: async (name, hash, error) => catalogue.fail(name, hash, error.message),
    onTrouble: (agent, err) => logger.warn({ agent, err }, "A WASM agent could not be started yet"),
  });
  /** The active version of each WASM agent, by the key of its name. */
  const versions = new Map<string, VersionHash>();
  /** Retires the agent's version before this one. */
  const noteVersion = (name: AgentName, active: VersionHash | null): void => {
    const before = versions.get(agentNameKey(name));
    if (before !== undefined && before !== active) sandbox.modules.retire(before);
    if (active === null) versions.delete(agentNameKey(name));
    else versions.set(agentNameKey(name), active);
  };
  const catalogue = await createAgentCatalogue({
    registry,
    events,
    clock,
    listener: {
      agentChanged: (agent, definition) => {
        router.put(agent, definition);
        noteVersion(agent.name, definition.kind === "wasm" ? agent.activeVersion : null);
        if (definition.kind !== "wasm") return;
        if (agent.state === "running") sandbox.modules.activate(agent.activeVersion);
        // In a process with the API, the catalogue starts what it has just stored itself.
        if (agent.state === "running" || (agent.state === "loaded" && config.role === "worker"))
          warmUp.want(agent.name, agent.activeVersion, definition);
        else warmUp.forget(agent.activeVersion);
        // For agents that another process unloaded: in this process it has been done already.
        if (agent.state === "unloaded") void sandbox.modules.unload(agent.activeVersion);
      },
      agentRemoved: (name) => {
        router.remove(name);
        noteVersion(name, null);
      },
    },
    instances:
      config.role === "api"
        ? { in: "other processes" }
        : { in: "this process", instances: sandbox.modules, startLater: warmUp.want },
    modules: {
      stored: registry.modules.find,
      kindOf: (bytes, features) => guestKindOf(bytes, { features }),
      tryOut: sandbox.modules.tryOut,
    },
    checks: {
      ceilings: config.sandbox.ceilings,
      toolExists: (name) =>
        name === sendMessageTool || sandbox.catalogue.get(name) !== null || sandbox.remote.mayProvide(name),
      modelWarning: (provider, model) => providers.resolveModel(providers.get(provider), model).warning,
      costWarning: (provider, model, limit) =>
        (limit ?? config.agents.maxCostUsd) === null ? null : providers.costWarning(provider, model),
    },
  });
  // A process that died may have stored agents that it did not start.
  for (const { agent, version: active } of catalogue.all()) {
    if (agent.state === "loaded" && active.definition.kind === "wasm")
      warmUp.want(agent.name, agent.activeVersion, active.definition);
  }
  const receivers = createReceiverChoice({
    router,
    agent: catalogue.get,
    maxMessageBytes: config.agents.maxMessageBytes,
  });
  return { router, catalogue, receivers, warmUp };
};

export type Agents = Awaited<ReturnType<typeof openAgents>>;
