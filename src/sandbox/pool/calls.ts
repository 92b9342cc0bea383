/** Calls of agents on their way through the pool. */
import { cancelled, type Failure, outOfTime, toError } from "../failures.ts";
import type { CallResult, CallUsage, LogLine } from "../types.ts";
import type { GuestSpec } from "../worker/messages.ts";
import { createQueue, type Queue } from "./queue.ts";

/** The place of one agent's instance: which worker has it, and the calls that wait for it. */
export interface Seat {
  readonly id: number;
  readonly spec: GuestSpec;
  readonly wallMs: number;
  readonly waiting: Queue<AgentCall>;
  /** Calls that are with the worker. */
  sent: number;
  /** Those of them that went by the batches' lane. */
  batched: number;
  worker: AgentWorker | null;
  /** Whether the worker knows what the instance is made of. */
  defined: boolean;
  /** Whether the worker has it on the list of those that have something to do. */
  listed: boolean;
  /** Counts up over all seats; the least was idle for longest. */
  lastUsed: number;
  memoryBytes: number;
  /** It once overran its time, or went on after it was cancelled: from then on it only shares a worker with its like. */
  overran: boolean;
  /** Called when nothing waits or runs any more, once it is to be closed. */
  whenIdle: (() => void) | null;
}

export const createSeat = (id: number, spec: GuestSpec, wallMs: number): Seat => ({
  id,
  spec,
  wallMs,
  waiting: createQueue(),
  sent: 0,
  batched: 0,
  worker: null,
  defined: false,
  listed: false,
  lastUsed: 0,
  memoryBytes: 0,
  overran: false,
  whenIdle: null,
});

export interface AgentCall {
  readonly seat: Seat;
  /** The seat's id. */
  readonly slot: number;
  /** Null only makes the instance ready. */
  readonly input: Uint8Array | null;
  readonly job: Job;
  readonly index: number;
  /** One of many that somebody waits for together. */
  readonly inBatch: boolean;
  /** How often a worker was lost under it. */
  losses: number;
  settled: boolean;
}

/** One worker as the pool sees it. */
export interface AgentWorker {
  readonly seats: ReadonlySet<Seat>;
  /** Calls that are with the worker. */
  readonly sent: number;
  /** It has started. */
  readonly ready: boolean;
  take(seat: Seat): void;
  /** The seat has calls that wait. */
  offer(seat: Seat): void;
  /** Forgets the seat and its instance; it must be idle. */
  drop(seat: Seat): void;
  /** Ends the worker if its call has run for too long. */
  check(now: number): void;
  /** Ends it at once; what is with it is lost for this reason. */
  terminate(failure: Failure): Promise<void>;
}

/** A worker is gone, with all of its instances. */
export interface WorkerLoss {
  readonly worker: AgentWorker;
  /** The watchdog ended it. */
  readonly overdue: boolean;
  /** Whose fault it was, if it is known; already settled. */
  readonly culprit: AgentCall | null;
  /** The culprit had not been cancelled: it was open until now. */
  readonly culpritWasOpen: boolean;
  /** Calls that were with it and are to be made elsewhere, in order. */
  readonly orphans: readonly AgentCall[];
  readonly failure: Failure;
}

/** Whoever waits for one or more calls. */
export interface Job {
  /** @param index which of the job's calls it is */
  settled(index: number, result: CallResult): void;
}

/** A job of so many calls, which resolves with all results in order. */
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
 * Of a batch. V8 learns for each place in the code whether what is made there lives long, and what a large batch makes does: had
 * single calls their objects from the same places, these would be made among the old ones, and drag what they hold along, until
 * the next full collection (measured: pauses of 6 ms in place of 0.7). So there are two of this, and of the results.
 */
export const createCall = (seat: Seat, input: Uint8Array | null, job: Job, index: number): AgentCall => ({
  seat,
  slot: seat.id,
  input,
  job,
  index,
  inBatch: true,
  losses: 0,
  settled: false,
});

/** A call by itself; see {@link createCall}. */
export const createSingleCall = (seat: Seat, input: Uint8Array | null, job: Job): AgentCall => ({
  seat,
  slot: seat.id,
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

/** The same of a call by itself; see {@link createCall}. */
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

/** @returns whether it was open until now */
export const settle = (call: AgentCall, result: CallResult): boolean => {
  if (call.settled) return false;
  call.settled = true;
  call.job.settled(call.index, result);
  return true;
};

export const whyAborted = (signal: AbortSignal): Failure => {
  const reason: unknown = signal.reason;
  if (reason instanceof DOMException && reason.name === "TimeoutError") return outOfTime();
  return cancelled(reason instanceof Error ? reason.message : "the caller gave it up");
};
