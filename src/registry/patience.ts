/**
 * Waits for another process's write without blocking the thread. SQLite's own `busy_timeout` sleeps inside the call and
 * blocks the whole process. Here a blocked call fails at once and is repeated later, in order of arrival, while the
 * event loop runs.
 */
import { setImmediate, setTimeout as sleep } from "node:timers/promises";

export interface PatienceOptions {
  /** How long one operation is retried, in milliseconds. */
  readonly patienceMs: number;
  /** Whether the same operation can succeed in a moment. */
  readonly isBusy: (thrown: unknown) => boolean;
}

export interface Patience {
  /** Runs the operation, and repeats it while the database is locked; finally throws the last error. */
  now<Value>(work: () => Value): Promise<Value>;
  /** The same, but after operations that are already waiting: a write does not overtake another. */
  inOrder<Value>(work: () => Value): Promise<Value>;
}

interface Waiting {
  /** Throws if the operation failed because of a lock; every other outcome settles its promise. */
  readonly attempt: () => void;
  readonly giveUp: (thrown: unknown) => void;
  readonly giveUpAt: number;
}

/**
 * Pauses between attempts, in milliseconds: at first as short as another process's transaction, then up to what is not
 * noticeable.
 */
const firstPauseMs = 1;
const longestPauseMs = 25;

/** Waiting operations run in slices of this many milliseconds once the lock is free. */
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

  /** Runs waiting operations until the database is locked or the slice is over; returns whether it was locked. */
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
