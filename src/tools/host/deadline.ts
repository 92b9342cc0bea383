/** Work that must be done by a time, or is not wanted any more when its caller goes. */

/**
 * Runs `task` with a signal that is aborted after `ms`, or with `outer`. Its own timer and no `AbortSignal.any`, for what
 * that gives may be collected as garbage before it fires (Node.js 20).
 */
export const withDeadline = async <Value>(
  ms: number,
  outer: AbortSignal,
  task: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> => {
  const controller = new AbortController();
  const cancel = (): void => controller.abort(outer.reason);
  if (outer.aborted) cancel();
  outer.addEventListener("abort", cancel, { once: true });
  const timer = setTimeout(() => controller.abort(), Math.min(ms, 2 ** 31 - 1));
  try {
    return await task(controller.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener("abort", cancel);
  }
};

/** What `promise` gives, or the signal's reason as soon as it is aborted; what comes afterwards goes to `late`. */
export const orAborted = async <Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
  late: (value: Value) => void = () => undefined,
): Promise<Value> =>
  new Promise((resolve, reject) => {
    const leave = (): void => {
      reject(signal.reason as Error);
      promise.then(late, () => undefined);
    };
    if (signal.aborted) return leave();
    signal.addEventListener("abort", leave, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
