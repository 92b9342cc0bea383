import { expect } from "chai";
import fc from "fast-check";
import { waitedMs } from "../../../src/domain/approval.ts";

const at = (ms: number): string => new Date(ms).toISOString();

describe("the time that calls waited for a person", () => {
  const end = 200;
  const wait = fc.record({ from: fc.nat(end), length: fc.option(fc.nat(end)) });

  it("is every moment in which at least one of them waited, once", () => {
    fc.assert(
      fc.property(fc.array(wait, { maxLength: 6 }), fc.nat(end), (waits, now) => {
        const moments = Array.from({ length: now }, (_, moment) =>
          waits.some(({ from, length }) => moment >= from && (length === null || moment < from + length)),
        );
        const records = waits.map(({ from, length }) => ({
          requestedAt: at(from),
          decidedAt: length === null ? null : at(from + length),
        }));
        expect(waitedMs(records, now)).to.equal(moments.filter(Boolean).length);
      }),
    );
  });
});
