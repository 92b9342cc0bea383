/** Tool calls that need approval by a person: `approval` in an agent file names the tools. */
import type { AgentName, ApprovalId, ConversationId, MessageId } from "./ids.ts";
import type { Json } from "./json.ts";

/** `expired`: nobody decided in time. `cancelled`: the conversation or the turn ended before a decision. */
export type ApprovalState = "pending" | "approved" | "rejected" | "expired" | "cancelled";

export type Decision = "approve" | "reject";

export const decidedState = (decision: Decision): "approved" | "rejected" =>
  decision === "approve" ? "approved" : "rejected";

/** What a person is asked. */
export interface ApprovalRequest {
  readonly id: ApprovalId;
  readonly conversationId: ConversationId;
  readonly messageId: MessageId;
  /** `<message id>/<agent name>` */
  readonly turnId: string;
  readonly step: number;
  readonly callId: string;
  readonly agent: AgentName;
  readonly tool: string;
  /** The arguments that the tool would receive. */
  readonly arguments: Json;
  /** RFC 3339, UTC. */
  readonly requestedAt: string;
  /** RFC 3339, UTC. A later decision is refused. */
  readonly expiresAt: string;
}

/** When a call began to wait, and when it stopped; `decidedAt` is null while it waits. */
interface Wait {
  readonly requestedAt: string;
  readonly decidedAt: string | null;
}

/** Milliseconds during which at least one call waited, up to `now`; overlapping waits count once. */
export const waitedMs = (waits: readonly Wait[], now: number): number => {
  const spans = waits
    .map(({ requestedAt, decidedAt }) => [
      Date.parse(requestedAt),
      decidedAt === null ? now : Math.min(now, Date.parse(decidedAt)),
    ])
    .toSorted(([left = 0], [right = 0]) => left - right);
  let total = 0;
  let covered = -Infinity;
  for (const [from = 0, to = 0] of spans) {
    total += Math.max(0, to - Math.max(from, covered));
    covered = Math.max(covered, to);
  }
  return total;
};
