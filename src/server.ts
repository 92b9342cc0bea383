/** The composition root: builds every service by hand, passes each what it needs, and takes all down in reverse order. */
import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createActivities } from "./activities/create-activities.ts";
import { createAgentCatalogue } from "./agents/catalogue.ts";
import { watchAgentsFolder } from "./agents/folder.ts";
import { renderTemplate } from "./agents/template.ts";
import { ensureAdminKey } from "./api/admin-key.ts";
import { createApi } from "./api/create-api.ts";
import { listen } from "./api/listen.ts";
import type { Config } from "./config.ts";
import type { TurnSettings } from "./domain/delivery.ts";
import { createProviders } from "./llm/providers.ts";
import { createMessaging } from "./messaging/messaging.ts";
import { createEvents } from "./observability/events.ts";
import { createLogger, type Logger } from "./observability/logger.ts";
import { startMetricsServer } from "./observability/metrics-server.ts";
import { createMetrics } from "./observability/metrics.ts";
import { createReadiness } from "./readiness.ts";
import { openRegistry } from "./registry/open-registry.ts";
import { createSandboxEngine } from "./sandbox/engine.ts";
import { createReceiverChoice } from "./routing/receivers.ts";
import { createRouter } from "./routing/router.ts";
import { createTeardown, repeat, together, type Teardown } from "./teardown.ts";
import { openTemporal } from "./temporal/connection.ts";
import { createConversationClient } from "./temporal/conversations.ts";
import { installRuntime } from "./temporal/runtime.ts";
import { startWorkers } from "./temporal/worker.ts";
import { loadWorkflowBundle } from "./temporal/workflow-bundle.ts";
import { loadBuiltInTools } from "./tools/built-in.ts";
import { createToolCatalogue, fixedTools } from "./tools/catalogue.ts";
import { resolveByDns } from "./tools/host/addresses.ts";
import { openToolDatabases } from "./tools/host/database.ts";
import { readEnvironment } from "./tools/host/environment.ts";
import { createHostHandler } from "./tools/host/host-functions.ts";
import { httpRequest } from "./tools/host/network.ts";
import { fileAccess } from "./tools/host/storage.ts";
import { sendMessageTool } from "./tools/names.ts";
import { createRemoteServers } from "./tools/remote/remote-servers.ts";
import type { Tool } from "./tools/types.ts";
import { openUploadedTools } from "./tools/uploaded-tools.ts";
import { createTurns } from "./turns/turns.ts";
import { version } from "./version.ts";
import { createWasmAgents } from "./wasm-agents/wasm-agents.ts";

export interface ServerOptions {
  /** Tools beside the built-in ones, for embedding Caxton. */
  readonly tools?: readonly Tool[];
}

export interface RunningServer {
  readonly url: string;
  readonly metricsUrl: string;
  /** Of the embedded Temporal's Web UI; null for a cluster. */
  readonly temporalUiUrl: string | null;
  readonly temporalAddress: string;
  /** Of the embedded Temporal server as it runs now; null for a cluster. */
  temporalPid(): number | null;
  readonly adminKeyFile: string;
  /** Lets requests and turns in hand finish for a moment, then ends everything that was started. */
  stop(): Promise<void>;
}

/** How often messages that Temporal could not take are offered again, in milliseconds. */
const redeliverEveryMs = 5_000;

/** How long a request holds on to a Temporal that does not answer, in milliseconds. */
const temporalPatienceMs = 20_000;

/** How long the answer to a request with an Idempotency-Key is kept, in milliseconds: a day. */
const rememberAnswersMs = 24 * 60 * 60 * 1_000;
const sweepEveryMs = 10 * 60 * 1_000;

/** Earlier messages of a conversation that a prompt shows. */
const historyLength = 20;

/**
 * Starts everything and resolves when `/ready` says so. Throws `configuration.invalid`, `temporal.no_server`,
 * `temporal.unavailable`, `database.*`; what had been started by then is taken down.
 */
export const startServer = async (config: Config, options: ServerOptions = {}): Promise<RunningServer> => {
  const logger = createLogger({ level: config.logLevel, pretty: process.stderr.isTTY });
  const teardown = createTeardown((what, error) => logger.error({ err: error }, `Stopping ${what} failed`));
  try {
    const foundations = await openFoundations(config, logger, teardown);
    return await assemble(config, options, foundations, teardown);
  } catch (thrown) {
    await teardown.run();
    throw thrown;
  }
};

/** What everything else stands on. The slow parts open together; what has opened is taken down if another fails. */
const openFoundations = async (config: Config, logger: Logger, teardown: Teardown) => {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const temporalLog = logger.child({ part: "temporal" });
  installRuntime(temporalLog);
  const metrics = createMetrics();
  const [registry, temporal, workflowBundle, providers] = await together(
    openRegistry({ file: config.database.file, logger }).then((opened) => {
      teardown.add("the database", opened.close);
      return opened;
    }),
    openTemporal(config, temporalLog, { onRestart: metrics.temporalRestarted }).then((opened) => {
      teardown.add("Temporal", opened.close);
      return opened;
    }),
    loadWorkflowBundle(),
    createProviders(config.llm),
  );
  const events = createEvents({ store: registry.events, logger, metrics });
  // Requests that the last process died over are nobody's now: whoever repeats one may be answered.
  await registry.idempotency.releaseAbandoned();
  const forget = async (): Promise<void> => {
    await registry.idempotency.sweep(new Date(Date.now() - rememberAnswersMs).toISOString());
    await registry.modules.sweep();
  };
  teardown.add("the sweep of what nobody needs", repeat(sweepEveryMs, forget, logger));
  return { logger, metrics, registry, temporal, workflowBundle, providers, events, clock: () => new Date() };
};

type Foundations = Awaited<ReturnType<typeof openFoundations>>;

/** The sandbox, and the tools and WASM agents that run in it. */
const openSandbox = async (config: Config, foundations: Foundations, embedded: readonly Tool[], teardown: Teardown) => {
  const { registry, events, clock, logger } = foundations;
  const engine = createSandboxEngine();
  teardown.add("the sandbox", engine.close);
  const databases = openToolDatabases(config.tools.databases);
  teardown.add("the tools' databases", databases.close);
  const maxModuleBytes = config.server.maxUploadBytes;
  const modules = createWasmAgents({ engine, modules: registry.modules, maxModuleBytes });
  teardown.add("WASM agents", modules.close);
  const sandboxed = {
    engine,
    maxModuleBytes,
    hostFor: createHostHandler({
      env_get: readEnvironment(process.env),
      http_request: httpRequest({ resolve: resolveByDns, environment: process.env }),
      file_access: fileAccess(config.tools.storageDir),
      sql_query: databases.query,
    }),
  };
  const builtIn = fixedTools([...embedded, ...(await loadBuiltInTools(config.tools.grants, sandboxed))]);
  const uploaded = await openUploadedTools({
    ...sandboxed,
    store: registry.tools,
    modules: registry.modules,
    events,
    clock,
    isTaken: (name) => name === sendMessageTool || builtIn().some((tool) => tool.name === name),
  });
  const remote = createRemoteServers(config.tools.servers, {
    logger: logger.child({ part: "remote tools" }),
    clock,
    version,
    searchPath: process.env["PATH"] ?? "",
  });
  teardown.add("remote MCP servers", remote.close);
  return { modules, uploaded, catalogue: createToolCatalogue([builtIn, uploaded.all, remote.tools]) };
};

type Sandbox = Awaited<ReturnType<typeof openSandbox>>;

/** Agents, the routing that follows them, and who gets a message. */
const openAgents = async (config: Config, foundations: Foundations, sandbox: Sandbox, teardown: Teardown) => {
  const { registry, events, clock, logger, providers } = foundations;
  const router = createRouter();
  const catalogue = await createAgentCatalogue({
    registry,
    events,
    clock,
    listener: {
      agentChanged: (agent, definition) => {
        router.put(agent, definition);
        // Nobody may be sent to it any more; what it has in hand is finished.
        if (definition.kind === "wasm" && agent.state === "unloaded") void sandbox.modules.release(agent.activeVersion);
      },
      agentRemoved: router.remove,
    },
    modules: { stored: registry.modules.find, tryOut: sandbox.modules.tryOut },
    checks: {
      toolExists: (name) => name === sendMessageTool || sandbox.catalogue.get(name) !== null,
      modelWarning: (provider, model) => providers.resolveModel(providers.get(provider), model).warning,
    },
  });
  const folder = await watchAgentsFolder({ folder: config.agentsDir, catalogue, logger });
  teardown.add("the agents folder", folder.close);
  const receivers = createReceiverChoice({
    router,
    agent: catalogue.get,
    maxMessageBytes: config.agents.maxMessageBytes,
  });
  return { router, catalogue, receivers };
};

type Agents = Awaited<ReturnType<typeof openAgents>>;

const runConversations = async (
  config: Config,
  foundations: Foundations,
  sandbox: Sandbox,
  agents: Agents,
  teardown: Teardown,
) => {
  const { registry, events, clock, logger, metrics, temporal, workflowBundle, providers } = foundations;
  const { taskQueue } = config.temporal;
  const turns = createTurns({
    registry,
    events,
    clock,
    models: providers,
    tools: sandbox.catalogue,
    modules: sandbox.modules,
    definition: agents.catalogue.definition,
    chooseReceivers: agents.receivers.byCapability,
    observer: {
      ...agents.router.statistics,
      concluded: metrics.messageProcessed,
      modelCalled: metrics.modelCalled,
    },
    render: renderTemplate,
    defaults: {
      ...config.agents,
      callTimeoutMs: config.llm.timeoutMs,
      turnTimeoutMs: config.agents.timeoutMs,
      historyLength,
    },
  });
  const activities = createActivities({ turns, registry, events, clock });
  const { namespace } = temporal;
  const log = logger.child({ part: "worker" });
  const worker = await startWorkers(temporal.connectWorker, { namespace, taskQueue, workflowBundle, activities, log });
  teardown.add("the worker", worker.stop);
  const messaging = createMessaging({
    registry,
    events,
    clock,
    newId: randomUUID,
    workflows: createConversationClient({
      connection: temporal.connection,
      namespace,
      taskQueue,
      patienceMs: temporalPatienceMs,
    }),
    chooseReceivers: (message) => {
      const started = performance.now();
      const chosen = agents.receivers.forMessage(message);
      metrics.routed(performance.now() - started);
      return chosen;
    },
    takesBatches: (agent) => agents.catalogue.get(agent).agent.kind === "wasm",
    onFault: (what, error) => logger.error({ err: error }, `A fault while ${what}`),
    settings: {
      expireAfterMs: config.conversations.expireAfterMs,
      continueAfter: config.conversations.continueAsNewAfter,
      turns: turnSettings(config),
    },
  });
  await messaging.redeliver();
  teardown.add("redelivery", repeat(redeliverEveryMs, messaging.redeliver, logger));
  return { messaging, worker };
};

/** A step takes a model call and a little more; what a worker lost is noticed within the heartbeat. */
const turnSettings = ({ llm }: Config): TurnSettings => ({
  quickMs: 1_000,
  stepTimeoutMs: llm.timeoutMs + 60_000,
  heartbeatMs: 5_000,
  maxAttempts: llm.maxAttempts,
  firstRetryMs: 500,
});

const assemble = async (
  config: Config,
  options: ServerOptions,
  foundations: Foundations,
  teardown: Teardown,
): Promise<RunningServer> => {
  const { registry, events, clock, logger, metrics, temporal, providers } = foundations;
  const { host, port, metricsPort, maxBodyBytes, maxUploadBytes, maxWaitMs, shutdownGraceMs } = config.server;
  const sandbox = await openSandbox(config, foundations, options.tools ?? [], teardown);
  const agents = await openAgents(config, foundations, sandbox, teardown);
  metrics.agents(() => countBy(agents.catalogue.all().map(({ agent }) => agent.state)));
  const { messaging, worker } = await runConversations(config, foundations, sandbox, agents, teardown);

  const adminKeyFile = join(config.dataDir, "admin.key");
  await ensureAdminKey({ apiKeys: registry.apiKeys, file: adminKeyFile, clock, events });
  const metricsServer = await startMetricsServer({ host, port: metricsPort, metrics, logger });
  teardown.add("the metrics", metricsServer.close);

  const stopping = new AbortController();
  const api = createApi({
    registry,
    catalogue: agents.catalogue,
    messaging,
    router: agents.router,
    events,
    clock,
    logger,
    readiness: createReadiness({ registry, temporal, worker, llm: providers.get(null) }),
    limits: { maxBodyBytes, maxUploadBytes, maxWaitMs },
    tools: sandbox,
    version,
    onRequest: metrics.requestAnswered,
    stopping: stopping.signal,
  });
  const http = await listen(api, { host, port });
  teardown.add("the API", async () => http.close(shutdownGraceMs));
  teardown.add("open streams", () => stopping.abort());
  return {
    url: http.url,
    metricsUrl: metricsServer.url,
    temporalUiUrl: temporal.uiUrl,
    temporalAddress: temporal.address,
    temporalPid: () => temporal.server?.pid() ?? null,
    adminKeyFile,
    stop: teardown.run,
  };
};

const countBy = <Key extends string>(keys: readonly Key[]): Partial<Record<Key, number>> => {
  const counts: Partial<Record<Key, number>> = {};
  for (const key of keys) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
};
