/** Decides which worker holds which instance, how many workers there are, and which instances are evicted. */
import type { Failure } from "../failures.ts";
import { type AgentWorker, type InstanceSlot, isIdle } from "./calls.ts";
import type { EngineSettings } from "./options.ts";

/** Share of `maxInstances` that is evicted at once, so that the search for the idlest is rare. */
const roomShare = 0.05;

export interface Placement {
  readonly workers: number;
  readonly instances: number;
  /** Memory of all instances, in bytes. */
  readonly bytesHeld: number;
  /** Number of instances that were released to make room for others. */
  readonly evicted: number;
  /** Number of workers that are running a call. */
  readonly busy: number;
  /** Whether there is room for the slot's instance, after evicting idle ones if needed; false if all instances are busy. */
  hasRoomFor(slot: InstanceSlot): boolean;
  /** Assigns the slot to a worker. With `atOnce`, prefers a worker that has started, even if another one has fewer instances. */
  place(slot: InstanceSlot, atOnce: boolean): AgentWorker;
  /** Discards the slot's instance. */
  release(slot: InstanceSlot): void;
  /** Records how much memory the slot's instance holds. */
  holds(slot: InstanceSlot, memoryBytes: number): void;
  /** Releases half of the worker's idle instances, the least recently used first; false if there are none. */
  makeRoomIn(worker: AgentWorker): boolean;
  /** Releases idle instances if all together hold too much memory. */
  makeRoomForMemory(): void;
  /** Records that the slot's module exceeded a limit and thereby delayed others. */
  noteOffence(slot: InstanceSlot): void;
  /** Whether the slot's instance is gone and the next one belongs in the quarantine worker. */
  mustMove(slot: InstanceSlot): boolean;
  /** Removes a lost worker. With `replace`, starts another one, unless there are enough already. */
  lose(worker: AgentWorker, replace: boolean): void;
  startOne(): void;
  check(now: number): void;
  /** Terminates all workers. */
  close(failure: Failure): Promise<void>;
}

const fewestSlots = (workers: readonly AgentWorker[]): AgentWorker | null => {
  let best: AgentWorker | null = null;
  for (const worker of workers) if (best === null || worker.slots.size < best.slots.size) best = worker;
  return best;
};

const idlestFirst = (slots: Iterable<InstanceSlot>): InstanceSlot[] =>
  [...slots].filter(isIdle).toSorted((a, b) => a.lastUsed - b.lastUsed);

type PlacementSettings = Pick<EngineSettings, "cores" | "maxInstances" | "maxInstanceBytes" | "apartMs">;

/** @param startWorker starts a worker; `isApart` for the quarantine worker, which holds instances that delayed others */
export const createPlacement = (
  settings: PlacementSettings,
  startWorker: (isApart: boolean) => AgentWorker,
): Placement => {
  const workers = new Set<AgentWorker>();
  /** The worker for instances that delayed others before. */
  let quarantine: AgentWorker | null = null;
  const resident = new Set<InstanceSlot>();
  let bytesHeld = 0;
  let evicted = 0;
  /** When each module last offended. Recorded by module, so that uploading it as several agents does not help. */
  const offences = new WeakMap<WebAssembly.Module, number>();

  const all = (): AgentWorker[] => (quarantine === null ? [...workers] : [...workers, quarantine]);

  const holds = (slot: InstanceSlot, memoryBytes: number): void => {
    bytesHeld += memoryBytes - slot.memoryBytes;
    slot.memoryBytes = memoryBytes;
  };

  const release = (slot: InstanceSlot): void => {
    if (slot.worker === null) return;
    holds(slot, 0);
    resident.delete(slot);
    slot.worker.drop(slot);
  };

  const evict = (slot: InstanceSlot): void => {
    evicted += 1;
    release(slot);
  };

  /** Releases idle instances, least recently used first, until `enough` returns true. */
  const makeRoom = (enough: () => boolean): void => {
    for (const slot of idlestFirst(resident)) {
      if (enough()) return;
      evict(slot);
    }
  };

  const mustStayApart = ({ overran, spec }: InstanceSlot): boolean =>
    overran || performance.now() - (offences.get(spec.module) ?? Number.NEGATIVE_INFINITY) < settings.apartMs;

  const start = (): AgentWorker => {
    const worker = startWorker(false);
    workers.add(worker);
    return worker;
  };

  /** The worker with the fewest instances, or a new one if every worker has an instance and another worker is allowed. */
  const leastUsed = (): AgentWorker => {
    const best = fewestSlots([...workers]);
    return best === null || (best.slots.size > 0 && workers.size < settings.cores) ? start() : best;
  };

  const workerFor = (slot: InstanceSlot, atOnce: boolean): AgentWorker => {
    if (mustStayApart(slot)) return (quarantine ??= startWorker(true));
    const started = atOnce ? fewestSlots([...workers].filter(({ ready }) => ready)) : null;
    return started ?? leastUsed();
  };

  return {
    get workers() {
      return all().length;
    },
    get instances() {
      return resident.size;
    },
    get bytesHeld() {
      return bytesHeld;
    },
    get evicted() {
      return evicted;
    },
    get busy() {
      return all().filter(({ busy }) => busy).length;
    },
    hasRoomFor: (slot) => {
      if (slot.worker !== null || resident.size < settings.maxInstances) return true;
      makeRoom(() => resident.size <= settings.maxInstances * (1 - roomShare) - 1);
      return resident.size < settings.maxInstances;
    },
    place: (slot, atOnce) => {
      const worker = workerFor(slot, atOnce);
      worker.take(slot);
      resident.add(slot);
      return worker;
    },
    release,
    holds,
    makeRoomIn: (worker) => {
      const idle = idlestFirst(worker.slots);
      for (const slot of idle.slice(0, Math.ceil(idle.length / 2))) evict(slot);
      return idle.length > 0;
    },
    makeRoomForMemory: () => {
      if (bytesHeld > settings.maxInstanceBytes) makeRoom(() => bytesHeld <= settings.maxInstanceBytes * 0.9);
    },
    noteOffence: ({ spec }) => {
      offences.set(spec.module, performance.now());
    },
    mustMove: (slot) =>
      slot.worker !== null && slot.worker !== quarantine && slot.memoryBytes === 0 && mustStayApart(slot),
    lose: (worker, replace) => {
      const wasQuarantine = worker === quarantine;
      if (wasQuarantine) quarantine = null;
      workers.delete(worker);
      if (replace && !wasQuarantine && workers.size < settings.cores) start();
    },
    startOne: () => {
      if (workers.size === 0) start();
    },
    check: (now) => {
      for (const worker of all()) worker.check(now);
    },
    close: async (failure) => {
      const last = all();
      workers.clear();
      quarantine = null;
      await Promise.all(last.map((worker) => worker.terminate(failure)));
    },
  };
};
