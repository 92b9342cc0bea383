import { expect } from "chai";
import fc from "fast-check";
import {
  createRing,
  createRingReader,
  createRingWriter,
  type RingReader,
  type RingWriter,
} from "../../../src/sandbox/worker/ring.ts";
import {
  createReplyWriter,
  firstOf,
  maxPackCalls,
  onlyPrepare,
  packCalls,
  readPack,
  readReply,
} from "../../../src/sandbox/worker/wire.ts";

const ringOf = (bytes: number): { readonly writer: RingWriter; readonly reader: RingReader } => {
  const ring = createRing(bytes);
  return { writer: createRingWriter(ring), reader: createRingReader(ring) };
};

/** Some have room for what is packed, and some do not. */
const rings = fc.constantFrom(8, 512, 65_536, 1_048_576).map(ringOf);
const inputs = fc.option(fc.uint8Array({ maxLength: 300 }));

describe("sandbox: packs", () => {
  it("can be read back", () => {
    const call = fc.record({ slot: fc.integer({ min: 0, max: 1_000_000 }), input: inputs });
    const first = fc.integer({ min: 1, max: 2 ** 30 });
    fc.assert(
      fc.property(fc.array(call, { maxLength: maxPackCalls }), first, rings, (sent, number, { writer, reader }) => {
        const calls = sent.map(({ slot, input }) => ({ slot: { number: slot }, input }));
        const pack = readPack(packCalls(writer, number, -number, calls), reader);
        expect(pack.fence).to.equal(-number);
        expect(pack.count).to.equal(calls.length);
        expect(pack.first).to.equal(number);
        let at = pack.start;
        for (const [index, { slot, input }] of calls.entries()) {
          expect(pack.slot(index)).to.equal(slot.number);
          expect(pack.length(index)).to.equal(input?.length ?? onlyPrepare);
          expect(pack.bytes.slice(at, at + (input?.length ?? 0))).to.deep.equal(input ?? new Uint8Array(0));
          at += input?.length ?? 0;
        }
        pack.release(at);
      }),
    );
  });

  it("return replies, also from a part of a larger memory and after an earlier reply", () => {
    const one = fc.record({
      status: fc.integer({ min: 0, max: 2 }),
      output: fc.uint8Array({ maxLength: 300 }),
      fuel: fc.maxSafeNat(),
      hostCalls: fc.nat(),
      runMs: fc.double({ noNaN: true, min: 0, max: 1e6 }),
      memoryBytes: fc.nat(),
    });
    const batches = fc.array(fc.array(one, { maxLength: maxPackCalls }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(batches, rings, (replies, ring) => {
        const writer = createReplyWriter(ring.writer, maxPackCalls);
        for (const [number, results] of replies.entries()) {
          for (const { status, output, fuel, hostCalls, runMs, memoryBytes } of results) {
            const memory = new Uint8Array(output.length + 7);
            memory.set(output, 5);
            writer.add(status, memory, 5, output.length, fuel, hostCalls, runMs, memoryBytes);
          }
          const read: unknown[] = [];
          const packed = writer.take(number + 1);
          const first = firstOf(packed, ring.reader);
          const count = readReply(packed, ring.reader, (_, field, bytes) => {
            const { start, length, ...rest } = field;
            read.push({ ...rest, output: bytes.slice(start, start + length) });
          });
          expect({ first, count }).to.deep.equal({ first: number + 1, count: results.length });
          expect(read).to.deep.equal(results);
        }
      }),
    );
  });

  it("accept outputs that are larger than their buffer", () => {
    const ring = ringOf(65_536);
    const writer = createReplyWriter(ring.writer, 2);
    const large = new Uint8Array(3_000_000).fill(7);
    writer.add(1, large, 0, large.length, 0, 0, 0, 0);
    writer.add(1, large, 0, 1, 0, 0, 0, 0);
    const lengths: number[] = [];
    readReply(writer.take(1), ring.reader, (_, field) => lengths.push(field.length));
    expect(lengths).to.deep.equal([large.length, 1]);
    expect(writer.count).to.equal(0);
    expect(writer.size).to.equal(0);
  });
});
