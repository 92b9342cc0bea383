/**
 * Turns errors into RFC 9457 problem documents; nothing else does. A code always has the same title; `detail` describes
 * the occurrence.
 */
import { toCaxtonError, type CaxtonError, type ErrorCode } from "../domain/errors.ts";
import type { Problem } from "./dto/common.ts";

interface Kind {
  readonly status: number;
  readonly title: string;
}

const kind = (status: number, title: string): Kind => ({ status, title });

/** Status and title of every code; the compiler asks for those of a new one. */
export const problemKinds: Record<ErrorCode, Kind> = {
  "agent.not_found": kind(404, "Agent not found"),
  "agent.already_exists": kind(409, "The agent already exists"),
  "agent.invalid_state": kind(409, "The agent's state does not allow this"),
  "agent.version_mismatch": kind(409, "Another version of the agent"),
  "agent.managed_by_file": kind(409, "The agent is managed by its file"),
  "agent_file.invalid": kind(422, "The agent definition has errors"),
  "routing.no_capability_providers": kind(404, "No agent provides the capability"),
  "routing.too_many_hops": kind(422, "Too many hops"),
  "routing.loop": kind(422, "Routing loop"),
  "conversation.not_found": kind(404, "Conversation not found"),
  "conversation.already_exists": kind(409, "The conversation already exists"),
  "conversation.finished": kind(409, "The conversation is finished"),
  "conversation.protocol_violation": kind(409, "Protocol violation"),
  "conversation.busy": kind(503, "The conversation is busy"),
  "conversation.expired": kind(409, "The conversation has expired"),
  "conversation.cancelled": kind(409, "The conversation was cancelled"),
  "conversation.terminated": kind(409, "The conversation was terminated externally"),
  "approval.not_found": kind(404, "Approval not found"),
  "approval.already_decided": kind(409, "The approval has been decided differently"),
  "approval.expired": kind(409, "The approval has expired"),
  "approval.rejected": kind(409, "The tool call was rejected by a person"),
  "message.invalid": kind(422, "The message has errors"),
  "message.not_found": kind(404, "Message not found"),
  "message.duplicate": kind(409, "The message id is taken"),
  "message.reply_to_nothing": kind(422, "No message to reply to"),
  "message.too_large": kind(413, "The message is too large"),
  "message.reply_by_passed": kind(422, "The reply deadline has passed"),
  "llm.rate_limited": kind(503, "The language model is busy"),
  "llm.unavailable": kind(503, "The language model is unavailable"),
  "llm.timeout": kind(504, "Language model timeout"),
  "llm.rejected": kind(502, "The language model rejected the request"),
  "llm.invalid_response": kind(502, "Invalid response from the language model"),
  "llm.cancelled": kind(409, "The model call was cancelled"),
  "llm.not_recorded": kind(502, "No recording of this exchange"),
  "tool.not_allowed": kind(403, "The tool is not allowed"),
  "tool.not_found": kind(404, "Tool not found"),
  "tool.failed": kind(502, "The tool failed"),
  "tool.invalid_arguments": kind(422, "Invalid tool arguments"),
  "tool.invalid_result": kind(502, "Invalid tool result"),
  "tool.invalid_manifest": kind(422, "The tool's manifest has errors"),
  "tool.already_exists": kind(409, "The tool already exists"),
  "tool.grant_missing": kind(403, "Missing grant"),
  "tool.timeout": kind(504, "Tool timeout"),
  "tool.cancelled": kind(409, "The tool call was cancelled"),
  "tool.unavailable": kind(502, "A service that the tool needs is unavailable"),
  "tool.reported_failure": kind(502, "The tool reported a failure"),
  "tool.remote_unavailable": kind(502, "The tool's server is unavailable"),
  "tool.remote_refused": kind(502, "The tool's server refused the call"),
  "sandbox.invalid_module": kind(422, "Invalid WebAssembly module"),
  "sandbox.feature_refused": kind(422, "The module uses a disabled WebAssembly feature"),
  "sandbox.import_refused": kind(422, "The module has a forbidden import"),
  "sandbox.module_too_large": kind(413, "The module is too large"),
  "sandbox.table_limit_exceeded": kind(422, "The module's tables are too large"),
  "sandbox.memory_limit_exceeded": kind(422, "The memory limit was exceeded"),
  "sandbox.cpu_limit_exceeded": kind(422, "The processor limit was exceeded"),
  "sandbox.execution_time_exceeded": kind(504, "The time limit was exceeded"),
  "sandbox.input_too_large": kind(413, "The input is too large"),
  "sandbox.output_too_large": kind(422, "The output is too large"),
  "sandbox.host_call_limit_exceeded": kind(422, "Too many host calls"),
  "sandbox.log_limit_exceeded": kind(422, "Too much log output"),
  "sandbox.stack_overflow": kind(422, "The call stack overflowed"),
  "sandbox.trapped": kind(422, "The guest trapped"),
  "sandbox.abi_violation": kind(422, "The guest violated the calling convention"),
  "sandbox.guest_error": kind(422, "The guest reported an error"),
  "sandbox.cancelled": kind(409, "The call was cancelled"),
  "sandbox.overloaded": kind(503, "The sandbox is overloaded"),
  "deployment.not_found": kind(404, "Deployment not found"),
  "deployment.invalid_state": kind(409, "The deployment's state does not allow this"),
  "resource.limit_exceeded": kind(422, "A limit was exceeded"),
  "security.issuer_unavailable": kind(503, "The identity provider is unavailable"),
  "security.unauthenticated": kind(401, "Authentication required"),
  "security.forbidden": kind(403, "Permission denied"),
  "security.key_not_found": kind(404, "API key not found"),
  "security.own_key": kind(409, "An API key cannot revoke itself"),
  "request.invalid": kind(422, "The request has errors"),
  "request.malformed": kind(400, "Malformed request"),
  "request.not_found": kind(404, "Not found"),
  "request.method_not_allowed": kind(405, "Method not allowed"),
  "request.too_large": kind(413, "The request is too large"),
  "request.unsupported_media_type": kind(415, "Unsupported media type"),
  "request.idempotency_conflict": kind(409, "The Idempotency-Key was used for another request"),
  "request.idempotency_in_progress": kind(409, "The first request with this Idempotency-Key is still in progress"),
  "request.precondition_failed": kind(412, "Precondition failed"),
  "configuration.invalid": kind(500, "The configuration has errors"),
  "memory.unavailable": kind(503, "The memory is unavailable"),
  "memory.unusable": kind(503, "The memory cannot be used"),
  "memory.not_found": kind(404, "Memory not found"),
  "memory.invalid": kind(422, "Invalid memory"),
  "memory.quota_exceeded": kind(409, "Memory quota exceeded"),
  "memory.conflict": kind(409, "Conflict with existing memory"),
  "memory.unsupported_version": kind(422, "Unsupported version of an export"),
  "memory.model_unavailable": kind(503, "The embedding model is unavailable"),
  "memory.embedding_failed": kind(503, "The text could not be embedded"),
  "observability.unavailable": kind(503, "The event store is unavailable"),
  "database.unavailable": kind(503, "The database is unavailable"),
  "database.migration_failed": kind(500, "Database migration failed"),
  "temporal.unavailable": kind(503, "Temporal is unavailable"),
  "temporal.no_server": kind(503, "No Temporal server"),
  "server.already_running": kind(409, "A server is already running"),
  "server.not_running": kind(503, "The server is not running"),
  "server.shutting_down": kind(503, "The server is stopping"),
  "internal.worker_lost": kind(500, "The worker was lost"),
  "internal.unexpected": kind(500, "Internal error"),
};

export const problemMediaType = "application/problem+json";

/** The value of `Retry-After` for errors that give no time. */
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

/** The message of an unexpected error may contain anything, so it goes to the log only. */
const isInternal = (error: CaxtonError): boolean => error.code === "internal.unexpected";

export const problemOf = (thrown: unknown, traceId: string): ProblemAnswer => {
  const error = toCaxtonError(thrown);
  const { status, title } = problemKinds[error.code];
  const body: Problem = {
    type: `urn:caxton:problem:${error.code}`,
    title,
    status,
    detail: isInternal(error) ? "An unexpected error occurred. The server's log has the details." : error.message,
    code: error.code,
    traceId,
    errors: error.errors.map((complaint) => ({ ...complaint })),
  };
  const hint = isInternal(error)
    ? "Look for the traceId in the server's log, and report the error if it occurs again."
    : error.hint;
  if (hint !== undefined) body.hint = hint;
  if (Object.keys(error.facts).length > 0 && !isInternal(error)) body.facts = { ...error.facts };
  return { status, headers: headersFor(error, status), body };
};
