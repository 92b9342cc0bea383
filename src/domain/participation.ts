/** Who may see a conversation and take part in it, for keys with limited access. */
import { CaxtonError } from "./errors.ts";
import type { ConversationId, Sender } from "./ids.ts";

interface WithParticipants {
  readonly id: ConversationId;
  readonly participants: readonly { readonly participant: Sender }[];
}

/** Names are compared ignoring case. Participants are the initiator and everybody who has sent a message. */
export const takesPart = ({ participants }: WithParticipants, who: Sender): boolean =>
  participants.some(({ participant }) => participant.toLowerCase() === who.toLowerCase());

/** Throws `security.forbidden` if an agent's key accesses a conversation in which the agent does not take part. */
export const requireParticipant = (
  caller: { readonly role: string; readonly name: string },
  who: Sender,
  conversation: WithParticipants | null,
): void => {
  if (caller.role !== "agent" || conversation === null || takesPart(conversation, who)) return;
  throw new CaxtonError(
    "security.forbidden",
    `The key “${caller.name}” is limited to conversations of ${who}; ${conversation.id} is not one of them.`,
    { hint: "Use a key of role viewer to read, or of role operator to send." },
  );
};
