/**
 * Whether a worker's heap has room for another instance. A module's memory lies outside of the heap, but its tables and exports
 * lie within: a megabyte of module can make tens of megabytes an instance. V8 ends the whole process, not only the worker, when a
 * large allocation fails at the heap's limit, so it must not come near.
 */
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Part of the heap that may be in use when an instance is made. */
const fullAt = 0.7;

const isFull = (): boolean => {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used > limit * fullAt;
};

/** A new context has `gc` while the flag is set; there is no other way to it for a worker. */
const findCollector = (): (() => void) => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setFlagsFromString("--no-expose-gc");
  return collect;
};

export interface HeapRoom {
  /** Collects garbage where that may help. */
  hasRoom(): boolean;
  /** An instance was let go: there may be more garbage than before. */
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
