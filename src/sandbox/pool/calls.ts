/** Calls of agents on their way through the pool. */
import { cancelled, type Failure, outOfTime, toError } from "../failures.ts";
import type { CallResult, CallUsage, LogLine } from "../types.ts";
import type { GuestSpec } from "../worker/messages.ts";
import { createOutputs, type KeepOutput } from "./outputs.ts";
import { createQueue, type Queue } from "./queue.ts";

/** One agent's instance as the pool sees it: the worker that holds it, if any, and the calls that wait for it. */
export interface InstanceSlot {
  readonly spec: GuestSpec;
  readonly wallMs: number;
  readonly waiting: Queue<AgentCall>;
  readonly keepOutput: KeepOutput;
  /** Calls that were cancelled since the last time the cancelled ones were removed from `waiting`. */
  cancelled: number;
  /** Calls that are with the worker. */
  sent: number;
  /** Those of them that were sent through the batch queue. */
  batched: number;
  /** Calls that the worker gave back without running them, in order. Nothing is sent until `sent` is 0 and they wait again. */
  returned: AgentCall[];
  /** The worker had no room for the instance, so it gave them back. */
  lacksRoom: boolean;
  worker: AgentWorker | null;
  /** The worker's number for the instance. */
  number: number;
  /** Whether the worker knows what the instance is made of. */
  defined: boolean;
  /** Whether the slot is in one of the worker's call queues. */
  listed: boolean;
  /** Counts up over all slots; the lowest was idle for longest. */
  lastUsed: number;
  memoryBytes: number;
  /** A call once overran its time, or went on after it was cancelled: the instance shares a worker only with others like it. */
  overran: boolean;
  /** Set while the instance is being closed; called when nothing waits or runs any more. */
  whenIdle: (() => void) | null;
}

export const createInstanceSlot = (spec: GuestSpec, wallMs: number): InstanceSlot => ({
  spec,
  wallMs,
  waiting: createQueue(),
  keepOutput: createOutputs(),
  cancelled: 0,
  sent: 0,
  batched: 0,
  returned: [],
  lacksRoom: false,
  worker: null,
  number: 0,
  defined: false,
  listed: false,
  lastUsed: 0,
  memoryBytes: 0,
  overran: false,
  whenIdle: null,
});

/** Nothing waits, runs, or is on its way back from the worker. */
export const isIdle = ({ sent, waiting, returned }: InstanceSlot): boolean =>
  sent === 0 && waiting.length === 0 && returned.length === 0;

export interface AgentCall {
  readonly slot: InstanceSlot;
  /** Null only makes the instance ready. Dropped when the call is cancelled. */
  input: Uint8Array | null;
  readonly job: Job;
  readonly index: number;
  /** One of many that are awaited together. */
  readonly inBatch: boolean;
  /** How often a worker was lost, or had no room, under this call. */
  losses: number;
  settled: boolean;
}

/** One worker as the pool sees it. */
export interface AgentWorker {
  readonly slots: ReadonlySet<InstanceSlot>;
  /** Its thread has started. */
  readonly ready: boolean;
  /** Assigns the slot to this worker. */
  take(slot: InstanceSlot): void;
  /** The slot has calls that wait. */
  offer(slot: InstanceSlot): void;
  /** Calls that the worker gave back wait again: from now on it is to run what it is sent for the slot. */
  resume(slot: InstanceSlot): void;
  /** Forgets the slot and its instance; the slot must have no calls with the worker. */
  drop(slot: InstanceSlot): void;
  /** Ends the worker if its call has run for too long. */
  check(now: number): void;
  /** Ends it at once; calls that are with it are lost for this reason. */
  terminate(failure: Failure): Promise<void>;
}

/** A worker is gone, with all of its instances. */
export interface WorkerLoss {
  readonly worker: AgentWorker;
  /** The watchdog ended it. */
  readonly overdue: boolean;
  /** The call that caused the loss, if it is known; already settled. */
  readonly culprit: AgentCall | null;
  /** Calls that were with it and are to be made elsewhere, in order. */
  readonly orphans: readonly AgentCall[];
  readonly failure: Failure;
}

/** Collects the results of one or more calls. */
export interface Job {
  /** @param index which of the job's calls it is */
  settled(index: number, result: CallResult): void;
}

/** A job of `count` calls, which resolves with all results in order. */
export const createBatchJob = (count: number, resolve: (results: readonly CallResult[]) => void): Job => {
  const results: CallResult[] = [];
  let open = count;
  if (open === 0) resolve(results);
  return {
    settled: (index, result) => {
      results[index] = result;
      open -= 1;
      if (open === 0) resolve(results);
    },
  };
};

/**
 * A call of a batch. This function and {@link createSingleCall} are alike on purpose, as are the two that make results: V8 records for
 * each allocation site whether its objects live long. Objects of large batches do, so single calls allocated at the same site would go
 * straight to the old generation, with everything they hold, until the next full collection (measured: pauses of 6 ms instead of 0.7).
 */
export const createBatchCall = (slot: InstanceSlot, input: Uint8Array | null, job: Job, index: number): AgentCall => ({
  slot,
  input,
  job,
  index,
  inBatch: true,
  losses: 0,
  settled: false,
});

/** A call by itself; see {@link createBatchCall}. */
export const createSingleCall = (slot: InstanceSlot, input: Uint8Array | null, job: Job): AgentCall => ({
  slot,
  input,
  job,
  index: 0,
  inBatch: false,
  losses: 0,
  settled: false,
});

export const noUsage: CallUsage = { fuel: 0, hostCalls: 0, runMs: 0, memoryBytes: 0 };
const noLogs: readonly LogLine[] = [];

export const failed = (
  failure: Failure,
  usage: CallUsage = noUsage,
  logs: readonly LogLine[] = noLogs,
): CallResult => ({
  ok: false,
  error: toError(failure),
  usage,
  logs,
});

export const answered = (
  output: Uint8Array | null,
  usage: CallUsage,
  logs: readonly LogLine[] = noLogs,
): CallResult => ({
  ok: true,
  output,
  usage,
  logs,
});

/** The same for a single call; see {@link createBatchCall}. */
export const singleAnswered = (
  output: Uint8Array | null,
  { fuel, hostCalls, runMs, memoryBytes }: CallUsage,
  logs: readonly LogLine[] = noLogs,
): CallResult => ({
  ok: true,
  output,
  usage: { fuel, hostCalls, runMs, memoryBytes },
  logs,
});

/** Gives the call its result, unless it has one. */
export const settle = (call: AgentCall, result: CallResult): void => {
  if (call.settled) return;
  call.settled = true;
  call.job.settled(call.index, result);
};

export const whyAborted = (signal: AbortSignal): Failure => {
  const reason: unknown = signal.reason;
  if (reason instanceof DOMException && reason.name === "TimeoutError") return outOfTime();
  return cancelled(reason instanceof Error ? reason.message : "the caller gave it up");
};
