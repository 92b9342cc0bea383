import { expect } from "chai";
import fc from "fast-check";
import {
  expectsReply,
  goesToOneProvider,
  isPerformative,
  mayAnswer,
  performatives,
  type FipaMessage,
} from "../../../src/domain/fipa.ts";

/** The list of SC00037, in its order, as messages spell it. */
const standard = [
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
  "query-if",
  "query-ref",
  "refuse",
  "reject-proposal",
  "request",
  "request-when",
  "request-whenever",
  "subscribe",
];

/** SC00061, and the name under which a message carries each parameter. */
const parameters: Readonly<Record<string, keyof FipaMessage>> = {
  performative: "performative",
  sender: "sender",
  receiver: "receivers",
  "reply-to": "replyTo",
  content: "content",
  language: "language",
  encoding: "encoding",
  ontology: "ontology",
  protocol: "protocol",
  "conversation-id": "conversationId",
  "reply-with": "replyWith",
  "in-reply-to": "inReplyTo",
  "reply-by": "replyBy",
};

describe("fipa", () => {
  it("has the 22 performatives of the standard and query", () => {
    expect(standard).to.have.length(22);
    expect([...performatives]).to.have.members([...standard, "query"]);
  });

  it("has the 13 parameters of the standard", () => {
    expect(new Set(Object.values(parameters)).size).to.equal(13);
  });

  it("takes no other word for a performative", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(isPerformative(text)).to.equal((performatives as readonly string[]).includes(text));
      }),
    );
    for (const bad of ["INFORM", "inform ", "toString", "__proto__", ""]) expect(isPerformative(bad)).to.equal(false);
  });

  it("sends questions and requests to one provider, who owes an answer", () => {
    const toOne = performatives.filter(goesToOneProvider);
    expect(toOne).to.have.members(["request", "request-when", "request-whenever", "query", "query-if", "query-ref"]);
    expect(toOne.every(expectsReply)).to.equal(true);
  });

  it("expects a reply to what asks and to nothing else", () => {
    expect(performatives.filter(expectsReply)).to.have.members([
      ...performatives.filter(goesToOneProvider),
      "propose",
      "cfp",
      "subscribe",
      "propagate",
      "proxy",
    ]);
  });

  it("lets everything be answered by inform, failure and not-understood, and nothing by a new question", () => {
    for (const asked of performatives) {
      for (const answer of ["inform", "failure", "not-understood"] as const) {
        expect(mayAnswer(asked, answer), `${asked} → ${answer}`).to.equal(true);
      }
      for (const question of performatives.filter((each) => expectsReply(each) && each !== "propose")) {
        expect(mayAnswer(asked, question), `${asked} → ${question}`).to.equal(false);
      }
      expect(mayAnswer(asked, "cancel")).to.equal(false);
    }
  });

  it("knows who may agree, propose and accept", () => {
    expect(performatives.filter((asked) => mayAnswer(asked, "propose"))).to.deep.equal(["cfp"]);
    expect(performatives.filter((asked) => mayAnswer(asked, "accept-proposal"))).to.deep.equal(["propose"]);
    expect(performatives.filter((asked) => mayAnswer(asked, "reject-proposal"))).to.deep.equal(["propose"]);
    expect(performatives.filter((asked) => mayAnswer(asked, "agree"))).to.have.members([
      ...performatives.filter(goesToOneProvider),
      "subscribe",
      "proxy",
      "propagate",
    ]);
  });
});
