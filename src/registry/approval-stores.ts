/** What the rest of Caxton may ask of the database about tool calls that wait for a person. Part of `stores.ts`. */
import type { ApprovalRequest, ApprovalState } from "../domain/approval.ts";
import type { ApprovalId, ConversationId, Sender } from "../domain/ids.ts";
import type { NewEvent, Page, PageRequest } from "./records.ts";

export interface ApprovalRecord extends ApprovalRequest {
  readonly state: ApprovalState;
  /** What the person said about it. */
  readonly reason: string | null;
  readonly decidedBy: Sender | null;
  /** When it ceased to be pending, however that came. */
  readonly decidedAt: string | null;
}

/** How an approval ceases to be pending. */
export interface ApprovalEnd {
  readonly id: ApprovalId;
  readonly state: Exclude<ApprovalState, "pending">;
  readonly reason: string | null;
  readonly by: Sender | null;
  readonly at: string;
  readonly event: NewEvent;
}

export interface ApprovalStore {
  /** Writes the request and its event, unless they are there; answers with what is stored. */
  request(approval: ApprovalRequest, event: NewEvent): Promise<ApprovalRecord>;
  find(id: ApprovalId): Promise<ApprovalRecord | null>;
  ofTurn(turnId: string): Promise<readonly ApprovalRecord[]>;
  /** Oldest first. */
  pendingIn(conversationId: ConversationId): Promise<readonly ApprovalRecord[]>;
  /** Of any state, oldest first. */
  list(conversationId: ConversationId, page: PageRequest): Promise<Page<ApprovalRecord>>;
  /**
   * Ends it, where it is still pending; a person's decision also wants it in time and its conversation unfinished. Of
   * two that come at once the first counts. Answers with whether it was this one.
   */
  end(end: ApprovalEnd): Promise<boolean>;
  /** Decisions of which a crash may have kept the word from the workflow, oldest first. */
  untold(limit: number): Promise<readonly ApprovalRecord[]>;
  setTold(id: ApprovalId): Promise<void>;
}
