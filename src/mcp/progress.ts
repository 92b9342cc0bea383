/** Progress of a call, for clients that ask for it: how long it has run, of how long it may. */

/** The part of the SDK's request context that tells the client. */
interface ProgressChannel {
  readonly _meta?: { readonly progressToken?: string | number | undefined } | undefined;
  readonly notify: (notification: { method: string; params?: Record<string, unknown> }) => Promise<void>;
}

export interface ProgressOptions {
  /** Between two notifications, in milliseconds. */
  readonly everyMs: number;
  /** The longest that the call may take, in milliseconds. */
  readonly limitMs: number;
  /** What is going on, such as `text_stats`. */
  readonly what: string;
}

const seconds = (ms: number): number => Math.round(ms) / 1_000;

/** Notifies at the beginning, while `work` goes on, and at its end; nothing where the client gave no token. */
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
    // The client may have gone; whoever waits for the result finds that out.
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
