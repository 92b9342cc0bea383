import { expect } from "chai";
import fc from "fast-check";
import { parseReply } from "../../../src/turns/reply.ts";

describe("from a model's text to a reply", () => {
  it("takes plain text as inform", () => {
    expect(parseReply("Hello.", false)).to.deep.equal({ performative: "inform", content: "Hello.", forwardTo: null });
  });

  it("takes the performative of a structured answer, fenced or not", () => {
    const answer = '{"performative":"refuse","content":"Not my field."}';
    const expected = { performative: "refuse", content: "Not my field.", forwardTo: null };
    expect(parseReply(answer, false)).to.deep.equal(expected);
    expect(parseReply(`\`\`\`json\n${answer}\n\`\`\``, false)).to.deep.equal(expected);
  });

  it("takes an unknown performative, or broken JSON, as the text that it is", () => {
    for (const text of ['{"performative":"shout","content":"x"}', '{"performative":"refuse"', "[not json"]) {
      expect(parseReply(text, false)).to.deep.equal({ performative: "inform", content: text, forwardTo: null });
    }
  });

  it("reads whom a structured answer addresses", () => {
    const answer = '{"performative":"request","targetCapability":"poetry","content":"A haiku."}';
    expect(parseReply(answer, false).forwardTo).to.equal("poetry");
    expect(parseReply(answer.replace("poetry", "Not A Capability"), false).forwardTo).to.equal(null);
  });

  it("gives JSON as JSON only where the agent wants it", () => {
    expect(parseReply('{"rows":3}', true).content).to.deep.equal({ rows: 3 });
    expect(parseReply('{"rows":3}', false).content).to.equal('{"rows":3}');
  });

  it("never throws, whatever the model says", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.boolean(), (text, wantsJson) => {
        expect(parseReply(text, wantsJson)).to.have.property("performative");
      }),
    );
  });
});
