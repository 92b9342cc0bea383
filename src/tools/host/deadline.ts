/** Work with a deadline, or whose caller may cancel it. */

/**
 * Runs `task` with a signal that aborts after `ms` or with `outer`. Uses a timer of its own and not `AbortSignal.any`,
 * whose result may be garbage-collected before it fires (Node.js 20).
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

/**
 * The result of `promise`, or a rejection with the signal's reason as soon as it aborts; a later result is passed to
 * `late`.
 */
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
