/** The interface of messaging, used by the REST API and the MCP endpoint. */
import type { BatchFrame, BatchItem } from "../domain/batch.ts";
import type { ListText, ReplyText } from "../domain/batch-text.ts";
import type { Decision } from "../domain/approval.ts";
import type { InteractionProtocol } from "../domain/conversation.ts";
import type { ConversationInput, Delivered, Envelope } from "../domain/delivery.ts";
import type { FipaMessage, Performative } from "../domain/fipa.ts";
import type {
  AgentName,
  ApprovalId,
  Capability,
  ConversationId,
  MessageId,
  Sender,
  SpanId,
  TraceId,
} from "../domain/ids.ts";
import type { Json } from "../domain/json.ts";
import type { ApprovalRecord, ConversationRecord, MessageRecord } from "../registry/stores.ts";

/** A message as a caller sends it: parsed, not yet routed. */
export interface OutgoingMessage {
  /** The caller's id for the message; generated if null. */
  readonly id: MessageId | null;
  readonly performative: Performative;
  readonly sender: Sender;
  readonly target:
    | { readonly kind: "capability"; readonly capability: Capability }
    | { readonly kind: "receivers"; readonly receivers: readonly AgentName[] };
  readonly content: Json;
  readonly conversationId: ConversationId | null;
  readonly protocol: InteractionProtocol | null;
  readonly replyTo: Sender | null;
  readonly replyWith: string | null;
  readonly inReplyTo: string | null;
  /** RFC 3339, UTC, in the future. */
  readonly replyBy: string | null;
  readonly language: string | null;
  readonly encoding: string | null;
  readonly ontology: string | null;
  readonly trace: { readonly traceId: TraceId; readonly spanId: SpanId };
}

export interface Accepted {
  readonly message: FipaMessage;
  readonly deliveredTo: readonly AgentName[];
  /** The replies; null if the caller did not wait, or if they did not arrive in time. */
  readonly replies: readonly MessageRecord[] | null;
}

export interface AcceptedBatch {
  /** The ids of its messages are derived from it. */
  readonly batchId: MessageId;
  readonly frame: BatchFrame;
  readonly agent: AgentName;
  readonly size: number;
  /** In the order of the messages; null if the caller did not wait, or if they did not arrive in time. */
  readonly replies: ListText<ReplyText> | null;
}

export interface ConversationOpening {
  readonly id: ConversationId | null;
  readonly protocol: InteractionProtocol;
  readonly initiator: Sender;
  /** RFC 3339, UTC; null for the configured default lifetime. */
  readonly expiresAt: string | null;
}

/** A person's decision about a pending call. */
export interface ApprovalDecision {
  readonly decision: Decision;
  readonly reason: string | null;
  readonly by: Sender;
}

export interface Messaging {
  /**
   * Routes and stores a message and delivers it to its conversation's workflow. Resolves when Temporal has accepted it
   * or, with `waitMs`, when the replies have arrived or the time has passed. Throws CaxtonError: routing.*,
   * conversation.*, message.*, temporal.unavailable.
   */
  send(message: OutgoingMessage, waitMs: number | null): Promise<Accepted>;
  /**
   * Sends many messages as one batch to one WASM agent; `common` holds what they share. Throws what `send` throws, and
   * `message.invalid` for any other agent.
   */
  sendBatch(common: OutgoingMessage, items: readonly BatchItem[], waitMs: number | null): Promise<AcceptedBatch>;
  openConversation(opening: ConversationOpening): Promise<ConversationRecord>;
  /** Throws `conversation.not_found`, and `conversation.finished` for a finished conversation. */
  cancelConversation(id: ConversationId, by: Sender): Promise<ConversationRecord>;
  /**
   * Decides about a tool call that waits for approval; repeating a decision has no effect. Throws `approval.not_found`,
   * `approval.already_decided` (for a different decision), `approval.expired`.
   */
  decideApproval(conversationId: ConversationId, id: ApprovalId, decision: ApprovalDecision): Promise<ApprovalRecord>;
}

/** The conversation workflows, as messaging sees them. */
export interface ConversationWorkflows {
  /**
   * Delivers a message to its conversation's workflow, which is started if it is not running. Resolves when Temporal
   * has accepted it; `settled` resolves when all receivers have replied. Delivering the same message again has no
   * effect. `isNew` says that no workflow is expected to be running; a wrong guess costs one extra call. Throws what
   * the protocol forbids, `conversation.finished`, and `temporal.unavailable`.
   */
  deliver(
    input: ConversationInput,
    envelope: Envelope,
    isNew: boolean,
  ): Promise<{ readonly settled: () => Promise<Delivered> }>;
  /** Throws `conversation.finished` where nothing runs any more. */
  cancel(id: ConversationId, by: Sender): Promise<void>;
  /** Conversations whose workflow was terminated, or failed, since then; a later run may continue some of them. */
  cutOff(since: Date | null): Promise<readonly ConversationId[]>;
  /**
   * Whether the conversation's newest run was terminated or failed. Throws `conversation.finished` if Temporal knows
   * none.
   */
  wasCutOff(id: ConversationId): Promise<boolean>;
  /** Wakes the call that waits for this approval. Throws `conversation.finished` if no workflow is running. */
  decided(id: ConversationId, approvalId: ApprovalId): Promise<void>;
  /** Starts the workflow of a conversation that has no message yet. */
  open(input: ConversationInput): Promise<void>;
}
