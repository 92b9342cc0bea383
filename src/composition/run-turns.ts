/** The worker of a process, which runs conversations and the turns in them. */
import { createActivities } from "../activities/create-activities.ts";
import { renderTemplate } from "../agents/template.ts";
import type { Agents, Sandbox } from "./agents-and-tools.ts";
import type { Config } from "../config/types.ts";
import type { Foundations } from "./foundations.ts";
import { createReconciler } from "../messaging/reconcile.ts";
import { repeat, type Teardown } from "./teardown.ts";
import { createConversationClient } from "../temporal/conversations.ts";
import { startWorkers, type RunningWorker } from "../temporal/worker.ts";
import { loadWorkflowBundle } from "../temporal/workflow-bundle.ts";
import { createTurns } from "../turns/turns.ts";

/** Interval for finding workflows that were terminated from outside, in milliseconds. */
const reconcileEveryMs = 5_000;

/** Number of earlier messages of the conversation shown in a prompt. */
const historyLength = 20;

export const runTurns = async (
  config: Config,
  { registry, events, clock, logger, metrics, temporal, providers, tracing }: Foundations,
  sandbox: Sandbox,
  agents: Agents,
  teardown: Teardown,
): Promise<RunningWorker> => {
  const turns = createTurns({
    registry,
    events,
    tracing,
    clock,
    models: providers,
    tools: sandbox.catalogue,
    parts: sandbox.parts,
    modules: sandbox.modules,
    memory: sandbox.memory.ofAgents,
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
    warn: (facts, message) => logger.warn(facts, message),
  });
  const worker = await startWorkers(temporal.connectWorker, {
    namespace: temporal.namespace,
    taskQueue: config.temporal.taskQueue,
    workflowBundle: await loadWorkflowBundle(),
    activities: createActivities({ turns, registry, events, clock }),
    log: logger.child({ part: "worker" }),
  });
  teardown.add("the worker", worker.stop);
  const reconciler = createReconciler({
    registry,
    events,
    clock,
    workflows: createConversationClient({
      connection: temporal.connection,
      namespace: temporal.namespace,
      taskQueue: config.temporal.taskQueue,
      patienceMs: 0,
    }),
    failTurn: turns.concludeWithFailure,
    failBatch: turns.failBatch,
    onFault: (what, error) => logger.error({ err: error }, `A fault while ${what}`),
  });
  teardown.add("the search for terminated workflows", repeat(reconcileEveryMs, reconciler.reconcile, logger));
  return worker;
};
