import { expect } from "chai";
import fc from "fast-check";
import { distance } from "fastest-levenshtein";
import { nearest } from "../../../src/domain/nearest.ts";
import { watchProcessor } from "../../support/processor.ts";

describe("nearest", () => {
  const capabilities = ["data-analysis", "data-analytics", "translation", "summary", "report.monthly"];

  it("names what was most likely meant, best first", () => {
    expect(nearest("data-analisis", capabilities)).to.deep.equal(["data-analysis", "data-analytics"]);
    expect(nearest("Translatoin", capabilities)).to.deep.equal(["translation"]);
    expect(nearest("toolz", ["tools", "model"])).to.deep.equal(["tools"]);
  });

  it("is silent when nothing is near", () => {
    expect(nearest("weather", capabilities)).to.deep.equal([]);
    expect(nearest("", ["abc"])).to.deep.equal([]);
    expect(nearest("anything", [])).to.deep.equal([]);
  });

  it("keeps the order given among equals, and names nobody twice", () => {
    expect(nearest("cat", ["hat", "bat", "hat", "rat"])).to.deep.equal(["hat", "bat", "rat"]);
    expect(nearest("cat", ["hat", "bat", "rat"], { max: 1 })).to.deep.equal(["hat"]);
  });

  it("holds to its limits and sorts by distance, whatever the words", () => {
    const words = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "A", "-"), maxLength: 8 }), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "b", "B"), maxLength: 8 }),
        words,
        fc.nat(5),
        (word, candidates, max) => {
          const named = nearest(word, candidates, { max });
          expect(named.length).to.be.at.most(max);
          expect(candidates).to.include.members([...named]);
          const away = named.map((each) => distance(word.toLowerCase(), each.toLowerCase()));
          expect(away).to.deep.equal(away.toSorted((a, b) => a - b));
          for (const [index, each] of named.entries()) {
            expect(away[index]).to.be.at.most(Math.max(1, Math.floor(Math.max(word.length, each.length) / 3)));
          }
        },
      ),
    );
  });

  it("finds the word itself in any case", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z-]{1,20}$/), (word) => {
        expect(nearest(word.toUpperCase(), [word])).to.deep.equal([word]);
      }),
    );
  });

  it("takes no time over a huge word", () => {
    const work = watchProcessor();
    nearest(
      "x".repeat(1_000_000),
      Array.from({ length: 10_000 }, (_, index) => `capability-${index}`),
    );
    expect(work.usedMs()).to.be.below(500);
  });
});
