import { expect } from "chai";
import fc from "fast-check";
import {
  createCall,
  createSeat,
  createSingleCall,
  type AgentCall,
  type Seat,
} from "../../../src/sandbox/pool/calls.ts";
import { batchLane, createLane, type Lane, singleLane } from "../../../src/sandbox/pool/lane.ts";
import type { GuestSpec } from "../../../src/sandbox/worker/messages.ts";
import { createRing, createRingWriter, type RingWriter } from "../../../src/sandbox/worker/ring.ts";

const aRing = (): RingWriter => createRingWriter(createRing(4_096));
const job = { settled: () => undefined };

/** A worker's two lanes, with what they ask for written down. */
const lanesOf = () => {
  const defined: number[] = [];
  const define = (seat: Seat): void => {
    seat.defined = true;
    defined.push(seat.id);
  };
  const laneFor = (seat: Seat): Lane => (seat.waiting.peek()?.inBatch === true || seat.batched > 0 ? batches : singles);
  const relist = (seat: Seat): void => {
    if (seat.waiting.length > 0) laneFor(seat).push(seat);
    else seat.listed = false;
  };
  const offer = (seat: Seat): void => {
    if (!seat.listed) laneFor(seat).push(seat);
    seat.listed = true;
  };
  const singles = createLane(singleLane, { ring: aRing(), define, relist });
  const batches = createLane(batchLane, { ring: aRing(), define, relist });
  return { singles, batches, offer, defined };
};

const seatOf = (id: number): Seat => createSeat(id, {} as GuestSpec, 1_000);

describe("the lanes to a worker", () => {
  it("carry every call once, those of one seat in their order, whatever comes in between", () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant("offer" as const),
        seat: fc.nat(3),
        batch: fc.boolean(),
        count: fc.integer({ min: 1, max: 40 }),
      }),
      fc.record({ kind: fc.constant("send" as const), meanMs: fc.double({ min: 0.001, max: 1, noNaN: true }) }),
      fc.record({ kind: fc.constant("report" as const), count: fc.nat(60) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { singles, batches, offer, defined } = lanesOf();
        const seats = [0, 1, 2, 3].map(seatOf);
        const made = new Map<Seat, AgentCall[]>(seats.map((seat) => [seat, []]));
        const done = new Map<Seat, AgentCall[]>(seats.map((seat) => [seat, []]));
        // What the worker has, as it would take it: single calls first.
        const inHand: { readonly singles: number[]; readonly batches: number[] } = { singles: [], batches: [] };
        let next = 1;
        const send = (lane: Lane, to: number[], meanMs: number): void => {
          while (lane.waits && lane.maySend(meanMs)) {
            const pack = lane.pack(next, meanMs);
            if (pack === null) continue;
            for (let index = 0; index < pack.count; index += 1) to.push(next + index);
            next += pack.count;
          }
        };
        const report = (): boolean => {
          const [lane, numbers] = inHand.singles.length > 0 ? [singles, inHand.singles] : [batches, inHand.batches];
          const number = numbers.shift();
          if (number === undefined) return false;
          const call = lane.next(number) as AgentCall;
          expect(call, `call ${number}`).not.to.equal(null);
          expect(lane.callNumbered(number)).to.equal(call);
          lane.advance();
          call.seat.sent -= 1;
          done.get(call.seat)?.push(call);
          return true;
        };
        for (const each of steps) {
          if (each.kind === "offer") {
            const seat = seats[each.seat] ?? seatOf(each.seat);
            for (let index = 0; index < each.count; index += 1) {
              const call = each.batch
                ? createCall(seat, new Uint8Array(3), job, index)
                : createSingleCall(seat, null, job);
              seat.waiting.push(call);
              made.get(seat)?.push(call);
            }
            offer(seat);
          } else if (each.kind === "send") {
            send(singles, inHand.singles, each.meanMs);
            send(batches, inHand.batches, each.meanMs);
          } else for (let count = each.count; count > 0 && report(); count -= 1);
        }
        do {
          send(singles, inHand.singles, 0.01);
          send(batches, inHand.batches, 0.01);
        } while (report());
        for (const seat of seats) {
          expect(done.get(seat)).to.deep.equal(made.get(seat));
          expect([seat.sent, seat.batched, seat.waiting.length]).to.deep.equal([0, 0, 0]);
        }
        expect(new Set(defined).size).to.equal(defined.length);
        expect([singles.sent, batches.sent]).to.deep.equal([0, 0]);
      }),
    );
  });

  it("send far more of a batch ahead than of single calls, and give all of it back when the worker is lost", () => {
    const { singles, batches, offer } = lanesOf();
    const [alone, batched] = [seatOf(1), seatOf(2)];
    for (let index = 0; index < 10_000; index += 1) {
      alone.waiting.push(createSingleCall(alone, null, job));
      batched.waiting.push(createCall(batched, null, job, index));
    }
    offer(alone);
    offer(batched);
    let next = 1;
    for (const lane of [singles, batches]) {
      while (lane.maySend(0.01)) next += lane.pack(next, 0.01)?.count ?? 0;
    }
    expect(singles.sent).to.be.within(100, 150);
    expect(batches.sent).to.be.within(2_400, 2_450);
    expect(batched.batched).to.equal(batches.sent);
    const back = batches.takeBack();
    expect(back.map(({ index }) => index)).to.deep.equal(back.map((_, index) => index));
    expect([batches.sent, batched.batched]).to.deep.equal([0, 0]);
  });
});
