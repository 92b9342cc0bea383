/** Tells how long the call that a worker runs right now has been running, by what the worker writes into the shared state. */
import { runningAt } from "../worker/messages.ts";

export interface RunClock {
  /** Number of the call that runs; 0 for none. */
  running(): number;
  /**
   * Number of the call that has run for longer than it may, else 0. Measured from the first look that met it, so a main thread
   * that was held up never ends a call that had not its full time.
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
