import { TimeoutType } from "@temporalio/common";
import { ActivityFailure, ApplicationFailure, patched, TimeoutFailure } from "@temporalio/workflow";

/** Number of lost workers after which a step is given up, since the step itself may be what kills them. */
const mostLosses = 20;

/** Whether an activity failed only because its worker died (missed heartbeats) or was shut down. */
export const workerWasLost = (thrown: unknown): boolean => {
  const cause = thrown instanceof ActivityFailure ? thrown.cause : thrown;
  if (cause instanceof TimeoutFailure) return cause.timeoutType === TimeoutType.HEARTBEAT;
  // The failure type that Temporal's SDK uses for activities interrupted by a worker's shutdown.
  return cause instanceof ApplicationFailure && cause.type === "WorkerShutdown";
};

/**
 * Repeats an activity if its attempts are used up and the last one lost its worker. Attempts should count only failures
 * of the step itself, but Temporal also counts restarts of Caxton, and a restart must not cost a message its answer.
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
