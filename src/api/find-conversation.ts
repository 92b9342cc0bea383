/** Finds the conversation in a path. */
import type { Request } from "express";
import { CaxtonError } from "../domain/errors.ts";
import type { ConversationRecord } from "../registry/stores.ts";
import { requireOwnConversation } from "./authentication.ts";
import { callerOf, servicesOf } from "./context.ts";
import { conversationIdParameter, orNotFound } from "./parse-values.ts";

const noSuchConversation = (id: string): CaxtonError =>
  new CaxtonError("conversation.not_found", `There is no conversation with the id ${id}.`, {
    hint: "GET /api/v1/conversations lists them.",
  });

/** Throws `conversation.not_found`, and `security.forbidden` for the key of an agent that does not take part. */
export const findConversation = async (request: Request, id: string): Promise<ConversationRecord> => {
  const conversationId = conversationIdParameter(id);
  const record = await servicesOf(request).registry.conversations.find(conversationId);
  const found = orNotFound(record, () => noSuchConversation(conversationId));
  requireOwnConversation(callerOf(request), found);
  return found;
};
