/** Periods of validity: whether two overlap, and the period of an entity that is stored again. */
import { expect } from "chai";
import fc from "fast-check";
import { overlaps, validityStoredAgain, type Period } from "../../../src/memory/rules.ts";

const at = (day: number): string => `2026-01-${String(day).padStart(2, "0")}T00:00:00.000Z`;
const bound = fc.option(fc.integer({ min: 1, max: 9 }), { nil: null });
/** Not empty. */
const period = fc
  .tuple(bound, bound)
  .filter(([from, to]) => from === null || to === null || from < to)
  .map(([from, to]): Period => ({
    validFrom: from === null ? null : at(from),
    validTo: to === null ? null : at(to),
  }));

const holds = ({ validFrom, validTo }: Period, time: string): boolean =>
  (validFrom === null || validFrom <= time) && (validTo === null || validTo > time);
/** Every relevant day, and one before and one after all of them. */
const days = Array.from({ length: 11 }, (_, day) => (day === 0 ? "2025-12-31T00:00:00.000Z" : at(day)));

describe("periods of validity", () => {
  it("overlap if they have a moment in common, in either order", () => {
    fc.assert(
      fc.property(period, period, (one, other) => {
        const common = days.some((day) => holds(one, day) && holds(other, day));
        expect(overlaps(one, other)).to.equal(common);
        expect(overlaps(other, one)).to.equal(common);
      }),
    );
  });

  it("that are empty overlap only with the same one, and with those around them", () => {
    const empty = (day: number): Period => ({ validFrom: at(day), validTo: at(day) });
    expect(overlaps(empty(1), empty(1))).to.equal(true);
    expect(overlaps(empty(1), empty(2))).to.equal(false);
  });

  it("of an entity stored again without bounds include the present and lose nothing", () => {
    fc.assert(
      fc.property(period, fc.constantFrom(...days), (there, now) => {
        const validity = validityStoredAgain(there, {}, now);
        expect(holds(validity, now)).to.equal(true);
        for (const day of days) if (holds(there, day)) expect(holds(validity, day)).to.equal(true);
      }),
    );
  });

  it("of an entity stored again are the given ones, or span both if these do not overlap", () => {
    fc.assert(
      fc.property(period, period, (there, given) => {
        const validity = validityStoredAgain(there, given, at(5));
        if (overlaps(there, given)) {
          expect(validity).to.deep.equal(given);
          return;
        }
        for (const day of days) {
          if (holds(there, day) || holds(given, day)) expect(holds(validity, day)).to.equal(true);
        }
        const bounds = [there.validFrom, there.validTo, given.validFrom, given.validTo];
        expect(bounds).to.include.members([validity.validFrom, validity.validTo]);
      }),
    );
  });
});
