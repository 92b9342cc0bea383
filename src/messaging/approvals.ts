/**
 * A person's decision about a tool call that waits for approval. It is stored first, in one transaction that handles
 * concurrent and late decisions; then the workflow is woken and reads it. If a crash prevents that, `tellAgain` repeats
 * it.
 */
import { decidedState } from "../domain/approval.ts";
import { CaxtonError } from "../domain/errors.ts";
import type { ApprovalId, ConversationId } from "../domain/ids.ts";
import type { ApprovalRecord, NewEvent } from "../registry/stores.ts";
import type { MessagingDependencies } from "./dependencies.ts";
import type { Messaging, ApprovalDecision } from "./types.ts";

export interface Approvals {
  readonly decide: Messaging["decideApproval"];
  /** Notifies workflows of decisions that they may have missed. */
  tellAgain(): Promise<void>;
}

const notFound = (id: ApprovalId, conversationId: ConversationId): CaxtonError =>
  new CaxtonError("approval.not_found", `There is no approval ${id} in the conversation ${conversationId}.`, {
    hint: "GET /api/v1/conversations/{id} lists pending decisions under pendingApprovals.",
  });

const decidedOtherwise = ({ id, state, decidedBy, decidedAt, reason }: ApprovalRecord): CaxtonError =>
  new CaxtonError(
    "approval.already_decided",
    `${decidedBy ?? "Somebody"} has ${state} ${id} already, at ${decidedAt}.`,
    {
      hint: "A decision is final. To stop its consequences, cancel the conversation.",
      facts: { state, decidedBy, decidedAt, reason },
    },
  );

const tooLate = ({ id, state, expiresAt }: ApprovalRecord): CaxtonError =>
  new CaxtonError(
    "approval.expired",
    state === "expired"
      ? `The approval ${id} waited until ${expiresAt}; the agent went on without the call.`
      : `The approval ${id} is no longer pending: its conversation, or the turn that requested it, has ended.`,
    { hint: "Ask the agent again.", facts: { state, expiresAt } },
  );

const decidedEvent = (
  approval: ApprovalRecord,
  { by, reason }: ApprovalDecision,
  state: string,
  time: string,
): NewEvent => ({
  key: `decided ${approval.id}`,
  time,
  kind: "approval.decided",
  agent: approval.agent,
  conversationId: approval.conversationId,
  traceId: null,
  data: { approvalId: approval.id, messageId: approval.messageId, tool: approval.tool, state, by, reason },
});

export const createApprovals = ({ registry, workflows, events, onFault, clock }: MessagingDependencies): Approvals => {
  const tell = async ({ id, conversationId }: ApprovalRecord): Promise<void> => {
    try {
      await workflows.decided(conversationId, id);
    } catch (thrown) {
      const isOver = thrown instanceof CaxtonError && thrown.code === "conversation.finished";
      // The decision is stored; the next sweep notifies the workflow.
      if (!isOver) return onFault(`notifying of the decision about ${id}`, thrown);
    }
    await registry.approvals.setTold(id);
  };

  return {
    decide: async (conversationId, id, decision) => {
      const asked = await registry.approvals.find(id);
      if (asked === null || asked.conversationId !== conversationId) throw notFound(id, conversationId);
      const state = decidedState(decision.decision);
      const at = clock().toISOString();
      const { reason, by } = decision;
      const event = decidedEvent(asked, decision, state, at);
      const isNew = await registry.approvals.end({ id, state, reason, by, at, event });
      const approval = (await registry.approvals.find(id)) ?? asked;
      if (isNew) {
        events.announce();
        await tell(approval);
      }
      if (approval.state === state) return approval;
      throw approval.state === "approved" || approval.state === "rejected"
        ? decidedOtherwise(approval)
        : tooLate(approval);
    },
    tellAgain: async () => {
      await Promise.all((await registry.approvals.untold(100)).map(tell));
    },
  };
};
