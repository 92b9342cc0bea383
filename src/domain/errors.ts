/**
 * The error model of Caxton. Every failure that a person or program can meet has a stable code from the catalogue below;
 * the first part of the code is its category. `src/api/problem.ts` turns an error into an RFC 9457 problem document,
 * `src/activities/failure.ts` into a Temporal failure and `src/cli/failure.ts` into a message and an exit code.
 */

/** Code → whether retrying the same operation can succeed. */
export const errorCatalogue = {
  "agent.not_found": { retryable: false },
  "agent.already_exists": { retryable: false },
  "agent.invalid_state": { retryable: false },
  "agent.version_mismatch": { retryable: false },
  "agent.managed_by_file": { retryable: false },
  "agent_file.invalid": { retryable: false },
  "routing.no_capability_providers": { retryable: false },
  "routing.too_many_hops": { retryable: false },
  "routing.loop": { retryable: false },
  "conversation.not_found": { retryable: false },
  "conversation.already_exists": { retryable: false },
  "conversation.finished": { retryable: false },
  "conversation.protocol_violation": { retryable: false },
  "conversation.busy": { retryable: true },
  "conversation.expired": { retryable: false },
  "conversation.cancelled": { retryable: false },
  "conversation.terminated": { retryable: false },
  "approval.not_found": { retryable: false },
  "approval.already_decided": { retryable: false },
  "approval.expired": { retryable: false },
  "approval.rejected": { retryable: false },
  "message.invalid": { retryable: false },
  "message.not_found": { retryable: false },
  "message.duplicate": { retryable: false },
  "message.reply_to_nothing": { retryable: false },
  "message.too_large": { retryable: false },
  "message.reply_by_passed": { retryable: false },
  "llm.rate_limited": { retryable: true },
  "llm.unavailable": { retryable: true },
  "llm.timeout": { retryable: true },
  "llm.rejected": { retryable: false },
  "llm.invalid_response": { retryable: true },
  "llm.cancelled": { retryable: false },
  "llm.not_recorded": { retryable: false },
  "tool.not_allowed": { retryable: false },
  "tool.not_found": { retryable: false },
  "tool.failed": { retryable: true },
  "tool.invalid_arguments": { retryable: false },
  "tool.invalid_result": { retryable: false },
  "tool.invalid_manifest": { retryable: false },
  "tool.already_exists": { retryable: false },
  "tool.grant_missing": { retryable: false },
  "tool.timeout": { retryable: true },
  "tool.cancelled": { retryable: false },
  "tool.unavailable": { retryable: true },
  "tool.reported_failure": { retryable: false },
  "tool.remote_unavailable": { retryable: true },
  "tool.remote_refused": { retryable: false },
  "sandbox.invalid_module": { retryable: false },
  "sandbox.feature_refused": { retryable: false },
  "sandbox.import_refused": { retryable: false },
  "sandbox.module_too_large": { retryable: false },
  "sandbox.table_limit_exceeded": { retryable: false },
  "sandbox.memory_limit_exceeded": { retryable: false },
  "sandbox.cpu_limit_exceeded": { retryable: false },
  "sandbox.execution_time_exceeded": { retryable: false },
  "sandbox.input_too_large": { retryable: false },
  "sandbox.output_too_large": { retryable: false },
  "sandbox.host_call_limit_exceeded": { retryable: false },
  "sandbox.log_limit_exceeded": { retryable: false },
  "sandbox.stack_overflow": { retryable: false },
  "sandbox.trapped": { retryable: false },
  "sandbox.abi_violation": { retryable: false },
  "sandbox.guest_error": { retryable: false },
  "sandbox.cancelled": { retryable: false },
  "sandbox.overloaded": { retryable: true },
  "deployment.not_found": { retryable: false },
  "deployment.invalid_state": { retryable: false },
  "resource.limit_exceeded": { retryable: false },
  "security.issuer_unavailable": { retryable: true },
  "security.unauthenticated": { retryable: false },
  "security.forbidden": { retryable: false },
  "security.key_not_found": { retryable: false },
  "security.own_key": { retryable: false },
  "request.invalid": { retryable: false },
  "request.malformed": { retryable: false },
  "request.not_found": { retryable: false },
  "request.method_not_allowed": { retryable: false },
  "request.too_large": { retryable: false },
  "request.unsupported_media_type": { retryable: false },
  "request.idempotency_conflict": { retryable: false },
  "request.idempotency_in_progress": { retryable: true },
  "request.precondition_failed": { retryable: false },
  "configuration.invalid": { retryable: false },
  "memory.unavailable": { retryable: true },
  "memory.unusable": { retryable: false },
  "memory.not_found": { retryable: false },
  "memory.invalid": { retryable: false },
  "memory.quota_exceeded": { retryable: false },
  "memory.conflict": { retryable: false },
  "memory.unsupported_version": { retryable: false },
  "memory.model_unavailable": { retryable: false },
  "memory.embedding_failed": { retryable: true },
  "observability.unavailable": { retryable: true },
  "database.unavailable": { retryable: true },
  "database.migration_failed": { retryable: false },
  "temporal.unavailable": { retryable: true },
  "temporal.no_server": { retryable: false },
  "server.already_running": { retryable: false },
  "server.not_running": { retryable: false },
  "server.shutting_down": { retryable: true },
  "internal.worker_lost": { retryable: false },
  "internal.unexpected": { retryable: false },
} as const satisfies Record<string, { readonly retryable: boolean }>;

export type ErrorCode = keyof typeof errorCatalogue;

/** One error in an input, located as precisely as possible. */
export interface Complaint {
  /** JSON pointer (RFC 6901) into the body, such as `/targetCapability`. */
  readonly pointer?: string;
  /** Name of the query parameter, path parameter or header. */
  readonly parameter?: string;
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** What is wrong, and why. */
  readonly message: string;
  /** What to do about it. */
  readonly suggestion?: string;
}

export interface ErrorDetails {
  /** What to do about it. */
  readonly hint?: string;
  readonly errors?: readonly Complaint[];
  /** Machine-readable details, such as the nearest capabilities. Plain JSON. */
  readonly facts?: Readonly<Record<string, unknown>>;
  /** For a retryable error: milliseconds to wait before the next attempt. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

export class CaxtonError extends Error {
  override readonly name = "CaxtonError";
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly errors: readonly Complaint[];
  readonly facts: Readonly<Record<string, unknown>>;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.errors = details.errors ?? [];
    this.facts = details.facts ?? {};
    this.retryAfterMs = details.retryAfterMs;
  }

  get retryable(): boolean {
    return errorCatalogue[this.code].retryable;
  }

  /** The part before the dot: `agent`, `routing`, `conversation`, … */
  get category(): string {
    return this.code.slice(0, this.code.indexOf("."));
  }
}

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCatalogue, text);

const messageOf = (thrown: unknown): string => {
  if (thrown instanceof Error) return thrown.message === "" ? thrown.name : thrown.message;
  if (typeof thrown !== "object" || thrown === null) return String(thrown);
  // Objects without a prototype cannot be converted to a string, so the object itself is never converted.
  return "message" in thrown && typeof thrown.message === "string"
    ? thrown.message
    : "A value that is not an error was thrown.";
};

/** Converts any thrown value to a CaxtonError; an unknown one becomes `internal.unexpected`, with its cause. */
export const toCaxtonError = (thrown: unknown): CaxtonError =>
  thrown instanceof CaxtonError ? thrown : new CaxtonError("internal.unexpected", messageOf(thrown), { cause: thrown });
