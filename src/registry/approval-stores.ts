/** The store of tool calls that wait for approval. Part of `stores.ts`. */
import type { ApprovalRequest, ApprovalState } from "../domain/approval.ts";
import type { ApprovalId, ConversationId, Sender } from "../domain/ids.ts";
import type { NewEvent, Page, PageRequest } from "./records.ts";

export interface ApprovalRecord extends ApprovalRequest {
  readonly state: ApprovalState;
  /** The person's reason. */
  readonly reason: string | null;
  readonly decidedBy: Sender | null;
  /** When it stopped being pending, for whatever reason. */
  readonly decidedAt: string | null;
}

/** How an approval stops being pending. */
export interface ApprovalEnd {
  readonly id: ApprovalId;
  readonly state: Exclude<ApprovalState, "pending">;
  readonly reason: string | null;
  readonly by: Sender | null;
  readonly at: string;
  readonly event: NewEvent;
}

export interface ApprovalStore {
  /** Writes the request and its event, unless they exist; returns what is stored. */
  request(approval: ApprovalRequest, event: NewEvent): Promise<ApprovalRecord>;
  find(id: ApprovalId): Promise<ApprovalRecord | null>;
  ofTurn(turnId: string): Promise<readonly ApprovalRecord[]>;
  /** Oldest first. */
  pendingIn(conversationId: ConversationId): Promise<readonly ApprovalRecord[]>;
  /** In any state, oldest first. */
  list(conversationId: ConversationId, page: PageRequest): Promise<Page<ApprovalRecord>>;
  /**
   * Ends it if it is still pending. A person's decision also requires that it has not expired and that its conversation
   * has not ended. Of two concurrent calls the first counts. Returns whether this call ended it.
   */
  end(end: ApprovalEnd): Promise<boolean>;
  /** Decisions that the workflow may not have been told of because of a crash, oldest first. */
  untold(limit: number): Promise<readonly ApprovalRecord[]>;
  setTold(id: ApprovalId): Promise<void>;
}
