/** The data of agent calls in the pool, and how they are settled. */
import { cancelled, type Failure, outOfTime, toError } from "../failures.ts";
import type { CallResult, CallUsage, LogLine } from "../types.ts";
import type { GuestSpec } from "../worker/messages.ts";
import { createOutputs, type KeepOutput } from "./outputs.ts";
import { createQueue, type Queue } from "./queue.ts";

/** One agent's instance as the pool sees it: the worker that holds it, if any, and the calls waiting for it. */
export interface InstanceSlot {
  readonly spec: GuestSpec;
  readonly wallMs: number;
  readonly waiting: Queue<AgentCall>;
  readonly keepOutput: KeepOutput;
  /** Number of calls cancelled since cancelled calls were last removed from `waiting`. */
  cancelled: number;
  /** Number of calls that are with the worker. */
  sent: number;
  /** How many of those were sent through the batch queue. */
  batched: number;
  /** Calls that the worker returned without running them, in order. Nothing is sent until `sent` is 0 and they are back in `waiting`. */
  returned: AgentCall[];
  /** They were returned because the worker had no room for the instance. */
  lacksRoom: boolean;
  worker: AgentWorker | null;
  /** The worker's number for the instance. */
  number: number;
  /** Whether the worker has been sent the instance's spec. */
  defined: boolean;
  /** Whether the slot is in one of the worker's call queues. */
  listed: boolean;
  /** A counter shared by all slots; the slot with the lowest value has been idle for longest. */
  lastUsed: number;
  memoryBytes: number;
  /** A call overran its time, or ran on after it was cancelled. The instance then shares a worker only with other such instances. */
  overran: boolean;
  /** Set while the instance is being closed; called when no call is waiting or running any more. */
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

/** Whether no call is waiting, running, or on its way back from the worker. */
export const isIdle = ({ sent, waiting, returned }: InstanceSlot): boolean =>
  sent === 0 && waiting.length === 0 && returned.length === 0;

export interface AgentCall {
  readonly slot: InstanceSlot;
  /** Null for a call that only creates the instance. Set to null when the call is cancelled. */
  input: Uint8Array | null;
  readonly job: Job;
  readonly index: number;
  /** Whether the call belongs to a batch. */
  readonly inBatch: boolean;
  /** How often this call was returned because its worker was lost or had no room. */
  losses: number;
  settled: boolean;
}

/** One worker as the pool sees it. */
export interface AgentWorker {
  readonly slots: ReadonlySet<InstanceSlot>;
  /** Whether its thread has started. */
  readonly ready: boolean;
  /** Whether it is running a call. */
  readonly busy: boolean;
  /** Assigns the slot to this worker. */
  take(slot: InstanceSlot): void;
  /** Tells the worker that the slot has waiting calls. */
  offer(slot: InstanceSlot): void;
  /** The calls that the worker returned are queued again: from now on it runs what it is sent for the slot. */
  resume(slot: InstanceSlot): void;
  /** Discards the slot and its instance. None of the slot's calls may be with the worker. */
  drop(slot: InstanceSlot): void;
  /** Terminates the worker if its current call has run for too long. */
  check(now: number): void;
  /** Terminates the worker immediately; its calls are lost with this failure. */
  terminate(failure: Failure): Promise<void>;
}

/** A worker is gone, with all of its instances. */
export interface WorkerLoss {
  readonly worker: AgentWorker;
  /** Whether the watchdog terminated it. */
  readonly overdue: boolean;
  /** The call that caused the loss, if it is known; already settled. */
  readonly culprit: AgentCall | null;
  /** The other calls that were with it, in order; they must be run elsewhere. */
  readonly orphans: readonly AgentCall[];
  readonly failure: Failure;
}

/** Collects the results of one or more calls. */
export interface Job {
  /** @param index index of the call within the job */
  settled(index: number, result: CallResult): void;
}

/** A job of `count` calls; `resolve` is called with all results in order, `note` with each as it arrives. */
export const createBatchJob = (
  count: number,
  note: (result: CallResult) => void,
  resolve: (results: readonly CallResult[]) => void,
): Job => {
  const results: CallResult[] = [];
  let open = count;
  if (open === 0) resolve(results);
  return {
    settled: (index, result) => {
      note(result);
      results[index] = result;
      open -= 1;
      if (open === 0) resolve(results);
    },
  };
};

/**
 * A call of a batch. This function and {@link createSingleCall} are duplicates on purpose, as are {@link answered} and
 * {@link singleAnswered}: V8 records for each allocation site whether its objects live long. Objects of large batches do, so single calls
 * allocated at the same site would be allocated in the old generation, and keep everything they refer to alive until the next full
 * collection (measured: pauses of 6 ms instead of 0.7).
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

/** A single call; see {@link createBatchCall} for why it is a function of its own. */
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

/** The result of a single call; see {@link createBatchCall} for why it is a function of its own. */
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

/** Settles the call with `result`, unless it is settled already. */
export const settle = (call: AgentCall, result: CallResult): void => {
  if (call.settled) return;
  call.settled = true;
  call.job.settled(call.index, result);
};

export const whyAborted = (signal: AbortSignal): Failure => {
  const reason: unknown = signal.reason;
  if (reason instanceof DOMException && reason.name === "TimeoutError") return outOfTime();
  return cancelled(reason instanceof Error ? reason.message : "the caller no longer needs it");
};
