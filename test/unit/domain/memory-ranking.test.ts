import { expect } from "chai";
import fc from "fast-check";
import { aged, freshness, fuseMeasures, fuseRanks } from "../../../src/domain/memory-ranking.ts";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const similarity = fc.double({ min: -1, max: 1, noNaN: true });

describe("the ranking of memories", () => {
  it("stays between 0 and 1, whatever was found and how", () => {
    fc.assert(
      fc.property(fc.option(similarity), fc.option(share), share, (meaning, words, fresh) => {
        const score = fuseMeasures(meaning, words);
        expect(score).to.be.within(0, 1);
        expect(aged(score, fresh)).to.be.within(0, score);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer({ min: 1, max: 1_000 })), { minLength: 1, maxLength: 4 }), (ranks) => {
        expect(fuseRanks(ranks)).to.be.within(0, 1);
      }),
    );
  });

  it("is never worse for more meaning, for more words, or for a better rank", () => {
    fc.assert(
      fc.property(similarity, similarity, share, share, (one, other, few, many) => {
        const [low, high] = [Math.min(one, other), Math.max(one, other)];
        const [less, more] = [Math.min(few, many), Math.max(few, many)];
        expect(fuseMeasures(high, more)).to.be.at.least(fuseMeasures(low, less));
        expect(fuseMeasures(low, less)).to.be.at.least(fuseMeasures(low, null));
        expect(fuseMeasures(low, less)).to.be.at.least(fuseMeasures(null, less) - 1e-12);
      }),
    );
    expect(fuseRanks([1, 3])).to.be.greaterThan(fuseRanks([2, 3]));
    expect(fuseRanks([1, 3])).to.be.greaterThan(fuseRanks([1, null]));
  });

  it("gives 1 to what leads every list", () => {
    expect(fuseRanks([1, 1])).to.be.closeTo(1, 1e-9);
    expect(fuseMeasures(1, 1)).to.equal(1);
  });

  it("takes a tenth for age at the most, and nothing of what is pinned", () => {
    const [then, now] = ["2026-01-01T00:00:00.000Z", "2026-12-31T00:00:00.000Z"];
    expect(freshness(then, then, false)).to.equal(1);
    expect(freshness(then, "2026-01-31T00:00:00.000Z", false)).to.be.closeTo(0.5, 1e-9);
    expect(freshness(then, now, true)).to.equal(1);
    // A clock that went back makes nothing fresher than fresh.
    expect(freshness(now, then, false)).to.equal(1);
    expect(aged(1, freshness(then, now, false))).to.be.within(0.9, 0.901);
  });
});
