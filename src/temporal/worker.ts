/** The workers that run conversations and their activities, each put in place again when it fails. */
import { type NativeConnection, Worker, type WorkerOptions, type WorkflowBundleOption } from "@temporalio/worker";
import { setTimeout as sleep } from "node:timers/promises";
import type { Activities } from "../activities/types.ts";
import type { Log } from "./log.ts";

export interface CaxtonWorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly workflowBundle: WorkflowBundleOption;
  readonly activities: Activities;
  readonly log: Log;
  /** Makes the SDK's worker; tests make one that fails. */
  readonly create?: (options: WorkerOptions) => Promise<Pick<Worker, "run" | "getState" | "shutdown">>;
  /** Pause before a worker that failed is replaced, in milliseconds; it doubles up to half a minute. 1 s unless said. */
  readonly firstPauseMs?: number;
}

export interface RunningWorker {
  /** `true` while it takes work. */
  isRunning(): boolean;
  /** Stops taking work, lets what is in hand finish for a moment, and ends. */
  stop(): Promise<void>;
}

const longestPauseMs = 30_000;

/** A worker that ran for this long did not fail because of what made the one before it fail. */
const healthyMs = 120_000;

/**
 * A workflow task waits for the quick step of its turn, so many tasks are in hand at once though each costs little CPU:
 * the slots are many, the pollers few. Sticky tasks of a dead worker come back after the sticky time-out, so it is short.
 */
const workerOptions = (options: CaxtonWorkerOptions): WorkerOptions => ({
  connection: options.connection,
  namespace: options.namespace,
  taskQueue: options.taskQueue,
  workflowBundle: options.workflowBundle,
  activities: { ...options.activities },
  maxConcurrentWorkflowTaskExecutions: 500,
  maxConcurrentLocalActivityExecutions: 1_000,
  maxConcurrentActivityTaskExecutions: 500,
  workflowTaskPollerBehavior: { type: "simple-maximum", maximum: 8 },
  activityTaskPollerBehavior: { type: "simple-maximum", maximum: 4 },
  maxCachedWorkflows: 2_000,
  stickyQueueScheduleToStartTimeout: "2s",
  shutdownGraceTime: "3s",
  shutdownForceTime: "6s",
});

/**
 * Resolves when the worker takes work; throws what the first attempt to make one throws. The SDK gives a worker up when
 * Temporal has refused its polls for a minute, as with a key that has expired: then it is logged, `isRunning` (and with it
 * `/ready`) says so, and a new one is tried until one stays.
 */
export const startWorker = async (options: CaxtonWorkerOptions): Promise<RunningWorker> => {
  const { log, create = async (settings) => Worker.create(settings), firstPauseMs = 1_000 } = options;
  const stopping = new AbortController();
  let worker = await create(workerOptions(options));

  /** Pauses and makes another worker; `false` when it was told to stop meanwhile. */
  const replace = async (failure: unknown, pauseMs: number): Promise<boolean> => {
    log.error(
      { err: failure, retryInMs: pauseMs },
      "The worker failed: no conversation goes on until another one runs",
    );
    await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    if (stopping.signal.aborted) return false;
    try {
      worker = await create(workerOptions(options));
      return true;
    } catch (thrown) {
      return replace(thrown, Math.min(longestPauseMs, pauseMs * 2));
    }
  };

  const keepRunning = async (): Promise<void> => {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
      const startedAt = performance.now();
      try {
        const running = worker.run();
        // Told to stop while it was made.
        if (stopping.signal.aborted) worker.shutdown();
        return await running;
      } catch (thrown) {
        if (stopping.signal.aborted) {
          log.warn({ err: thrown }, "The worker failed while it was stopped");
          return;
        }
        if (performance.now() - startedAt > healthyMs) pauseMs = firstPauseMs;
        if (!(await replace(thrown, pauseMs))) return;
        log.info({}, "The worker runs again");
      }
    }
  };

  const ended = keepRunning();
  return {
    isRunning: () => worker.getState() === "RUNNING",
    stop: async () => {
      stopping.abort();
      if (worker.getState() === "RUNNING") worker.shutdown();
      await ended;
    },
  };
};

/**
 * How many workers a process runs. Temporal's worker asks for the next activation of a workflow only when the event loop
 * has come round, one at a time, so that of 64 conversations at once most wait for their turn to be asked for. A second
 * worker, with a thread for workflows of its own, lets a third more messages through (docs/benchmarks.md); a third and a
 * fourth bring nothing more, since the event loop itself is full then.
 */
const workersPerProcess = 2;

/** Several workers as one. `connect` opens a connection for each, as two workers of one task queue cannot share one. */
export const startWorkers = async (
  connect: () => Promise<NativeConnection>,
  options: Omit<CaxtonWorkerOptions, "connection">,
): Promise<RunningWorker> => {
  const starting = Array.from({ length: workersPerProcess }, async () =>
    startWorker({ ...options, connection: await connect() }),
  );
  const started = await Promise.allSettled(starting);
  const workers = started.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(workers.map(async (worker) => worker.stop()));
  };
  const failed = started.find((each) => each.status === "rejected");
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return { isRunning: () => workers.every((worker) => worker.isRunning()), stop };
};
