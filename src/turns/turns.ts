/**
 * Turns: one agent handling one message. The conversation workflow runs a turn step by step; the results of steps are
 * in the journal, so that a step that is repeated after a crash finds the model's answer instead of asking again.
 */
import type {
  ApprovalOccasion,
  ApprovalVerdict,
  ForwardedMessage,
  ReplySummary,
  StepOutcome,
  TurnTask,
} from "../domain/delivery.ts";
import { turnIdOf } from "../domain/delivery.ts";
import { CaxtonError } from "../domain/errors.ts";
import { settleApproval } from "./approvals.ts";
import { failBatch, runBatch } from "./batch.ts";
import { abandonCall, callTool } from "./run-call.ts";
import { concludeTurn } from "./conclude.ts";
import type { Attempt } from "./extraction.ts";
import { forwardMessage, returnReplies } from "./forwarding.ts";
import { takeStep } from "./model-step.ts";
import { noteUnlearnt, rememberTurn } from "./remember.ts";
import { createRunningWork } from "./running-work.ts";
import type { TurnDependencies } from "./types.ts";

interface RunningStep {
  readonly outcome: Promise<StepOutcome>;
  readonly abort: AbortController;
}

export interface Turns {
  /** Waits at most `patienceMs` for the step, which then continues in the background; null waits until it ends. */
  step(task: TurnTask, step: number, patienceMs: number | null, signal: AbortSignal): Promise<StepOutcome>;
  callTool(task: TurnTask, step: number, callId: string, signal: AbortSignal): Promise<void>;
  abandonCall(
    task: TurnTask,
    step: number,
    callId: string,
    problem: { readonly code: string; readonly message: string },
  ): Promise<void>;
  settleApproval(task: TurnTask, step: number, callId: string, occasion: ApprovalOccasion): Promise<ApprovalVerdict>;
  forwardMessage(task: TurnTask, step: number, callId: string): Promise<ForwardedMessage>;
  returnReplies(task: TurnTask, step: number, callId: string, replies: readonly ReplySummary[]): Promise<void>;
  concludeWithFailure(
    task: TurnTask,
    problem: { readonly code: string; readonly message: string },
  ): Promise<ReplySummary>;
  /** Runs all messages of a batch through their WASM agent; replies of an earlier attempt are kept. */
  runBatch(task: TurnTask, signal: AbortSignal): Promise<ReplySummary>;
  /** Stores what a finished turn has taught in the agent's memory. */
  remember(task: TurnTask, attempt: Attempt): Promise<void>;
  noteUnlearnt(task: TurnTask, problem: { readonly code: string; readonly message: string }): Promise<void>;
  failBatch(task: TurnTask, problem: { readonly code: string; readonly message: string }): Promise<ReplySummary>;
}

/** Resolves with `running` if the time runs out first. */
const withPatience = async (outcome: Promise<StepOutcome>, patienceMs: number): Promise<StepOutcome> => {
  let timer: NodeJS.Timeout | undefined;
  const running = new Promise<StepOutcome>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "running" }), patienceMs);
  });
  return Promise.race([outcome, running]).finally(() => clearTimeout(timer));
};

/** Failures caused by the sender are answered with `not-understood`, all others with `failure`. */
const performativeFor = (code: string): "failure" | "not-understood" =>
  code === "message.invalid" || code === "message.too_large" ? "not-understood" : "failure";

export const createTurns = (deps: TurnDependencies): Turns => {
  const running = new Map<string, RunningStep>();
  const work = createRunningWork();

  const begin = (key: string, task: TurnTask, step: number): RunningStep => {
    const abort = new AbortController();
    const started = performance.now();
    deps.observer.started(task.agent);
    const settle = (succeeded: boolean): void => {
      running.delete(key);
      deps.observer.ended(task.agent, performance.now() - started, succeeded);
    };
    const outcome = takeStep(deps, task, step, abort.signal);
    outcome.then(
      () => settle(true),
      () => settle(false),
    );
    const entry = { outcome, abort };
    running.set(key, entry);
    return entry;
  };

  /** Aborts what is still in progress for this turn, since it can no longer become the reply. */
  const endWork = (task: TurnTask, { message }: { readonly message: string }): void => {
    const why = new CaxtonError("conversation.cancelled", message.replace(/\.$/, ""));
    for (const [key, { abort }] of running) if (key.startsWith(`${turnIdOf(task)}#`)) abort.abort(why);
    work.end(task, why);
  };

  return {
    step: async (task, step, patienceMs, signal) => {
      signal.throwIfAborted();
      const key = `${turnIdOf(task)}#${step}`;
      const entry = running.get(key) ?? begin(key, task, step);
      const onAbort = (): void => entry.abort.abort(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        return await (patienceMs === null ? entry.outcome : withPatience(entry.outcome, patienceMs));
      } finally {
        signal.removeEventListener("abort", onAbort);
      }
    },
    callTool: async (task, step, callId, signal) =>
      work.run(task, signal, async (within) => callTool(deps, task, step, callId, within)),
    abandonCall: async (task, step, callId, problem) => abandonCall(deps, task, step, callId, problem),
    settleApproval: async (task, step, callId, occasion) => settleApproval(deps, task, step, callId, occasion),
    forwardMessage: async (task, step, callId) => forwardMessage(deps, task, step, callId),
    returnReplies: async (task, step, callId, replies) => returnReplies(deps, task, step, callId, replies),
    runBatch: async (task, signal) => work.run(task, signal, async (within) => runBatch(deps, task, within)),
    failBatch: async (task, problem) => {
      endWork(task, problem);
      return failBatch(deps, task, problem);
    },
    remember: async (task, attempt) => rememberTurn(deps, task, attempt),
    noteUnlearnt: async (task, problem) => noteUnlearnt(deps, task, problem),
    concludeWithFailure: async (task, problem) => {
      endWork(task, problem);
      const asked = await deps.registry.messages.find(task.messageId);
      if (asked === null) {
        throw new CaxtonError("message.not_found", `The message ${task.messageId} is not stored.`);
      }
      return concludeTurn(deps, task, asked.message, {
        performative: performativeFor(problem.code),
        content: { error: { code: problem.code, message: problem.message } },
        error: problem,
        turn: null,
        modelCall: null,
        events: [],
      });
    },
  };
};
