/** Retries writes while the database is busy or its disk is full. */
import { setTimeout as sleep } from "node:timers/promises";
import { CaxtonError } from "../domain/errors.ts";

const firstPauseMs = 200;
const longestPauseMs = 5_000;

/** After this time the error is thrown, and the work is repeated when the database is back. */
const patienceMs = 10 * 60_000;

/**
 * Stores what a model or tool has produced, retrying while the database is unavailable: if it were given up, the model
 * would be asked, and paid for, a second time. `store` must be idempotent. Throws its error when the time is over, and
 * any other error at once.
 */
export const persist = async <Value>(store: () => Promise<Value>): Promise<Value> => {
  const giveUpAt = performance.now() + patienceMs;
  for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 2)) {
    try {
      return await store();
    } catch (thrown) {
      const isAway = thrown instanceof CaxtonError && thrown.code === "database.unavailable";
      if (!isAway || performance.now() + pause > giveUpAt) throw thrown;
      // The timer must not keep a process alive that is shutting down.
      await sleep(pause, undefined, { ref: false });
    }
  }
};
