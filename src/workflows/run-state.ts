/** The state that one run of a conversation's workflow holds, and what its turns need of it. */
import { allHandlersFinished, CancellationScope, condition, workflowInfo } from "@temporalio/workflow";
import type { Problem } from "../activities/types.ts";
import { openConversation, type Conversation } from "../domain/conversation.ts";
import type { Assignment, AwaitedApproval, CarriedState, ConversationInput, Delivered } from "../domain/delivery.ts";
import type { ApprovalId, Sender, VersionHash } from "../domain/ids.ts";
import type { TurnContext } from "./agent-turn.ts";

/** Mutable: the handlers of the workflow share one. */
export interface RunState {
  conversation: Conversation;
  /** The newest deliveries, for clients that retry. */
  delivered: readonly Delivered[];
  /** The version with which each agent serves this conversation. */
  readonly versions: Map<string, VersionHash>;
  /** Messages accepted in this run. */
  accepted: number;
  /** Whether a reply has written the end of the conversation in its own transaction. */
  endIsWritten: boolean;
  /** Why turns are cancelled, once they are. */
  cancelReason: Problem;
  cancelledBy: Sender | null;
  /** Approvals that may have been decided. */
  readonly decided: Set<ApprovalId>;
  /** Tool calls that are waiting for a person. */
  waitingCalls: number;
  /** Work that no reply waits for. */
  backgroundTasks: number;
  readonly turns: CancellationScope;
}

export const createRunState = ({ carried, protocol, staysOpen }: ConversationInput): RunState => ({
  conversation: carried?.conversation ?? openConversation(protocol, staysOpen),
  delivered: carried?.delivered ?? [],
  versions: new Map<string, VersionHash>(Object.entries(carried?.versions ?? {})),
  accepted: 0,
  endIsWritten: false,
  cancelReason: { code: "conversation.cancelled", message: "The conversation was cancelled." },
  cancelledBy: null,
  decided: new Set(),
  waitingCalls: 0,
  backgroundTasks: 0,
  turns: new CancellationScope(),
});

export const carriedState = ({ conversation, versions, delivered }: RunState): CarriedState => ({
  conversation,
  versions: Object.fromEntries(versions),
  delivered,
});

/**
 * Bounds of a run in which calls wait for a person, which may take days: the workflow cannot continue as new meanwhile, and
 * goes on accepting messages. Temporal allows 2,000 updates and 51,200 events a run.
 */
const mostAcceptedWhileWaiting = 1_800;
const longestHistoryWhileWaiting = 40_000;

export const isDueToContinue = (run: RunState, { continueAfter }: ConversationInput): boolean =>
  run.waitingCalls > 0
    ? run.accepted >= mostAcceptedWhileWaiting || workflowInfo().historyLength >= longestHistoryWhileWaiting
    : run.accepted >= continueAfter || workflowInfo().continueAsNewSuggested;

export const isIdle = (run: RunState): boolean => allHandlersFinished() && run.backgroundTasks === 0;

/** The version that an agent first had in this conversation; a later one does not take over. */
const keepVersion = ({ versions }: RunState, { agent, version }: Assignment): Assignment => {
  const kept = versions.get(agent);
  if (kept !== undefined) return { agent, version: kept };
  versions.set(agent, version);
  return { agent, version };
};

const awaitDecision = async (run: RunState, { id, expiresAt }: AwaitedApproval): Promise<boolean> => {
  run.waitingCalls += 1;
  const inTime = await condition(() => run.decided.has(id), Math.max(1, expiresAt - Date.now())).finally(() => {
    run.waitingCalls -= 1;
  });
  run.decided.delete(id);
  return inTime;
};

const runInBackground = (run: RunState, work: () => Promise<void>): void => {
  run.backgroundTasks += 1;
  void CancellationScope.nonCancellable(work).finally(() => {
    run.backgroundTasks -= 1;
  });
};

export const turnContext = (run: RunState, { settings }: ConversationInput): TurnContext => ({
  settings,
  keepVersion: (assignment) => keepVersion(run, assignment),
  awaitDecision: async (approval) => awaitDecision(run, approval),
  runInBackground: (work) => runInBackground(run, work),
  cancelReason: () => run.cancelReason,
});
