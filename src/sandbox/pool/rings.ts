/** The shared memory of agent workers. That of a worker that ended is used again: nothing tells the garbage collector how large it is. */
import type { WorkerRings } from "../worker/messages.ts";
import { createRing, resetRing } from "../worker/ring.ts";

/** In bytes: usually all that is sent ahead of single calls, part of what is sent ahead of batches, and the results of a few milliseconds. */
const ringBytes = { singles: 524_288, batches: 1_048_576, replies: 1_048_576 };

export interface RingStock {
  take(): WorkerRings;
  /** For the next worker; only after the thread that used them has exited. */
  giveBack(rings: WorkerRings): void;
}

export const createRingStock = (): RingStock => {
  const stock: WorkerRings[] = [];
  return {
    take: () =>
      stock.pop() ?? {
        singles: createRing(ringBytes.singles),
        batches: createRing(ringBytes.batches),
        replies: createRing(ringBytes.replies),
      },
    giveBack: (rings) => {
      for (const ring of [rings.singles, rings.batches, rings.replies]) resetRing(ring);
      stock.push(rings);
    },
  };
};
