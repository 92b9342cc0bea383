import { expect } from "chai";
import fc from "fast-check";
import { encodedBytes, encodeQuery, encodeVector } from "../../../../src/memory/vectors/encoding.ts";
import { decodeVector } from "./decode.ts";

const vectors = (dimensions: number): fc.Arbitrary<Float32Array> =>
  fc.float32Array({ minLength: dimensions, maxLength: dimensions, noNaN: true, min: -8, max: 8 });

const unit = (vector: Float32Array): Float32Array => {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
};

describe("a vector with 12 bits per dimension", () => {
  it("is decoded to the unit vector, each dimension within half a step", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }).chain(vectors), (vector) => {
        fc.pre(Math.hypot(...vector) > 1e-3);
        const expected = unit(vector);
        const largest = Math.max(...expected.map(Math.abs));
        const decoded = decodeVector(encodeVector(vector), vector.length);
        expect(decoded).to.have.length(vector.length);
        for (const [at, value] of expected.entries()) {
          expect(Math.abs((decoded[at] ?? NaN) - value)).to.be.at.most((largest / 2_039) * 0.51);
        }
      }),
    );
  });

  it("takes 576 bytes for 384 dimensions, in a buffer of its own", () => {
    const { data } = encodeVector(new Float32Array(384).fill(0.5));
    expect(data.length).to.equal(576);
    expect(data.buffer.byteLength).to.equal(encodedBytes(384));
  });

  it("stays zero if it is zero", () => {
    expect([...decodeVector(encodeVector(new Float32Array(3)), 3)]).to.deep.equal([0, 0, 0]);
  });

  it("refuses values that are not finite numbers", () => {
    for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => encodeVector(Float32Array.of(1, wrong)))
        .to.throw()
        .with.property("code", "memory.invalid");
      expect(() => encodeQuery(Float32Array.of(1, wrong)))
        .to.throw()
        .with.property("code", "memory.invalid");
    }
  });
});
