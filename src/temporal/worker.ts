/** The worker that runs conversations and their activities. */
import { type NativeConnection, Worker, type WorkflowBundleOption } from "@temporalio/worker";
import type { Activities } from "../activities/types.ts";

export interface WorkerOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly workflowBundle: WorkflowBundleOption;
  readonly activities: Activities;
}

export interface RunningWorker {
  /** `true` while it takes work. */
  isRunning(): boolean;
  /** Stops taking work, lets what is in hand finish for a moment, and ends. */
  stop(): Promise<void>;
  /** Rejects when the worker fails for good. */
  readonly ended: Promise<void>;
}

/**
 * A workflow task waits for the quick step of its turn, so many tasks are in hand at once though each costs little CPU:
 * the slots are many, the pollers few. Sticky tasks of a dead worker come back after the sticky time-out, so it is short.
 */
export const startWorker = async (options: WorkerOptions): Promise<RunningWorker> => {
  const worker = await Worker.create({
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
  const ended = worker.run();
  return {
    isRunning: () => worker.getState() === "RUNNING",
    ended,
    stop: async () => {
      if (worker.getState() === "RUNNING") worker.shutdown();
      await ended;
    },
  };
};
