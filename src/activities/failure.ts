/**
 * Translates Caxton's errors into Temporal failures. `src/temporal/conversations.ts` translates failures of workflows
 * back.
 */
import { ApplicationFailure, CancelledFailure } from "@temporalio/common";
import { toCaxtonError } from "../domain/errors.ts";
import { retryDelayMs } from "../llm/retry.ts";

/** Codes with which a cancelled call ends. */
const cancelledCodes: ReadonlySet<string> = new Set(["sandbox.cancelled", "tool.cancelled"]);

/**
 * The failure's type is the error's code; an error that is not retryable is marked so that Temporal does not retry it.
 * `cancelled` tells whether the activity was cancelled.
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
