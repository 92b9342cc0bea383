/** Which worker holds which instance, how many workers there are, and which instances make room for others. */
import type { Failure } from "../failures.ts";
import { type AgentWorker, type InstanceSlot, isIdle } from "./calls.ts";
import type { EngineSettings } from "./options.ts";

/** Room is made for so many at once, so that looking for the idlest is rare. */
const roomShare = 0.05;

export interface Placement {
  readonly workers: number;
  readonly instances: number;
  /** Room for the slot's instance, made where that is possible; false where all instances are busy. */
  hasRoomFor(slot: InstanceSlot): boolean;
  /** Assigns the slot to a worker. `atOnce` prefers one that has started to one with fewer instances that has not. */
  place(slot: InstanceSlot, atOnce: boolean): AgentWorker;
  /** Forgets the slot's instance. */
  release(slot: InstanceSlot): void;
  /** The slot's instance is known to hold so much memory now. */
  holds(slot: InstanceSlot, memoryBytes: number): void;
  /** Releases the idlest half of the worker's idle instances; false where there are none. */
  makeRoomIn(worker: AgentWorker): boolean;
  /** Releases idle instances while all together hold too much memory. */
  makeRoomForMemory(): void;
  /** The slot's module used up a limit at the cost of its neighbours' time. */
  noteOffence(slot: InstanceSlot): void;
  /** The slot's instance is gone, and the next one belongs into the worker for those that held up others. */
  mustMove(slot: InstanceSlot): boolean;
  /** The worker is gone. `replace` starts another in its place, unless that would be one too many. */
  lose(worker: AgentWorker, replace: boolean): void;
  startOne(): void;
  check(now: number): void;
  /** Ends all workers. */
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

/** @param startWorker starts a worker, or the one for instances that held up others (`isApart`) */
export const createPlacement = (
  settings: PlacementSettings,
  startWorker: (isApart: boolean) => AgentWorker,
): Placement => {
  const workers = new Set<AgentWorker>();
  /** Holds the instances that held up their neighbours before. */
  let quarantine: AgentWorker | null = null;
  const resident = new Set<InstanceSlot>();
  let bytesHeld = 0;
  /** When each module last offended. By module, so that uploading it as many agents gains nothing. */
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

  /** Releases instances, those that were idle for longest first, until `enough`. */
  const makeRoom = (enough: () => boolean): void => {
    for (const slot of idlestFirst(resident)) {
      if (enough()) return;
      release(slot);
    }
  };

  const mustStayApart = ({ overran, spec }: InstanceSlot): boolean =>
    overran || performance.now() - (offences.get(spec.module) ?? Number.NEGATIVE_INFINITY) < settings.apartMs;

  const start = (): AgentWorker => {
    const worker = startWorker(false);
    workers.add(worker);
    return worker;
  };

  /** The worker with the fewest instances; another one while each has some and there may be more workers. */
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
      for (const slot of idle.slice(0, Math.ceil(idle.length / 2))) release(slot);
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
