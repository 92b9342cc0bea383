/** Classifies failures of an OpenAI-protocol server, above all by whether a retry can succeed. */
import { APIConnectionError, APIConnectionTimeoutError, APIError, APIUserAbortError } from "openai";
import { CaxtonError, type ErrorCode, type ErrorDetails } from "../domain/errors.ts";

/** Seconds or an HTTP date (RFC 9110, 10.2.3), or OpenAI's own header in milliseconds. */
export const retryAfterMs = (headers: Headers | undefined, now: Date): number | undefined => {
  const milliseconds = Number(headers?.get("retry-after-ms") ?? Number.NaN);
  if (Number.isFinite(milliseconds)) return Math.max(0, milliseconds);
  const text = headers?.get("retry-after") ?? null;
  if (text === null) return undefined;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime());
};

const codeFor = (status: number): ErrorCode => {
  if (status === 429) return "llm.rate_limited";
  if (status === 408) return "llm.timeout";
  if (status === 409 || status === 425 || status >= 500) return "llm.unavailable";
  return "llm.rejected";
};

const hintFor = (status: number): string | undefined => {
  if (status === 401 || status === 403) return "Check OPENAI_API_KEY, and that it may use this model.";
  if (status === 404) return "Check the model's name and OPENAI_BASE_URL.";
  if (status === 429) return "The call is retried when the vendor allows; a higher quota would help.";
  return undefined;
};

const fromApi = (thrown: APIError, now: Date): CaxtonError => {
  const status = thrown.status ?? 0;
  const details: ErrorDetails = {
    cause: thrown,
    ...(hintFor(status) === undefined ? {} : { hint: hintFor(status) }),
    ...(status === 429 || status === 503 ? { retryAfterMs: retryAfterMs(thrown.headers, now) } : {}),
  };
  return new CaxtonError(codeFor(status), `The model's server answered ${status}: ${thrown.message}`, details);
};

/** Why the client ended a model call; null if it did not. */
export type AbortReason = "timeout" | "cancelled" | null;

/** Converts any error thrown by a call to the vendor to a CaxtonError. */
export const asLlmError = (thrown: unknown, aborted: AbortReason, timeoutMs: number, now: Date): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  if (aborted === "cancelled")
    return new CaxtonError("llm.cancelled", "The model call was cancelled.", { cause: thrown });
  if (aborted === "timeout" || thrown instanceof APIConnectionTimeoutError) {
    return new CaxtonError("llm.timeout", `The model did not answer within ${timeoutMs} ms.`, {
      hint: "Raise llm.timeout in the agent's file, or ask for less.",
      cause: thrown,
    });
  }
  if (thrown instanceof APIUserAbortError || thrown instanceof APIConnectionError) {
    return new CaxtonError("llm.unavailable", `The connection to the model's server failed: ${reasonOf(thrown)}`, {
      hint: "Check OPENAI_BASE_URL, and that the server is running.",
      cause: thrown,
    });
  }
  if (thrown instanceof APIError && thrown.status !== undefined) return fromApi(thrown, now);
  if (thrown instanceof SyntaxError) {
    return new CaxtonError(
      "llm.invalid_response",
      `The model's server sent an answer that is not JSON: ${thrown.message}`,
      {
        cause: thrown,
      },
    );
  }
  return new CaxtonError("llm.unavailable", `The model's answer broke off: ${reasonOf(thrown)}`, { cause: thrown });
};

const reasonOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? `${thrown.message} (${thrown.cause.message})` : thrown.message;
};
