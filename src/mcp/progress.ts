/** Progress notifications for clients that ask for them: how long a call has run, and its time limit. */

/** The part of the SDK's request context that sends notifications. */
interface ProgressChannel {
  readonly _meta?: { readonly progressToken?: string | number | undefined } | undefined;
  readonly notify: (notification: { method: string; params?: Record<string, unknown> }) => Promise<void>;
}

export interface ProgressOptions {
  /** Milliseconds between two notifications. */
  readonly everyMs: number;
  /** Time limit of the call in milliseconds. */
  readonly limitMs: number;
  /** The name of the call, such as `text_stats`. */
  readonly what: string;
}

const seconds = (ms: number): number => Math.round(ms) / 1_000;

/** Sends notifications at the start, during and at the end of `work`; none if the client gave no token. */
export const withProgress = async <Value>(
  { _meta, notify }: ProgressChannel,
  { everyMs, limitMs, what }: ProgressOptions,
  work: () => Promise<Value>,
): Promise<Value> => {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return work();
  const started = performance.now();
  const tell = async (state: string): Promise<void> => {
    const ran = performance.now() - started;
    const params = {
      progressToken,
      progress: seconds(ran),
      total: seconds(Math.max(limitMs, ran)),
      message: `${what}: ${state}`,
    };
    // The client may have disconnected; that is noticed when the result is sent.
    await notify({ method: "notifications/progress", params }).catch(() => undefined);
  };
  await tell("begins");
  const timer = setInterval(() => void tell("goes on"), everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await tell("ends");
  }
};
