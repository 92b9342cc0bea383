/** Measures how long a worker's current call has been running, from the call number that the worker writes into shared memory. */
import { runningAt } from "../worker/messages.ts";

export interface RunClock {
  /** Number of the running call; 0 if there is none. */
  running(): number;
  /**
   * Number of the call that has exceeded its time, else 0. Time counts from the first check that saw the call, so a delayed main thread
   * never ends a call early.
   */
  overdue(now: number, wallMsOf: (call: number) => number): number;
}

export const createRunClock = (state: Int32Array): RunClock => {
  let seen = 0;
  let since = 0;
  const running = (): number => Atomics.load(state, runningAt);
  return {
    running,
    overdue: (now, wallMsOf) => {
      const call = running();
      if (call !== seen) {
        seen = call;
        since = now;
        return 0;
      }
      return call !== 0 && now - since >= wallMsOf(call) ? call : 0;
    },
  };
};
