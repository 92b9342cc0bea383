/** All agents' instances: where each lives, which make room for others, and what happens when a worker is lost. */
import { cancelled, type Failure, overloaded } from "../failures.ts";
import { createAgentWorker } from "./agent-worker.ts";
import { type AgentCall, type AgentWorker, failed, type Seat, settle, type WorkerLoss } from "./calls.ts";
import type { EngineSettings } from "./options.ts";

/** A call whose worker was lost more often than this, though never by its fault, is given up. */
const maxLosses = 5;
/** Room is made for so many at once, so that looking for the idlest is rare. */
const roomShare = 0.05;

export interface AgentPool {
  readonly workers: number;
  readonly instances: number;
  /** Calls that wait or run, and those that were cancelled while they ran. */
  readonly busy: boolean;
  readonly openCalls: number;
  /** Puts calls of one seat in line; false when there is no room for its instance, or too much waits. */
  enqueue(seat: Seat, calls: readonly AgentCall[]): string | null;
  /** Tells that a call of the pool was settled by somebody else (cancelled). */
  gaveUp(): void;
  /** Forgets the instance. */
  release(seat: Seat): void;
  startOne(): void;
  /** For the watchdog: ends what overran its time, and makes room when instances hold too much memory. */
  check(now: number): void;
  close(): Promise<void>;
}

const fewestSeats = (workers: readonly AgentWorker[]): AgentWorker | null => {
  let best: AgentWorker | null = null;
  for (const worker of workers) if (best === null || worker.seats.size < best.seats.size) best = worker;
  return best;
};

export const createAgentPool = (settings: EngineSettings, onTerminated: () => void): AgentPool => {
  const workers = new Set<AgentWorker>();
  /** Where those go that held up their neighbours before, away from the others. */
  let quarantine: AgentWorker | null = null;
  const resident = new Set<Seat>();
  let bytesHeld = 0;
  let openCalls = 0;
  let uses = 0;
  let closed = false;
  /** When a module last failed at its neighbours' cost; one who uploads many agents of it gains nothing by that. */
  const offences = new WeakMap<WebAssembly.Module, number>();

  const isIdle = (seat: Seat): boolean => seat.sent === 0 && seat.waiting.length === 0;

  const release = (seat: Seat): void => {
    if (seat.worker === null) return;
    bytesHeld -= seat.memoryBytes;
    seat.memoryBytes = 0;
    resident.delete(seat);
    seat.worker.drop(seat);
  };

  const mustStayApart = ({ overran, spec }: Seat): boolean =>
    overran || performance.now() - (offences.get(spec.module) ?? Number.NEGATIVE_INFINITY) < settings.apartMs;

  /** Its instance is gone, so it can as well be made anew elsewhere. */
  const moveApart = (seat: Seat): void => {
    release(seat);
    if (seat.waiting.length > 0) place(seat).offer(seat);
  };

  const onCostlyFailure = (seat: Seat): void => {
    offences.set(seat.spec.module, performance.now());
  };

  const onAnswer = (seat: Seat, memoryBytes: number, wasOpen: boolean): void => {
    bytesHeld += memoryBytes - seat.memoryBytes;
    seat.memoryBytes = memoryBytes;
    if (wasOpen) openCalls -= 1;
    const { worker } = seat;
    if (memoryBytes === 0 && seat.sent === 0 && worker !== null && worker !== quarantine && mustStayApart(seat)) {
      moveApart(seat);
    }
    if (seat.whenIdle !== null && isIdle(seat)) seat.whenIdle();
  };

  /** Drops those that were idle for longest until `enough`. */
  const makeRoom = (enough: () => boolean): void => {
    const idle = [...resident].filter(isIdle).toSorted((a, b) => a.lastUsed - b.lastUsed);
    for (const seat of idle) {
      if (enough()) return;
      release(seat);
    }
  };

  const giveUp = (call: AgentCall, failure: Failure): void => {
    if (settle(call, failed(failure))) openCalls -= 1;
    if (call.seat.whenIdle !== null && isIdle(call.seat)) call.seat.whenIdle();
  };

  /** The idlest half of the worker's instances go; then the calls are tried again. */
  const onNoRoom = (calls: readonly AgentCall[]): void => {
    const worker = calls[0]?.seat.worker ?? null;
    if (worker === null) return;
    const idle = [...worker.seats].filter(isIdle).toSorted((a, b) => a.lastUsed - b.lastUsed);
    const mine = new Set(calls.map((call) => call.seat));
    const others = idle.filter((seat) => !mine.has(seat));
    for (const seat of others.slice(0, Math.ceil(others.length / 2))) release(seat);
    for (const call of calls.toReversed()) {
      call.losses += 1;
      if (others.length > 0 && call.losses <= maxLosses) {
        call.seat.waiting.putBack([call]);
        worker.offer(call.seat);
      } else giveUp(call, overloaded("a worker has no room for another instance"));
    }
  };

  const onLoss = ({ worker, overdue, culprit, culpritWasOpen, orphans, failure }: WorkerLoss): void => {
    workers.delete(worker);
    const quarantined = quarantine;
    if (quarantine === worker) quarantine = null;
    if (overdue) onTerminated();
    if (culpritWasOpen) openCalls -= 1;
    if (culprit !== null) culprit.seat.overran = true;
    const seats = [...worker.seats];
    for (const seat of seats) {
      seat.sent = 0;
      release(seat);
    }
    for (const call of orphans.toReversed()) {
      call.losses += 1;
      if (call.losses <= maxLosses && !closed) call.seat.waiting.putBack([call]);
      else giveUp(call, failure);
    }
    if (closed) {
      for (const seat of seats) {
        for (let call = seat.waiting.shift(); call !== undefined; call = seat.waiting.shift()) giveUp(call, failure);
        seat.whenIdle?.();
      }
      return;
    }
    for (const seat of seats) {
      if (seat.waiting.length > 0) place(seat, true).offer(seat);
      else seat.whenIdle?.();
    }
    // It takes a while to start: the next call shall not wait for it.
    if (overdue && worker !== quarantined && workers.size < settings.cores) start();
  };

  const startWorker = (isApart: boolean): AgentWorker =>
    createAgentWorker({ heapMb: settings.workerHeapMb, isApart, onNoRoom, onAnswer, onCostlyFailure, onLoss });

  const start = (): AgentWorker => {
    const worker = startWorker(false);
    workers.add(worker);
    return worker;
  };

  const startQuarantine = (): AgentWorker => {
    quarantine = startWorker(true);
    return quarantine;
  };

  /** The worker with the fewest instances; another one as long as each has some and there may be more. */
  const leastUsed = (): AgentWorker => {
    const best = fewestSeats([...workers]);
    return best === null || (best.seats.size > 0 && workers.size < settings.cores) ? start() : best;
  };

  /** `atOnce` takes a worker that has started over one that has fewer instances but keeps calls waiting until it has. */
  const place = (seat: Seat, atOnce = false): AgentWorker => {
    const started = atOnce ? fewestSeats([...workers].filter(({ ready }) => ready)) : null;
    const worker = mustStayApart(seat) ? (quarantine ?? startQuarantine()) : (started ?? leastUsed());
    worker.take(seat);
    resident.add(seat);
    return worker;
  };

  const hasPlace = (seat: Seat): boolean => {
    if (seat.worker !== null || resident.size < settings.maxInstances) return true;
    makeRoom(() => resident.size <= settings.maxInstances * (1 - roomShare) - 1);
    return resident.size < settings.maxInstances;
  };

  const all = (): AgentWorker[] => (quarantine === null ? [...workers] : [...workers, quarantine]);

  return {
    get workers() {
      return workers.size + (quarantine === null ? 0 : 1);
    },
    get instances() {
      return resident.size;
    },
    get busy() {
      return openCalls > 0 || all().some((worker) => worker.sent > 0);
    },
    get openCalls() {
      return openCalls;
    },
    enqueue: (seat, calls) => {
      if (openCalls + calls.length > settings.maxQueuedCalls) return `${openCalls} calls wait or run already`;
      if (!hasPlace(seat)) return `all of the ${settings.maxInstances} instances that may live at once are busy`;
      uses += 1;
      seat.lastUsed = uses;
      openCalls += calls.length;
      for (const call of calls) seat.waiting.push(call);
      // A new agent may wait for a new worker, so that agents are spread; a message to an old one that lost its place may not.
      (seat.worker ?? place(seat, calls[0]?.input !== null)).offer(seat);
      return null;
    },
    gaveUp: () => {
      openCalls -= 1;
    },
    release,
    startOne: () => {
      if (workers.size === 0) start();
    },
    check: (now) => {
      for (const worker of all()) worker.check(now);
      if (bytesHeld > settings.maxInstanceBytes) makeRoom(() => bytesHeld <= settings.maxInstanceBytes * 0.9);
    },
    close: async () => {
      closed = true;
      const last = all();
      workers.clear();
      quarantine = null;
      const failure = cancelled("the sandbox was closed");
      await Promise.all(last.map((worker) => worker.terminate(failure)));
    },
  };
};
