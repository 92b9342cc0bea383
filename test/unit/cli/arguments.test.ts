import { expect } from "chai";
import fc from "fast-check";
import { guardWords, repeatedFlags, unguardArguments } from "../../../src/cli/raw-arguments.ts";

/** No argument of a process can hold a NUL. */
const word = fc.string().map((text) => text.replaceAll("\0", ""));

describe("words that look like flags", () => {
  it("come through as they were, and none of them begins with a dash on the way", () => {
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const guarded = guardWords(["--", ...words]);
        expect(guarded.every((each) => !each.startsWith("-"))).to.equal(true);
        expect(unguardArguments({ words: guarded }).words).to.deep.equal(words);
      }),
    );
  });

  it("stay flags before the two dashes, but for the single dash", () => {
    expect(guardWords(["send", "-", "--to", "x", "-f"])).to.deep.equal(["send", "\0-", "--to", "x", "-f"]);
    expect(unguardArguments({ text: "\0-", follow: true, n: 3 })).to.deep.equal({ text: "-", follow: true, n: 3 });
  });

  it("are found when they were given twice, unless they may be", () => {
    const lists = new Set(["agent", "_"]);
    expect(repeatedFlags({ to: ["a", "b"], agent: ["A", "B"], _: [], wait: "1s" }, lists)).to.deep.equal(["to"]);
  });
});
