/**
 * Interprets errors of Temporal's client: whether the same call can succeed, and which {@link CaxtonError} to throw.
 */
import {
  isGrpcServiceError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from "@temporalio/client";
import {
  ApplicationFailure,
  NamespaceNotFoundError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
} from "@temporalio/common";
import { CaxtonError, isErrorCode } from "../domain/errors.ts";
import type { ConversationId } from "../domain/ids.ts";

/** gRPC status codes (https://grpc.io/docs/guides/status-codes) of failures that pass without intervention. */
const transient = new Set([
  1 /* cancelled */, 4 /* deadline */, 8 /* exhausted */, 10 /* aborted */, 14 /* unavailable */,
]);

/** gRPC status codes for a call that is itself wrong, so that repeating it is pointless. */
const wrongCall = new Set([3 /* invalid argument */, 11 /* out of range */, 12 /* unimplemented */]);

const rootOf = (thrown: unknown): unknown =>
  thrown instanceof Error && thrown.cause !== undefined && !isGrpcServiceError(thrown) ? rootOf(thrown.cause) : thrown;

/** A workflow that completed while an update was in flight; the update was not applied. */
const isLostUpdate = (root: unknown): boolean =>
  root instanceof ApplicationFailure && root.type === "AcceptedUpdateCompletedWorkflow";

/**
 * Whether the same call can succeed in a moment: Temporal is restarting or overloaded, ten updates are in flight, or the
 * run is being continued as new, which aborts the updates that it had not accepted.
 */
export const isTransient = (thrown: unknown): boolean => {
  if (thrown instanceof CaxtonError) return thrown.code === "conversation.busy";
  const root = rootOf(thrown);
  // When an activity's result arrives while the workflow completes, its last task is repeated and loses the updates in it.
  const transientDetails = /clos|abort|workflow task failure/i;
  if (isGrpcServiceError(root)) return transient.has(root.code) || transientDetails.test(root.details ?? "");
  return isLostUpdate(root);
};

/** Whether Temporal could not be reached, is not set up for the call, or took too long. */
const isUnavailable = (thrown: unknown): boolean => {
  if (thrown instanceof WorkflowUpdateRPCTimeoutOrCancelledError || thrown instanceof NamespaceNotFoundError)
    return true;
  const root = rootOf(thrown);
  if (isGrpcServiceError(root)) return !wrongCall.has(root.code) || isTransient(thrown);
  // grpc-js throws a plain Error for a call on a connection that was closed, as happens while the server stops.
  const isClosed = root instanceof Error && /^(?:The )?channel has been (?:closed|shut down)$/i.test(root.message);
  return isClosed || isLostUpdate(root);
};

/** Translates what a call to the workflow of conversation `id` threw. */
export const asCaxtonError = (thrown: unknown, id: ConversationId | null): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  if (thrown instanceof WorkflowExecutionAlreadyStartedError || thrown instanceof WorkflowNotFoundError) {
    return new CaxtonError("conversation.finished", `The conversation ${id} has ended and takes no further messages.`, {
      hint: "Send the message without a conversationId, or open a new conversation.",
      cause: thrown,
    });
  }
  if (
    thrown instanceof WorkflowUpdateFailedError &&
    thrown.cause instanceof ApplicationFailure &&
    !isLostUpdate(thrown.cause)
  ) {
    const type = thrown.cause.type ?? "";
    return new CaxtonError(isErrorCode(type) ? type : "internal.unexpected", thrown.cause.message, { cause: thrown });
  }
  const root = rootOf(thrown);
  const reason = root instanceof Error ? root.message : String(root);
  if (isUnavailable(thrown)) {
    return new CaxtonError("temporal.unavailable", `Temporal did not take the call: ${reason}`, {
      hint: "Try again when GET /ready says that Temporal answers.",
      cause: thrown,
      retryAfterMs: 2_000,
    });
  }
  return new CaxtonError("internal.unexpected", `A call to Temporal failed in an unexpected way: ${reason}`, {
    hint: "Please report this with the log.",
    cause: thrown,
  });
};
