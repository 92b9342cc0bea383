import { expect } from "chai";
import fc from "fast-check";
import { createOutputs } from "../../../src/sandbox/pool/outputs.ts";
import { aligned, createRing, createRingReader, createRingWriter } from "../../../src/sandbox/worker/ring.ts";

const longest = 90;

describe("a ring of bytes between two threads", () => {
  it("reserves only space that has been read, in order", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("write" as const), bytes: fc.integer({ min: 1, max: longest }) }),
      fc.record({ kind: fc.constant("read" as const), count: fc.integer({ min: 1, max: 4 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const ring = createRing(256);
        const writer = createRingWriter(ring);
        const reader = createRingReader(ring);
        const unread: { readonly start: number; readonly bytes: number; readonly mark: number }[] = [];
        let mark = 0;
        for (const each of steps) {
          if (each.kind === "write") {
            const start = writer.reserve(each.bytes);
            const taken = unread.reduce((sum, { bytes }) => sum + aligned(bytes), 0);
            // It may fail for a gap at the end that one before did not fit into, never with more room than that.
            if (start === null) expect(taken + aligned(longest) + aligned(each.bytes)).to.be.at.least(256);
            else {
              expect(start % 8).to.equal(0);
              expect(start).to.be.at.least(8);
              expect(start + each.bytes).to.be.at.most(ring.byteLength);
              mark = (mark % 255) + 1;
              writer.views.bytes.fill(mark, start, start + each.bytes);
              unread.push({ start, bytes: each.bytes, mark });
            }
          } else {
            for (const { start, bytes, mark: written } of unread.splice(0, each.count)) {
              const found = reader.views.bytes.slice(start, start + bytes);
              expect(found).to.deep.equal(new Uint8Array(bytes).fill(written));
              reader.release(start + bytes);
            }
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("is full instead of being overwritten, and has space again once it was read", () => {
    const ring = createRing(64);
    const writer = createRingWriter(ring);
    const reader = createRingReader(ring);
    expect(writer.reserve(40)).to.equal(8);
    expect(writer.reserve(40), "behind what was not read").to.equal(null);
    expect(writer.reserve(24)).to.equal(48);
    expect(writer.reserve(1), "full").to.equal(null);
    reader.release(48);
    expect(writer.reserve(40), "as long as all that was read: it would look empty").to.equal(null);
    expect(writer.reserve(32)).to.equal(8);
  });
});

describe("sandbox: outputs of guests", () => {
  it("do not change when their source is overwritten, whether small or large", () => {
    const lengths = fc.array(fc.oneof(fc.nat(400), fc.constantFrom(0, 64, 65, 1_024, 1_025, 30_000, 200_000)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(lengths, (all) => {
        const source = new Uint8Array(200_008);
        const keep = createOutputs();
        const kept = all.map((length, index) => {
          source.fill(index + 1);
          return keep(source, 8, length);
        });
        source.fill(255);
        for (const [index, bytes] of kept.entries()) {
          expect(bytes).to.deep.equal(new Uint8Array(all[index] ?? 0).fill(index + 1));
        }
      }),
      { numRuns: 30 },
    );
  });

  it("keep at most about thirty times their own size alive, and share no memory with other agents", () => {
    const source = new Uint8Array(300_000).fill(7);
    const [keep, other] = [createOutputs(), createOutputs()];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300_000 }), (length) => {
        const kept = keep(source, 0, length);
        expect(kept.buffer.byteLength).to.be.at.most(length * 32);
        expect(other(source, 0, length).buffer).not.to.equal(kept.buffer);
      }),
    );
    for (const length of [1, 64, 65, 200, 1_024, 1_025]) {
      expect(keep(source, 0, length).buffer.byteLength, `${length}`).to.be.at.most(length * 32);
    }
  });
});
