import { expect } from "chai";
import fc from "fast-check";
import { assignNames, type Claim } from "../../../src/agents/claims.ts";

const claim = (file: string, wants: string | null, holds: string | null, away = false): Claim => ({
  file,
  wants,
  holds,
  away,
});

const outcome = (claims: readonly Claim[], elsewhere: readonly string[] = []) => {
  const { owners, refused } = assignNames(claims, (key) => elsewhere.includes(key));
  return { owners: Object.fromEntries(owners), refused: Object.fromEntries(refused) };
};

describe("claims of files to agent names", () => {
  it("go to the first file by name when all are new", () => {
    expect(outcome([claim("b.md", "x", null), claim("a.md", "x", null), claim("c.md", "y", null)])).to.deep.equal({
      owners: { x: "a.md", y: "c.md" },
      refused: { "b.md": "a.md" },
    });
  });

  it("stay with the file that already serves the agent", () => {
    expect(outcome([claim("a.md", "x", null), claim("b.md", "x", "x")])).to.deep.equal({
      owners: { x: "b.md" },
      refused: { "a.md": "b.md" },
    });
  });

  it("stay with a file that has become invalid", () => {
    expect(outcome([claim("a.md", "x", null), claim("b.md", null, "x")]).owners).to.deep.equal({ x: "b.md" });
  });

  it("move to another file only if the first file is missing", () => {
    expect(outcome([claim("a.md", null, "x", true), claim("b.md", "x", null)])).to.deep.equal({
      owners: { x: "b.md" },
      refused: {},
    });
    expect(outcome([claim("a.md", null, "x", true)]).owners).to.deep.equal({ x: "a.md" });
  });

  it("let two files swap their names", () => {
    expect(outcome([claim("a.md", "y", "x"), claim("b.md", "x", "y")])).to.deep.equal({
      owners: { x: "b.md", y: "a.md" },
      refused: {},
    });
  });

  it("let a refused file keep what it serves, before newer claims", () => {
    expect(outcome([claim("a.md", "y", "x"), claim("0.md", "x", null), claim("c.md", "y", "y")])).to.deep.equal({
      owners: { x: "a.md", y: "c.md" },
      refused: { "a.md": "c.md", "0.md": "a.md" },
    });
  });

  it("never include a name of an agent that was created through the API", () => {
    expect(outcome([claim("a.md", "x", null), claim("b.md", "x", "y")], ["x"])).to.deep.equal({
      owners: { y: "b.md" },
      refused: { "a.md": null, "b.md": null },
    });
  });

  const anyKey = fc.option(fc.constantFrom("w", "x", "y", "z"), { nil: null });
  const anyClaims = fc
    .uniqueArray(
      fc.record({ file: fc.constantFrom(..."abcdefgh"), wants: anyKey, holds: anyKey, away: fc.boolean() }),
      { selector: ({ file }) => file },
    )
    .map((claims) => {
      const held = new Set<string>();
      return claims.map((each) => {
        const holds = each.holds !== null && held.has(each.holds) ? null : each.holds;
        if (holds !== null) held.add(holds);
        return { ...each, holds, wants: each.away ? null : each.wants };
      });
    });

  it("give every name that anybody wants or keeps to one file that claims it", () => {
    fc.assert(
      fc.property(anyClaims, (claims) => {
        const { owners, refused } = assignNames(claims, () => false);
        expect(new Set(owners.values()).size).to.equal(owners.size);
        for (const [key, file] of owners) {
          const owner = claims.find((each) => each.file === file);
          expect([owner?.wants, owner?.holds]).to.include(key);
        }
        for (const { file, wants } of claims) {
          if (wants === null) continue;
          expect(owners.has(wants)).to.equal(true);
          expect(owners.get(wants) === file).to.equal(!refused.has(file));
        }
      }),
      { numRuns: 500 },
    );
  });

  it("do not change if they are evaluated again", () => {
    fc.assert(
      fc.property(anyClaims, (claims) => {
        const { owners } = assignNames(claims, () => false);
        const byFile = new Map([...owners].map(([key, file]) => [file, key]));
        const again = assignNames(
          claims.map((each) => ({ ...each, holds: byFile.get(each.file) ?? null })),
          () => false,
        );
        expect(Object.fromEntries(again.owners)).to.deep.equal(Object.fromEntries(owners));
      }),
      { numRuns: 500 },
    );
  });
});
