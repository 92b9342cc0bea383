/** The delay before a retry. */
import type { CaxtonError } from "../domain/errors.ts";

const firstMs = 500;
const mostMs = 30_000;

/**
 * Milliseconds until the next attempt: what the vendor asked for, otherwise exponential backoff with up to 25 % of
 * jitter, so that many callers do not retry at once. `attempt` counts from 1; `jitter` is 0 to 1.
 */
export const retryDelayMs = (
  error: Pick<CaxtonError, "retryAfterMs">,
  attempt: number,
  jitter: number = Math.random(),
): number => error.retryAfterMs ?? Math.round(Math.min(mostMs, firstMs * 2 ** (attempt - 1)) * (1 + jitter / 4));
