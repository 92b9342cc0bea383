/** The activities as workflows see them; `create-activities.ts` makes them from the services. */
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
  /** One step of a turn, for a caller who waits: gives up waiting after `quickMs` with `running`; the call goes on. */
  quickStep(task: TurnTask, step: number, quickMs: number): Promise<StepOutcome>;
  /** One step of a turn: asks the model, unless the journal has its answer, and makes the reply or names the calls. */
  takeStep(task: TurnTask, step: number): Promise<StepOutcome>;
  /** Runs a tool and writes its result, or its error, into the journal. */
  callTool(task: TurnTask, step: number, callId: string): Promise<void>;
  /** Writes into the journal that a call came to nothing. */
  abandonCall(task: TurnTask, step: number, callId: string, problem: Problem): Promise<void>;
  /** Looks what became of the approval that a call waits for; ends it where nobody decided. A refusal goes into the journal. */
  settleApproval(task: TurnTask, step: number, callId: string, occasion: ApprovalOccasion): Promise<ApprovalVerdict>;
  /** Routes and stores the message that an agent addresses to another capability. */
  forwardMessage(task: TurnTask, step: number, callId: string): Promise<ForwardedMessage>;
  /** Writes the replies to a forwarded message into the journal, as the result of the call. */
  returnReplies(task: TurnTask, step: number, callId: string, replies: readonly ReplySummary[]): Promise<void>;
  /** Stores `failure` (or `not-understood`) as the agent's reply. */
  concludeWithFailure(task: TurnTask, problem: Problem): Promise<ReplySummary>;
  /** Runs all messages of a batch through their agent, and writes the replies; `task.messageId` is the batch's id. */
  runBatch(task: TurnTask): Promise<ReplySummary>;
  /** Answers all messages of a batch with the same `failure`. */
  failBatch(task: TurnTask, problem: Problem): Promise<ReplySummary>;
  /** Keeps in the agent's memory what a turn that has its reply has taught. */
  rememberTurn(task: TurnTask): Promise<void>;
  /** Tells that nothing of the turn was kept, and why. */
  noteUnlearnt(task: TurnTask, problem: Problem): Promise<void>;
  /** Marks a message as dealt with by all its receivers. */
  settleMessage(messageId: MessageId): Promise<void>;
  endConversation(conversationId: ConversationId, end: ConversationEnd): Promise<void>;
}
