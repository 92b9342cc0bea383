/** Calls of all agents: which wait, which are made again, and what happens to them when a worker is lost or has no room. */
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
import { createPlacement } from "./placement.ts";
import { createRingStock } from "./rings.ts";

/** A call whose worker was lost, or had no room, more often than this is given up, though it was never the cause. */
const maxLosses = 5;

export interface AgentPool {
  readonly workers: number;
  readonly instances: number;
  /** Calls that wait or run, cancelled ones included until they are removed. */
  readonly openCalls: number;
  /** Queues calls of one slot. Returns why it cannot, such as that too many calls wait; otherwise null. */
  enqueue(slot: InstanceSlot, calls: readonly AgentCall[]): string | null;
  /** Settles calls of one slot that nobody waits for any more, and forgets their inputs. */
  cancel(slot: InstanceSlot, calls: readonly AgentCall[], failure: Failure): void;
  /** Forgets the instance. */
  release(slot: InstanceSlot): void;
  startOne(): void;
  /** For the watchdog: ends what overran its time, and makes room when instances hold too much memory. */
  check(now: number): void;
  close(): Promise<void>;
}

export const createAgentPool = (settings: EngineSettings, onTerminated: () => void): AgentPool => {
  let openCalls = 0;
  let uses = 0;
  let closed = false;
  const rings = createRingStock();

  const signalIdle = (slot: InstanceSlot): void => {
    if (slot.whenIdle !== null && isIdle(slot)) slot.whenIdle();
  };

  /** A call left the pool without an answer. The failure is null where it was cancelled, and so is settled. */
  const onDropped = (call: AgentCall, failure: Failure | null): void => {
    openCalls -= 1;
    if (failure !== null) settle(call, failed(failure));
    signalIdle(call.slot);
  };

  /** Gives the slot's calls to another worker: its instance is gone, so it can as well be made there. */
  const move = (slot: InstanceSlot): void => {
    placement.release(slot);
    if (slot.waiting.length > 0) placement.place(slot, false).offer(slot);
    else signalIdle(slot);
  };

  const onAnswer = (slot: InstanceSlot, memoryBytes: number): void => {
    openCalls -= 1;
    placement.holds(slot, memoryBytes);
    if (slot.sent === 0 && placement.mustMove(slot)) move(slot);
    else signalIdle(slot);
  };

  /** Lets the returned calls wait again, in front of the others, except those that are given up. */
  const onReturned = (worker: AgentWorker, slot: InstanceSlot): void => {
    const { returned, lacksRoom } = slot;
    if (lacksRoom) for (const call of returned) call.losses += 1;
    // As long as it has returned calls, the slot is not idle, and so is not released itself.
    const hasRoom = !lacksRoom || placement.makeRoomIn(worker);
    slot.returned = [];
    slot.lacksRoom = false;
    const isGivenUp = (call: AgentCall): boolean => !hasRoom || call.losses > maxLosses;
    slot.waiting.putBack(returned.filter((call) => !isGivenUp(call)));
    if (placement.mustMove(slot)) move(slot);
    else worker.resume(slot);
    const noRoom = overloaded("a worker has no room for another instance");
    for (const call of returned) if (isGivenUp(call)) onDropped(call, noRoom);
  };

  const dropAll = (slot: InstanceSlot, calls: readonly AgentCall[], failure: Failure): void => {
    for (const call of calls) onDropped(call, failure);
    slot.waiting.removeWhere((call) => {
      onDropped(call, failure);
      return true;
    });
    signalIdle(slot);
  };

  /** Calls of a slot whose worker was lost wait again, in front of the others; those that lost too many workers are given up. */
  const makeAgain = (slot: InstanceSlot, calls: readonly AgentCall[], failure: Failure): void => {
    for (const call of calls) call.losses += 1;
    slot.waiting.putBack(calls.filter(({ losses }) => losses <= maxLosses));
    if (slot.waiting.length > 0) placement.place(slot, true).offer(slot);
    for (const call of calls) if (call.losses > maxLosses) onDropped(call, failure);
    signalIdle(slot);
  };

  const onLoss = ({ worker, overdue, culprit, orphans, failure }: WorkerLoss): void => {
    if (overdue) onTerminated();
    if (culprit !== null) {
      openCalls -= 1;
      culprit.slot.overran = true;
    }
    // Calls that it had given back before come first.
    const lost = new Map([...worker.slots].map((slot) => [slot, slot.returned]));
    for (const call of orphans) lost.get(call.slot)?.push(call);
    for (const slot of lost.keys()) {
      slot.sent = 0;
      slot.returned = [];
      slot.lacksRoom = false;
      placement.release(slot);
    }
    // A worker takes a while to start, so its replacement is started before a call needs it.
    placement.lose(worker, overdue && !closed);
    for (const [slot, calls] of lost) {
      if (closed) dropAll(slot, calls, failure);
      else makeAgain(slot, calls, failure);
    }
  };

  const placement = createPlacement(settings, (isApart) => {
    const worker: AgentWorker = createAgentWorker({
      heapMb: settings.workerHeapMb,
      isApart,
      rings,
      onAnswer,
      onCostlyFailure: (slot) => placement.noteOffence(slot),
      onReturned: (slot) => onReturned(worker, slot),
      onDropped,
      onLoss,
    });
    return worker;
  });

  /** Removes cancelled calls that wait, once they are so many that it costs little for each. */
  const removeCancelled = (slot: InstanceSlot): void => {
    if (slot.cancelled * 2 < slot.waiting.length) return;
    slot.cancelled = 0;
    openCalls -= slot.waiting.removeWhere(({ settled }) => settled);
    signalIdle(slot);
  };

  return {
    get workers() {
      return placement.workers;
    },
    get instances() {
      return placement.instances;
    },
    get openCalls() {
      return openCalls;
    },
    enqueue: (slot, calls) => {
      if (openCalls + calls.length > settings.maxQueuedCalls) return `${openCalls} calls wait or run already`;
      if (!placement.hasRoomFor(slot)) {
        return `all of the ${settings.maxInstances} instances that may live at once are busy`;
      }
      uses += 1;
      slot.lastUsed = uses;
      openCalls += calls.length;
      for (const call of calls) slot.waiting.push(call);
      // A new agent may wait for a new worker, so that agents are spread; a call of an instance that lost its place may not.
      (slot.worker ?? placement.place(slot, calls[0]?.input !== null)).offer(slot);
      return null;
    },
    cancel: (slot, calls, failure) => {
      for (const call of calls) {
        if (call.settled) continue;
        settle(call, failed(failure));
        call.input = null;
        slot.cancelled += 1;
      }
      removeCancelled(slot);
    },
    release: (slot) => placement.release(slot),
    startOne: () => placement.startOne(),
    check: (now) => {
      placement.check(now);
      placement.makeRoomForMemory();
    },
    close: async () => {
      closed = true;
      await placement.close(cancelled("the sandbox was closed"));
    },
  };
};
