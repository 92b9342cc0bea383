/**
 * The conversation as a pure state machine: which message may come next, which exchanges are open, and when and how the
 * conversation ends. The workflow holds the state; nothing here depends on time or storage.
 *
 * request-reply follows FIPA SC00026 (Request), query follows SC00027 (Query); in `inform` no reply is due.
 */
import { expectsReply, type Performative } from "./fipa.ts";
import type { MessageId } from "./ids.ts";
import { fail, ok, type Result } from "./result.ts";
import { shown } from "./shown.ts";

/** The protocols with which a conversation can be opened. */
export type InteractionProtocol = (typeof servedProtocols)[number];

export const servedProtocols = ["request-reply", "query", "inform"] as const;

/** How a completed conversation ended. */
export type ConversationOutcome = "answered" | "informed" | "cancelled";

export type ConversationState =
  | { readonly name: "initiated" }
  | { readonly name: "in-progress" }
  | { readonly name: "completed"; readonly outcome: ConversationOutcome }
  | { readonly name: "failed"; readonly error: { readonly code: string; readonly message: string } }
  | { readonly name: "expired" };

export type ConversationStateName = ConversationState["name"];

export type FinishedState = Extract<ConversationState, { name: "completed" | "failed" | "expired" }>;

export const isFinished = (state: ConversationState): state is FinishedState =>
  state.name === "completed" || state.name === "failed" || state.name === "expired";

/** What the state machine needs to know of a message. */
export interface Move {
  readonly messageId: MessageId;
  readonly performative: Performative;
  readonly replyWith: string | null;
  readonly inReplyTo: string | null;
}

/** An accepted message that not all of its receivers have dealt with. */
export interface OpenExchange {
  readonly messageId: MessageId;
  readonly performative: Performative;
}

export interface Conversation {
  readonly protocol: InteractionProtocol;
  /**
   * A conversation whose id was chosen by the caller, or that was opened explicitly, accepts further exchanges until it
   * expires or is cancelled. One opened by a single message ends with that exchange.
   */
  readonly staysOpen: boolean;
  readonly state: ConversationState;
  readonly open: readonly OpenExchange[];
  /**
   * The `replyWith` values that a later message may refer to in `inReplyTo`: the newest {@link rememberedReplyKeys}.
   */
  readonly replyKeys: readonly string[];
}

/** Enough for any realistic dialogue; bounds the state that a workflow carries. */
export const rememberedReplyKeys = 200;

export const openConversation = (protocol: InteractionProtocol, staysOpen: boolean): Conversation => ({
  protocol,
  staysOpen,
  state: { name: "initiated" },
  open: [],
  replyKeys: [],
});

/** The protocol of a conversation whose first message names none. */
export const protocolOpenedBy = (performative: Performative): InteractionProtocol => {
  if (performative === "query" || performative === "query-if" || performative === "query-ref") return "query";
  return expectsReply(performative) ? "request-reply" : "inform";
};

export interface Violation {
  readonly code:
    | "conversation.finished"
    | "conversation.protocol_violation"
    | "message.duplicate"
    | "message.reply_to_nothing";
  readonly message: string;
}

/**
 * Allowed in every protocol after the first message: `not-understood` (SC00037) and `cancel`, the meta-protocol of
 * SC00026 and SC00027.
 */
const inEveryProtocol: ReadonlySet<Performative> = new Set(["not-understood", "cancel"]);

/** Performatives that may open an exchange in each protocol. */
const openers: Record<InteractionProtocol, ReadonlySet<Performative>> = {
  "request-reply": new Set([
    "request",
    "request-when",
    "request-whenever",
    "query",
    "query-if",
    "query-ref",
    "inform",
    "propose",
    "cfp",
    "subscribe",
    "propagate",
    "proxy",
  ]),
  query: new Set(["query", "query-if", "query-ref"]),
  inform: new Set(["inform", "inform-if", "inform-ref", "confirm", "disconfirm"]),
};

const violation = (code: Violation["code"], message: string): Result<null, Violation> => fail({ code, message });

/** A conversation opened by a single message allows, beside its exchange, only the cancellation of it. */
const disturbsOnlyExchange = ({ staysOpen, open }: Conversation, { performative }: Move): boolean =>
  !staysOpen && open.length > 0 && performative !== "cancel";

/**
 * Whether the protocol allows the performative here. An answer to an earlier message may not itself ask for a reply.
 */
const hasPlace = ({ protocol, state, staysOpen }: Conversation, { performative, inReplyTo }: Move): boolean => {
  if (openers[protocol].has(performative)) return true;
  // A conversation that was opened explicitly can be cancelled before its first message.
  const nothingSaid = state.name === "initiated" && !(staysOpen && performative === "cancel");
  if (inEveryProtocol.has(performative)) return !nothingSaid;
  return inReplyTo !== null && !expectsReply(performative);
};

/** Whether `move` may come next; fails with the reason. */
export const judge = (conversation: Conversation, move: Move): Result<null, Violation> => {
  const { state, protocol } = conversation;
  if (isFinished(state)) {
    return violation(
      "conversation.finished",
      `The conversation is ${state.name}; it takes no further message. Open a new one.`,
    );
  }
  if (conversation.open.some((each) => each.messageId === move.messageId)) {
    return violation("message.duplicate", `The message ${move.messageId} is already being processed.`);
  }
  if (disturbsOnlyExchange(conversation, move)) {
    return violation(
      "conversation.protocol_violation",
      "One message opened this conversation, and it ends with the answer to it. " +
        "For more exchanges, open a conversation first, or give the first message a conversationId of your own.",
    );
  }
  if (move.inReplyTo !== null && !conversation.replyKeys.includes(move.inReplyTo)) {
    return violation(
      "message.reply_to_nothing",
      `inReplyTo is ${shown(move.inReplyTo)}, but no message of this conversation carries that replyWith.`,
    );
  }
  if (!hasPlace(conversation, move)) {
    return violation(
      "conversation.protocol_violation",
      `“${move.performative}” is not allowed here: an exchange in the protocol ${protocol} begins with ` +
        `${[...openers[protocol]].join(", ")}; answers carry inReplyTo.`,
    );
  }
  return ok(null);
};

/** A key that is used again moves to the end. */
const remember = (keys: readonly string[], key: string | null): readonly string[] =>
  key === null ? keys : [...keys.filter((each) => each !== key), key].slice(-rememberedReplyKeys);

const finish = (conversation: Conversation, state: FinishedState): Conversation =>
  isFinished(conversation.state) ? conversation : { ...conversation, state, open: [] };

export const expire = (conversation: Conversation): Conversation => finish(conversation, { name: "expired" });

export const cancel = (conversation: Conversation): Conversation =>
  finish(conversation, { name: "completed", outcome: "cancelled" });

/**
 * The conversation after an accepted message; call {@link judge} first. A finished conversation stays unchanged.
 * `cancel` ends the conversation: the cancel meta-protocol of SC00026, with the server answering for the participants.
 */
export const begin = (conversation: Conversation, move: Move): Conversation => {
  if (isFinished(conversation.state)) return conversation;
  if (move.performative === "cancel") return cancel(conversation);
  return {
    ...conversation,
    state: { name: "in-progress" },
    open: [...conversation.open, { messageId: move.messageId, performative: move.performative }],
    replyKeys: remember(conversation.replyKeys, move.replyWith),
  };
};

/** The outcome of one message over all its receivers. */
export type ExchangeResult =
  | { readonly kind: "answered"; readonly replyKeys: readonly string[] }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

/** The conversation after all receivers of a message have dealt with it. */
export const settle = (conversation: Conversation, messageId: MessageId, result: ExchangeResult): Conversation => {
  const exchange = conversation.open.find((each) => each.messageId === messageId);
  if (exchange === undefined || isFinished(conversation.state)) return conversation;
  const open = conversation.open.filter((each) => each !== exchange);
  const replyKeys = (result.kind === "answered" ? result.replyKeys : []).reduce(remember, conversation.replyKeys);
  const next = { ...conversation, open, replyKeys };
  if (conversation.staysOpen || open.length > 0) return next;
  if (result.kind === "failed") {
    return { ...next, state: { name: "failed", error: { code: result.code, message: result.message } } };
  }
  const outcome = expectsReply(exchange.performative) ? "answered" : "informed";
  return { ...next, state: { name: "completed", outcome } };
};
