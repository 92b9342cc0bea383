/** Messaging, composed of sending, batches, approvals, redelivery and the conversations themselves. */
import { createApprovals } from "./approvals.ts";
import { createBatches } from "./batches.ts";
import { createConversations } from "./conversations.ts";
import type { MessagingDependencies } from "./dependencies.ts";
import { createRedelivery } from "./redelivery.ts";
import { createSending } from "./sending.ts";
import type { Messaging } from "./types.ts";

export interface RunningMessaging extends Messaging {
  /** Delivers what a crash, or an unavailable Temporal, left unaccepted. Returns how many were accepted; never throws. */
  redeliver(): Promise<number>;
}

/** Messages that one redelivery takes on. */
const mostRedelivered = 500;

export const createMessaging = (deps: MessagingDependencies): RunningMessaging => {
  const conversations = createConversations(deps);
  const sending = createSending(deps, conversations);
  const batches = createBatches(deps, conversations);
  const approvals = createApprovals(deps);
  const redeliverMessage = createRedelivery(deps, conversations);

  const redeliver = async (): Promise<number> => {
    const unaccepted = await deps.registry.messages.unaccepted(mostRedelivered);
    const left = unaccepted.filter(({ message }) => !sending.isInProgress(message.id));
    const results = await Promise.all(left.map(redeliverMessage));
    await approvals.tellAgain();
    return results.filter(Boolean).length + (await batches.redeliver());
  };

  return {
    send: sending.send,
    sendBatch: batches.send,
    decideApproval: approvals.decide,
    openConversation: conversations.open,
    cancelConversation: conversations.cancel,
    redeliver: async () =>
      redeliver().catch((thrown: unknown) => {
        deps.onFault("looking for messages that were not accepted", thrown);
        return 0;
      }),
  };
};
