/** What the rest of Caxton may ask of the database about batches of messages. Part of `stores.ts`. */
import type { BatchFrame, BatchItem, BatchReply } from "../domain/batch.ts";
import type { ItemText, ListText, ReplyText } from "../domain/batch-text.ts";
import type { AgentName, ConversationId, MessageId, Sender, VersionHash } from "../domain/ids.ts";
import type { ConversationChange, ConversationOpening, MessageStatus, NewEvent } from "./records.ts";

/** Messages that travel together. */
export interface BatchRecord {
  readonly id: MessageId;
  readonly agent: AgentName;
  readonly version: VersionHash;
  readonly frame: BatchFrame;
  readonly items: readonly BatchItem[];
  /** In the order of the items; null while they are being made. */
  readonly replies: readonly BatchReply[] | null;
  readonly status: MessageStatus;
  readonly settledAt: string | null;
}

/** What a turn needs of a batch: its messages as texts, which it hands to the module and reads nothing of. */
export interface BatchToDo {
  readonly frame: BatchFrame;
  readonly items: readonly ItemText[];
  /** It has its replies already. */
  readonly isSettled: boolean;
}

export interface BatchStore {
  /** Writes the batch, and its conversation if it is not there yet; `false`, changing nothing of it, when the id is taken. */
  open(input: {
    readonly conversation: ConversationOpening;
    readonly batch: Pick<BatchRecord, "id" | "agent" | "version" | "frame" | "items">;
    readonly events: readonly NewEvent[];
  }): Promise<boolean>;
  find(id: MessageId): Promise<BatchRecord | null>;
  toDo(id: MessageId): Promise<BatchToDo | null>;
  /** Of a batch, the replies alone; null where there are none yet. */
  repliesTo(id: MessageId): Promise<ListText<ReplyText> | null>;
  accept(id: MessageId): Promise<void>;
  /** Removes a batch that Temporal refused to accept. */
  discard(id: MessageId): Promise<void>;
  /** Those of a conversation that have no replies yet, oldest first. */
  unsettled(conversationId: ConversationId): Promise<readonly BatchRecord[]>;
  /** Batches that a crash left in `stored`, oldest first. */
  unaccepted(limit: number): Promise<readonly BatchRecord[]>;
  /** Writes all replies, the participant and the conversation's new state at once; `false` when there are replies already. */
  conclude(input: {
    readonly id: MessageId;
    readonly replies: readonly ReplyText[];
    readonly at: string;
    readonly participant: { readonly sender: Sender; readonly versionHash: VersionHash };
    readonly conversation: {
      readonly id: ConversationId;
      /** null where it goes on. */
      readonly end: Pick<ConversationChange, "state" | "outcome" | "error"> | null;
    };
    readonly events: readonly NewEvent[];
  }): Promise<boolean>;
}
