/** The workers that run conversations and their activities. A worker that fails is replaced. */
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
  /** Creates the SDK's worker; tests pass one that fails. */
  readonly create?: (options: WorkerOptions) => Promise<Pick<Worker, "run" | "getState" | "shutdown">>;
  /** Pause before a failed worker is replaced, in milliseconds; it doubles up to half a minute. Default: 1 s. */
  readonly firstPauseMs?: number;
}

export interface RunningWorker {
  /** `true` while it accepts work. */
  isRunning(): boolean;
  /** Stops accepting work, gives work in progress a short time to finish, and ends. */
  stop(): Promise<void>;
}

const longestPauseMs = 30_000;

/** After running this long, a failure counts as a new one rather than a repetition. */
const healthyMs = 120_000;

/**
 * A workflow task waits for the quick step of its turn, so many tasks are in progress at once although each uses little
 * CPU: many slots, few pollers. Sticky tasks of a dead worker are released after the sticky timeout, so it is short.
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
 * Resolves when the worker accepts work; throws if the first worker cannot be created. The SDK gives up on a worker
 * when Temporal has rejected its polls for a minute, for instance because a key has expired. This is logged,
 * `isRunning` (and with it `/ready`) reports it, and new workers are created until one keeps running.
 */
export const startWorker = async (options: CaxtonWorkerOptions): Promise<RunningWorker> => {
  const { log, create = async (settings) => Worker.create(settings), firstPauseMs = 1_000 } = options;
  const stopping = new AbortController();
  let worker = await create(workerOptions(options));

  /** Pauses and creates another worker; `false` if it was stopped meanwhile. */
  const replace = async (failure: unknown, pauseMs: number): Promise<boolean> => {
    log.error(
      { err: failure, retryInMs: pauseMs },
      "The worker failed: conversations wait until another one is running",
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
        // Stopped while the worker was being created.
        if (stopping.signal.aborted) worker.shutdown();
        return await running;
      } catch (thrown) {
        if (stopping.signal.aborted) {
          log.warn({ err: thrown }, "The worker failed while it was stopped");
          return;
        }
        if (performance.now() - startedAt > healthyMs) pauseMs = firstPauseMs;
        if (!(await replace(thrown, pauseMs))) return;
        log.info({}, "The worker is running again");
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
 * Number of workers per process. Temporal's worker fetches one workflow activation per turn of the event loop, so of 64
 * concurrent conversations most wait to be fetched. A second worker, with its own workflow thread, raises throughput by
 * a third (docs/benchmarks.md). A third and a fourth add nothing, because the event loop itself is then the limit.
 */
const workersPerProcess = 2;

/**
 * Runs several workers as one. `connect` opens a connection for each, since two workers of a task queue cannot share
 * one.
 */
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
