import { expect } from "chai";
import fc from "fast-check";
import type { Page } from "../../../src/registry/stores.ts";
import { pageFromMemory, parseFuture } from "../../../src/api/parse-values.ts";
import { parseTime } from "../../../src/domain/time.ts";

const valueOf = (text: string): string | null => {
  const parsed = parseTime(text);
  return parsed.ok ? parsed.value : null;
};

describe("times", () => {
  const right: readonly (readonly [string, string])[] = [
    ["2026-11-23T12:00:00Z", "2026-11-23T12:00:00.000Z"],
    ["2026-11-23t12:00:00.5z", "2026-11-23T12:00:00.500Z"],
    ["2026-11-23T12:00:00.123456789+02:00", "2026-11-23T10:00:00.123Z"],
    ["2026-11-23 12:00:00-05:30", "2026-11-23T17:30:00.000Z"],
    ["1998-12-31T23:59:60Z", "1998-12-31T23:59:59.000Z"],
    ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"],
  ];
  for (const [text, expected] of right) {
    it(`reads ${text}`, () => expect(valueOf(text)).to.equal(expected));
  }

  for (const text of [
    "",
    "tomorrow",
    "2026-11-23",
    "2026-11-23T12:00:00",
    "2026-02-30T12:00:00Z",
    "2025-02-29T12:00:00Z",
    "2026-13-01T12:00:00Z",
    "2026-11-23T24:00:00Z",
    "2026-11-23T12:00:00+25:00",
    "+002026-11-23T12:00:00Z",
  ]) {
    it(`refuses “${text}”`, () => expect(valueOf(text)).to.equal(null));
  }

  it("reads back every time that it writes", () => {
    const dates = fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(fc.property(dates, (date) => valueOf(date.toISOString()) === date.toISOString()));
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string(), (text) => typeof parseTime(text).ok === "boolean"));
  });

  it("wants a deadline to be ahead, and within a hundred years", () => {
    const future = parseFuture(new Date("2026-11-23T12:00:00Z"));
    expect(future("2026-11-23T12:00:01Z").ok).to.equal(true);
    expect(future("2026-11-23T12:00:00Z").ok).to.equal(false);
    expect(future("2226-11-23T12:00:00Z").ok).to.equal(false);
  });
});

describe("pages of what is in memory", () => {
  it("give every item once and in order, whatever the size of the page", () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 30 });
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 7 }), (items, limit) => {
        const seen: string[] = [];
        let cursor: string | null = null;
        do {
          const page: Page<string> = pageFromMemory(items, (each) => each, { limit, cursor });
          expect(page.items.length).to.be.at.most(limit);
          seen.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor !== null);
        expect(seen).to.deep.equal(items.toSorted());
      }),
    );
  });
});
