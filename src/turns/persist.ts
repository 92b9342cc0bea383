/** Keeping what was paid for while the database is busy or its disk full. */
import { setTimeout as sleep } from "node:timers/promises";
import { CaxtonError } from "../domain/errors.ts";

const firstPauseMs = 200;
const longestPauseMs = 5_000;

/** After that, what is left is to do the work again when the database is back. */
const patienceMs = 10 * 60_000;

/**
 * Writes what a model or a tool has done, again and again while the database does not answer: given up, the model would
 * be asked a second time. `store` must be safe to repeat. Throws what it throws when the patience ends, and all else at once.
 */
export const persist = async <Value>(store: () => Promise<Value>): Promise<Value> => {
  const giveUpAt = performance.now() + patienceMs;
  for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 2)) {
    try {
      return await store();
    } catch (thrown) {
      const isAway = thrown instanceof CaxtonError && thrown.code === "database.unavailable";
      if (!isAway || performance.now() + pause > giveUpAt) throw thrown;
      // It must not hold up the end of a process that closes its database.
      await sleep(pause, undefined, { ref: false });
    }
  }
};
