import { expect } from "chai";
import fc from "fast-check";
import { meanDirection, shorten, windowsOf } from "../../../src/memory/embedding/chunks.ts";

describe("a text in windows", () => {
  it("keeps all tokens in their order, as long as they fit", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 80 }), fc.integer({ min: 10, max: 20 }), (ids, size) => {
        const windows = windowsOf(ids, size);
        expect(windows.flat()).to.deep.equal(ids);
        expect(windows.slice(0, -1).every((each) => each.length === size)).to.equal(true);
      }),
    );
  });

  it("keeps the beginning and the end if it is too long", () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => index);
    const windows = windowsOf(ids, 10);
    expect(windows).to.have.length(8);
    expect(windows[0]?.[0]).to.equal(0);
    expect(windows.at(-1)?.at(-1)).to.equal(999);
    const text = `${"a".repeat(5_000_000)}z`;
    expect(shorten(text, 254).length).to.be.lessThan(17_000);
    expect(shorten(text, 254).at(-1)).to.equal("z");
  });

  it("has one window if there are no tokens", () => {
    expect(windowsOf([], 10)).to.deep.equal([[]]);
  });

  it("has the mean direction of its windows, with unit length", () => {
    const mean = meanDirection([new Float32Array([1, 0]), new Float32Array([0, 1])]);
    expect(mean[0]).to.be.closeTo(Math.SQRT1_2, 1e-6);
    expect(Math.hypot(...mean)).to.be.closeTo(1, 1e-6);
  });
});
