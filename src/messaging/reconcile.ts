/**
 * Ends conversations whose workflow was terminated (in Temporal's Web UI or with its CLI) or failed: no workflow code
 * runs that could store their end. Every message gets one reply per receiver, pending approvals are cancelled, and the
 * conversation fails with `conversation.terminated`.
 */
import { endEvents } from "../domain/end-events.ts";
import type { ReplySummary, TurnTask } from "../domain/delivery.ts";
import { CaxtonError, type ErrorCode } from "../domain/errors.ts";
import { agentSender, unknownVersion, type AgentName, type ConversationId } from "../domain/ids.ts";
import type { Events } from "../observability/types.ts";
import type { ConversationRecord, MessageRecord, Registry } from "../registry/stores.ts";
import type { ConversationWorkflows } from "./types.ts";

type Problem = NonNullable<ReplySummary["error"]>;

export interface ReconcilerDependencies {
  readonly registry: Pick<Registry, "approvals" | "batches" | "conversations" | "messages">;
  readonly workflows: Pick<ConversationWorkflows, "cutOff" | "wasCutOff">;
  readonly events: Pick<Events, "announce">;
  /** Stores `failure` as an agent's reply, unless it has replied. */
  readonly failTurn: (task: TurnTask, problem: Problem) => Promise<unknown>;
  readonly failBatch: (task: TurnTask, problem: Problem) => Promise<unknown>;
  readonly onFault: (what: string, error: unknown) => void;
  readonly clock: () => Date;
}

export interface Reconciler {
  /** Finds such conversations and ends them; returns how many. Never throws. */
  reconcile(): Promise<number>;
}

/** Temporal may list a closed workflow with a delay. */
const overlapMs = 60_000;

const terminated: Problem = {
  code: "conversation.terminated" satisfies ErrorCode,
  message: "The conversation's workflow was terminated, or failed, in Temporal.",
};

const isOver = ({ state }: ConversationRecord): boolean => state !== "initiated" && state !== "in-progress";

export const createReconciler = (deps: ReconcilerDependencies): Reconciler => {
  const { registry, workflows, events, clock } = deps;
  let since: Date | null = null;

  const taskFor = (
    record: ConversationRecord,
    agent: AgentName,
    of: Pick<TurnTask, "messageId" | "traceId">,
  ): TurnTask => ({
    ...of,
    conversationId: record.id,
    agent,
    version:
      record.participants.find(({ participant }) => participant === agentSender(agent))?.versionHash ?? unknownVersion,
    path: [],
    settles: false,
    closes: false,
    first: false,
  });

  const answer = async (record: ConversationRecord, { message }: MessageRecord): Promise<void> => {
    const { id: messageId, traceId } = message;
    for (const agent of message.receivers) {
      await deps.failTurn(taskFor(record, agent, { messageId, traceId }), terminated);
    }
    await registry.messages.setStatus(messageId, "settled");
  };

  const endApprovals = async (record: ConversationRecord, at: string): Promise<void> => {
    for (const { id, agent, messageId, tool } of await registry.approvals.pendingIn(record.id)) {
      const end = { state: "cancelled", reason: null, by: null } as const;
      const about = { agent, conversationId: record.id, traceId: null };
      const data = { approvalId: id, messageId, tool, ...end };
      const event = { key: `decided ${id}`, time: at, kind: "approval.decided", ...about, data };
      await registry.approvals.end({ id, ...end, at, event });
    }
  };

  const end = async (record: ConversationRecord): Promise<void> => {
    for (const message of await registry.messages.unsettled(record.id)) await answer(record, message);
    for (const { id, agent, frame } of await registry.batches.unsettled(record.id)) {
      await deps.failBatch(taskFor(record, agent, { messageId: id, traceId: frame.traceId }), terminated);
    }
    const at = clock().toISOString();
    await endApprovals(record, at);
    const change = { state: "failed", outcome: null, error: terminated } as const;
    await registry.conversations.setState(
      { id: record.id, ...change, at },
      endEvents(record.id, change, { by: null, at }),
    );
    events.announce();
  };

  const reconcileOne = async (id: ConversationId): Promise<boolean> => {
    const record = await registry.conversations.find(id);
    // A run that was reset is listed as terminated, while another one continues.
    if (record === null || isOver(record) || !(await workflows.wasCutOff(id))) return false;
    await end(record);
    return true;
  };

  return {
    reconcile: async () => {
      const began = clock();
      let ended = 0;
      let failed = false;
      try {
        for (const id of new Set(await workflows.cutOff(since))) {
          try {
            if (await reconcileOne(id)) ended += 1;
          } catch (thrown) {
            failed = true;
            deps.onFault(`ending the conversation ${id}, whose workflow was terminated`, thrown);
          }
        }
        // Conversations that could not be ended are found again next time.
        if (!failed) since = new Date(began.getTime() - overlapMs);
      } catch (thrown) {
        // An unavailable Temporal is reported elsewhere; the next sweep tries again.
        const isAway = thrown instanceof CaxtonError && thrown.retryable;
        if (!isAway) deps.onFault("looking for workflows that were terminated", thrown);
      }
      return ended;
    },
  };
};
