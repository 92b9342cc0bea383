import type { ConversationEnd } from "./delivery.ts";
import type { ConversationId, Sender } from "./ids.ts";

/**
 * The events that record the end of a conversation. Their keys are derived from the conversation, so that each is
 * stored once.
 */
export const endEvents = (
  conversationId: ConversationId,
  { state, outcome, error }: Pick<ConversationEnd, "state" | "outcome" | "error">,
  { by, at }: { readonly by: Sender | null; readonly at: string },
) => {
  const base = { time: at, agent: null, conversationId, traceId: null };
  const cancelled = { ...base, key: `cancelled ${conversationId}`, kind: "conversation.cancelled", data: { by } };
  const ended = { ...base, key: `end ${conversationId}`, kind: `conversation.${state}`, data: { outcome, error } };
  return outcome === "cancelled" ? [cancelled, ended] : [ended];
};
