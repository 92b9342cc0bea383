/** Tasks in progress, by key, so that they can be aborted from elsewhere. */
export interface AbortableTasks {
  /**
   * Runs `work` with a signal that follows `signal` and can also be aborted through {@link
   * AbortableTasks.controllersOf}.
   */
  run<Value>(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  /** One controller for each task in progress under the key. */
  controllersOf(key: string): readonly AbortController[];
}

export const createAbortableTasks = (): AbortableTasks => {
  const running = new Map<string, Set<AbortController>>();
  return {
    run: async (key, signal, work) => {
      signal.throwIfAborted();
      const controller = new AbortController();
      const those = running.get(key) ?? new Set();
      running.set(key, those.add(controller));
      const onAbort = (): void => controller.abort(signal.reason);
      signal.addEventListener("abort", onAbort, { once: true });
      try {
        return await work(controller.signal);
      } finally {
        signal.removeEventListener("abort", onAbort);
        those.delete(controller);
        if (those.size === 0) running.delete(key);
      }
    },
    controllersOf: (key) => [...(running.get(key) ?? [])],
  };
};
