/** The store of batches of messages. Part of `stores.ts`. */
import type { BatchFrame, BatchItem, BatchReply } from "../domain/batch.ts";
import type { ItemText, ListText, ReplyText } from "../domain/batch-text.ts";
import type { AgentName, ConversationId, MessageId, Sender, VersionHash } from "../domain/ids.ts";
import type { ConversationChange, ConversationOpening, MessageStatus, NewEvent } from "./records.ts";

/** Messages that are sent and processed together. */
export interface BatchRecord {
  readonly id: MessageId;
  readonly agent: AgentName;
  readonly version: VersionHash;
  readonly frame: BatchFrame;
  readonly items: readonly BatchItem[];
  /** In the order of the items; null until they exist. */
  readonly replies: readonly BatchReply[] | null;
  readonly status: MessageStatus;
  readonly settledAt: string | null;
}

/** What a turn needs: the messages as texts, which it passes to the module without parsing them. */
export interface BatchToDo {
  readonly frame: BatchFrame;
  readonly items: readonly ItemText[];
  /** Whether the replies exist. */
  readonly isSettled: boolean;
}

export interface BatchStore {
  /** Writes the batch and, if it is new, its conversation; `false`, without a change, if the id is taken. */
  open(input: {
    readonly conversation: ConversationOpening;
    readonly batch: Pick<BatchRecord, "id" | "agent" | "version" | "frame" | "items">;
    readonly events: readonly NewEvent[];
  }): Promise<boolean>;
  find(id: MessageId): Promise<BatchRecord | null>;
  toDo(id: MessageId): Promise<BatchToDo | null>;
  /** Only the replies of a batch; null if there are none yet. */
  repliesTo(id: MessageId): Promise<ListText<ReplyText> | null>;
  accept(id: MessageId): Promise<void>;
  /** Removes a batch that Temporal rejected. */
  discard(id: MessageId): Promise<void>;
  /** Batches of a conversation without replies, oldest first. */
  unsettled(conversationId: ConversationId): Promise<readonly BatchRecord[]>;
  /** Batches that a crash left in `stored`, oldest first. */
  unaccepted(limit: number): Promise<readonly BatchRecord[]>;
  /**
   * Writes all replies, the participant and the conversation's new state at once; `false` if there are replies already.
   */
  conclude(input: {
    readonly id: MessageId;
    readonly replies: readonly ReplyText[];
    readonly at: string;
    readonly participant: { readonly sender: Sender; readonly versionHash: VersionHash };
    readonly conversation: {
      readonly id: ConversationId;
      /** null if the conversation continues. */
      readonly end: Pick<ConversationChange, "state" | "outcome" | "error"> | null;
    };
    readonly events: readonly NewEvent[];
  }): Promise<boolean>;
}
