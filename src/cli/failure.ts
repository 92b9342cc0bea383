/** A failed command: one error with an exit code, shown as text or, with `--json`, as a problem document. */
import type { Problem } from "../api/dto/common.ts";
import { CaxtonError, isErrorCode, toCaxtonError, type Complaint, type ErrorCode } from "../domain/errors.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { printable, type Output } from "./output.ts";

export class CliFailure extends CaxtonError {
  readonly exitCode: ExitCode;
  /** The server's problem document, if it sent one. */
  readonly problem: Problem | null;

  constructor(
    code: ErrorCode,
    message: string,
    details: {
      readonly exitCode: ExitCode;
      readonly hint?: string | undefined;
      readonly errors?: readonly Complaint[];
      readonly problem?: Problem;
      readonly cause?: unknown;
    },
  ) {
    const { hint, errors, cause } = details;
    super(code, message, {
      ...(hint === undefined ? {} : { hint }),
      ...(errors === undefined ? {} : { errors }),
      cause,
    });
    this.exitCode = details.exitCode;
    this.problem = details.problem ?? null;
  }
}

export const usageFailure = (message: string, hint?: string): CliFailure =>
  new CliFailure("request.invalid", message, { exitCode: exitCodes.usage, hint });

const codesOfOthers: Partial<Record<ErrorCode, ExitCode>> = {
  "configuration.invalid": exitCodes.usage,
  "server.not_running": exitCodes.unreachable,
  "server.shutting_down": exitCodes.unreachable,
  "server.already_running": exitCodes.refused,
  "agent_file.invalid": exitCodes.refused,
  "memory.invalid": exitCodes.refused,
  "memory.unsupported_version": exitCodes.refused,
  "agent.not_found": exitCodes.notFound,
};

/** The exit code for a problem document: not found, rejected, or failed. */
const exitCodeOfStatus = (status: number, code: ErrorCode): ExitCode => {
  if (code === "server.shutting_down") return exitCodes.unreachable;
  if (status === 404) return exitCodes.notFound;
  return status >= 400 && status < 500 ? exitCodes.refused : exitCodes.failure;
};

/** Converts a problem document of the server. */
export const failureOfProblem = (problem: Problem, hint = problem.hint): CliFailure => {
  const code = isErrorCode(problem.code) ? problem.code : "internal.unexpected";
  return new CliFailure(code, problem.detail, {
    exitCode: exitCodeOfStatus(problem.status, code),
    hint,
    errors: problem.errors,
    problem: hint === undefined ? problem : { ...problem, hint },
  });
};

export const toFailure = (thrown: unknown): CliFailure => {
  if (thrown instanceof CliFailure) return thrown;
  const error = toCaxtonError(thrown);
  const exitCode = codesOfOthers[error.code] ?? exitCodes.failure;
  const { code, message, hint, errors } = error;
  return new CliFailure(code, message, { exitCode, hint, errors, cause: thrown });
};

/** The RFC 9457 problem document: the server's, or one of the same form for a local failure. */
export const problemOfFailure = (failure: CliFailure): object =>
  failure.problem ?? {
    type: `urn:caxton:problem:${failure.code}`,
    title: failure.exitCode === exitCodes.usage ? "Wrong usage" : failure.code.replaceAll(/[._]/g, " "),
    detail: failure.message,
    code: failure.code,
    errors: failure.errors,
    ...(failure.hint === undefined ? {} : { hint: failure.hint }),
  };

const placeOf = ({ file, line, column, pointer, parameter }: Complaint): string => {
  if (line !== undefined && column === undefined)
    return `${file ?? ""}:${line}: ${(pointer ?? "") === "" ? "" : `${pointer}: `}`;
  if (line !== undefined) return `${file ?? ""}:${line}:${column}: `;
  const place = file ?? pointer ?? parameter ?? "";
  return place === "" ? "" : `${place}: `;
};

/** Writes the failure to standard error. */
export const showFailure = (failure: CliFailure, output: Output, json: boolean): void => {
  if (json) {
    output.write(`${JSON.stringify(problemOfFailure(failure), null, 2)}\n`);
    return;
  }
  const { paint } = output;
  const lines = [`${paint.red(paint.bold("error"))}: ${printable(failure.message)}`];
  for (const complaint of failure.errors) {
    lines.push(`  ${printable(placeOf(complaint) + complaint.message)}`);
    if (complaint.suggestion !== undefined) lines.push(`    ${printable(complaint.suggestion)}`);
  }
  if (failure.hint !== undefined) lines.push(`${paint.cyan("hint")}: ${printable(failure.hint)}`);
  const traceId = failure.problem?.traceId;
  lines.push(paint.dim(`(${failure.code}${traceId === undefined ? "" : `, trace ${traceId}`})`));
  output.write(`${lines.join("\n")}\n`);
};
