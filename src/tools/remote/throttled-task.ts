/** Coalesces many requests for a task into few runs. */

export interface ThrottledTask {
  request(): void;
  stop(): void;
}

/**
 * Runs `task`, which must not reject, after a request: never concurrently, and at most once per `gapMs` milliseconds.
 */
export const createThrottledTask = (gapMs: number, task: () => Promise<void>): ThrottledTask => {
  let timer: NodeJS.Timeout | undefined;
  let running = false;
  let noted = false;
  let ended = false;
  let lastEnd = Number.NEGATIVE_INFINITY;

  const run = async (): Promise<void> => {
    timer = undefined;
    noted = false;
    running = true;
    await task();
    running = false;
    lastEnd = performance.now();
    if (noted) schedule();
  };

  const schedule = (): void => {
    if (ended || timer !== undefined) return;
    timer = setTimeout(() => void run(), Math.max(0, lastEnd + gapMs - performance.now()));
    timer.unref();
  };

  return {
    request: () => {
      noted = true;
      if (!running) schedule();
    },
    stop: () => {
      ended = true;
      clearTimeout(timer);
    },
  };
};
