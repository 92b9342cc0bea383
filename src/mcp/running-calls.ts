/**
 * Calls that run, so that a client can take one back. At 2026-07-28 closing the stream does, which the SDK sees to; at the
 * revisions of 2025 the client sends `notifications/cancelled`, which comes as a request of its own.
 */

/** Whose call: requests stand by themselves, so all that tells callers apart is the key and the address. */
export interface CallPlace {
  readonly caller: string;
  readonly requestId: string | number;
}

export interface RunningCalls {
  /** Does `work` under a signal that also aborts when the caller takes the call back. */
  run<Value>(place: CallPlace, signal: AbortSignal, work: (signal: AbortSignal) => Promise<Value>): Promise<Value>;
  /** Clients count their requests from the same number: where two could be meant, neither is. */
  cancel(place: CallPlace): void;
}

const keyOf = ({ caller, requestId }: CallPlace): string => JSON.stringify([caller, requestId]);

export const createRunningCalls = (): RunningCalls => {
  const running = new Map<string, Set<AbortController>>();
  return {
    run: async (place, signal, work) => {
      signal.throwIfAborted();
      const key = keyOf(place);
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
    cancel: (place) => {
      const those = running.get(keyOf(place));
      if (those?.size === 1) for (const controller of those) controller.abort();
    },
  };
};
