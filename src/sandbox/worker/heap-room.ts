/**
 * Checks whether a worker's heap has room for another instance. A module's memory is outside of the heap, but its tables and exports are
 * inside: a module of one megabyte can need tens of megabytes per instance. V8 aborts the whole process, not just the worker, when a large
 * allocation fails at the heap limit, so the heap must stay well below it.
 */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Share of the heap that may be in use when an instance is created. */
const fullAt = 0.7;

const isFull = (): boolean => {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used > limit * fullAt;
};

/** A context created while the flag is set has a global `gc`; a worker cannot get it in any other way. */
const findCollector = (): (() => void) => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  return collect;
};

export interface HeapRoom {
  /** Whether there is room for another instance. Collects garbage first if that may help. */
  hasRoom(): boolean;
  /** Call when an instance was discarded, so that another collection may help. */
  released(): void;
}

export const createHeapRoom = (): HeapRoom => {
  let collect: (() => void) | null = null;
  let mayHelp = true;
  return {
    hasRoom: () => {
      if (!isFull()) return true;
      if (!mayHelp) return false;
      mayHelp = false;
      collect ??= findCollector();
      collect();
      return !isFull();
    },
    released: () => {
      mayHelp = true;
    },
  };
};
