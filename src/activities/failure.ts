/** Between Caxton's errors and Temporal's failures; nothing else translates between the two. */
import { ApplicationFailure, CancelledFailure } from "@temporalio/common";
import { toCaxtonError } from "../domain/errors.ts";
import { retryDelayMs } from "../llm/retry.ts";

/** What a call ends with when it was told to. */
const cancelledCodes: ReadonlySet<string> = new Set(["sandbox.cancelled", "tool.cancelled"]);

/**
 * The failure's type is the error's code; what cannot succeed is marked so that Temporal does not try it again. `cancelled` says
 * whether the activity was told to end.
 */
export const asApplicationFailure = (thrown: unknown, attempt: number, cancelled: boolean): Error => {
  if (thrown instanceof ApplicationFailure || thrown instanceof CancelledFailure) return thrown;
  const error = toCaxtonError(thrown);
  if (error.code === "llm.cancelled" || (cancelled && cancelledCodes.has(error.code)))
    return new CancelledFailure(error.message);
  return ApplicationFailure.create({
    message: error.message,
    type: error.code,
    nonRetryable: !error.retryable,
    details: [{ hint: error.hint ?? null, facts: error.facts }],
    ...(error.retryAfterMs === undefined ? {} : { nextRetryDelay: retryDelayMs(error, attempt) }),
    ...(error.cause instanceof Error ? { cause: error.cause } : {}),
  });
};
