/** The activities as workflows see them; implemented in `create-activities.ts`. */
import type {
  ApprovalOccasion,
  ApprovalVerdict,
  ConversationEnd,
  ForwardedMessage,
  ReplySummary,
  StepOutcome,
  TurnTask,
} from "../domain/delivery.ts";
import type { ConversationId, MessageId } from "../domain/ids.ts";

export interface Problem {
  readonly code: string;
  readonly message: string;
}

export interface Activities {
  /**
   * One step of a turn with a waiting caller: stops waiting after `quickMs` with `running`, while the call continues.
   */
  quickStep(task: TurnTask, step: number, quickMs: number): Promise<StepOutcome>;
  /** One step of a turn: asks the model, unless the journal has its answer, and stores the reply or lists the calls. */
  takeStep(task: TurnTask, step: number): Promise<StepOutcome>;
  /** Runs a tool and writes its result or error to the journal. */
  callTool(task: TurnTask, step: number, callId: string): Promise<void>;
  /** Records in the journal that a call was abandoned. */
  abandonCall(task: TurnTask, step: number, callId: string, problem: Problem): Promise<void>;
  /** Checks the approval that a call waits for, and ends it if nobody decided. A refusal is written to the journal. */
  settleApproval(task: TurnTask, step: number, callId: string, occasion: ApprovalOccasion): Promise<ApprovalVerdict>;
  /** Routes and stores a message that an agent addresses to another capability. */
  forwardMessage(task: TurnTask, step: number, callId: string): Promise<ForwardedMessage>;
  /** Writes the replies to a forwarded message to the journal, as the result of the call. */
  returnReplies(task: TurnTask, step: number, callId: string, replies: readonly ReplySummary[]): Promise<void>;
  /** Stores `failure` (or `not-understood`) as the agent's reply. */
  concludeWithFailure(task: TurnTask, problem: Problem): Promise<ReplySummary>;
  /** Runs all messages of a batch through their agent and stores the replies; `task.messageId` is the batch's id. */
  runBatch(task: TurnTask): Promise<ReplySummary>;
  /** Answers all messages of a batch with the same `failure`. */
  failBatch(task: TurnTask, problem: Problem): Promise<ReplySummary>;
  /** Stores what a finished turn has taught in the agent's memory. */
  rememberTurn(task: TurnTask): Promise<void>;
  /** Records that nothing of the turn was stored in memory, and why. */
  noteUnlearnt(task: TurnTask, problem: Problem): Promise<void>;
  /** Marks a message as handled by all its receivers. */
  settleMessage(messageId: MessageId): Promise<void>;
  endConversation(conversationId: ConversationId, end: ConversationEnd): Promise<void>;
}
