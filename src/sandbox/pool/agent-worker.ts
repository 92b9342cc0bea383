/**
 * The main thread's side of one agent worker: its thread, the instances that it holds, and what happens when it is lost. It
 * always knows which call is running, so that only that call fails.
 */
import { MessageChannel } from "node:worker_threads";
import { cancelled, executionTimeExceeded, type Failure, workerFailed, workerOutOfMemory } from "../failures.ts";
import {
  type AgentWorkerInput,
  type AgentWorkerReply,
  readyMessage,
  stateBytes,
  type WorkerRings,
} from "../worker/messages.ts";
import { createRingReader } from "../worker/ring.ts";
import { createReplyReader, type ReplyDeps } from "./agent-replies.ts";
import { callNumbered, createSender, offer, post, proceed, type Sender, stopSending, unlist } from "./agent-sender.ts";
import { type AgentCall, type AgentWorker, failed, type InstanceSlot, settle, type WorkerLoss } from "./calls.ts";
import type { RingStock } from "./rings.ts";
import { createRunClock, type RunClock } from "./run-clock.ts";
import { letGo, startWorker } from "./spawn.ts";

/**
 * Total time for which a cancelled call may run, in milliseconds. Most calls finish or run out of fuel earlier. Ending a call means
 * terminating the worker, which discards the memory of all of its instances.
 */
const cancelledMs = 50;

export interface AgentWorkerDeps extends Pick<ReplyDeps, "onAnswer" | "onCostlyFailure" | "onReturned"> {
  readonly heapMb: number;
  /** The worker is for instances that delayed others; its thread gets a lower priority. */
  readonly isApart: boolean;
  readonly rings: RingStock;
  /** A call left the pool without having been run. `failure` is null if it was cancelled. */
  readonly onDropped: (call: AgentCall, failure: Failure | null) => void;
  readonly onLoss: (loss: WorkerLoss) => void;
}

/** Allocates numbers for the slots of one worker. Numbers of dropped slots are reused. */
const createSlotNumbers = () => {
  const free: number[] = [];
  let last = 0;
  return {
    take: (): number => free.pop() ?? (last += 1),
    giveBack: (number: number): void => void free.push(number),
  };
};

interface State {
  readonly deps: AgentWorkerDeps;
  readonly rings: WorkerRings;
  readonly sender: Sender;
  readonly clock: RunClock;
  readonly slots: Set<InstanceSlot>;
  readonly numbers: ReturnType<typeof createSlotNumbers>;
  ready: boolean;
  lost: boolean;
}

/** @param culprit the call that caused the loss, if it is known */
const lose = (
  state: State,
  worker: AgentWorker,
  culprit: AgentCall | null,
  overdue: boolean,
  failure: Failure,
): void => {
  if (state.lost) return;
  state.lost = true;
  if (culprit !== null) settle(culprit, failed(failure));
  const orphans = stopSending(state.sender).filter((call) => call !== culprit);
  state.deps.onLoss({ worker, overdue, culprit, orphans, failure });
};

const runningCall = ({ sender, clock }: State): AgentCall | null => callNumbered(sender, clock.running());

/** How long the call may run, in milliseconds. */
const mayRunFor = (call: AgentCall | null): number => {
  if (call === null) return Number.POSITIVE_INFINITY;
  return call.settled ? Math.min(cancelledMs, call.slot.wallMs) : call.slot.wallMs;
};

const overdueCall = ({ sender, clock }: State, now: number): AgentCall | null => {
  const number = clock.overdue(now, (running) => mayRunFor(callNumbered(sender, running)));
  return number === 0 ? null : callNumbered(sender, number);
};

const takeSlot = ({ slots, numbers }: State, worker: AgentWorker, slot: InstanceSlot): void => {
  slots.add(slot);
  slot.worker = worker;
  slot.number = numbers.take();
  slot.defined = false;
  slot.listed = false;
};

const dropSlot = ({ slots, numbers, sender, lost }: State, slot: InstanceSlot): void => {
  slots.delete(slot);
  if (!lost) {
    unlist(sender, slot);
    if (slot.defined) post(sender, { kind: "drop", slot: slot.number });
  }
  numbers.giveBack(slot.number);
  slot.worker = null;
  slot.defined = false;
  slot.listed = false;
};

const createWorkerOf = (state: State): AgentWorker => {
  const { slots, sender } = state;
  const end = (culprit: AgentCall | null, overdue: boolean, failure: Failure): Promise<number> => {
    lose(state, worker, culprit, overdue, failure);
    return sender.thread.terminate();
  };
  const worker: AgentWorker = {
    slots,
    get ready() {
      return state.ready;
    },
    get busy() {
      return state.clock.running() !== 0;
    },
    take: (slot) => takeSlot(state, worker, slot),
    offer: (slot) => offer(sender, slot),
    resume: (slot) => {
      post(sender, { kind: "resume", slot: slot.number });
      offer(sender, slot);
    },
    drop: (slot) => dropSlot(state, slot),
    check: (now) => {
      const culprit = overdueCall(state, now);
      if (culprit === null) return;
      const why = culprit.settled ? cancelled("it was no longer needed") : executionTimeExceeded(culprit.slot.wallMs);
      void end(culprit, true, why);
    },
    terminate: async (failure) => {
      await end(null, false, failure);
    },
  };
  return worker;
};

/** Handles the messages and the end of the thread. */
const listenTo = (state: State, worker: AgentWorker): void => {
  const { deps, sender, rings } = state;
  const { thread, singles, batches } = sender;
  const readReplies = createReplyReader({ ...deps, singles, batches, ring: createRingReader(rings.replies) });
  thread.on("message", (reply: AgentWorkerReply) => {
    if (state.lost) return;
    if (reply === readyMessage) {
      state.ready = true;
      return;
    }
    const pace = readReplies(reply);
    if (pace !== null) proceed(sender, pace);
    else void worker.terminate(workerFailed("it reported a result for a call that was not sent to it"));
  });
  thread.on("error", (error: NodeJS.ErrnoException) => {
    const outOfMemory = error.code === "ERR_WORKER_OUT_OF_MEMORY";
    const failure = outOfMemory ? workerOutOfMemory(deps.heapMb) : workerFailed(error.message);
    lose(state, worker, runningCall(state), false, failure);
  });
  thread.on("exit", (code) => {
    lose(state, worker, runningCall(state), false, workerFailed(`it exited with code ${code}`));
    deps.rings.giveBack(rings);
  });
  thread.on("messageerror", (error) => void worker.terminate(workerFailed(error.message)));
};

export const createAgentWorker = (deps: AgentWorkerDeps): AgentWorker => {
  const shared = new SharedArrayBuffer(stateBytes);
  const { port1: batchPort, port2 } = new MessageChannel();
  const rings = deps.rings.take();
  const input: AgentWorkerInput = { state: shared, isApart: deps.isApart, batchPort: port2, rings };
  const thread = startWorker("agent", input, deps.heapMb, [port2]);
  const state: State = {
    deps,
    rings,
    sender: createSender({ thread, batchPort, rings, onDropped: deps.onDropped }),
    clock: createRunClock(new Int32Array(shared)),
    slots: new Set(),
    numbers: createSlotNumbers(),
    ready: false,
    lost: false,
  };
  const worker = createWorkerOf(state);
  listenTo(state, worker);
  letGo(thread);
  return worker;
};
