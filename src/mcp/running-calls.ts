/**
 * Calls in progress, so that clients can cancel them. In 2026-07-28 a client closes the stream, which the SDK handles;
 * in the 2025 revisions it sends `notifications/cancelled` as a separate request.
 */

import { createAbortableTasks } from "../concurrency/abortable-tasks.ts";

/** Identifies a call. Requests are independent of each other, so callers are told apart by key and address only. */
export interface CallPlace {
  readonly caller: string;
  readonly requestId: string | number;
}

export interface RunningCalls {
  /** Runs `work` with a signal that is also aborted when the caller cancels the call. */
  run<Value>(place: CallPlace, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  /** Clients number their requests from the same start, so an ambiguous cancellation is ignored. */
  cancel(place: CallPlace): void;
}

const keyOf = ({ caller, requestId }: CallPlace): string => JSON.stringify([caller, requestId]);

export const createRunningCalls = (): RunningCalls => {
  const running = createAbortableTasks();
  return {
    run: async (place, signal, work) => running.run(keyOf(place), signal, work),
    cancel: (place) => {
      const [only, ...others] = running.controllersOf(keyOf(place));
      if (others.length === 0) only?.abort();
    },
  };
};
