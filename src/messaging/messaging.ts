/**
 * Sending: route, store, hand to the conversation's workflow. A message is stored before Temporal sees it, since
 * histories carry only its id; what a crash leaves stored and unaccepted is offered again by `redeliver`.
 */
import { judge, openConversation, protocolOpenedBy, type InteractionProtocol } from "../domain/conversation.ts";
import type { Assignment, ConversationInput, Envelope, TurnSettings } from "../domain/delivery.ts";
import { CaxtonError } from "../domain/errors.ts";
import type { FipaMessage } from "../domain/fipa.ts";
import type { AgentName, ConversationId, MessageId, Sender } from "../domain/ids.ts";
import type { Events } from "../observability/types.ts";
import type { ConversationRecord, MessageRecord, NewEvent, Registry } from "../registry/stores.ts";
import { createBatches } from "./batches.ts";
import { composeMessage } from "./compose.ts";
import { within } from "./within.ts";
import type { Accepted, ConversationWorkflows, Messaging, OutgoingMessage } from "./types.ts";

export interface MessagingDependencies {
  readonly registry: Pick<Registry, "messages" | "batches" | "conversations">;
  readonly workflows: ConversationWorkflows;
  readonly events: Events;
  /** Who gets the message; throws `routing.*`, `agent.not_found`, `message.too_large`. */
  readonly chooseReceivers: (message: OutgoingMessage) => readonly Assignment[];
  /** Whether an agent can take a batch of messages at once. */
  readonly takesBatches: (agent: AgentName) => boolean;
  readonly onFault: (what: string, error: unknown) => void;
  readonly settings: {
    readonly expireAfterMs: number;
    readonly continueAfter: number;
    readonly turns: TurnSettings;
  };
  readonly clock: () => Date;
  readonly newId: () => string;
}

export interface RunningMessaging extends Messaging {
  /** Offers again what a crash, or a Temporal that was away, left unaccepted. Answers with how many went through. */
  redeliver(): Promise<number>;
}

const finished = (record: ConversationRecord): CaxtonError =>
  new CaxtonError(
    "conversation.finished",
    `The conversation ${record.id} is ${record.state}; it takes no further message.`,
    {
      hint: "Send the message without a conversationId, or open a new conversation.",
    },
  );

const isOver = (record: ConversationRecord): boolean =>
  record.state === "completed" || record.state === "failed" || record.state === "expired";

export const createMessaging = (deps: MessagingDependencies): RunningMessaging => {
  const { registry, workflows, events, settings, clock } = deps;

  const inputFor = (
    conversationId: ConversationId,
    protocol: InteractionProtocol,
    staysOpen: boolean,
    expiresAt: string | null,
  ): ConversationInput => ({
    conversationId,
    protocol,
    staysOpen,
    expiresAt: expiresAt === null ? clock().getTime() + settings.expireAfterMs : Date.parse(expiresAt),
    continueAfter: settings.continueAfter,
    settings: settings.turns,
    carried: null,
  });

  const envelopeFor = (message: FipaMessage, receivers: readonly Assignment[], waits: boolean): Envelope => ({
    messageId: message.id,
    performative: message.performative,
    sender: message.sender,
    targetCapability: message.targetCapability,
    replyWith: message.replyWith,
    inReplyTo: message.inReplyTo,
    replyBy: message.replyBy === null ? null : Date.parse(message.replyBy),
    receivers,
    waits,
    traceId: message.traceId,
  });

  const existing = async (id: ConversationId | null): Promise<ConversationRecord | null> => {
    const record = id === null ? null : await registry.conversations.find(id);
    if (record !== null && isOver(record)) throw finished(record);
    return record;
  };

  /** What the protocol refuses of a first message is refused before anything is stored. */
  const refuseBadOpening = (outgoing: OutgoingMessage, protocol: InteractionProtocol): void => {
    const { performative, replyWith, inReplyTo } = outgoing;
    const move = { messageId: "" as MessageId, performative, replyWith, inReplyTo };
    const verdict = judge(openConversation(protocol, true), move);
    if (!verdict.ok) throw new CaxtonError(verdict.error.code, verdict.error.message);
  };

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
    if (!inserted) {
      throw new CaxtonError("message.duplicate", `There is a message with the id ${message.id} already.`, {
        hint: "Leave the id out, or make a new one. To repeat a request safely, send the same Idempotency-Key.",
      });
    }
    events.announce();
  };

  /** Refusals that leave nothing behind: the message was never part of the conversation. */
  const offer = async (message: FipaMessage, input: ConversationInput, envelope: Envelope, isNew: boolean) => {
    try {
      return await workflows.deliver(input, envelope, isNew);
    } catch (thrown) {
      if (thrown instanceof CaxtonError && !thrown.retryable) await registry.messages.discard(message.id);
      throw thrown;
    }
  };

  const send = async (outgoing: OutgoingMessage, waitMs: number | null): Promise<Accepted> => {
    const started = performance.now();
    const known = await existing(outgoing.conversationId);
    const protocol = known?.protocol ?? outgoing.protocol ?? protocolOpenedBy(outgoing.performative);
    if (known === null) refuseBadOpening(outgoing, protocol);
    const receivers = deps.chooseReceivers(outgoing);
    const message = composeMessage(outgoing, receivers, protocol, { at: clock(), newId: deps.newId });
    const staysOpen = known?.staysOpen ?? outgoing.conversationId !== null;
    const input = inputFor(message.conversationId, protocol, staysOpen, known?.expiresAt ?? null);
    await store(message, input, known === null);

    const delivery = await offer(message, input, envelopeFor(message, receivers, waitMs !== null), known === null);
    const deliveredTo = receivers.map((each) => each.agent);
    if (waitMs === null) {
      await registry.messages.setStatus(message.id, "accepted");
      return { message, deliveredTo, replies: null };
    }
    const work = delivery.settled();
    work.catch((thrown: unknown) => deps.onFault("waiting for a reply", thrown));
    const done = await within(work, Math.max(0, waitMs - (performance.now() - started)));
    if (done === null) {
      await registry.messages.setStatus(message.id, "accepted");
      return { message, deliveredTo, replies: null };
    }
    return { message, deliveredTo, replies: await registry.messages.answersTo(message.id) };
  };

  /** Messages that a `send` of this process is busy with; they need no second offer. */
  const inHand = new Set<MessageId>();

  const sendInHand = async (outgoing: OutgoingMessage, waitMs: number | null): Promise<Accepted> => {
    const id = outgoing.id ?? (deps.newId() as MessageId);
    inHand.add(id);
    return send({ ...outgoing, id }, waitMs).finally(() => inHand.delete(id));
  };

  const redeliverOne = async ({ message }: MessageRecord): Promise<boolean> => {
    try {
      const record = await registry.conversations.find(message.conversationId);
      if (record === null) return false;
      const receivers = deps.chooseReceivers(asOutgoing(message));
      const input = inputFor(record.id, record.protocol, record.staysOpen, record.expiresAt);
      await workflows.deliver(input, envelopeFor(message, receivers, false), true);
      await registry.messages.setStatus(message.id, "accepted");
      return true;
    } catch (thrown) {
      if (thrown instanceof CaxtonError && !thrown.retryable) {
        await events.record([refusedEvent(message, thrown, clock())]);
        await registry.messages.setStatus(message.id, "settled");
      } else {
        deps.onFault(`offering the message ${message.id} again`, thrown);
      }
      return false;
    }
  };

  const batches = createBatches({ ...deps, inputFor, existing });

  return {
    send: sendInHand,
    sendBatch: batches.send,
    redeliver: async () => {
      try {
        const left = (await registry.messages.unaccepted(500)).filter(({ message }) => !inHand.has(message.id));
        const results = await Promise.all(left.map(redeliverOne));
        return results.filter(Boolean).length + (await batches.redeliver());
      } catch (thrown) {
        deps.onFault("looking for messages that were not accepted", thrown);
        return 0;
      }
    },
    openConversation: async ({ id, protocol, initiator, expiresAt }) => {
      const conversationId = id ?? (deps.newId() as ConversationId);
      await existing(conversationId);
      const input = inputFor(conversationId, protocol, true, expiresAt);
      await registry.conversations.ensure({
        id: conversationId,
        protocol,
        initiator,
        staysOpen: true,
        createdAt: clock().toISOString(),
        expiresAt: new Date(input.expiresAt).toISOString(),
      });
      await workflows.open(input);
      return mustFind(registry, conversationId);
    },
    cancelConversation: async (id, by) => {
      const record = await mustFind(registry, id);
      if (isOver(record)) throw finished(record);
      await workflows.cancel(id);
      await registry.conversations.setState({
        id,
        state: "completed",
        outcome: "cancelled",
        error: null,
        at: clock().toISOString(),
      });
      await events.record([cancelledEvent(id, by, clock())]);
      return mustFind(registry, id);
    },
  };
};

const mustFind = async (registry: Pick<Registry, "conversations">, id: ConversationId): Promise<ConversationRecord> => {
  const record = await registry.conversations.find(id);
  if (record === null) throw new CaxtonError("conversation.not_found", `There is no conversation ${id}.`);
  return record;
};

const asOutgoing = (message: FipaMessage): OutgoingMessage => ({
  ...message,
  target:
    message.targetCapability === null
      ? { kind: "receivers", receivers: message.receivers }
      : { kind: "capability", capability: message.targetCapability },
  protocol: null,
  trace: { traceId: message.traceId, spanId: message.spanId },
});

const acceptedEvent = (message: FipaMessage): NewEvent => ({
  key: `message ${message.id}`,
  time: message.timestamp,
  kind: "message.received",
  agent: null,
  conversationId: message.conversationId,
  traceId: message.traceId,
  data: {
    messageId: message.id,
    performative: message.performative,
    sender: message.sender,
    capability: message.targetCapability,
    receivers: message.receivers,
  },
});

const refusedEvent = (message: FipaMessage, error: CaxtonError, at: Date): NewEvent => ({
  key: `refused ${message.id}`,
  time: at.toISOString(),
  kind: "message.refused",
  agent: null,
  conversationId: message.conversationId,
  traceId: message.traceId,
  data: { messageId: message.id, code: error.code, message: error.message },
});

const cancelledEvent = (id: ConversationId, by: Sender, at: Date): NewEvent => ({
  key: `cancelled ${id}`,
  time: at.toISOString(),
  kind: "conversation.cancelled",
  agent: null,
  conversationId: id,
  traceId: null,
  data: { by },
});
