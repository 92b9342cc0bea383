/**
 * Sending one message: route, store, hand over to the conversation's workflow. The message is stored before Temporal sees
 * it, since histories carry only its id; what a crash leaves stored and not accepted is delivered again (redelivery.ts).
 */
import { judge, openConversation, protocolOpenedBy, type InteractionProtocol } from "../domain/conversation.ts";
import type { ConversationInput, Envelope } from "../domain/delivery.ts";
import { CaxtonError } from "../domain/errors.ts";
import type { FipaMessage } from "../domain/fipa.ts";
import type { MessageId } from "../domain/ids.ts";
import type { MessageRecord } from "../registry/stores.ts";
import { composeMessage, envelopeFor } from "./compose.ts";
import type { Conversations } from "./conversations.ts";
import type { MessagingDependencies } from "./dependencies.ts";
import { acceptedEvent, refusedEvent } from "./message-events.ts";
import { withTimeout } from "./with-timeout.ts";
import type { Accepted, Messaging, OutgoingMessage } from "./types.ts";

export interface Sending {
  readonly send: Messaging["send"];
  /** Whether this process is sending the message now, so that it needs no redelivery. */
  isInProgress(id: MessageId): boolean;
}

const duplicate = (id: MessageId): CaxtonError =>
  new CaxtonError("message.duplicate", `There is a message with the id ${id} already.`, {
    hint: "Leave the id out, or make a new one. To repeat a request safely, send the same Idempotency-Key.",
  });

/** Sending the message again under a new id would duplicate it, so the hint advises against that. */
const keptForLater = (messageId: MessageId, error: CaxtonError): CaxtonError =>
  new CaxtonError(error.code, error.message, {
    hint:
      `The message is stored as ${messageId} and will be delivered automatically: GET /api/v1/messages/${messageId} ` +
      "shows its status. Repeat the request only with the same Idempotency-Key.",
    facts: { ...error.facts, messageId },
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    cause: error,
  });

/** Rejects a first message that the protocol forbids, before anything is stored. */
const refuseBadOpening = (outgoing: OutgoingMessage, protocol: InteractionProtocol): void => {
  const { performative, replyWith, inReplyTo } = outgoing;
  const move = { messageId: "" as MessageId, performative, replyWith, inReplyTo };
  const verdict = judge(openConversation(protocol, true), move);
  if (!verdict.ok) throw new CaxtonError(verdict.error.code, verdict.error.message);
};

export const createSending = (deps: MessagingDependencies, conversations: Conversations): Sending => {
  const { registry, workflows, events, settings, clock } = deps;
  const inProgress = new Set<MessageId>();

  const store = async (message: FipaMessage, input: ConversationInput, isNew: boolean): Promise<void> => {
    const record: MessageRecord = { message, answers: null, status: "stored" };
    const accepted = acceptedEvent(message);
    const inserted = isNew
      ? await registry.messages.open({
          conversation: {
            id: message.conversationId,
            protocol: input.protocol,
            initiator: message.sender,
            staysOpen: input.staysOpen,
            createdAt: message.timestamp,
            expiresAt: new Date(input.expiresAt).toISOString(),
          },
          record,
          events: [accepted],
        })
      : await registry.messages.insert(record, [accepted]);
    if (!inserted) throw duplicate(message.id);
    events.announce();
  };

  /** A refused message is removed from the conversation, and an event records the refusal. */
  const offer = async (message: FipaMessage, input: ConversationInput, envelope: Envelope, isNew: boolean) => {
    try {
      return await workflows.deliver(input, envelope, isNew);
    } catch (thrown) {
      if (!(thrown instanceof CaxtonError)) throw thrown;
      if (thrown.retryable) throw keptForLater(message.id, thrown);
      await registry.messages.discard(message.id);
      await events.record([refusedEvent(message, thrown, clock())]);
      throw thrown;
    }
  };

  /** The replies, or null if they do not arrive within `waitMs` milliseconds. */
  const awaitReplies = async (
    { id }: FipaMessage,
    settled: Promise<unknown>,
    waitMs: number,
  ): Promise<Accepted["replies"]> => {
    settled.catch((thrown: unknown) => deps.onFault("waiting for a reply", thrown));
    if ((await withTimeout(settled, Math.max(0, waitMs))) !== null) return registry.messages.answersTo(id);
    await registry.messages.setStatus(id, "accepted");
    return null;
  };

  const sendNow = async (outgoing: OutgoingMessage, waitMs: number | null): Promise<Accepted> => {
    const started = performance.now();
    const known = await conversations.findOpen(outgoing.conversationId);
    const protocol = known?.protocol ?? outgoing.protocol ?? protocolOpenedBy(outgoing.performative);
    if (known === null) refuseBadOpening(outgoing, protocol);
    const receivers = deps.chooseReceivers(outgoing);
    const message = composeMessage(outgoing, receivers, protocol, { at: clock(), newId: deps.newId });
    const staysOpen = known?.staysOpen ?? outgoing.conversationId !== null;
    const proposed = conversations.inputFor(message.conversationId, protocol, staysOpen, known?.expiresAt ?? null);
    await store(message, proposed, known === null);
    const input = known === null && staysOpen ? await conversations.inputOf(message.conversationId) : proposed;
    // A caller that waits less than the quick attempt may take is answered sooner without it.
    const quickly = waitMs !== null && waitMs >= settings.turns.quickMs;
    const delivery = await offer(message, input, envelopeFor(message, receivers, quickly), known === null);
    const deliveredTo = receivers.map((each) => each.agent);
    if (waitMs === null) {
      await registry.messages.setStatus(message.id, "accepted");
      return { message, deliveredTo, replies: null };
    }
    const left = waitMs - (performance.now() - started);
    return { message, deliveredTo, replies: await awaitReplies(message, delivery.settled(), left) };
  };

  return {
    send: async (outgoing, waitMs) => {
      const id = outgoing.id ?? (deps.newId() as MessageId);
      if (inProgress.has(id)) throw duplicate(id);
      inProgress.add(id);
      return sendNow({ ...outgoing, id }, waitMs).finally(() => inProgress.delete(id));
    },
    isInProgress: (id) => inProgress.has(id),
  };
};
