/**
 * Calls that run, so that a client can take one back. At 2026-07-28 closing the stream does, which the SDK sees to; at the
 * revisions of 2025 the client sends `notifications/cancelled`, which comes as a request of its own.
 */

import { createAbortableTasks } from "../concurrency/abortable-tasks.ts";

/** Whose call: requests stand by themselves, so all that tells callers apart is the key and the address. */
export interface CallPlace {
  readonly caller: string;
  readonly requestId: string | number;
}

export interface RunningCalls {
  /** Does `work` under a signal that also aborts when the caller takes the call back. */
  run<Value>(place: CallPlace, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  /** Clients count their requests from the same number: where two could be meant, neither is. */
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
