/** The FIPA-ACL message (SC00061) and its performatives (SC00037). */
import type { AgentName, Capability, ConversationId, MessageId, Sender, SpanId, TraceId } from "./ids.ts";
import type { Json } from "./json.ts";

/** The 22 communicative acts of FIPA SC00037, and `query`, which the specification adds for an open question. */
export const performatives = [
  "accept-proposal",
  "agree",
  "cancel",
  "cfp",
  "confirm",
  "disconfirm",
  "failure",
  "inform",
  "inform-if",
  "inform-ref",
  "not-understood",
  "propagate",
  "propose",
  "proxy",
  "query",
  "query-if",
  "query-ref",
  "refuse",
  "reject-proposal",
  "request",
  "request-when",
  "request-whenever",
  "subscribe",
] as const;

export type Performative = (typeof performatives)[number];

export const isPerformative = (text: string): text is Performative =>
  (performatives as readonly string[]).includes(text);

/** All 13 parameters of FIPA SC00061, with Caxton's capability address and trace context. */
export interface FipaMessage {
  readonly id: MessageId;
  readonly performative: Performative;
  readonly sender: Sender;
  /** Agents addressed by name, or chosen by routing for `targetCapability`. */
  readonly receivers: readonly AgentName[];
  readonly targetCapability: Capability | null;
  /** Where to send the answer instead of to the sender. */
  readonly replyTo: Sender | null;
  readonly content: Json;
  readonly language: string | null;
  readonly encoding: string | null;
  readonly ontology: string | null;
  readonly protocol: string | null;
  readonly conversationId: ConversationId;
  readonly replyWith: string | null;
  readonly inReplyTo: string | null;
  /** RFC 3339, UTC. */
  readonly replyBy: string | null;
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** RFC 3339, UTC. */
  readonly timestamp: string;
}

/** Performatives for which routing chooses one provider; any other goes to all providers. */
const askingOne: ReadonlySet<Performative> = new Set([
  "request",
  "request-when",
  "request-whenever",
  "query",
  "query-if",
  "query-ref",
]);

export const goesToOneProvider = (performative: Performative): boolean => askingOne.has(performative);

/** Performatives that need no reply. */
const telling: ReadonlySet<Performative> = new Set([
  "inform",
  "inform-if",
  "inform-ref",
  "confirm",
  "disconfirm",
  "agree",
  "refuse",
  "failure",
  "not-understood",
  "accept-proposal",
  "reject-proposal",
  "cancel",
]);

export const expectsReply = (performative: Performative): boolean => !telling.has(performative);

const always = ["inform", "failure", "not-understood"] as const;
const commitment = [...always, "agree", "refuse"] as const;

/**
 * Allowed answers to each performative, by FIPA's interaction protocols: Request (SC00026), Query (SC00027), Request
 * When (SC00028), Contract Net (SC00029), Brokering (SC00033), Recruiting (SC00034), Subscribe (SC00035), Propose
 * (SC00036). `inform` is always allowed, because an agent's plain text becomes one.
 */
const answers: Partial<Record<Performative, ReadonlySet<Performative>>> = {
  request: new Set(commitment),
  "request-when": new Set(commitment),
  "request-whenever": new Set(commitment),
  query: new Set([...commitment, "confirm", "disconfirm"]),
  "query-if": new Set([...commitment, "confirm", "disconfirm"]),
  "query-ref": new Set(commitment),
  subscribe: new Set(commitment),
  proxy: new Set(commitment),
  propagate: new Set(commitment),
  cfp: new Set([...always, "propose", "refuse"]),
  propose: new Set([...always, "accept-proposal", "reject-proposal"]),
};

/** Allowed answers to a performative that needs none. */
const remarks: ReadonlySet<Performative> = new Set([...always, "confirm", "disconfirm"]);

/** Whether FIPA's protocols allow `answer` as an answer to `asked`. */
export const mayAnswer = (asked: Performative, answer: Performative): boolean =>
  (answers[asked] ?? remarks).has(answer);
