/** Delivering again what a crash, or an unavailable Temporal, left stored but not accepted. */
import type { Assignment } from "../domain/delivery.ts";
import { endEvents } from "../domain/end-events.ts";
import { CaxtonError } from "../domain/errors.ts";
import type { FipaMessage } from "../domain/fipa.ts";
import { unknownVersion } from "../domain/ids.ts";
import { defaultWorkspace } from "../domain/workspace.ts";
import type { MessageRecord } from "../registry/stores.ts";
import { envelopeFor } from "./compose.ts";
import type { Conversations } from "./conversations.ts";
import type { MessagingDependencies } from "./dependencies.ts";
import { refusedEvent } from "./message-events.ts";

/**
 * Offers a stored message to its conversation's workflow again; `true` if it was accepted. A message that the conversation
 * refuses for good is settled without a reply. Any other failure is reported, and the next sweep tries again.
 */
export const createRedelivery = (
  deps: MessagingDependencies,
  conversations: Conversations,
): ((record: MessageRecord) => Promise<boolean>) => {
  const { registry, workflows, events, clock } = deps;

  /** The receivers chosen when the message was stored. An agent removed since has no version; its turn fails and says so. */
  const storedReceivers = async ({ receivers }: FipaMessage): Promise<readonly Assignment[]> =>
    Promise.all(
      receivers.map(async (agent) => {
        const found = await registry.agents.find(defaultWorkspace, agent);
        return { agent, version: found?.agent.activeVersion ?? unknownVersion };
      }),
    );

  const deliver = async (message: FipaMessage): Promise<void> => {
    const receivers = await storedReceivers(message);
    const input = await conversations.inputOf(message.conversationId);
    await workflows.deliver(input, envelopeFor(message, receivers, false), true);
    await registry.messages.setStatus(message.id, "accepted");
  };

  /** A conversation opened for this one message has failed with it. */
  const failExchange = async (message: FipaMessage, { code, message: why }: CaxtonError): Promise<void> => {
    const { id, staysOpen } = await conversations.get(message.conversationId);
    if (staysOpen) return;
    const end = { state: "failed", outcome: null, error: { code, message: why } } as const;
    const at = clock().toISOString();
    await registry.conversations.setState({ id, ...end, at }, endEvents(id, end, { by: null, at }));
    events.announce();
  };

  const refuse = async (message: FipaMessage, error: CaxtonError): Promise<void> => {
    await events.record([refusedEvent(message, error, clock())]);
    await registry.messages.setStatus(message.id, "settled");
    await failExchange(message, error);
  };

  return async ({ message }) => {
    try {
      await deliver(message);
      return true;
    } catch (thrown) {
      if (thrown instanceof CaxtonError && !thrown.retryable) await refuse(message, thrown);
      else deps.onFault(`offering the message ${message.id} again`, thrown);
      return false;
    }
  };
};
