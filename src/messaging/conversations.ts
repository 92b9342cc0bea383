/** Conversations as messaging stores, opens and cancels them. */
import type { InteractionProtocol } from "../domain/conversation.ts";
import type { ConversationInput } from "../domain/delivery.ts";
import { endEvents } from "../domain/end-events.ts";
import { CaxtonError } from "../domain/errors.ts";
import type { ConversationId, Sender } from "../domain/ids.ts";
import type { ConversationRecord } from "../registry/stores.ts";
import type { MessagingDependencies } from "./dependencies.ts";
import type { ConversationOpening } from "./types.ts";

export interface Conversations {
  /** The input with which the workflow of a new conversation starts; expires at the default time if `expiresAt` is null. */
  inputFor(
    id: ConversationId,
    protocol: InteractionProtocol,
    staysOpen: boolean,
    expiresAt: string | null,
  ): ConversationInput;
  /**
   * The same for a stored conversation. If two callers open one id at once, the protocol stored first applies to both.
   * Throws `conversation.not_found`.
   */
  inputOf(id: ConversationId): Promise<ConversationInput>;
  /** Throws `conversation.not_found`. */
  get(id: ConversationId): Promise<ConversationRecord>;
  /** The conversation with that id, or null. Throws `conversation.finished`. */
  findOpen(id: ConversationId | null): Promise<ConversationRecord | null>;
  /** Throws `conversation.finished`. */
  open(opening: ConversationOpening): Promise<ConversationRecord>;
  /** Throws `conversation.not_found` and `conversation.finished`. */
  cancel(id: ConversationId, by: Sender): Promise<ConversationRecord>;
}

const isOver = ({ state }: ConversationRecord): boolean =>
  state === "completed" || state === "failed" || state === "expired";

const finished = (record: ConversationRecord): CaxtonError =>
  new CaxtonError(
    "conversation.finished",
    `The conversation ${record.id} is ${record.state}; it takes no further message.`,
    { hint: "Send the message without a conversationId, or open a new conversation." },
  );

export const createConversations = (deps: MessagingDependencies): Conversations => {
  const { registry, workflows, events, settings, clock } = deps;

  const get: Conversations["get"] = async (id) => {
    const record = await registry.conversations.find(id);
    if (record === null) throw new CaxtonError("conversation.not_found", `There is no conversation ${id}.`);
    return record;
  };

  const findOpen: Conversations["findOpen"] = async (id) => {
    const record = id === null ? null : await registry.conversations.find(id);
    if (record !== null && isOver(record)) throw finished(record);
    return record;
  };

  const inputFor: Conversations["inputFor"] = (conversationId, protocol, staysOpen, expiresAt) => ({
    conversationId,
    protocol,
    staysOpen,
    expiresAt: expiresAt === null ? clock().getTime() + settings.expireAfterMs : Date.parse(expiresAt),
    continueAfter: settings.continueAfter,
    settings: settings.turns,
    carried: null,
  });

  const inputOf: Conversations["inputOf"] = async (id) => {
    const { protocol, staysOpen, expiresAt } = await get(id);
    return inputFor(id, protocol, staysOpen, expiresAt);
  };

  const open: Conversations["open"] = async ({ id, protocol, initiator, expiresAt }) => {
    const conversationId = id ?? (deps.newId() as ConversationId);
    await findOpen(conversationId);
    const input = inputFor(conversationId, protocol, true, expiresAt);
    await registry.conversations.ensure({
      id: conversationId,
      protocol,
      initiator,
      staysOpen: true,
      createdAt: clock().toISOString(),
      expiresAt: new Date(input.expiresAt).toISOString(),
    });
    await workflows.open(await inputOf(conversationId));
    return get(conversationId);
  };

  const cancel: Conversations["cancel"] = async (id, by) => {
    const record = await get(id);
    if (isOver(record)) throw finished(record);
    await workflows.cancel(id, by).catch((thrown: unknown) => {
      // No workflow runs: it has just ended, which the record then shows, or it was never started.
      if (!(thrown instanceof CaxtonError) || thrown.code !== "conversation.finished") throw thrown;
    });
    const end = { state: "completed", outcome: "cancelled", error: null } as const;
    const at = clock().toISOString();
    await registry.conversations.setState({ id, ...end, at }, endEvents(id, end, { by, at }));
    events.announce();
    const ended = await get(id);
    if (ended.outcome !== "cancelled") throw finished(ended);
    return ended;
  };

  return { inputFor, inputOf, get, findOpen, open, cancel };
};
