import { expect } from "chai";
import fc from "fast-check";
import { cutToTokens, estimateTokens } from "../../../src/domain/tokens.ts";

/** What OpenAI's tokenizers cl100k and o200k make of the texts. */
const measured: readonly (readonly [string, number, number])[] = [
  [
    "All human beings are born free and equal in dignity and rights. They are endowed with reason and conscience and should act towards one another in a spirit of brotherhood.",
    33,
    33,
  ],
  [
    "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen.",
    44,
    38,
  ],
  ["- [0191f3a2-4b7c-7d1e-8f00-3c5a9e2b7d41] Ada Lovelace (person): Ada prefers tea to coffee.", 48, 48],
  [
    "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。人間は、理性と良心とを授けられており、互いに同胞の精神をもって行動しなければならない。",
    93,
    72,
  ],
  ["人人生而自由,在尊严和权利上一律平等。他们赋有理性和良心,并应以兄弟关系的精神相对待。", 52, 37],
  [
    "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью и должны поступать в отношении друг друга в духе братства.",
    74,
    41,
  ],
];

describe("an estimate of tokens", () => {
  it("is near what tokenizers make of a text, in whatever script", () => {
    for (const [text, cl100k, o200k] of measured) {
      const estimate = estimateTokens(text);
      expect(estimate, text).to.be.at.least(0.8 * Math.min(cl100k, o200k));
      expect(estimate, text).to.be.at.most(1.5 * Math.max(cl100k, o200k));
    }
    expect(estimateTokens("")).to.equal(0);
    expect(estimateTokens("   ")).to.equal(0);
    expect(estimateTokens("日".repeat(5_804))).to.equal(5_804);
  });

  it("never falls when a text grows by a line", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (one, other) => {
        const both = estimateTokens(`${one}\n${other}`);
        expect(both).to.equal(estimateTokens(one) + 1 + estimateTokens(other));
      }),
    );
  });

  it("cuts a text to a beginning that costs no more than it may, between characters", () => {
    const long = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 200 }),
      fc.constantFrom("a".repeat(8_000), "日本語".repeat(100), "😀".repeat(50), "word ".repeat(300)),
    );
    fc.assert(
      fc.property(long, fc.integer({ min: 0, max: 60 }), (text, most) => {
        const cut = cutToTokens(text, most);
        expect(text.startsWith(cut)).to.equal(true);
        expect(estimateTokens(cut)).to.be.at.most(most);
        expect(/\p{Cs}/u.test(cut)).to.equal(false);
        // No more than one piece of at most eight tokens is left unused.
        if (cut !== text) expect(estimateTokens(cut)).to.be.greaterThan(most - 16);
      }),
    );
  });
});
