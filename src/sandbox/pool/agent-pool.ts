/** The calls of all agents: queueing, retrying, and what happens when a worker is lost or has no room for an instance. */
import { cancelled, type Failure, overloaded } from "../failures.ts";
import { createAgentWorker } from "./agent-worker.ts";
import {
  type AgentCall,
  type AgentWorker,
  failed,
  type InstanceSlot,
  isIdle,
  settle,
  type WorkerLoss,
} from "./calls.ts";
import type { EngineSettings } from "./options.ts";
import { createPlacement, type Placement } from "./placement.ts";
import { createRingStock, type RingStock } from "./rings.ts";

/** A call that was returned more often than this, because its worker was lost or had no room, fails even if it was never the cause. */
const maxLosses = 5;

export interface AgentPool extends Pick<Placement, "workers" | "instances" | "bytesHeld" | "evicted" | "busy"> {
  /** Calls that are waiting or running, including cancelled ones that have not been removed yet. */
  readonly openCalls: number;
  /** Queues calls of one slot. Returns null, or the reason if they cannot be queued, such as too many waiting calls. */
  enqueue(slot: InstanceSlot, calls: readonly AgentCall[]): string | null;
  /** Settles calls of one slot with `failure` and drops their inputs. */
  cancel(slot: InstanceSlot, calls: readonly AgentCall[], failure: Failure): void;
  /** Discards the slot's instance. */
  release(slot: InstanceSlot): void;
  startOne(): void;
  /** Called by the watchdog: terminates calls that overran their time, and frees idle instances when all together hold too much memory. */
  check(now: number): void;
  close(): Promise<void>;
}

interface Pool {
  readonly settings: EngineSettings;
  readonly placement: Placement;
  readonly rings: RingStock;
  readonly onLost: (overdue: boolean) => void;
  openCalls: number;
  /** Number of times that a slot was used; see {@link InstanceSlot.lastUsed}. */
  uses: number;
  closed: boolean;
}

const signalIdle = (slot: InstanceSlot): void => {
  if (slot.whenIdle !== null && isIdle(slot)) slot.whenIdle();
};

/** A call left the pool without an answer. `failure` is null if the call was cancelled, because it is settled already. */
const onDropped = (pool: Pool, call: AgentCall, failure: Failure | null): void => {
  pool.openCalls -= 1;
  if (failure !== null) settle(call, failed(failure));
  signalIdle(call.slot);
};

/** Moves the slot to another worker. Its instance is gone, so the next one can be created there. */
const move = ({ placement }: Pool, slot: InstanceSlot): void => {
  placement.release(slot);
  if (slot.waiting.length > 0) placement.place(slot, false).offer(slot);
  else signalIdle(slot);
};

const onAnswer = (pool: Pool, slot: InstanceSlot, memoryBytes: number): void => {
  pool.openCalls -= 1;
  pool.placement.holds(slot, memoryBytes);
  if (slot.sent === 0 && pool.placement.mustMove(slot)) move(pool, slot);
  else signalIdle(slot);
};

/** Puts the returned calls back at the front of the queue, and fails those that cannot be retried. */
const onReturned = (pool: Pool, worker: AgentWorker, slot: InstanceSlot): void => {
  const { returned, lacksRoom } = slot;
  if (lacksRoom) for (const call of returned) call.losses += 1;
  // While it has returned calls the slot is not idle, so making room does not release the slot itself.
  const hasRoom = !lacksRoom || pool.placement.makeRoomIn(worker);
  slot.returned = [];
  slot.lacksRoom = false;
  const isGivenUp = (call: AgentCall): boolean => !hasRoom || call.losses > maxLosses;
  slot.waiting.putBack(returned.filter((call) => !isGivenUp(call)));
  if (pool.placement.mustMove(slot)) move(pool, slot);
  else worker.resume(slot);
  const noRoom = overloaded("a worker has no room for another instance");
  for (const call of returned) if (isGivenUp(call)) onDropped(pool, call, noRoom);
};

const dropAll = (pool: Pool, slot: InstanceSlot, calls: readonly AgentCall[], failure: Failure): void => {
  for (const call of calls) onDropped(pool, call, failure);
  slot.waiting.removeWhere((call) => {
    onDropped(pool, call, failure);
    return true;
  });
  signalIdle(slot);
};

/** Puts the calls of a lost worker back at the front of their slot's queue, and fails those that have lost too many workers. */
const makeAgain = (pool: Pool, slot: InstanceSlot, calls: readonly AgentCall[], failure: Failure): void => {
  for (const call of calls) call.losses += 1;
  slot.waiting.putBack(calls.filter(({ losses }) => losses <= maxLosses));
  if (slot.waiting.length > 0) pool.placement.place(slot, true).offer(slot);
  for (const call of calls) if (call.losses > maxLosses) onDropped(pool, call, failure);
  signalIdle(slot);
};

/** Takes all calls back from a lost worker, by slot and in order, and releases its slots. */
const takeLostCalls = (
  { placement }: Pool,
  { worker, orphans }: WorkerLoss,
): ReadonlyMap<InstanceSlot, readonly AgentCall[]> => {
  // Calls that the worker had returned before it was lost come first.
  const lost = new Map([...worker.slots].map((slot) => [slot, slot.returned]));
  for (const call of orphans) lost.get(call.slot)?.push(call);
  for (const slot of lost.keys()) {
    slot.sent = 0;
    slot.returned = [];
    slot.lacksRoom = false;
    placement.release(slot);
  }
  return lost;
};

const onLoss = (pool: Pool, loss: WorkerLoss): void => {
  const { worker, overdue, culprit, failure } = loss;
  if (!pool.closed) pool.onLost(overdue);
  if (culprit !== null) {
    pool.openCalls -= 1;
    culprit.slot.overran = true;
  }
  const lost = takeLostCalls(pool, loss);
  // Starting a worker takes a while, so the replacement is started before a call needs it.
  pool.placement.lose(worker, overdue && !pool.closed);
  for (const [slot, calls] of lost) {
    if (pool.closed) dropAll(pool, slot, calls, failure);
    else makeAgain(pool, slot, calls, failure);
  }
};

const startWorker = (pool: Pool, isApart: boolean): AgentWorker => {
  const worker: AgentWorker = createAgentWorker({
    heapMb: pool.settings.workerHeapMb,
    isApart,
    rings: pool.rings,
    onAnswer: (slot, memoryBytes) => onAnswer(pool, slot, memoryBytes),
    onCostlyFailure: (slot) => pool.placement.noteOffence(slot),
    onReturned: (slot) => onReturned(pool, worker, slot),
    onDropped: (call, failure) => onDropped(pool, call, failure),
    onLoss: (loss) => onLoss(pool, loss),
  });
  return worker;
};

const enqueue = (pool: Pool, slot: InstanceSlot, calls: readonly AgentCall[]): string | null => {
  const { placement, settings } = pool;
  if (pool.openCalls + calls.length > settings.maxQueuedCalls)
    return `${pool.openCalls} calls are waiting or running already`;
  if (!placement.hasRoomFor(slot))
    return `all of the ${settings.maxInstances} instances that may exist at once are busy`;
  pool.uses += 1;
  slot.lastUsed = pool.uses;
  pool.openCalls += calls.length;
  for (const call of calls) slot.waiting.push(call);
  // A new agent may wait for a new worker to start, so that agents are spread over the workers. A call of an instance that was
  // released must not wait for that.
  (slot.worker ?? placement.place(slot, calls[0]?.input !== null)).offer(slot);
  return null;
};

/** Removes cancelled calls from the queue once they are at least half of it, so that the cost per call stays small. */
const removeCancelled = (pool: Pool, slot: InstanceSlot): void => {
  if (slot.cancelled * 2 < slot.waiting.length) return;
  slot.cancelled = 0;
  pool.openCalls -= slot.waiting.removeWhere(({ settled }) => settled);
  signalIdle(slot);
};

const cancel = (pool: Pool, slot: InstanceSlot, calls: readonly AgentCall[], failure: Failure): void => {
  for (const call of calls) {
    if (call.settled) continue;
    settle(call, failed(failure));
    call.input = null;
    slot.cancelled += 1;
  }
  removeCancelled(pool, slot);
};

/** `onLost` is called when a worker is gone, unless the pool is being closed; `overdue` if the watchdog terminated it. */
export const createAgentPool = (settings: EngineSettings, onLost: (overdue: boolean) => void): AgentPool => {
  const placement = createPlacement(settings, (isApart) => startWorker(pool, isApart));
  const rings = createRingStock();
  const pool: Pool = { settings, placement, rings, onLost, openCalls: 0, uses: 0, closed: false };
  return {
    get workers() {
      return placement.workers;
    },
    get instances() {
      return placement.instances;
    },
    get bytesHeld() {
      return placement.bytesHeld;
    },
    get evicted() {
      return placement.evicted;
    },
    get busy() {
      return placement.busy;
    },
    get openCalls() {
      return pool.openCalls;
    },
    enqueue: (slot, calls) => enqueue(pool, slot, calls),
    cancel: (slot, calls, failure) => cancel(pool, slot, calls, failure),
    release: placement.release,
    startOne: placement.startOne,
    check: (now) => {
      placement.check(now);
      placement.makeRoomForMemory();
    },
    close: async () => {
      pool.closed = true;
      await placement.close(cancelled("the sandbox was closed"));
    },
  };
};
