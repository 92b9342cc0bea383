import { expect } from "chai";
import { createReplyReader } from "../../../src/sandbox/pool/agent-replies.ts";
import { batchQueue, createCallQueue, singleQueue } from "../../../src/sandbox/pool/call-queue.ts";
import { createInstanceSlot, createSingleCall, type InstanceSlot } from "../../../src/sandbox/pool/calls.ts";
import { createRingStock } from "../../../src/sandbox/pool/rings.ts";
import type { CallResult } from "../../../src/sandbox/types.ts";
import type { GuestSpec } from "../../../src/sandbox/worker/messages.ts";
import { createRingReader, createRingWriter } from "../../../src/sandbox/worker/ring.ts";
import { createReplyWriter, statusNoRoom, statusOutput, statusReturned } from "../../../src/sandbox/worker/wire.ts";

/** A worker's queues on the one side, what the worker writes on the other. */
const conversation = () => {
  const rings = createRingStock().take();
  const log: string[] = [];
  const deps = {
    define: () => undefined,
    fence: () => 0,
    relist: () => undefined,
    onSkipped: () => undefined,
    onUnpackable: () => undefined,
  };
  const singles = createCallQueue(singleQueue, { ring: createRingWriter(rings.singles), ...deps });
  const batches = createCallQueue(batchQueue, { ring: createRingWriter(rings.batches), ...deps });
  const read = createReplyReader({
    singles,
    batches,
    ring: createRingReader(rings.replies),
    onAnswer: () => void log.push("answer"),
    onCostlyFailure: () => void log.push("costly"),
    onReturned: (slot) => void log.push(`returned ${slot.returned.length}${slot.lacksRoom ? " for want of room" : ""}`),
  });
  return { singles, read, log, writer: createReplyWriter(createRingWriter(rings.replies), 256) };
};

const send = (singles: ReturnType<typeof conversation>["singles"], count: number) => {
  const slot: InstanceSlot = createInstanceSlot({} as GuestSpec, 1_000);
  const results: CallResult[] = [];
  const job = { settled: (_: number, result: CallResult) => void results.push(result) };
  for (let index = 0; index < count; index += 1) slot.waiting.push(createSingleCall(slot, new Uint8Array(1), job));
  singles.push(slot);
  expect(singles.pack(1, 0.01)?.count).to.equal(count);
  return { slot, results };
};

describe("sandbox: replies of a worker", () => {
  it("settle the calls, and return those that were not run once all of the slot's calls have come back", () => {
    const { singles, read, log, writer } = conversation();
    const { slot, results } = send(singles, 4);
    writer.add(statusOutput, new Uint8Array([7]), 0, 1, 10, 0, 2, 65_536);
    writer.add(statusNoRoom, new Uint8Array(0), 0, 0, 0, 0, 0, 0);
    expect(read(writer.take(1))).to.deep.equal({ ran: 1, ms: 2 });
    expect([slot.sent, log]).to.deep.equal([2, ["answer"]]);
    for (let left = 0; left < 2; left += 1) writer.add(statusReturned, new Uint8Array(0), 0, 0, 0, 0, 0, 0);
    expect(read(writer.take(3))).to.deep.equal({ ran: 0, ms: 0 });
    expect(log).to.deep.equal(["answer", "returned 3 for want of room"]);
    expect(results.map((result) => result.ok && result.output)).to.deep.equal([new Uint8Array([7])]);
  });

  it("are rejected if a result belongs to no call", () => {
    const { singles, read, writer } = conversation();
    send(singles, 1);
    writer.add(statusOutput, new Uint8Array([7]), 0, 1, 10, 0, 2, 65_536);
    expect(read(writer.take(5))).to.equal(null);
  });
});

describe("sandbox: shared memory of workers", () => {
  it("is reused by the next worker, emptied", () => {
    const stock = createRingStock();
    const first = stock.take();
    const writer = createRingWriter(first.replies);
    while (writer.reserve(65_536) !== null);
    expect(stock.take().replies).not.to.equal(first.replies);
    stock.giveBack(first);
    const again = stock.take();
    expect(again).to.equal(first);
    expect(createRingWriter(again.replies).reserve(65_536)).to.equal(8);
  });
});
