/** What a batch holds, as texts that are put together and taken apart without being read. */
import { expect } from "chai";
import fc from "fast-check";
import { batchIdOf, messageIdIn, type BatchItem } from "../../../src/domain/batch.ts";
import { itemText, joinTexts, ownMembers, replyText, splitItems } from "../../../src/domain/batch-text.ts";
import type { Json } from "../../../src/domain/json.ts";

const contents = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as Json);
const items: fc.Arbitrary<readonly BatchItem[]> = fc.array(
  fc.record({ content: contents, replyWith: fc.option(fc.string(), { nil: null }) }),
  { minLength: 1 },
);

describe("texts of a batch", () => {
  it("are the JSON of what they hold, alone and in a list", () => {
    fc.assert(
      fc.property(items, (list) => {
        const joined = joinTexts(list.map(itemText));
        expect(JSON.parse(joined)).to.deep.equal(list);
        expect(splitItems(joined)).to.deep.equal(list.map(itemText));
        const replies = list.map(({ content }) => ({ performative: "inform" as const, content }));
        expect(JSON.parse(joinTexts(replies.map(replyText)))).to.deep.equal(replies);
      }),
    );
  });

  it("are found in lists that were written in one go", () => {
    fc.assert(
      fc.property(items, (list) => {
        const asBefore = JSON.stringify(list.map(({ content, replyWith }) => ({ content, replyWith })));
        expect(splitItems(asBefore)).to.deep.equal(list.map(itemText));
      }),
    );
    expect(joinTexts([])).to.equal("[]");
    expect(splitItems("[]")).to.deep.equal([]);
  });

  it("give a message its id, and that as what to reply with where it names nothing else", () => {
    const id = messageIdIn(batchIdOf("8c0f6a57-1f5b-4f0e-9a39-3f6d0b000000"), 2);
    const read = (item: BatchItem): unknown => JSON.parse(`{"sender":"user:ada",${ownMembers(itemText(item), id)}`);
    fc.assert(
      fc.property(contents, (content) => {
        expect(read({ content, replyWith: null })).to.deep.equal({ sender: "user:ada", id, replyWith: id, content });
        expect(read({ content, replyWith: "order 7" })).to.deep.include({ id, replyWith: "order 7", content });
      }),
    );
  });
});
