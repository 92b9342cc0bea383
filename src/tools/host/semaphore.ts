/** A semaphore: limits concurrent tasks; further tasks wait for their turn unless their signal aborts. */

export type Semaphore = <Value>(task: () => Promise<Value>, signal: AbortSignal) => Promise<Value>;

/** A task rejects with the signal's reason if the signal aborts before it has started. */
export const createSemaphore = (most: number): Semaphore => {
  let free = most;
  const waiting = new Set<() => void>();

  const take = async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    if (free > 0) {
      free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(enter);
        reject(signal.reason as Error);
      };
      const enter = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      waiting.add(enter);
      signal.addEventListener("abort", leave, { once: true });
    });
  };

  const give = (): void => {
    const [next] = waiting;
    if (next === undefined) free += 1;
    else {
      waiting.delete(next);
      next();
    }
  };

  return async (task, signal) => {
    await take(signal);
    try {
      return await task();
    } finally {
      give();
    }
  };
};
