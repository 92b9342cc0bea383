import { TimeoutType } from "@temporalio/common";
import { ActivityFailure, ApplicationFailure, patched, TimeoutFailure } from "@temporalio/workflow";

/** How often one step may lose its worker before it is given up: a step that itself kills its worker must end some day. */
const mostLosses = 20;

/** Whether an activity ended only because its worker died (it fell silent) or was stopped in the middle of it. */
export const workerWasLost = (thrown: unknown): boolean => {
  const cause = thrown instanceof ActivityFailure ? thrown.cause : thrown;
  if (cause instanceof TimeoutFailure) return cause.timeoutType === TimeoutType.HEARTBEAT;
  // The name under which Temporal's SDK fails what was cut off by a worker's shutdown.
  return cause instanceof ApplicationFailure && cause.type === "WorkerShutdown";
};

/**
 * Runs an activity anew when its attempts are used up and the last one lost its worker. Attempts are counted for what
 * fails by itself; Temporal counts a restart of Caxton as one of them, and no restart may cost a message its answer.
 */
export const retryOnWorkerLoss = async <Value>(maxAttempts: number, run: () => Promise<Value>): Promise<Value> => {
  for (let losses = maxAttempts; ; losses += maxAttempts) {
    try {
      return await run();
    } catch (thrown) {
      if (!workerWasLost(thrown) || losses >= mostLosses || !patched("outlast-workers")) throw thrown;
    }
  }
};
