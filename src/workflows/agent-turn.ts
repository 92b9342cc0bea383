/** One agent handling one message: ask the model and carry out its calls until it answers. */
import { CancellationScope, isCancellation, patched } from "@temporalio/workflow";
import type { Problem } from "../activities/types.ts";
import type {
  Assignment,
  AwaitedApproval,
  PendingCall,
  ReplySummary,
  StepOutcome,
  TurnSettings,
  TurnTask,
} from "../domain/delivery.ts";
import { longActivities, quickActivity, localActivities, toolActivity } from "./activity-proxies.ts";
import { retryOnWorkerLoss } from "./worker-loss.ts";
import { cannotBeRetried, problemOf } from "./problem.ts";

export interface TurnContext {
  readonly settings: TurnSettings;
  /** The version with which an agent serves this conversation: the first one that it had here. */
  readonly keepVersion: (assignment: Assignment) => Assignment;
  /** Waits until the approval may have been decided; returns `false` if its time runs out first. */
  readonly awaitDecision: (approval: AwaitedApproval) => Promise<boolean>;
  /** Runs work that no reply waits for. The conversation ends, or continues as new, only after it. */
  readonly runInBackground: (work: () => Promise<void>) => void;
  /** Why turns are cancelled, if they are. */
  readonly cancelReason: () => Problem;
}

/** Ends with exactly one stored reply, whatever happens. */
export async function agentTurn(context: TurnContext, task: TurnTask, waits: boolean): Promise<ReplySummary> {
  try {
    for (let step = 0; ; step++) {
      const outcome = await takeStep(context, task, step, waits);
      if (outcome.kind === "replied") {
        if (outcome.learns === true) context.runInBackground(async () => learn(context, task));
        return outcome.reply;
      }
      if (outcome.kind === "calls") {
        await Promise.all(outcome.calls.map(async (call) => carryOut(context, task, step, call)));
      }
    }
  } catch (thrown) {
    return endInFailure(context, task, thrown, localActivities.concludeWithFailure);
  }
}

/** The reply has been sent, so a failure here is only recorded. */
async function learn({ settings }: TurnContext, task: TurnTask): Promise<void> {
  try {
    await retryOnWorkerLoss(settings.maxAttempts, async () => longActivities(settings).rememberTurn(task));
  } catch (thrown) {
    await localActivities.noteUnlearnt(task, problemOf(thrown));
  }
}

/** One agent handling all messages of a batch, identified by `task.messageId`. Ends with a reply to each of them. */
export async function batchTurn(context: TurnContext, task: TurnTask): Promise<ReplySummary> {
  try {
    const { settings } = context;
    return await retryOnWorkerLoss(settings.maxAttempts, async () => longActivities(settings).runBatch(task));
  } catch (thrown) {
    return endInFailure(context, task, thrown, localActivities.failBatch);
  }
}

/** Stores a reply that says why the turn was cancelled or failed; a cancellation does not interrupt this. */
async function endInFailure(
  context: TurnContext,
  task: TurnTask,
  thrown: unknown,
  write: (task: TurnTask, problem: Problem) => Promise<ReplySummary>,
): Promise<ReplySummary> {
  const problem = isCancellation(thrown) ? context.cancelReason() : problemOf(thrown);
  // If the conversation ends for a reason of its own, that reason is recorded as its end, not this turn's failure.
  const closes = task.closes && !problem.code.startsWith("conversation.");
  return CancellationScope.nonCancellable(async () => write({ ...task, closes }, problem));
}

/**
 * Whether the quick activity failed for good, so that the long one would only fail in the same way, and pay for it again.
 * Conversations that began before Caxton looked at this have called the long one.
 */
const endsTheStep = (thrown: unknown): boolean => cannotBeRetried(thrown) && patched("quick-failures-are-final");

/**
 * With a waiting caller, tries the quick activity first; otherwise, or if that does not finish the step, the long one.
 */
async function takeStep({ settings }: TurnContext, task: TurnTask, step: number, waits: boolean): Promise<StepOutcome> {
  if (waits) {
    try {
      const outcome = await quickActivity(settings).quickStep(task, step, settings.quickMs);
      if (outcome.kind !== "running") return outcome;
    } catch (thrown) {
      if (isCancellation(thrown) || endsTheStep(thrown)) throw thrown;
    }
  }
  return retryOnWorkerLoss(settings.maxAttempts, async () => longActivities(settings).takeStep(task, step));
}

async function carryOut(context: TurnContext, task: TurnTask, step: number, call: PendingCall): Promise<void> {
  const { approval } = call;
  if (approval !== undefined && !(await isApproved(context, task, step, call, approval))) return;
  try {
    if (call.kind === "message") await forward(context, task, step, call);
    else await runTool(context.settings, task, step, call);
  } catch (thrown) {
    await localActivities.abandonCall(task, step, call.callId, problemOf(thrown));
  }
}

/**
 * Whether a person approves the call. The database decides between a decision and the end of the time; the workflow is
 * only woken. Histories from before approvals contain no such call, so `patched` is not needed.
 */
async function isApproved(
  { awaitDecision }: TurnContext,
  task: TurnTask,
  step: number,
  { callId }: PendingCall,
  approval: AwaitedApproval,
): Promise<boolean> {
  try {
    for (;;) {
      const occasion = (await awaitDecision(approval)) ? "decided" : "expired";
      const verdict = await localActivities.settleApproval(task, step, callId, occasion);
      if (verdict !== "pending") return verdict === "approved";
    }
  } catch (thrown) {
    if (isCancellation(thrown)) {
      await CancellationScope.nonCancellable(async () =>
        localActivities.settleApproval(task, step, callId, "cancelled"),
      );
    }
    throw thrown;
  }
}

/** A call that is not idempotent is abandoned when its worker is lost, since its progress is unknown. */
async function runTool(settings: TurnSettings, task: TurnTask, step: number, call: PendingCall): Promise<void> {
  const run = async (): Promise<void> => toolActivity(settings, call).callTool(task, step, call.callId);
  return call.idempotent ? retryOnWorkerLoss(settings.maxAttempts, run) : run();
}

/**
 * Sends a message to another capability: the receivers take their turns here, and their replies are the result of the
 * call.
 */
async function forward(context: TurnContext, task: TurnTask, step: number, call: PendingCall): Promise<void> {
  const forwarded = await localActivities.forwardMessage(task, step, call.callId);
  if (forwarded === null) return;
  const replies = await Promise.all(
    forwarded.receivers.map(context.keepVersion).map(async (receiver) =>
      agentTurn(
        context,
        {
          ...receiver,
          conversationId: task.conversationId,
          messageId: forwarded.messageId,
          path: [...task.path, task.agent],
          settles: forwarded.receivers.length === 1,
          closes: false,
          first: false,
          traceId: task.traceId,
        },
        false,
      ),
    ),
  );
  // Even if the turn is cancelled: each receiver has stored a reply that says so.
  if (replies.length > 1)
    await CancellationScope.nonCancellable(async () => localActivities.settleMessage(forwarded.messageId));
  await localActivities.returnReplies(task, step, call.callId, replies);
}
