/** Who may see a conversation and speak in it, where not everything is theirs to see. */
import { CaxtonError } from "./errors.ts";
import type { ConversationId, Sender } from "./ids.ts";

interface WithParticipants {
  readonly id: ConversationId;
  readonly participants: readonly { readonly participant: Sender }[];
}

/** Names are compared without case. Whoever has opened a conversation or said something in it takes part. */
export const takesPart = ({ participants }: WithParticipants, who: Sender): boolean =>
  participants.some(({ participant }) => participant.toLowerCase() === who.toLowerCase());

/** Throws `security.forbidden` where the key of an agent asks for a conversation of others. */
export const requireParticipant = (
  caller: { readonly role: string; readonly name: string },
  who: Sender,
  conversation: WithParticipants | null,
): void => {
  if (caller.role !== "agent" || conversation === null || takesPart(conversation, who)) return;
  throw new CaxtonError(
    "security.forbidden",
    `The key “${caller.name}” is for conversations of ${who}, and ${conversation.id} is none.`,
    { hint: "Use a key of role viewer to read, or of role operator to send." },
  );
};
