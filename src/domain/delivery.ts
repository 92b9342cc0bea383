/**
 * The values that pass through Temporal. Histories are kept for weeks and read by people, so these hold ids and short
 * summaries; contents, prompts and results are in the database under those ids.
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

/** A receiver, with the version that was active when the message was routed. */
export interface Assignment {
  readonly agent: AgentName;
  readonly version: VersionHash;
}

/** A message as delivered to a conversation. */
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
  /** A caller is waiting for the reply, so the first model call is attempted in the workflow task itself. */
  readonly waits: boolean;
  /** `messageId` is the id of a batch (`batch.ts`), which its one receiver answers as a whole. */
  readonly batch?: true;
  readonly traceId: TraceId;
}

/** One agent dealing with one message. */
export interface TurnTask {
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  readonly agent: AgentName;
  readonly version: VersionHash;
  /** The agents that have forwarded this request, first one first; used for the hop limit and loop detection. */
  readonly path: readonly AgentName[];
  /** The message has no other receiver, so the same write that stores the reply settles it. */
  readonly settles: boolean;
  /**
   * This is the only exchange of the conversation and ends it, so the write that stores the reply also closes the
   * conversation.
   */
  readonly closes: boolean;
  /** The message is the first of its conversation, so the prompt needs no history. */
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
  /** Why the agent could not answer; null if it did. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** A call that the model requested and the allowlist permits. */
export interface PendingCall {
  readonly callId: string;
  readonly tool: string;
  /** `message`: the call sends a message to another capability. `tool`: it runs a tool. */
  readonly kind: "tool" | "message";
  /** Time limit of one attempt, in milliseconds. */
  readonly timeoutMs: number;
  /** A call that is not idempotent is never retried. */
  readonly idempotent: boolean;
  /** Present if the call needs approval. */
  readonly approval?: AwaitedApproval;
}

export interface AwaitedApproval {
  readonly id: ApprovalId;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Why an approval is checked: it was decided, its time is up, or its turn is cancelled. */
export type ApprovalOccasion = "decided" | "expired" | "cancelled";

/** The state of an approval: the call may proceed, its refusal is in the journal, or it is still undecided. */
export type ApprovalVerdict = "approved" | "refused" | "pending";

/** The outcome of one step of a turn. */
export type StepOutcome =
  /** `learns`: the turn is to be stored in the agent's memory afterwards. */
  | { readonly kind: "replied"; readonly reply: ReplySummary; readonly learns?: boolean }
  | { readonly kind: "calls"; readonly calls: readonly PendingCall[] }
  /** The model has not answered yet; the call continues in the background of the process. */
  | { readonly kind: "running" };

/** Receivers of a message that an agent sends to another capability; null if a refusal is already in the journal. */
export type ForwardedMessage = {
  readonly messageId: MessageId;
  readonly receivers: readonly Assignment[];
} | null;

/** The result that the workflow returns to the sender of a message. */
export interface Delivered {
  readonly messageId: MessageId;
  readonly replies: readonly ReplySummary[];
}

/** The final state of a conversation, as stored. */
export interface ConversationEnd {
  readonly state: "completed" | "failed" | "expired";
  readonly outcome: ConversationOutcome | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Who cancelled it, if known. Absent in histories of older versions. */
  readonly by?: Sender | null;
}

export interface ConversationInput {
  readonly conversationId: ConversationId;
  readonly protocol: InteractionProtocol;
  readonly staysOpen: boolean;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Number of accepted messages after which the workflow continues as new. */
  readonly continueAfter: number;
  readonly settings: TurnSettings;
  readonly carried: CarriedState | null;
}

/** How the workflow runs model calls. Part of the input, so that a running conversation keeps its settings. */
export interface TurnSettings {
  /** How long a model call with a waiting caller may run inside the workflow task before it moves to an activity. */
  readonly quickMs: number;
  /** Time limit of one attempt at a step, model call included. */
  readonly stepTimeoutMs: number;
  readonly heartbeatMs: number;
  readonly maxAttempts: number;
  readonly firstRetryMs: number;
}

/** State passed from one run of the workflow to the next. */
export interface CarriedState {
  readonly conversation: Conversation;
  /** The version with which each agent serves this conversation. */
  readonly versions: Readonly<Record<string, VersionHash>>;
  /** The newest deliveries, so that a client's retry finds its answer in the new run. */
  readonly delivered: readonly Delivered[];
}
