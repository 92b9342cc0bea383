/**
 * The composition root: creates every service by hand, passes each its dependencies, and tears everything down in
 * reverse order. `startServer` starts a process with the API and, unless its role is `api`, a worker;
 * `startWorkerProcess` starts a process that is only a worker.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { openAgents, openSandbox, type Agents, type Sandbox } from "./composition/agents-and-tools.ts";
import { watchAgentsFolder } from "./agents/folder.ts";
import { ensureAdminKey } from "./api/admin-key.ts";
import { createApi } from "./api/create-api.ts";
import { listen } from "./api/listen.ts";
import { createTokenVerifier } from "./api/tokens.ts";
import type { Config } from "./config/types.ts";
import type { Assignment, TurnSettings } from "./domain/delivery.ts";
import { followRegistry, type Followed } from "./composition/following.ts";
import { watchDrains } from "./composition/watch-drains.ts";
import { startMaintenance, openFoundations, type Foundations } from "./composition/foundations.ts";
import { createMessaging } from "./messaging/messaging.ts";
import type { OutgoingMessage } from "./messaging/types.ts";
import { createLogger } from "./observability/logger.ts";
import { startMetricsServer } from "./observability/metrics-server.ts";
import { recordRequest } from "./observability/request-spans.ts";
import { createReadiness, workerElsewhere, workerHere } from "./composition/readiness.ts";
import { createOutsideTurns } from "./routing/outside-turns.ts";
import { runTurns } from "./composition/run-turns.ts";
import { createTeardown, repeat, type Teardown } from "./composition/teardown.ts";
import { createConversationClient } from "./temporal/conversations.ts";
import { countWorkers } from "./temporal/pollers.ts";
import type { EmbeddedTool } from "./tools/types.ts";
import { version } from "./composition/version.ts";

export interface ServerOptions {
  /** Tools in addition to the built-in ones, for programs that embed Caxton. */
  readonly tools?: readonly EmbeddedTool[];
  /** Ends a start in progress: what was started is stopped, and the signal's reason is thrown. */
  readonly signal?: AbortSignal;
}

export interface RunningServer {
  readonly url: string;
  readonly metricsUrl: string;
  /** Web UI of the embedded Temporal server; null for a cluster. */
  readonly temporalUiUrl: string | null;
  readonly temporalAddress: string;
  /** Process id of the embedded Temporal server at this moment; null for a cluster. */
  temporalPid(): number | null;
  readonly adminKeyFile: string;
  /** Gives requests and turns in progress a short time to finish, then stops everything. */
  stop(): Promise<void>;
}

export interface RunningWorkerProcess {
  readonly metricsUrl: string;
  readonly temporalAddress: string;
  readonly taskQueue: string;
  /** Gives turns in progress a short time to finish, then stops everything. */
  stop(): Promise<void>;
}

/** Interval for redelivering messages that Temporal could not take, in milliseconds. */
const redeliverEveryMs = 5_000;

/** How long a request retries a Temporal that does not answer, in milliseconds. */
const temporalPatienceMs = 20_000;

/** Interval for reading what other processes changed in the database, in milliseconds. */
const followEveryMs = 250;

const started = async <Running>(
  config: Config,
  { signal }: ServerOptions,
  assemble: (foundations: Foundations, teardown: Teardown) => Promise<Running>,
): Promise<Running> => {
  const logger = createLogger({ level: config.logLevel, pretty: process.stderr.isTTY });
  const teardown = createTeardown((what, error) => logger.error({ err: error }, `Stopping ${what} failed`));
  try {
    return await assemble(await openFoundations(config, logger, teardown, signal), teardown);
  } catch (thrown) {
    await teardown.run();
    throw thrown;
  }
};

/**
 * Starts everything and resolves when `/ready` reports ready; with the role `api`, when everything but the workers is
 * ready. A memory server that cannot be reached does not prevent the start: `/ready` reports it. Throws
 * `configuration.invalid`, `temporal.no_server`, `temporal.unavailable`, `database.*`, `memory.unusable` and
 * `memory.model_unavailable`, after stopping what had been started.
 */
export const startServer = async (config: Config, options: ServerOptions = {}): Promise<RunningServer> =>
  started(config, options, async (foundations, teardown) => serve(config, options, foundations, teardown));

/**
 * Starts a worker that shares the database and Temporal of a server in another process. Throws what {@link startServer}
 * throws.
 */
export const startWorkerProcess = async (config: Config, options: ServerOptions = {}): Promise<RunningWorkerProcess> =>
  started(config, options, async (foundations, teardown) => {
    const sandbox = await openSandbox(config, foundations, options.tools ?? [], teardown);
    const agents = await openAgents(config, foundations, sandbox);
    follow(foundations, sandbox, agents, {}, teardown);
    await runTurns(config, foundations, sandbox, agents, teardown);
    const metricsUrl = await serveMetrics(config, foundations, agents, teardown);
    warmUp(agents, teardown);
    const { taskQueue } = config.temporal;
    return { metricsUrl, temporalAddress: foundations.temporal.address, taskQueue, stop: teardown.run };
  });

/** Keeps this process's view of agents and tools in step with the database. */
const follow = (
  { registry, logger, readFrom }: Foundations,
  sandbox: Sandbox,
  agents: Agents,
  more: Pick<Followed, "replied">,
  teardown: Teardown,
): void => {
  const takeOver = followRegistry(registry.events, readFrom, {
    agentChanged: agents.catalogue.refresh,
    toolsChanged: sandbox.uploaded.refresh,
    ...more,
  });
  teardown.add("following the registry", repeat(followEveryMs, takeOver, logger));
};

/** Starts the running WASM agents in the background, and those that are started later. */
const warmUp = (agents: Agents, teardown: Teardown): void => {
  agents.warmUp.open();
  teardown.add("starting WASM agents", agents.warmUp.close);
};

const serveMetrics = async (
  { server: { host, metricsPort } }: Config,
  { metrics, logger }: Foundations,
  agents: Agents,
  teardown: Teardown,
): Promise<string> => {
  metrics.agents(() => countBy(agents.catalogue.all().map(({ agent }) => agent.state)));
  const { url, close } = await startMetricsServer({ host, port: metricsPort, metrics, logger });
  teardown.add("the metrics", close);
  return url;
};

const openMessaging = async (
  config: Config,
  { registry, events, clock, logger, temporal }: Foundations,
  agents: Agents,
  chooseReceivers: (message: OutgoingMessage) => readonly Assignment[],
  teardown: Teardown,
) => {
  const messaging = createMessaging({
    registry,
    events,
    clock,
    newId: randomUUID,
    workflows: createConversationClient({
      connection: temporal.connection,
      namespace: temporal.namespace,
      taskQueue: config.temporal.taskQueue,
      patienceMs: temporalPatienceMs,
    }),
    chooseReceivers,
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
  return messaging;
};

/** A step takes one call of a model or a module and some overhead; a lost worker is noticed after one heartbeat. */
const turnSettings = ({ llm, sandbox }: Config): TurnSettings => ({
  quickMs: 1_000,
  stepTimeoutMs: Math.max(llm.timeoutMs, sandbox.ceilings.executionTime) + 60_000,
  heartbeatMs: 5_000,
  maxAttempts: llm.maxAttempts,
  firstRetryMs: 500,
});

/** Measures the choice of receivers, and reports it to `accepted` where turns run in other processes. */
const receiverChoice =
  (
    { receivers }: Agents,
    { metrics }: Foundations,
    accepted: ReturnType<typeof createOutsideTurns>["accepted"] | null,
  ) =>
  (message: OutgoingMessage): readonly Assignment[] => {
    const began = performance.now();
    const chosen = receivers.forMessage(message);
    metrics.routed(performance.now() - began);
    if (message.id !== null)
      accepted?.(
        message.id,
        chosen.map(({ agent }) => agent),
      );
    return chosen;
  };

/**
 * The worker of a server: in this process or, with the role `api`, in other processes, whose turns are observed through
 * events.
 */
const workerFor = async (
  config: Config,
  foundations: Foundations,
  sandbox: Sandbox,
  agents: Agents,
  teardown: Teardown,
) => {
  if (config.role === "all") {
    follow(foundations, sandbox, agents, {}, teardown);
    const worker = await runTurns(config, foundations, sandbox, agents, teardown);
    return { ready: workerHere(worker), accepted: null };
  }
  const outside = createOutsideTurns(agents.router.statistics);
  follow(foundations, sandbox, agents, { replied: outside.replied }, teardown);
  const count = async (): Promise<number> => countWorkers(foundations.temporal, config.temporal.taskQueue);
  return { ready: workerElsewhere(count), accepted: outside.accepted };
};

const serve = async (
  config: Config,
  options: ServerOptions,
  foundations: Foundations,
  teardown: Teardown,
): Promise<RunningServer> => {
  const { registry, events, clock, logger, metrics, temporal, providers } = foundations;
  const { host, port, maxBodyBytes, maxUploadBytes, maxWaitMs, shutdownGraceMs } = config.server;
  await startMaintenance(foundations, teardown);
  const sandbox = await openSandbox(config, foundations, options.tools ?? [], teardown);
  const agents = await openAgents(config, foundations, sandbox);
  const folder = await watchAgentsFolder({ folder: config.agentsDir, catalogue: agents.catalogue, logger });
  teardown.add("the agents folder", folder.close);
  watchDrains(foundations, agents, teardown);
  const worker = await workerFor(config, foundations, sandbox, agents, teardown);
  const chooseReceivers = receiverChoice(agents, foundations, worker.accepted);
  const messaging = await openMessaging(config, foundations, agents, chooseReceivers, teardown);

  const adminKeyFile = join(config.dataDir, "admin.key");
  await ensureAdminKey({ apiKeys: registry.apiKeys, file: adminKeyFile, clock, events });
  const metricsUrl = await serveMetrics(config, foundations, agents, teardown);

  const stopping = new AbortController();
  const api = createApi({
    registry,
    catalogue: agents.catalogue,
    messaging,
    router: agents.router,
    events,
    clock,
    logger,
    readiness: createReadiness({
      registry,
      temporal,
      worker: worker.ready,
      memory: sandbox.memory,
      llm: providers.get(null),
      logger,
    }),
    limits: { maxBodyBytes, maxUploadBytes, maxWaitMs },
    tools: sandbox,
    memory: sandbox.memory.access,
    verifyToken: config.jwt === null ? null : createTokenVerifier(config.jwt),
    version,
    onRequest: (request) => {
      metrics.requestAnswered(request);
      recordRequest(foundations.tracing, request);
    },
    stopping: stopping.signal,
  });
  const http = await listen(api, { host, port });
  teardown.add("the API", async () => http.close(shutdownGraceMs));
  teardown.add("open streams", () => stopping.abort());
  // Last, so that warming up does not delay the first request. With the role `api`, the modules run in the workers.
  if (config.role === "all") warmUp(agents, teardown);
  return {
    url: http.url,
    metricsUrl,
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
