/**
 * What travels through Temporal. Histories are kept for weeks and read by people, so these carry ids and small
 * summaries; contents, prompts and results stand in the database under those ids.
 */
import type { Conversation, ConversationOutcome, InteractionProtocol } from "./conversation.ts";
import type { Performative } from "./fipa.ts";
import type {
  AgentName,
  ApprovalId,
  Capability,
  ConversationId,
  MessageId,
  Sender,
  TraceId,
  VersionHash,
} from "./ids.ts";

/** A receiver, with the version that routing found serving. */
export interface Assignment {
  readonly agent: AgentName;
  readonly version: VersionHash;
}

/** A message on its way into a conversation. */
export interface Envelope {
  readonly messageId: MessageId;
  readonly performative: Performative;
  readonly sender: Sender;
  readonly targetCapability: Capability | null;
  readonly replyWith: string | null;
  readonly inReplyTo: string | null;
  /** Milliseconds since 1970. */
  readonly replyBy: number | null;
  readonly receivers: readonly Assignment[];
  /** Somebody holds a connection open for the reply, so the first model call is tried in the workflow task itself. */
  readonly waits: boolean;
  /** The id is that of a batch (`batch.ts`), which its one receiver answers as a whole. */
  readonly batch?: true;
  readonly traceId: TraceId;
}

/** One agent dealing with one message. */
export interface TurnTask {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly agent: AgentName;
  readonly version: VersionHash;
  /** The agents through whose hands the matter went before, first one first: hop limit and loop check. */
  readonly path: readonly AgentName[];
  /** The message has no other receiver, so the reply settles it in the same write. */
  readonly settles: boolean;
  /** The exchange is the conversation's only one and ends it, so the reply closes the conversation in the same write. */
  readonly closes: boolean;
  /** No earlier message of the conversation can be of interest to the prompt. */
  readonly first: boolean;
  readonly traceId: TraceId;
}

export const turnIdOf = (task: { readonly messageId: MessageId; readonly agent: AgentName }): string =>
  `${task.messageId}/${task.agent}`;

/** A reply that has been stored. */
export interface ReplySummary {
  readonly messageId: MessageId;
  readonly agent: AgentName;
  readonly performative: Performative;
  readonly replyWith: string;
  /** Why the agent could not answer, where it could not. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** A call that the model asked for, after the allowlist. */
export interface PendingCall {
  readonly callId: string;
  readonly tool: string;
  /** `message`: the call addresses another capability; `tool`: it runs a tool. */
  readonly kind: "tool" | "message";
  /** Milliseconds that one attempt may take. */
  readonly timeoutMs: number;
  /** A call that is not idempotent is never tried a second time. */
  readonly idempotent: boolean;
  /** Present where the call waits for a person. */
  readonly approval?: AwaitedApproval;
}

export interface AwaitedApproval {
  readonly id: ApprovalId;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Why an approval is looked at: somebody decided, its time is up, or its turn is cancelled. */
export type ApprovalOccasion = "decided" | "expired" | "cancelled";

/** What became of an approval: the call goes on, its refusal is in the journal, or nobody has decided after all. */
export type ApprovalVerdict = "approved" | "refused" | "pending";

/** What one step of a turn came to. */
export type StepOutcome =
  /** With `learns`, the agent's memory wants to hear of the turn afterwards. */
  | { readonly kind: "replied"; readonly reply: ReplySummary; readonly learns?: boolean }
  | { readonly kind: "calls"; readonly calls: readonly PendingCall[] }
  /** The model is still at it; the call goes on in the background of the process. */
  | { readonly kind: "running" };

/** Where a message that an agent sent to another capability goes; `null` when its refusal is already in the journal. */
export type ForwardedMessage = {
  readonly messageId: MessageId;
  readonly receivers: readonly Assignment[];
} | null;

/** What the sender of a message gets back from the workflow. */
export interface Delivered {
  readonly messageId: MessageId;
  readonly replies: readonly ReplySummary[];
}

/** How a conversation is written when it has come to its end. */
export interface ConversationEnd {
  readonly state: "completed" | "failed" | "expired";
  readonly outcome: ConversationOutcome | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Who cancelled it, where somebody did and it is known. Absent in histories of an older Caxton. */
  readonly by?: Sender | null;
}

export interface ConversationInput {
  readonly conversationId: ConversationId;
  readonly protocol: InteractionProtocol;
  readonly staysOpen: boolean;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Accepted messages after which the workflow carries on in a new run. */
  readonly continueAfter: number;
  readonly settings: TurnSettings;
  readonly carried: CarriedState | null;
}

/** How the workflow deals with model calls; part of the input, so that a running conversation keeps its own. */
export interface TurnSettings {
  /** A model call that a caller waits for may take this long inside the workflow task before it moves to an activity. */
  readonly quickMs: number;
  /** One attempt at a step, model call included. */
  readonly stepTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly maxAttempts: number;
  readonly firstRetryMs: number;
}

/** What a run hands to the next. */
export interface CarriedState {
  readonly conversation: Conversation;
  /** The version that each agent serves this conversation with. */
  readonly versions: Readonly<Record<string, VersionHash>>;
  /** The newest deliveries, so that a client's retry into the new run finds its answer. */
  readonly delivered: readonly Delivered[];
}
