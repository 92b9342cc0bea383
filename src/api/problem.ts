/**
 * The one place where errors become RFC 9457 problem documents. Titles are for people and never change with the case;
 * `detail` says what happened this time.
 */
import { toCaxtonError, type CaxtonError, type ErrorCode } from "../domain/errors.ts";
import type { Problem } from "./dto/common.ts";

interface Kind {
  readonly status: number;
  readonly title: string;
}

const kind = (status: number, title: string): Kind => ({ status, title });

/** Exhaustive: a new code does not compile until it has its status here. */
export const problemKinds: Record<ErrorCode, Kind> = {
  "agent.not_found": kind(404, "No such agent"),
  "agent.already_exists": kind(409, "The agent exists already"),
  "agent.invalid_state": kind(409, "The agent is in another state"),
  "agent.version_mismatch": kind(409, "The agent has another version"),
  "agent.managed_by_file": kind(409, "The agent follows its file"),
  "agent_file.invalid": kind(422, "The agent definition has errors"),
  "routing.no_capability_providers": kind(404, "Nobody provides the capability"),
  "routing.no_route": kind(404, "No way to the receiver"),
  "routing.too_many_hops": kind(422, "Handed on too often"),
  "routing.loop": kind(422, "Handed on in a circle"),
  "conversation.not_found": kind(404, "No such conversation"),
  "conversation.already_exists": kind(409, "The conversation exists already"),
  "conversation.finished": kind(409, "The conversation is finished"),
  "conversation.protocol_violation": kind(409, "Not allowed by the protocol"),
  "conversation.busy": kind(503, "The conversation is busy"),
  "conversation.expired": kind(409, "The conversation has expired"),
  "conversation.cancelled": kind(409, "The conversation was cancelled"),
  "conversation.terminated": kind(409, "The conversation was ended from outside"),
  "approval.not_found": kind(404, "No such approval"),
  "approval.already_decided": kind(409, "It was decided otherwise"),
  "approval.expired": kind(409, "Too late to decide"),
  "approval.rejected": kind(409, "A person said no"),
  "message.invalid": kind(422, "The message has errors"),
  "message.not_found": kind(404, "No such message"),
  "message.duplicate": kind(409, "The message id is taken"),
  "message.reply_to_nothing": kind(422, "A reply to nothing"),
  "message.too_large": kind(413, "The message is too large"),
  "message.reply_by_passed": kind(422, "The time for a reply has passed"),
  "llm.rate_limited": kind(503, "The language model is busy"),
  "llm.unavailable": kind(503, "The language model does not answer"),
  "llm.timeout": kind(504, "The language model took too long"),
  "llm.rejected": kind(502, "The language model refused"),
  "llm.invalid_response": kind(502, "The language model answered garbage"),
  "llm.cancelled": kind(409, "The model call was cancelled"),
  "llm.not_recorded": kind(502, "No recording of this exchange"),
  "tool.not_allowed": kind(403, "The tool is not allowed"),
  "tool.not_found": kind(404, "No such tool"),
  "tool.failed": kind(502, "The tool failed"),
  "tool.invalid_arguments": kind(422, "Wrong arguments for the tool"),
  "tool.invalid_result": kind(502, "The tool's result does not meet its schema"),
  "tool.invalid_manifest": kind(422, "The tool's manifest has errors"),
  "tool.already_exists": kind(409, "The tool exists already"),
  "tool.grant_missing": kind(403, "The tool was not granted this"),
  "tool.timeout": kind(504, "The tool took too long"),
  "tool.cancelled": kind(409, "The tool call was cancelled"),
  "tool.unavailable": kind(502, "What the tool asked does not answer"),
  "tool.reported_failure": kind(502, "The tool says that it failed"),
  "tool.remote_unavailable": kind(502, "The tool's server does not answer"),
  "tool.remote_refused": kind(502, "The tool's server refuses"),
  "sandbox.invalid_module": kind(422, "No valid WebAssembly module"),
  "sandbox.feature_refused": kind(422, "The module uses a feature that is switched off"),
  "sandbox.import_refused": kind(422, "The module imports what it may not have"),
  "sandbox.module_too_large": kind(413, "The module is too large"),
  "sandbox.table_limit_exceeded": kind(422, "The module's tables are too large"),
  "sandbox.memory_limit_exceeded": kind(422, "The memory limit was exceeded"),
  "sandbox.cpu_limit_exceeded": kind(422, "The processor limit was exceeded"),
  "sandbox.execution_time_exceeded": kind(504, "The time limit was exceeded"),
  "sandbox.input_too_large": kind(413, "The input is too large"),
  "sandbox.output_too_large": kind(422, "The output is too large"),
  "sandbox.host_call_limit_exceeded": kind(422, "Too many calls of the host"),
  "sandbox.log_limit_exceeded": kind(422, "Too much was logged"),
  "sandbox.stack_overflow": kind(422, "The call stack overflowed"),
  "sandbox.trapped": kind(422, "The guest trapped"),
  "sandbox.abi_violation": kind(422, "The guest broke the calling convention"),
  "sandbox.guest_error": kind(422, "The guest reported an error"),
  "sandbox.cancelled": kind(409, "The call was cancelled"),
  "sandbox.overloaded": kind(503, "The sandbox is busy"),
  "deployment.not_found": kind(404, "No such deployment"),
  "deployment.invalid_state": kind(409, "The deployment is in another state"),
  "resource.limit_exceeded": kind(422, "A limit was exceeded"),
  "security.issuer_unavailable": kind(503, "The identity provider does not answer"),
  "security.unauthenticated": kind(401, "Who are you?"),
  "security.forbidden": kind(403, "Not allowed"),
  "security.key_not_found": kind(404, "No such API key"),
  "security.own_key": kind(409, "A key does not revoke itself"),
  "request.invalid": kind(422, "The request has errors"),
  "request.malformed": kind(400, "The request cannot be read"),
  "request.not_found": kind(404, "Nothing is here"),
  "request.method_not_allowed": kind(405, "Not with this method"),
  "request.too_large": kind(413, "The request is too large"),
  "request.unsupported_media_type": kind(415, "Not in this format"),
  "request.idempotency_conflict": kind(409, "The Idempotency-Key was used for another request"),
  "request.idempotency_in_progress": kind(409, "The first request is still being answered"),
  "request.precondition_failed": kind(412, "Somebody else was faster"),
  "configuration.invalid": kind(500, "The configuration has errors"),
  "memory.unavailable": kind(503, "The memory does not answer"),
  "memory.not_found": kind(404, "No such memory"),
  "memory.invalid": kind(422, "Not a memory that can be kept"),
  "memory.quota_exceeded": kind(409, "The place's memory is full"),
  "memory.conflict": kind(409, "The memory is there already"),
  "memory.unsupported_version": kind(422, "An export of another version"),
  "memory.model_unavailable": kind(503, "No embedding model"),
  "memory.embedding_failed": kind(503, "The text could not be embedded"),
  "observability.unavailable": kind(503, "The event store does not answer"),
  "database.unavailable": kind(503, "The database does not answer"),
  "database.migration_failed": kind(500, "The database could not be migrated"),
  "temporal.unavailable": kind(503, "Temporal does not answer"),
  "temporal.no_server": kind(503, "There is no Temporal server"),
  "server.already_running": kind(409, "A server is running already"),
  "server.not_running": kind(503, "The server is not running"),
  "server.shutting_down": kind(503, "The server is stopping"),
  "internal.worker_lost": kind(500, "The server ended in the middle of it"),
  "internal.unexpected": kind(500, "Something went wrong in Caxton"),
};

export const problemMediaType = "application/problem+json";

/** What is waited for where the error does not say. */
const defaultRetryAfterMs = 1000;

export interface ProblemAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Problem;
}

const headersFor = (error: CaxtonError, status: number): Record<string, string> => {
  const headers: Record<string, string> = { "Content-Type": problemMediaType, "Cache-Control": "no-store" };
  if (error.retryable && (status === 503 || status === 409 || status === 429)) {
    headers["Retry-After"] = String(Math.max(1, Math.ceil((error.retryAfterMs ?? defaultRetryAfterMs) / 1000)));
  }
  if (status === 401) headers["WWW-Authenticate"] = 'Bearer realm="caxton"';
  if (Array.isArray(error.facts["allow"])) headers["Allow"] = error.facts["allow"].join(", ");
  return headers;
};

/** An unexpected error may carry anything in its message, so that stays in the log. */
const isInternal = (error: CaxtonError): boolean => error.code === "internal.unexpected";

export const problemOf = (thrown: unknown, traceId: string): ProblemAnswer => {
  const error = toCaxtonError(thrown);
  const { status, title } = problemKinds[error.code];
  const body: Problem = {
    type: `urn:caxton:problem:${error.code}`,
    title,
    status,
    detail: isInternal(error)
      ? "Caxton met an error that it did not expect. Nothing more is told here."
      : error.message,
    code: error.code,
    traceId,
    errors: error.errors.map((complaint) => ({ ...complaint })),
  };
  const hint = isInternal(error)
    ? "Look for the traceId in the server's log, and report it if it comes again."
    : error.hint;
  if (hint !== undefined) body.hint = hint;
  if (Object.keys(error.facts).length > 0 && !isInternal(error)) body.facts = { ...error.facts };
  return { status, headers: headersFor(error, status), body };
};
