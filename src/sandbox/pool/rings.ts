/**
 * The ring buffers of agent workers. They are reused when a worker exits, because the garbage collector does not know how large shared
 * memory is and may not free it in time.
 */
import type { WorkerRings } from "../worker/messages.ts";
import { createRing, resetRing } from "../worker/ring.ts";

/** In bytes. Usually enough for all single calls sent ahead, part of the batch calls sent ahead, and a few milliseconds of results. */
const ringBytes = { singles: 524_288, batches: 1_048_576, replies: 1_048_576 };

export interface RingStock {
  take(): WorkerRings;
  /** Returns rings for reuse. Call it only after the thread that used them has exited. */
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
