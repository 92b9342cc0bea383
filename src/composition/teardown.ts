/** Stops what was started, in reverse order, even if some of it fails to stop. */
import type { Logger } from "../observability/logger.ts";

export interface Teardown {
  /** Registers `end`, which is called before everything that was added earlier. */
  add(what: string, end: () => Promise<void> | void): void;
  /** Idempotent: later calls wait for the first. */
  run(): Promise<void>;
}

export const createTeardown = (onFault: (what: string, error: unknown) => void): Teardown => {
  const steps: { readonly what: string; readonly end: () => Promise<void> | void }[] = [];
  let running: Promise<void> | null = null;

  const runAll = async (): Promise<void> => {
    for (const { what, end } of steps.toReversed()) {
      try {
        await end();
      } catch (thrown) {
        onFault(what, thrown);
      }
    }
  };

  return {
    add: (what, end) => {
      steps.push({ what, end });
    },
    run: async () => {
      running ??= runAll();
      return running;
    },
  };
};

/** Waits for all parts even if one fails, so that none is left half open; then throws the first failure. */
export const together = async <const Parts extends readonly Promise<unknown>[]>(
  ...parts: Parts
): Promise<{ -readonly [Index in keyof Parts]: Awaited<Parts[Index]> }> => {
  const settled = await Promise.allSettled(parts);
  const failed = settled.find((each) => each.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return Promise.all(parts);
};

/**
 * Runs `task` at an interval, never concurrently. A failure is logged, and the next run is on time. Returns a function
 * that stops it and waits for a run in progress.
 */
export const repeat = (
  everyMs: number,
  task: () => Promise<unknown>,
  logger: Pick<Logger, "error">,
): (() => Promise<void>) => {
  let running: Promise<unknown> | null = null;
  const timer = setInterval(() => {
    running ??= task()
      .catch((thrown: unknown) => logger.error({ err: thrown }, "A periodic task failed"))
      .finally(() => {
        running = null;
      });
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
};
