/**
 * Sending: route, store, hand to the conversation's workflow. A message is stored before Temporal sees it, since
 * histories carry only its id; what a crash leaves stored and unaccepted is offered again by `redeliver`.
 */
import { judge, openConversation, protocolOpenedBy, type InteractionProtocol } from "../domain/conversation.ts";
import type { Assignment, ConversationInput, Envelope } from "../domain/delivery.ts";
import { endEvents } from "../domain/end-events.ts";
import { CaxtonError } from "../domain/errors.ts";
import type { FipaMessage } from "../domain/fipa.ts";
import type { ConversationId, MessageId, VersionHash } from "../domain/ids.ts";
import type { ConversationRecord, MessageRecord, Registry } from "../registry/stores.ts";
import { createApprovals } from "./approvals.ts";
import { createBatches } from "./batches.ts";
import { composeMessage } from "./compose.ts";
import type { MessagingDependencies } from "./dependencies.ts";
import { acceptedEvent, refusedEvent } from "./message-events.ts";
import { withTimeout } from "./with-timeout.ts";
import type { Accepted, Messaging, OutgoingMessage } from "./types.ts";

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

const duplicate = (id: MessageId): CaxtonError =>
  new CaxtonError("message.duplicate", `There is a message with the id ${id} already.`, {
    hint: "Leave the id out, or make a new one. To repeat a request safely, send the same Idempotency-Key.",
  });

/** Whoever sends such a message anew has two of it, so they are told not to. */
const keptForLater = (messageId: MessageId, error: CaxtonError): CaxtonError =>
  new CaxtonError(error.code, error.message, {
    hint:
      `The message is kept as ${messageId}, and offered again by itself: GET /api/v1/messages/${messageId} shows what ` +
      "comes of it. Repeat the request only under the same Idempotency-Key.",
    facts: { ...error.facts, messageId },
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    cause: error,
  });

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

  /** As the conversation is stored: of two that open it under one name at once, the first one's protocol holds. */
  const inputOf = async (id: ConversationId): Promise<ConversationInput> => {
    const { protocol, staysOpen, expiresAt } = await mustFind(registry, id);
    return inputFor(id, protocol, staysOpen, expiresAt);
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
    if (!inserted) throw duplicate(message.id);
    events.announce();
  };

  /** A message that is refused was never part of the conversation; the event store, which told of it, tells that too. */
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

  const send = async (outgoing: OutgoingMessage, waitMs: number | null): Promise<Accepted> => {
    const started = performance.now();
    const known = await existing(outgoing.conversationId);
    const protocol = known?.protocol ?? outgoing.protocol ?? protocolOpenedBy(outgoing.performative);
    if (known === null) refuseBadOpening(outgoing, protocol);
    const receivers = deps.chooseReceivers(outgoing);
    const message = composeMessage(outgoing, receivers, protocol, { at: clock(), newId: deps.newId });
    const staysOpen = known?.staysOpen ?? outgoing.conversationId !== null;
    const wanted = inputFor(message.conversationId, protocol, staysOpen, known?.expiresAt ?? null);
    await store(message, wanted, known === null);
    const input = known === null && staysOpen ? await inputOf(message.conversationId) : wanted;
    // Whoever waits less than the quick way may take is answered sooner without it.
    const quickly = waitMs !== null && waitMs >= settings.turns.quickMs;
    const delivery = await offer(message, input, envelopeFor(message, receivers, quickly), known === null);
    const deliveredTo = receivers.map((each) => each.agent);
    if (waitMs === null) {
      await registry.messages.setStatus(message.id, "accepted");
      return { message, deliveredTo, replies: null };
    }
    const work = delivery.settled();
    work.catch((thrown: unknown) => deps.onFault("waiting for a reply", thrown));
    const done = await withTimeout(work, Math.max(0, waitMs - (performance.now() - started)));
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
    if (inHand.has(id)) throw duplicate(id);
    inHand.add(id);
    return send({ ...outgoing, id }, waitMs).finally(() => inHand.delete(id));
  };

  /** Those for whom the message was stored. One that is gone since then has no version; its turn fails and says why. */
  const storedReceivers = async ({ receivers }: FipaMessage): Promise<readonly Assignment[]> =>
    Promise.all(
      receivers.map(async (agent) => {
        const found = await registry.agents.find(workspace, agent);
        return { agent, version: found?.agent.activeVersion ?? goneVersion };
      }),
    );

  /** A message that its conversation does not take has no turn to answer it. */
  const giveUp = async (message: FipaMessage, error: CaxtonError): Promise<void> => {
    await events.record([refusedEvent(message, error, clock())]);
    await registry.messages.setStatus(message.id, "settled");
    const record = await mustFind(registry, message.conversationId);
    if (record.staysOpen) return;
    const { code } = error;
    const end = { state: "failed", outcome: null, error: { code, message: error.message } } as const;
    const at = clock().toISOString();
    const told = endEvents(record.id, end, { by: null, at });
    await registry.conversations.setState({ id: record.id, ...end, at }, told);
    events.announce();
  };

  const redeliverOne = async ({ message }: MessageRecord): Promise<boolean> => {
    try {
      const receivers = await storedReceivers(message);
      const input = await inputOf(message.conversationId);
      await workflows.deliver(input, envelopeFor(message, receivers, false), true);
      await registry.messages.setStatus(message.id, "accepted");
      return true;
    } catch (thrown) {
      if (thrown instanceof CaxtonError && !thrown.retryable) await giveUp(message, thrown);
      else deps.onFault(`offering the message ${message.id} again`, thrown);
      return false;
    }
  };

  const batches = createBatches({ ...deps, inputFor, inputOf, existing });
  const approvals = createApprovals(deps);

  return {
    send: sendInHand,
    sendBatch: batches.send,
    decideApproval: approvals.decide,
    redeliver: async () => {
      try {
        const left = (await registry.messages.unaccepted(500)).filter(({ message }) => !inHand.has(message.id));
        const results = await Promise.all(left.map(redeliverOne));
        await approvals.tellAgain();
        return results.filter(Boolean).length + (await batches.redeliver());
      } catch (thrown) {
        deps.onFault("looking for messages that were not accepted", thrown);
        return 0;
      }
    },
    openConversation: async ({ id, protocol, initiator, expiresAt }) => {
      const conversationId = id ?? (deps.newId() as ConversationId);
      await existing(conversationId);
      const wanted = inputFor(conversationId, protocol, true, expiresAt);
      await registry.conversations.ensure({
        id: conversationId,
        protocol,
        initiator,
        staysOpen: true,
        createdAt: clock().toISOString(),
        expiresAt: new Date(wanted.expiresAt).toISOString(),
      });
      await workflows.open(await inputOf(conversationId));
      return mustFind(registry, conversationId);
    },
    cancelConversation: async (id, by) => {
      const record = await mustFind(registry, id);
      if (isOver(record)) throw finished(record);
      await workflows.cancel(id, by).catch((thrown: unknown) => {
        // Nothing runs: it has just ended, which the record then says, or its workflow was never started.
        if (!(thrown instanceof CaxtonError) || thrown.code !== "conversation.finished") throw thrown;
      });
      const end = { state: "completed", outcome: "cancelled", error: null } as const;
      const at = clock().toISOString();
      await registry.conversations.setState({ id, ...end, at }, endEvents(id, end, { by, at }));
      events.announce();
      const ended = await mustFind(registry, id);
      if (ended.outcome !== "cancelled") throw finished(ended);
      return ended;
    },
  };
};

const mustFind = async (registry: Pick<Registry, "conversations">, id: ConversationId): Promise<ConversationRecord> => {
  const record = await registry.conversations.find(id);
  if (record === null) throw new CaxtonError("conversation.not_found", `There is no conversation ${id}.`);
  return record;
};

/** Where all agents live as long as there is no other workspace. */
const workspace = "default";

/** Names no version, since a version's name is a hash. */
const goneVersion = "gone" as VersionHash;
