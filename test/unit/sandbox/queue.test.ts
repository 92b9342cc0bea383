import { expect } from "chai";
import fc from "fast-check";
import { createQueue } from "../../../src/sandbox/pool/queue.ts";

describe("sandbox: queue", () => {
  it("behaves like an array", () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("push" as const), times: fc.integer({ min: 1, max: 1_500 }) }),
      fc.record({ do: fc.constant("shift" as const), times: fc.integer({ min: 1, max: 1_500 }) }),
      fc.record({ do: fc.constant("putBack" as const), times: fc.integer({ min: 0, max: 3 }) }),
      fc.record({ do: fc.constant("remove" as const), times: fc.integer({ min: 2, max: 5 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const queue = createQueue<number>();
        const model: number[] = [];
        let next = 0;
        const fresh = (count: number): number[] => Array.from({ length: count }, () => (next += 1));
        for (const { do: what, times } of steps) {
          if (what === "push") {
            for (const item of fresh(times)) {
              queue.push(item);
              model.push(item);
            }
          } else if (what === "shift") {
            for (let taken = 0; taken < times; taken += 1) expect(queue.shift()).to.equal(model.shift());
          } else if (what === "putBack") {
            const items = fresh(times);
            queue.putBack(items);
            model.unshift(...items);
          } else {
            const left = model.filter((item) => item % times !== 0);
            expect(queue.removeWhere((item) => item % times === 0)).to.equal(model.length - left.length);
            model.splice(0, model.length, ...left);
          }
          expect(queue.length).to.equal(model.length);
        }
        while (model.length > 0) expect(queue.shift()).to.equal(model.shift());
        expect(queue.shift()).to.equal(undefined);
      }),
      { numRuns: 50 },
    );
  });
});
