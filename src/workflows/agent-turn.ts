/** One agent dealing with one message: ask the model, carry out what it calls for, until it answers. */
import { CancellationScope, isCancellation } from "@temporalio/workflow";
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
import { problemOf } from "./problem.ts";

export interface TurnContext {
  readonly settings: TurnSettings;
  /** The version with which an agent serves this conversation: the one it first had here. */
  readonly keepVersion: (assignment: Assignment) => Assignment;
  /** Waits until somebody may have decided, or the approval's time is up: then `false`. */
  readonly awaitDecision: (approval: AwaitedApproval) => Promise<boolean>;
  /** Does what no reply waits for; the conversation ends, or continues as new, only when it is done. */
  readonly runInBackground: (work: () => Promise<void>) => void;
  /** Why turns are being cancelled, when they are. */
  readonly cancelReason: () => Problem;
}

/** Ends in exactly one stored reply, whatever happens. */
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

/** The reply is on its way already, so whatever happens here is told, and changes nothing. */
async function learn({ settings }: TurnContext, task: TurnTask): Promise<void> {
  try {
    await retryOnWorkerLoss(settings.maxAttempts, async () => longActivities(settings).rememberTurn(task));
  } catch (thrown) {
    await localActivities.noteUnlearnt(task, problemOf(thrown));
  }
}

/** One agent dealing with all messages of a batch, which `task.messageId` names. Ends in a reply to each of them. */
export async function batchTurn(context: TurnContext, task: TurnTask): Promise<ReplySummary> {
  try {
    const { settings } = context;
    return await retryOnWorkerLoss(settings.maxAttempts, async () => longActivities(settings).runBatch(task));
  } catch (thrown) {
    return endInFailure(context, task, thrown, localActivities.failBatch);
  }
}

/** Cancelled or failed, it ends in a reply that says why, which no cancellation keeps from being written. */
async function endInFailure(
  context: TurnContext,
  task: TurnTask,
  thrown: unknown,
  write: (task: TurnTask, problem: Problem) => Promise<ReplySummary>,
): Promise<ReplySummary> {
  const problem = isCancellation(thrown) ? context.cancelReason() : problemOf(thrown);
  // Where the conversation ends for a reason of its own, that is its end, and not this turn's failure.
  const closes = task.closes && !problem.code.startsWith("conversation.");
  return CancellationScope.nonCancellable(async () => write({ ...task, closes }, problem));
}

/** For a caller who waits, the quickActivity way first; what it does not settle goes the longActivities way. */
async function takeStep({ settings }: TurnContext, task: TurnTask, step: number, waits: boolean): Promise<StepOutcome> {
  if (waits) {
    try {
      const outcome = await quickActivity(settings).quickStep(task, step, settings.quickMs);
      if (outcome.kind !== "running") return outcome;
    } catch (thrown) {
      if (isCancellation(thrown)) throw thrown;
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
 * Whether a person lets the call be made. The database decides, where the person's word and the end of the time meet; the
 * workflow is only woken. Histories older than approvals have no call with one, so this needs no `patched`.
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

/** A call that must not be made twice is given up with its worker: nobody knows how far it had come. */
async function runTool(settings: TurnSettings, task: TurnTask, step: number, call: PendingCall): Promise<void> {
  const run = async (): Promise<void> => toolActivity(settings, call).callTool(task, step, call.callId);
  return call.idempotent ? retryOnWorkerLoss(settings.maxAttempts, run) : run();
}

/** A message to another capability: its providers take their turns here, and their replies are the call's result. */
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
  // Also where the turn is cancelled: all its receivers have replied, each that it was.
  if (replies.length > 1)
    await CancellationScope.nonCancellable(async () => localActivities.settleMessage(forwarded.messageId));
  await localActivities.returnReplies(task, step, call.callId, replies);
}
