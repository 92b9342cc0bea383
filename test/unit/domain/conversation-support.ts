/** Moves, results and whole conversations for the properties of the conversation machine. */
import fc from "fast-check";
import {
  begin,
  cancel,
  expire,
  judge,
  openConversation,
  servedProtocols,
  settle,
  type Conversation,
  type ExchangeResult,
  type Move,
} from "../../../src/domain/conversation.ts";
import { performatives } from "../../../src/domain/fipa.ts";
import type { MessageId } from "../../../src/domain/ids.ts";

let made = 0;

/** A move with an id of its own. */
export const move = (parts: Partial<Move> = {}): Move => ({
  messageId: `message ${(made += 1)}` as MessageId,
  performative: "inform",
  replyWith: null,
  inReplyTo: null,
  ...parts,
});

/** Few ids and keys, so that moves meet each other. */
const someId = fc.nat(12).map((number) => `message ${number}` as MessageId);
const someKey = fc.option(fc.constantFrom("a", "b", "c", "d"), { nil: null, freq: 1 });

export const anyMove: fc.Arbitrary<Move> = fc.record({
  messageId: someId,
  performative: fc.constantFrom(...performatives),
  replyWith: someKey,
  inReplyTo: someKey,
});

export const anyResult: fc.Arbitrary<ExchangeResult> = fc.oneof(
  fc.record({
    kind: fc.constant("answered" as const),
    replyKeys: fc.array(fc.string({ maxLength: 3 }), { maxLength: 90 }),
  }),
  fc.record({ kind: fc.constant("failed" as const), code: fc.constant("llm.timeout"), message: fc.string() }),
);

type Step = (conversation: Conversation) => Conversation;

/** A message goes in only where the machine lets it, as in the workflow. */
const send =
  (next: Move): Step =>
  (conversation) =>
    judge(conversation, next).ok ? begin(conversation, next) : conversation;

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: anyMove.map(send) },
  {
    weight: 4,
    arbitrary: fc.tuple(someId, anyResult).map(
      ([id, result]): Step =>
        (conversation) =>
          settle(conversation, id, result),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat(5), anyResult).map(([at, result]): Step => (conversation) => {
      const exchange = conversation.open[at % Math.max(1, conversation.open.length)];
      return exchange === undefined ? conversation : settle(conversation, exchange.messageId, result);
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Step>(cancel, expire) },
);

/** Every state that a conversation passes on a random way, the first one first. */
export const walked: fc.Arbitrary<readonly Conversation[]> = fc
  .tuple(fc.constantFrom(...servedProtocols), fc.boolean(), fc.array(anyStep, { maxLength: 60 }))
  .map(([protocol, staysOpen, steps]) => {
    let state = openConversation(protocol, staysOpen);
    const states = [state];
    for (const step of steps) states.push((state = step(state)));
    return states;
  });

/** A conversation somewhere on its way: open, busy or finished. */
export const anyConversation: fc.Arbitrary<Conversation> = fc
  .tuple(walked, fc.nat())
  .map(([states, at]) => states[at % states.length] ?? openConversation("inform", true));
