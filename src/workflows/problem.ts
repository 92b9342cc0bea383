import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from "@temporalio/workflow";
import type { Problem } from "../activities/types.ts";
import { workerWasLost } from "./worker-loss.ts";

/** Why an activity failed, as a code and a message; a cancellation is rethrown. */
export const problemOf = (thrown: unknown): Problem => {
  if (isCancellation(thrown)) throw thrown;
  const cause = thrown instanceof ActivityFailure ? thrown.cause : thrown;
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
