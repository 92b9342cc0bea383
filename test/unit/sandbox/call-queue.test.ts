import { expect } from "chai";
import fc from "fast-check";
import { batchQueue, type CallQueue, createCallQueue, singleQueue } from "../../../src/sandbox/pool/call-queue.ts";
import {
  type AgentCall,
  createBatchCall,
  createInstanceSlot,
  createSingleCall,
  type InstanceSlot,
} from "../../../src/sandbox/pool/calls.ts";
import type { GuestSpec } from "../../../src/sandbox/worker/messages.ts";
import { createRing, createRingWriter, type RingWriter } from "../../../src/sandbox/worker/ring.ts";

const aRing = (): RingWriter => createRingWriter(createRing(4_096));
const job = { settled: () => undefined };

/** A worker's two queues, with what they ask for written down. */
const queuesOf = () => {
  const defined: number[] = [];
  const define = (slot: InstanceSlot): void => {
    slot.defined = true;
    defined.push(slot.number);
  };
  const queueFor = (slot: InstanceSlot): CallQueue =>
    slot.waiting.peek()?.inBatch === true || slot.batched > 0 ? batches : singles;
  const relist = (slot: InstanceSlot): void => {
    if (slot.waiting.length > 0 && slot.returned.length === 0) queueFor(slot).push(slot);
    else slot.listed = false;
  };
  const offer = (slot: InstanceSlot): void => {
    if (!slot.listed) queueFor(slot).push(slot);
    slot.listed = true;
  };
  const skipped: AgentCall[] = [];
  const unpackable: AgentCall[] = [];
  const deps = {
    define,
    relist,
    fence: () => 0,
    onSkipped: (call: AgentCall) => void skipped.push(call),
    onUnpackable: (calls: readonly AgentCall[]) => void unpackable.push(...calls),
  };
  const singles = createCallQueue(singleQueue, { ring: aRing(), ...deps });
  const batches = createCallQueue(batchQueue, { ring: aRing(), ...deps });
  return { singles, batches, offer, defined, skipped, unpackable };
};

const slotOf = (id: number): InstanceSlot => Object.assign(createInstanceSlot({} as GuestSpec, 1_000), { number: id });

describe("sandbox: the call queues of a worker", () => {
  it("deliver every call exactly once, and the calls of one slot in order", () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant("offer" as const),
        slot: fc.nat(3),
        batch: fc.boolean(),
        count: fc.integer({ min: 1, max: 40 }),
      }),
      fc.record({ kind: fc.constant("send" as const), meanMs: fc.double({ min: 0.001, max: 1, noNaN: true }) }),
      fc.record({ kind: fc.constant("report" as const), count: fc.nat(60) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { singles, batches, offer, defined } = queuesOf();
        const slots = [0, 1, 2, 3].map(slotOf);
        const made = new Map<InstanceSlot, AgentCall[]>(slots.map((slot) => [slot, []]));
        const done = new Map<InstanceSlot, AgentCall[]>(slots.map((slot) => [slot, []]));
        // What the worker has, as it would take it: single calls first.
        const inHand: { readonly singles: number[]; readonly batches: number[] } = { singles: [], batches: [] };
        let next = 1;
        const send = (queue: CallQueue, to: number[], meanMs: number): void => {
          while (queue.waits && queue.maySend(meanMs)) {
            const pack = queue.pack(next, meanMs);
            if (pack === null) continue;
            for (let index = 0; index < pack.count; index += 1) to.push(next + index);
            next += pack.count;
          }
        };
        const report = (): boolean => {
          const [queue, numbers] = inHand.singles.length > 0 ? [singles, inHand.singles] : [batches, inHand.batches];
          const number = numbers.shift();
          if (number === undefined) return false;
          const call = queue.next(number) as AgentCall;
          expect(call, `call ${number}`).not.to.equal(null);
          expect(queue.callNumbered(number)).to.equal(call);
          queue.advance();
          call.slot.sent -= 1;
          done.get(call.slot)?.push(call);
          return true;
        };
        for (const each of steps) {
          if (each.kind === "offer") {
            const slot = slots[each.slot] ?? slotOf(each.slot);
            for (let index = 0; index < each.count; index += 1) {
              const call = each.batch
                ? createBatchCall(slot, new Uint8Array(3), job, index)
                : createSingleCall(slot, null, job);
              slot.waiting.push(call);
              made.get(slot)?.push(call);
            }
            offer(slot);
          } else if (each.kind === "send") {
            send(singles, inHand.singles, each.meanMs);
            send(batches, inHand.batches, each.meanMs);
          } else for (let count = each.count; count > 0 && report(); count -= 1);
        }
        do {
          send(singles, inHand.singles, 0.01);
          send(batches, inHand.batches, 0.01);
        } while (report());
        for (const slot of slots) {
          expect(done.get(slot)).to.deep.equal(made.get(slot));
          expect([slot.sent, slot.batched, slot.waiting.length]).to.deep.equal([0, 0, 0]);
        }
        expect(new Set(defined).size).to.equal(defined.length);
        expect([singles.sent, batches.sent]).to.deep.equal([0, 0]);
      }),
    );
  });

  it("send more batch calls ahead than single calls, and return all of them when the worker is lost", () => {
    const { singles, batches, offer } = queuesOf();
    const [alone, batched] = [slotOf(1), slotOf(2)];
    for (let index = 0; index < 10_000; index += 1) {
      alone.waiting.push(createSingleCall(alone, null, job));
      batched.waiting.push(createBatchCall(batched, null, job, index));
    }
    offer(alone);
    offer(batched);
    let next = 1;
    for (const queue of [singles, batches]) {
      while (queue.maySend(0.01)) next += queue.pack(next, 0.01)?.count ?? 0;
    }
    expect(singles.sent).to.be.within(100, 150);
    expect(batches.sent).to.be.within(2_400, 2_450);
    expect(batched.batched).to.equal(batches.sent);
    const back = batches.takeBack();
    expect(back.map(({ index }) => index)).to.deep.equal(back.map((_, index) => index));
    expect([batches.sent, batched.batched]).to.deep.equal([0, 0]);
  });

  it("fail the calls that cannot be packed, do not count them as sent, and continue", () => {
    const { singles, offer, unpackable } = queuesOf();
    const slot = slotOf(1);
    const detached = new Uint8Array(8);
    const call = createSingleCall(slot, detached, job);
    slot.waiting.push(call);
    offer(slot);
    structuredClone(detached, { transfer: [detached.buffer] });
    expect(singles.pack(1, 0.1)).to.equal(null);
    expect(unpackable).to.deep.equal([call]);
    expect([singles.sent, slot.sent, singles.next(1)]).to.deep.equal([0, 0, null]);
    slot.waiting.push(createSingleCall(slot, new Uint8Array(8), job));
    offer(slot);
    expect(singles.pack(1, 0.1)?.count).to.equal(1);
    expect([singles.sent, slot.sent]).to.deep.equal([1, 1]);
  });

  it("send nothing for a slot while some of its calls are being returned, and skip cancelled calls", () => {
    const { batches, offer, skipped } = queuesOf();
    const [one, other] = [slotOf(1), slotOf(2)];
    for (const slot of [one, other]) {
      for (let index = 0; index < 4; index += 1) slot.waiting.push(createBatchCall(slot, null, job, index));
      offer(slot);
    }
    one.returned.push(createBatchCall(one, null, job, 0));
    const cancelled = other.waiting.peek() as AgentCall;
    cancelled.settled = true;
    expect(batches.pack(1, 0.01)?.count).to.equal(3);
    expect(skipped).to.deep.equal([cancelled]);
    expect([one.sent, one.waiting.length, other.sent]).to.deep.equal([0, 4, 3]);
  });
});
