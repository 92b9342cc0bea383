/**
 * Real conversation workflows on a real worker and a real Temporal, with scripted turns, to test the guarantees of the
 * workflow itself whatever the agents do.
 */
import { Context } from "@temporalio/activity";
import { ApplicationFailure } from "@temporalio/common";
import type { WorkflowBundle } from "@temporalio/worker";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Activities } from "../../src/activities/types.ts";
import type {
  ApprovalVerdict,
  ConversationEnd,
  ConversationInput,
  Envelope,
  ReplySummary,
  StepOutcome,
  TurnTask,
} from "../../src/domain/delivery.ts";
import { turnIdOf } from "../../src/domain/delivery.ts";
import type {
  AgentName,
  ApprovalId,
  ConversationId,
  MessageId,
  Sender,
  TraceId,
  VersionHash,
} from "../../src/domain/ids.ts";
import type { ConversationWorkflows } from "../../src/messaging/types.ts";
import { createConversationClient } from "../../src/temporal/conversations.ts";
import { startWorker } from "../../src/temporal/worker.ts";
import { bundleWorkflows } from "../../src/temporal/workflow-bundle.ts";
import { installRuntime } from "../../src/temporal/runtime.ts";
import { sharedTemporal } from "./temporal.ts";

/** The worker would log at length about the failures that these tests provoke. */
export const silentLog = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

let bundle: Promise<WorkflowBundle> | null = null;

/** Bundled once per process. */
export const testWorkflowBundle = async (): Promise<WorkflowBundle> => {
  bundle ??= bundleWorkflows();
  return bundle;
};

/** What the scripted agent does in a step. By default it answers at once. */
export type Script = (task: TurnTask, step: number, signal: AbortSignal) => Promise<StepOutcome>;

export interface Stage {
  readonly workflows: ConversationWorkflows;
  readonly taskQueue: string;
  /** Each run of an activity, with its details. */
  readonly seen: { readonly activity: string; readonly detail: unknown }[];
  readonly ends: { readonly id: ConversationId; readonly end: ConversationEnd }[];
  play(script: Script): void;
  /** Sets the approval verdict that the database returns when the workflow is woken; “approved” by default. */
  answerApprovals(opinion: () => ApprovalVerdict): void;
  stop(): Promise<void>;
}

export const replyBy = (task: TurnTask, error: ReplySummary["error"] = null): ReplySummary => ({
  messageId: turnIdOf(task) as MessageId,
  agent: task.agent,
  performative: error === null ? "inform" : "failure",
  replyWith: `reply to ${task.messageId}`,
  error,
});

export const answersAtOnce: Script = async (task) => ({ kind: "replied", reply: replyBy(task) });

/** Hangs until it is cancelled. */
export const hangs: Script = async (_task, _step, signal) => {
  await sleep(600_000, undefined, { signal });
  throw new Error("never reached");
};

/** Fails in a way that no retry can change. */
export const refuses: Script = async () => {
  throw ApplicationFailure.nonRetryable("wrong key", "llm.rejected");
};

/** Calls a tool that needs a person's approval, then answers. */
export const asksAPerson =
  (approvalId: ApprovalId, expiresAt: number): Script =>
  async (task, step) => {
    if (step > 0) return { kind: "replied", reply: replyBy(task) };
    const call = { callId: "one", tool: "pay", kind: "tool", timeoutMs: 5_000, idempotent: false } as const;
    return { kind: "calls", calls: [{ ...call, approval: { id: approvalId, expiresAt } }] };
  };

/** Fails as Temporal's SDK does when a worker shutdown interrupts an activity. */
export const losesItsWorker: Script = async () => {
  throw ApplicationFailure.retryable("Worker is shutting down", "WorkerShutdown");
};

/** Activities in `real` take the place of the scripted ones. */
export const openStage = async (real: Partial<Activities> = {}): Promise<Stage> => {
  installRuntime(silentLog);
  const temporal = await sharedTemporal();
  const taskQueue = `stage-${randomUUID()}`;
  const seen: Stage["seen"] = [];
  const ends: Stage["ends"] = [];
  let script: Script = answersAtOnce;
  let opinion: () => ApprovalVerdict = () => "approved";

  const step = async (activity: string, task: TurnTask, number: number): Promise<StepOutcome> => {
    seen.push({ activity, detail: { turn: turnIdOf(task), step: number } });
    const context = Context.current();
    const beat = activity === "takeStep" ? setInterval(() => context.heartbeat(), 100) : undefined;
    return script(task, number, context.cancellationSignal).finally(() => clearInterval(beat));
  };

  const activities: Activities = {
    quickStep: async (task, number) => step("quickStep", task, number),
    takeStep: async (task, number) => step("takeStep", task, number),
    callTool: async (task, number, callId) => {
      seen.push({ activity: "callTool", detail: { turn: turnIdOf(task), step: number, callId } });
    },
    abandonCall: async (_task, _step, callId, problem) => {
      seen.push({ activity: "abandonCall", detail: { callId, problem } });
    },
    settleApproval: async (_task, _step, callId, occasion) => {
      seen.push({ activity: "settleApproval", detail: { callId, occasion } });
      return occasion === "decided" ? opinion() : "refused";
    },
    forwardMessage: async (task, _step, callId) => {
      seen.push({ activity: "forwardMessage", detail: { turn: turnIdOf(task), callId } });
      return {
        messageId: randomUUID() as MessageId,
        receivers: [{ agent: "Helper" as AgentName, version: "h1" as VersionHash }],
      };
    },
    returnReplies: async (_task, _step, callId, replies) => {
      seen.push({ activity: "returnReplies", detail: { callId, replies } });
    },
    concludeWithFailure: async (task, problem) => {
      seen.push({ activity: "concludeWithFailure", detail: problem });
      return replyBy(task, problem);
    },
    runBatch: async (task) => {
      seen.push({ activity: "runBatch", detail: { batch: task.messageId, closes: task.closes } });
      return replyBy(task, null);
    },
    failBatch: async (task, problem) => {
      seen.push({ activity: "failBatch", detail: problem });
      return replyBy(task, problem);
    },
    rememberTurn: async (task) => {
      seen.push({ activity: "rememberTurn", detail: turnIdOf(task) });
    },
    noteUnlearnt: async (_task, problem) => {
      seen.push({ activity: "noteUnlearnt", detail: problem });
    },
    settleMessage: async (messageId) => {
      seen.push({ activity: "settleMessage", detail: messageId });
    },
    endConversation: async (id, end) => {
      ends.push({ id, end });
    },
    ...real,
  };

  const worker = await startWorker({
    connection: await temporal.connectWorker(),
    namespace: temporal.namespace,
    taskQueue,
    workflowBundle: await testWorkflowBundle(),
    activities,
    log: silentLog,
  });
  return {
    workflows: createConversationClient({
      connection: temporal.connection,
      namespace: temporal.namespace,
      taskQueue,
      patienceMs: 10_000,
    }),
    taskQueue,
    seen,
    ends,
    play: (next) => {
      script = next;
    },
    answerApprovals: (next) => {
      opinion = next;
    },
    stop: async () => worker.stop(),
  };
};

export const tester = "user:tester" as Sender;

export const aConversation = (parts: Partial<ConversationInput> = {}): ConversationInput => ({
  conversationId: randomUUID() as ConversationId,
  protocol: "request-reply",
  staysOpen: false,
  expiresAt: Date.now() + 3_600_000,
  continueAfter: 500,
  settings: { quickMs: 1_000, stepTimeoutMs: 60_000, heartbeatMs: 2_000, maxAttempts: 3, firstRetryMs: 10 },
  carried: null,
  ...parts,
});

export const anEnvelope = (parts: Partial<Envelope> = {}): Envelope => {
  const messageId = randomUUID() as MessageId;
  return {
    messageId,
    performative: "request",
    sender: tester,
    targetCapability: null,
    replyWith: messageId,
    inReplyTo: null,
    replyBy: null,
    receivers: [{ agent: "Tester" as AgentName, version: "v1" as VersionHash }],
    waits: true,
    traceId: "0af7651916cd43dd8448eb211c80319c" as TraceId,
    ...parts,
  };
};
