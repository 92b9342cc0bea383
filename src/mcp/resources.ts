/** Conversations as resources of MCP. */
import { ResourceNotFoundError, type ReadResourceResult, type Resource } from "@modelcontextprotocol/server";
import { parseConversationId } from "../domain/ids.ts";
import { requireParticipant } from "../domain/participation.ts";
import type { McpCaller, McpDependencies } from "./types.ts";

const scheme = "caxton://conversations/";
const mimeType = "application/json";

/** Number of newest messages that a read shows. */
const shownMessages = 200;

export const conversationTemplate = {
  uriTemplate: `${scheme}{id}`,
  name: "conversation",
  title: "A conversation",
  description: "A conversation with its participants, its state and its newest messages.",
  mimeType,
};

/** A page of conversations, newest first; an agent's key sees only conversations in which the agent takes part. */
export const listConversations = async (
  { registry }: McpDependencies,
  caller: McpCaller,
  cursor: string | null,
): Promise<{ resources: Resource[]; nextCursor?: string }> => {
  const { items, nextCursor } = await registry.conversations.list(
    caller.role === "agent" ? { participant: caller.sender } : {},
    { limit: 50, cursor },
  );
  return {
    resources: items.map(({ id, protocol, state, createdAt }) => ({
      uri: scheme + id,
      name: `conversation ${id}`,
      description: `${protocol}, ${state}, since ${createdAt}`,
      mimeType,
    })),
    ...(nextCursor === null ? {} : { nextCursor }),
  };
};

/** Throws the protocol's error for a URI that names no conversation. */
export const readConversation = async (
  { registry }: McpDependencies,
  caller: McpCaller,
  uri: string,
): Promise<ReadResourceResult> => {
  const id = uri.startsWith(scheme) ? parseConversationId(uri.slice(scheme.length)) : null;
  const conversation = id?.ok === true ? await registry.conversations.find(id.value) : null;
  if (conversation === null) throw new ResourceNotFoundError(uri);
  requireParticipant(caller, caller.sender, conversation);
  const messages = await registry.messages.recent(conversation.id, shownMessages);
  const value = { ...conversation, messages: messages.map(({ message, answers }) => ({ ...message, answers })) };
  return { contents: [{ uri, mimeType, text: JSON.stringify(value, null, 2) }] };
};
