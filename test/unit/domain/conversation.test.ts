import { expect } from "chai";
import fc from "fast-check";
import {
  begin,
  cancel,
  expire,
  isFinished,
  judge,
  openConversation,
  protocolOpenedBy,
  rememberedReplyKeys,
  servedProtocols,
  settle,
  type Conversation,
  type ExchangeResult,
  type InteractionProtocol,
} from "../../../src/domain/conversation.ts";
import { expectsReply, performatives, type Performative } from "../../../src/domain/fipa.ts";
import { anyConversation, anyMove, anyResult, move, walked } from "./conversation-support.ts";
import { refusal, valueOf } from "./support.ts";

const answered: ExchangeResult = { kind: "answered", replyKeys: ["r1"] };
const failed: ExchangeResult = { kind: "failed", code: "llm.timeout", message: "It took too long." };

/** A conversation after one accepted message and its answer. */
const afterOneExchange = (
  protocol: InteractionProtocol,
  performative: Performative,
  staysOpen = true,
): Conversation => {
  const first = move({ performative, replyWith: "q1" });
  valueOf(judge(openConversation(protocol, staysOpen), first));
  return settle(begin(openConversation(protocol, staysOpen), first), first.messageId, answered);
};

describe("conversation", () => {
  describe("which message may come", () => {
    const openedBy: Record<InteractionProtocol, readonly Performative[]> = {
      "request-reply": [
        ...(["request", "request-when", "request-whenever", "query", "query-if", "query-ref", "inform"] as const),
        ...(["propose", "cfp", "subscribe", "propagate", "proxy"] as const),
      ],
      query: ["query", "query-if", "query-ref"],
      inform: ["inform", "inform-if", "inform-ref", "confirm", "disconfirm"],
    };

    for (const protocol of servedProtocols) {
      it(`${protocol}: exactly its openers begin it`, () => {
        const may = performatives.filter(
          (each) => judge(openConversation(protocol, false), move({ performative: each })).ok,
        );
        expect(may).to.have.members([...openedBy[protocol]]);
      });

      it(`${protocol}: an answer to an earlier message may tell, not ask what the protocol has no place for`, () => {
        const conversation = afterOneExchange(protocol, openedBy[protocol][0] ?? "inform");
        const may = performatives.filter(
          (each) => judge(conversation, move({ performative: each, inReplyTo: "r1" })).ok,
        );
        const telling = performatives.filter((each) => !expectsReply(each));
        expect(may).to.have.members([...new Set([...openedBy[protocol], ...telling])]);
      });

      it(`${protocol}: not-understood and cancel have a place once something was said`, () => {
        const conversation = afterOneExchange(protocol, openedBy[protocol][0] ?? "inform");
        valueOf(judge(conversation, move({ performative: "not-understood" })));
        valueOf(judge(conversation, move({ performative: "cancel" })));
        for (const each of ["not-understood", "cancel"] as const) {
          const error = refusal(judge(openConversation(protocol, false), move({ performative: each })));
          expect(error.code).to.equal("conversation.protocol_violation");
        }
      });
    }

    it("a conversation opened by its name can be cancelled before its first message", () => {
      valueOf(judge(openConversation("query", true), move({ performative: "cancel" })));
    });

    it("every performative that can open a conversation opens one of a protocol that takes it", () => {
      const anywhere = new Set(Object.values(openedBy).flat());
      for (const performative of performatives) {
        const protocol = protocolOpenedBy(performative);
        const verdict = judge(openConversation(protocol, false), move({ performative }));
        expect(verdict.ok, performative).to.equal(anywhere.has(performative));
      }
      expect(protocolOpenedBy("query")).to.equal("query");
      expect(protocolOpenedBy("request")).to.equal("request-reply");
      expect(protocolOpenedBy("inform")).to.equal("inform");
    });

    it("a reply to nothing is refused by its name, quoted briefly", () => {
      const error = refusal(judge(afterOneExchange("query", "query"), move({ inReplyTo: "x".repeat(10_000) })));
      expect(error.code).to.equal("message.reply_to_nothing");
      expect(error.message).to.have.length.below(300);
    });

    it("a conversation of one exchange takes nothing beside it but its cancellation", () => {
      const conversation = begin(openConversation("request-reply", false), move({ performative: "request" }));
      for (const performative of performatives) {
        const verdict = judge(conversation, move({ performative }));
        if (performative === "cancel") valueOf(verdict);
        else expect(refusal(verdict).code).to.equal("conversation.protocol_violation");
      }
    });

    it("a message that is being dealt with is not taken a second time", () => {
      const request = move({ performative: "request" });
      const conversation = begin(openConversation("request-reply", true), request);
      expect(refusal(judge(conversation, request)).code).to.equal("message.duplicate");
    });
  });

  describe("how it ends", () => {
    it("answered, informed or failed, by the only exchange", () => {
      const end = (protocol: InteractionProtocol, performative: Performative, result: ExchangeResult) => {
        const only = move({ performative });
        return settle(begin(openConversation(protocol, false), only), only.messageId, result).state;
      };
      expect(end("request-reply", "request", answered)).to.deep.equal({ name: "completed", outcome: "answered" });
      expect(end("query", "query-if", answered)).to.deep.equal({ name: "completed", outcome: "answered" });
      expect(end("inform", "inform", answered)).to.deep.equal({ name: "completed", outcome: "informed" });
      expect(end("query", "query", failed)).to.deep.equal({
        name: "failed",
        error: { code: "llm.timeout", message: "It took too long." },
      });
    });

    it("cancelled, by a message as well", () => {
      for (const staysOpen of [true, false]) {
        const busy = begin(openConversation("request-reply", staysOpen), move({ performative: "request" }));
        const ended = begin(busy, move({ performative: "cancel" }));
        expect(ended.state).to.deep.equal({ name: "completed", outcome: "cancelled" });
        expect(ended.open).to.deep.equal([]);
      }
    });

    it("not by a failed exchange where it stays open", () => {
      const request = move({ performative: "request" });
      const conversation = settle(begin(openConversation("request-reply", true), request), request.messageId, failed);
      expect(conversation.state).to.deep.equal({ name: "in-progress" });
    });

    it("cancel and expire end it once and for all, with nothing left open", () => {
      fc.assert(
        fc.property(anyConversation, (conversation) => {
          for (const [end, name] of [
            [cancel, "completed"],
            [expire, "expired"],
          ] as const) {
            const ended = end(conversation);
            expect(isFinished(ended.state)).to.equal(true);
            expect(ended.open).to.deep.equal([]);
            expect(end(ended)).to.deep.equal(ended);
            expect(cancel(expire(ended))).to.deep.equal(ended);
            if (isFinished(conversation.state)) expect(ended).to.deep.equal(conversation);
            else expect(ended.state.name).to.equal(name);
          }
        }),
      );
    });

    it("a finished conversation takes nothing and changes no more", () => {
      fc.assert(
        fc.property(anyConversation, anyMove, anyResult, (conversation, next, result) => {
          const ended = expire(conversation);
          expect(refusal(judge(ended, next)).code).to.equal("conversation.finished");
          expect(begin(ended, next)).to.deep.equal(ended);
          expect(settle(ended, next.messageId, result)).to.deep.equal(ended);
        }),
      );
    });
  });

  describe("whatever happens", () => {
    it("every step is one that the states allow, open exchanges are distinct, reply keys bounded", () => {
      const allowed: Record<string, readonly string[]> = {
        initiated: ["initiated", "in-progress", "completed", "expired"],
        "in-progress": ["in-progress", "completed", "failed", "expired"],
        completed: ["completed"],
        failed: ["failed"],
        expired: ["expired"],
      };
      fc.assert(
        fc.property(walked, (states) => {
          states.forEach((conversation, index) => {
            const before = states[index - 1] ?? conversation;
            expect(allowed[before.state.name]).to.include(conversation.state.name);
            expect(new Set(conversation.open.map((each) => each.messageId)).size).to.equal(conversation.open.length);
            expect(conversation.replyKeys.length).to.be.at.most(rememberedReplyKeys);
            expect(new Set(conversation.replyKeys).size).to.equal(conversation.replyKeys.length);
            if (isFinished(conversation.state)) expect(conversation.open).to.deep.equal([]);
            if (!conversation.staysOpen && !isFinished(conversation.state))
              expect(conversation.open.length).to.be.at.most(1);
          });
        }),
        { numRuns: 300 },
      );
    });

    it("settling what was never begun changes nothing", () => {
      fc.assert(
        fc.property(anyConversation, anyMove, anyResult, (conversation, { messageId }, result) => {
          fc.pre(conversation.open.every((each) => each.messageId !== messageId));
          expect(settle(conversation, messageId, result)).to.deep.equal(conversation);
        }),
      );
    });

    it("settling everything that is open ends it, unless it stays open", () => {
      fc.assert(
        fc.property(anyConversation, anyResult, (conversation, result) => {
          fc.pre(conversation.open.length > 0);
          const last = conversation.open.at(-1);
          const ended = conversation.open.reduce(
            (each, { messageId }) => settle(each, messageId, result),
            conversation,
          );
          expect(ended.open).to.deep.equal([]);
          const outcome = last !== undefined && expectsReply(last.performative) ? "answered" : "informed";
          if (conversation.staysOpen) expect(ended.state.name).to.equal("in-progress");
          else if (result.kind === "failed") expect(ended.state.name).to.equal("failed");
          else expect(ended.state).to.deep.equal({ name: "completed", outcome });
        }),
      );
    });

    it("survives a journey through JSON, as Temporal sends it", () => {
      fc.assert(
        fc.property(anyConversation, (conversation) => {
          expect(JSON.parse(JSON.stringify(conversation))).to.deep.equal(conversation);
        }),
      );
    });
  });

  it("remembers the newest reply keys, a key used again among them", () => {
    const keys = Array.from({ length: rememberedReplyKeys }, (_, index) => `k${index}`);
    const full = keys.reduce(
      (conversation, replyWith) => begin(conversation, move({ performative: "inform", replyWith })),
      openConversation("inform", true),
    );
    expect(full.replyKeys).to.deep.equal(keys);
    const again = ["k0", "new"].reduce(
      (conversation, replyWith) => begin(conversation, move({ performative: "inform", replyWith })),
      full,
    );
    expect(again.replyKeys).to.have.length(rememberedReplyKeys);
    expect(again.replyKeys).to.include.members(["k0", "new"]).and.not.to.include("k1");
  });
});
