import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from "@temporalio/workflow";
import type { Problem } from "../activities/types.ts";
import { workerWasLost } from "./worker-loss.ts";

/** What an activity threw. That of a local activity is not wrapped. */
const causeOf = (thrown: unknown): unknown => (thrown instanceof ActivityFailure ? thrown.cause : thrown);

/** Whether an activity failed with an error that is marked as final; see `asApplicationFailure`. */
export const cannotBeRetried = (thrown: unknown): boolean => {
  const cause = causeOf(thrown);
  return cause instanceof ApplicationFailure && cause.nonRetryable === true;
};

/** Why an activity failed, as a code and a message; a cancellation is rethrown. */
export const problemOf = (thrown: unknown): Problem => {
  if (isCancellation(thrown)) throw thrown;
  const cause = causeOf(thrown);
  if (workerWasLost(cause)) {
    return { code: "internal.worker_lost", message: "The server stopped during every attempt." };
  }
  if (cause instanceof ApplicationFailure) {
    return { code: cause.type ?? "internal.unexpected", message: cause.message };
  }
  if (cause instanceof TimeoutFailure) {
    return { code: "llm.timeout", message: "Every attempt exceeded the time limit." };
  }
  return { code: "internal.unexpected", message: cause instanceof Error ? cause.message : String(cause) };
};
