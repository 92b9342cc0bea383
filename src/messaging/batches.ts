/** Sends a batch: like a single message, but with one row, one update and one activity for all messages. */
import { batchIdOf, type BatchFrame, type BatchItem } from "../domain/batch.ts";
import { judge, openConversation, protocolOpenedBy } from "../domain/conversation.ts";
import type { Assignment, ConversationInput, Envelope } from "../domain/delivery.ts";
import { CaxtonError } from "../domain/errors.ts";
import type { ConversationId, MessageId } from "../domain/ids.ts";
import type { BatchRecord, NewEvent } from "../registry/stores.ts";
import type { Conversations } from "./conversations.ts";
import type { MessagingDependencies } from "./dependencies.ts";
import type { AcceptedBatch, OutgoingMessage } from "./types.ts";
import { withTimeout } from "./with-timeout.ts";

export interface Batches {
  send(common: OutgoingMessage, items: readonly BatchItem[], waitMs: number | null): Promise<AcceptedBatch>;
  /** Delivers what a crash left unaccepted. Returns how many batches were accepted. */
  redeliver(): Promise<number>;
}

const receivedEvent = (id: MessageId, frame: BatchFrame, size: number): NewEvent => ({
  key: `batch ${id}`,
  time: frame.timestamp,
  kind: "batch.received",
  agent: null,
  conversationId: frame.conversationId,
  traceId: frame.traceId,
  data: { batchId: id, size, performative: frame.performative, sender: frame.sender, receivers: frame.receivers },
});

const envelopeOf = (id: MessageId, frame: BatchFrame, receiver: Assignment): Envelope => ({
  messageId: id,
  performative: frame.performative,
  sender: frame.sender,
  targetCapability: frame.targetCapability,
  replyWith: null,
  inReplyTo: null,
  replyBy: null,
  receivers: [receiver],
  waits: false,
  batch: true,
  traceId: frame.traceId,
});

const duplicate = (batchId: MessageId): CaxtonError =>
  new CaxtonError("message.duplicate", `There is a batch with the id ${batchId} already.`, { facts: { batchId } });

export const createBatches = (deps: MessagingDependencies, conversations: Conversations): Batches => {
  const { registry, workflows, events, clock } = deps;
  const inHand = new Set<MessageId>();

  /** The one WASM agent that receives the batch. */
  const receiverOf = (common: OutgoingMessage): Assignment => {
    const [only, ...others] = deps.chooseReceivers(common);
    if (only === undefined || others.length > 0) {
      throw new CaxtonError("message.invalid", "A batch must go to one agent, and this one has several receivers.", {
        hint: "Name one receiver, or use a performative that goes to one provider, such as request.",
      });
    }
    if (deps.takesBatches(only.agent)) return only;
    throw new CaxtonError("message.invalid", `${only.agent} is not a WASM agent and cannot receive batches.`, {
      hint: "Send the messages one by one with POST /api/v1/messages.",
    });
  };

  const store = async (batch: Parameters<typeof registry.batches.open>[0]["batch"], input: ConversationInput) => {
    const { frame } = batch;
    const stored = await registry.batches.open({
      conversation: {
        id: frame.conversationId,
        protocol: input.protocol,
        initiator: frame.sender,
        staysOpen: input.staysOpen,
        createdAt: frame.timestamp,
        expiresAt: new Date(input.expiresAt).toISOString(),
      },
      batch,
      events: [receivedEvent(batch.id, frame, batch.items.length)],
    });
    if (!stored) throw duplicate(batch.id);
    events.announce();
  };

  const offer = async (input: ConversationInput, envelope: Envelope, isNew: boolean) => {
    try {
      const delivery = await workflows.deliver(input, envelope, isNew);
      await registry.batches.accept(envelope.messageId);
      return delivery;
    } catch (thrown) {
      if (thrown instanceof CaxtonError && !thrown.retryable) await registry.batches.discard(envelope.messageId);
      throw thrown;
    }
  };

  const send = async (
    id: MessageId,
    common: OutgoingMessage,
    items: readonly BatchItem[],
    waitMs: number | null,
  ): Promise<AcceptedBatch> => {
    const started = performance.now();
    const known = await conversations.findOpen(common.conversationId);
    const protocol = known?.protocol ?? common.protocol ?? protocolOpenedBy(common.performative);
    const receiver = receiverOf(common);
    const frame: BatchFrame = {
      performative: common.performative,
      sender: common.sender,
      receivers: [receiver.agent],
      targetCapability: common.target.kind === "capability" ? common.target.capability : null,
      conversationId: common.conversationId ?? (deps.newId() as ConversationId),
      protocol,
      language: common.language,
      ontology: common.ontology,
      traceId: common.trace.traceId,
      spanId: common.trace.spanId,
      timestamp: clock().toISOString(),
    };
    const envelope = envelopeOf(id, frame, receiver);
    const verdict = known === null ? judge(openConversation(protocol, true), envelope) : null;
    if (verdict?.ok === false) throw new CaxtonError(verdict.error.code, verdict.error.message);
    const staysOpen = known?.staysOpen ?? common.conversationId !== null;
    const wanted = conversations.inputFor(frame.conversationId, protocol, staysOpen, known?.expiresAt ?? null);
    await store({ id, agent: receiver.agent, version: receiver.version, frame, items }, wanted);
    const input = known === null && staysOpen ? await conversations.inputOf(frame.conversationId) : wanted;
    const delivery = await offer(input, envelope, known === null);
    const accepted = { batchId: id, frame, agent: receiver.agent, size: items.length };
    if (waitMs === null) return { ...accepted, replies: null };
    const work = delivery.settled();
    work.catch((thrown: unknown) => deps.onFault("waiting for the replies to a batch", thrown));
    const done = await withTimeout(work, Math.max(0, waitMs - (performance.now() - started)));
    return { ...accepted, replies: done === null ? null : await registry.batches.repliesTo(id) };
  };

  const redeliverOne = async ({ id, agent, version, frame }: BatchRecord): Promise<boolean> => {
    try {
      await offer(await conversations.inputOf(frame.conversationId), envelopeOf(id, frame, { agent, version }), true);
      return true;
    } catch (thrown) {
      deps.onFault(`offering the batch ${id} again`, thrown);
      return false;
    }
  };

  return {
    send: async (common, items, waitMs) => {
      const id = batchIdOf(common.id ?? deps.newId());
      if (inHand.has(id)) throw duplicate(id);
      inHand.add(id);
      return send(id, common, items, waitMs).finally(() => inHand.delete(id));
    },
    redeliver: async () => {
      const left = (await registry.batches.unaccepted(50)).filter(({ id }) => !inHand.has(id));
      const results = await Promise.all(left.map(redeliverOne));
      return results.filter(Boolean).length;
    },
  };
};
