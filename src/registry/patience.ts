/**
 * Waiting for another process's write without holding the thread. SQLite's own `busy_timeout` sleeps inside the call, and
 * with it everything else of the process; here the call fails at once and is made again later, in the order in which it
 * came, while the event loop goes on.
 */
import { setImmediate, setTimeout as sleep } from "node:timers/promises";

export interface PatienceOptions {
  /** How long one piece of work is tried, in milliseconds. */
  readonly patienceMs: number;
  /** Whether the same work can succeed in a moment. */
  readonly isBusy: (thrown: unknown) => boolean;
}

export interface Patience {
  /** Does the work now, and again while it fails for a lock; then throws what the last attempt threw. */
  now<Value>(work: () => Value): Promise<Value>;
  /** The same, but behind what waits already: a write does not overtake another. */
  inOrder<Value>(work: () => Value): Promise<Value>;
}

interface Waiting {
  /** Throws what the work threw where that was a lock; everything else it settles. */
  readonly attempt: () => void;
  readonly giveUp: (thrown: unknown) => void;
  readonly giveUpAt: number;
}

/** Between two attempts, in milliseconds: as short as another's transaction, then as long as nobody notices. */
const firstPauseMs = 1;
const longestPauseMs = 25;

/** What waits is done in slices of so many milliseconds once the lock is free. */
const sliceMs = 10;

export const createPatience = ({ patienceMs, isBusy }: PatienceOptions): Patience => {
  let waiting: Waiting[] = [];
  let isWorking = false;

  const leaveOut = (thrown: unknown): void => {
    const now = performance.now();
    const late = waiting.filter((each) => each.giveUpAt <= now);
    waiting = waiting.filter((each) => each.giveUpAt > now);
    for (const each of late) each.giveUp(thrown);
  };

  /** Does what waits until the lock is in the way or the slice is over; answers with whether the lock was. */
  const workOff = (): boolean => {
    const until = performance.now() + sliceMs;
    let done = 0;
    try {
      for (; done < waiting.length && performance.now() < until; done++) waiting[done]?.attempt();
      return false;
    } catch (thrown) {
      waiting = waiting.slice(done);
      done = 0;
      leaveOut(thrown);
      return true;
    } finally {
      waiting = waiting.slice(done);
    }
  };

  const keepTrying = async (): Promise<void> => {
    isWorking = true;
    for (let pause = firstPauseMs; waiting.length > 0;) {
      if (pause === 0) await setImmediate();
      else await sleep(pause);
      pause = workOff() ? Math.min(longestPauseMs, Math.max(firstPauseMs, pause * 2)) : 0;
    }
    isWorking = false;
  };

  const wait = async <Value>(work: () => Value): Promise<Value> =>
    new Promise((resolve, reject) => {
      const attempt = (): void => {
        try {
          resolve(work());
        } catch (thrown) {
          if (isBusy(thrown)) throw thrown;
          const failure = thrown as Error;
          reject(failure);
        }
      };
      waiting.push({ attempt, giveUp: reject, giveUpAt: performance.now() + patienceMs });
      if (!isWorking) void keepTrying();
    });

  const now = async <Value>(work: () => Value): Promise<Value> => {
    try {
      return work();
    } catch (thrown) {
      if (isBusy(thrown)) return wait(work);
      throw thrown;
    }
  };

  return { now, inOrder: async (work) => (waiting.length > 0 ? wait(work) : now(work)) };
};
