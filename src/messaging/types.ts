/** What the API and the MCP server ask of messaging. */
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

/** A message as it comes from outside: parsed, not yet routed. */
export interface OutgoingMessage {
  /** The caller's own id; one is made when it is null. */
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
  /** The replies, where the caller waited and they came in time; else null. */
  readonly replies: readonly MessageRecord[] | null;
}

export interface AcceptedBatch {
  /** The ids of its messages count on from it. */
  readonly batchId: MessageId;
  readonly frame: BatchFrame;
  readonly agent: AgentName;
  readonly size: number;
  /** In the order of the messages, where the caller waited and they came in time; else null. */
  readonly replies: ListText<ReplyText> | null;
}

export interface ConversationOpening {
  readonly id: ConversationId | null;
  readonly protocol: InteractionProtocol;
  readonly initiator: Sender;
  /** RFC 3339, UTC; the configuration's default life time when null. */
  readonly expiresAt: string | null;
}

/** What a person says about a call that waits. */
export interface ApprovalDecision {
  readonly decision: Decision;
  readonly reason: string | null;
  readonly by: Sender;
}

export interface Messaging {
  /**
   * Routes, stores and hands a message to its conversation's workflow. Resolves when Temporal has accepted it, or, with
   * `waitMs`, when the replies are there or the time has run out. Throws CaxtonError: routing.*, conversation.*,
   * message.*, temporal.unavailable.
   */
  send(message: OutgoingMessage, waitMs: number | null): Promise<Accepted>;
  /**
   * Sends many messages as one, to one WASM agent; `common` is the message that all of them are but for what each item
   * has of its own. Throws what `send` throws, and `message.invalid` for any other agent.
   */
  sendBatch(common: OutgoingMessage, items: readonly BatchItem[], waitMs: number | null): Promise<AcceptedBatch>;
  openConversation(opening: ConversationOpening): Promise<ConversationRecord>;
  /** Cancelling a finished conversation is `conversation.finished`. */
  cancelConversation(id: ConversationId, by: Sender): Promise<ConversationRecord>;
  /**
   * Decides about a tool call that waits for a person; the same decision again changes nothing. Throws
   * `approval.not_found`, `approval.already_decided` (otherwise), `approval.expired`.
   */
  decideApproval(conversationId: ConversationId, id: ApprovalId, decision: ApprovalDecision): Promise<ApprovalRecord>;
}

/** The conversation workflows, as messaging sees them. */
export interface ConversationWorkflows {
  /**
   * Hands a message to its conversation's workflow, which is started when it does not run. Resolves when Temporal has
   * accepted it; `settled` resolves when all receivers are done. Calling it again with the same message changes
   * nothing. `isNew` says that no workflow is expected to run yet; a wrong guess costs a call more. Throws what the
   * protocol refuses, `conversation.finished`, and `temporal.unavailable`.
   */
  deliver(
    input: ConversationInput,
    envelope: Envelope,
    isNew: boolean,
  ): Promise<{ readonly settled: () => Promise<Delivered> }>;
  /** Throws `conversation.finished` where nothing runs any more. */
  cancel(id: ConversationId, by: Sender): Promise<void>;
  /** Conversations whose workflow somebody terminated, or that ended by a fault, since then; of some a later run goes on. */
  cutOff(since: Date | null): Promise<readonly ConversationId[]>;
  /** Whether the conversation's newest run ended so. Throws `conversation.finished` where Temporal knows of none. */
  wasCutOff(id: ConversationId): Promise<boolean>;
  /** Wakes the call that waits for this approval. Throws `conversation.finished` where nothing runs any more. */
  decided(id: ConversationId, approvalId: ApprovalId): Promise<void>;
  /** Starts the workflow of a conversation that waits for its first message. */
  open(input: ConversationInput): Promise<void>;
}
