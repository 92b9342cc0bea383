/**
 * Conversation workflows without Temporal, for API tests: every receiver answers “<name> heard you” at once, or when
 * the test releases it. Uses the real conversation machine, registry and events; only durability is missing.
 */
import { randomUUID } from "node:crypto";
import { begin, judge, openConversation, settle, type Conversation } from "../../src/domain/conversation.ts";
import type { ConversationInput, Delivered, Envelope } from "../../src/domain/delivery.ts";
import { CaxtonError } from "../../src/domain/errors.ts";
import { expectsReply } from "../../src/domain/fipa.ts";
import { agentSender, type AgentName, type ConversationId, type MessageId, type SpanId } from "../../src/domain/ids.ts";
import type { ConversationWorkflows } from "../../src/messaging/types.ts";
import type { Events } from "../../src/observability/types.ts";
import type { Registry } from "../../src/registry/stores.ts";

export interface InstantWorkflows extends ConversationWorkflows {
  /** Holds back replies until {@link InstantWorkflows.letGo}. */
  hold(): void;
  letGo(): void;
  /** Number of messages delivered. */
  delivered(): number;
  /** The approvals whose decisions were reported to the workflows. */
  readonly told: readonly string[];
  /** Makes the next delivery fail with this error. */
  failNext(error: CaxtonError): void;
}

export const createInstantWorkflows = (deps: {
  readonly registry: Registry;
  readonly events: Events;
}): InstantWorkflows => {
  const { registry, events } = deps;
  const conversations = new Map<ConversationId, Conversation>();
  let gate = Promise.resolve();
  let open: () => void = () => undefined;
  let count = 0;
  const told: string[] = [];
  let failure: CaxtonError | null = null;

  const reply = async (input: ConversationInput, envelope: Envelope, agent: AgentName): Promise<void> => {
    await gate;
    const id = randomUUID() as MessageId;
    const at = new Date().toISOString();
    const before = conversations.get(input.conversationId);
    if (before === undefined) return;
    const after = settle(before, envelope.messageId, { kind: "answered", replyKeys: [id] });
    conversations.set(input.conversationId, after);
    const { conversationId } = input;
    events.publishToken({ conversationId, turnId: `${envelope.messageId}/${agent}`, agent, text: `${agent} heard` });
    await registry.journal.conclude({
      turn: null,
      modelCall: null,
      reply: {
        message: {
          id,
          performative: "inform",
          sender: agentSender(agent),
          receivers: [],
          targetCapability: null,
          replyTo: null,
          content: `${agent} heard you`,
          language: null,
          encoding: null,
          ontology: null,
          protocol: input.protocol,
          conversationId,
          replyWith: id,
          inReplyTo: envelope.replyWith,
          replyBy: null,
          traceId: envelope.traceId,
          spanId: "00f067aa0ba902b7" as SpanId,
          timestamp: at,
        },
        answers: envelope.messageId,
        status: "settled",
      },
      participant: { sender: agentSender(agent), versionHash: null },
      settled: envelope.messageId,
      conversation:
        after.state.name === "completed"
          ? { id: conversationId, state: "completed", outcome: after.state.outcome, error: null }
          : null,
      events: [
        {
          key: `reply ${id}`,
          time: at,
          kind: "message.replied",
          agent,
          conversationId,
          traceId: envelope.traceId,
          data: { messageId: id },
        },
      ],
    });
    events.announce();
  };

  return {
    hold: () => {
      gate = new Promise((resolve) => {
        open = resolve;
      });
    },
    letGo: () => open(),
    told,
    delivered: () => count,
    failNext: (error) => {
      failure = error;
    },
    cutOff: async () => [],
    wasCutOff: async () => false,
    decided: async (_id, approvalId) => {
      told.push(approvalId);
    },
    open: async (input) => {
      conversations.set(input.conversationId, openConversation(input.protocol, input.staysOpen));
    },
    cancel: async (id) => {
      conversations.delete(id);
    },
    deliver: async (input, envelope) => {
      if (failure !== null) {
        const error = failure;
        failure = null;
        throw error;
      }
      const before = conversations.get(input.conversationId) ?? openConversation(input.protocol, input.staysOpen);
      const verdict = judge(before, envelope);
      if (!verdict.ok) throw new CaxtonError(verdict.error.code, verdict.error.message);
      count += 1;
      conversations.set(input.conversationId, begin(before, envelope));
      const answerers = expectsReply(envelope.performative) ? envelope.receivers : [];
      const replies = Promise.all(answerers.map(({ agent }) => reply(input, envelope, agent)));
      replies.catch((error: unknown) => console.error(error));
      const settled = async (): Promise<Delivered> => {
        await replies;
        return { messageId: envelope.messageId, replies: [] };
      };
      return { settled };
    },
  };
};
