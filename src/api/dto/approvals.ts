/** Tool calls that wait for a person, as the API takes and gives them. */
import type { AgentNameText, DateTimeText, SenderText, Uuid } from "./common.ts";

export type ApprovalStateText = "pending" | "approved" | "rejected" | "expired" | "cancelled";

/**
 * A tool call that needs or needed a person's decision.
 * @example {
 *   "id": "0d9c4c5e-1f0b-8c6e-9d57-0f0e3f0f5a11",
 *   "conversationId": "6f1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a11",
 *   "messageId": "7a1c2f0e-4f0b-4c6e-9d57-0f0e3f0f5a12",
 *   "agent": "Bookkeeper",
 *   "tool": "pay_invoice",
 *   "arguments": { "invoice": "2026-118", "amount": 120 },
 *   "state": "pending",
 *   "reason": null,
 *   "decidedBy": null,
 *   "requestedAt": "2026-11-23T11:58:03.120Z",
 *   "expiresAt": "2026-11-24T11:58:03.120Z",
 *   "decidedAt": null
 * }
 */
export interface Approval {
  id: Uuid;
  conversationId: Uuid;
  /** The message that the agent is processing. */
  messageId: Uuid;
  agent: AgentNameText;
  tool: string;
  /** The arguments of the tool call. */
  arguments: unknown;
  /** `expired`: there was no decision in time. `cancelled`: the turn ended before a decision. */
  state: ApprovalStateText;
  /** The reason for the decision. */
  reason: string | null;
  decidedBy: SenderText | null;
  requestedAt: DateTimeText;
  /** Decisions after this time are refused. */
  expiresAt: DateTimeText;
  /** When it ceased to be pending. */
  decidedAt: DateTimeText | null;
}

/** A page of approvals. */
export interface ApprovalPage {
  items: Approval[];
  /** Null on the last page. */
  nextCursor: string | null;
}

/**
 * A decision about a pending tool call.
 * @example {
 *   "decision": "reject",
 *   "reason": "That invoice was paid in October."
 * }
 */
export interface DecideApproval {
  decision: "approve" | "reject";
  /**
   * For the record; the agent is told why a call was rejected.
   * @maxLength 2000 reason must have at most 2000 characters.
   */
  reason?: string | null;
}
