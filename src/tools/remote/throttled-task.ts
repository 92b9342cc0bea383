/** Doing something once for many notices that it is due. */

export interface ThrottledTask {
  request(): void;
  stop(): void;
}

/** Runs `task`, which never rejects, after a notice: never twice at once, and never twice within `gapMs`. */
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
