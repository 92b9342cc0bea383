/**
 * Every way in which a call can end, as plain data. A failure is created in a worker, crosses to the main thread by
 * structured clone and becomes a {@link CaxtonError} there. Workers do not import the error class, which keeps their
 * startup fast.
 */
import { CaxtonError, type ErrorCode } from "../domain/errors.ts";

export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export const toError = (failure: Failure): CaxtonError =>
  new CaxtonError(failure.code, failure.message, {
    ...(failure.hint === "" ? {} : { hint: failure.hint }),
    facts: failure.facts,
    ...(failure.code === "sandbox.overloaded" ? { retryAfterMs: 100 } : {}),
  });

export const toFailure = ({ code, message, hint, facts }: CaxtonError): Failure => ({
  code,
  message,
  hint: hint ?? "",
  facts,
});

export const cpuLimitExceeded = (fuel: number): Failure => ({
  code: "sandbox.cpu_limit_exceeded",
  message: `The module burnt all of its ${fuel} units of fuel before it was done.`,
  hint: "Give it more processor time, or less to do in one call.",
  facts: { fuel },
});

export const memoryLimitExceeded = (bytes: number, limit: number): Failure => ({
  code: "sandbox.memory_limit_exceeded",
  message: `The module needed more memory than it may have: it held ${bytes} of ${limit} bytes and could not go on.`,
  hint: "Allow it more memory, or let it hold less at a time.",
  facts: { bytes, limit },
});

export const workerOutOfMemory = (limitMb: number): Failure => ({
  code: "sandbox.memory_limit_exceeded",
  message: `The module made its worker use more than the ${limitMb} MB that V8 may use beside the module's memory.`,
  hint: "Let it make fewer objects and use smaller tables.",
  facts: { limit: limitMb * 1_048_576 },
});

export const executionTimeExceeded = (wallMs: number): Failure => ({
  code: "sandbox.execution_time_exceeded",
  message: `The call ran for more than ${wallMs} ms and was ended.`,
  hint: "Allow it more time, or find out what it waited for.",
  facts: { limitMs: wallMs },
});

export const inputTooLarge = (bytes: number, limit: number): Failure => ({
  code: "sandbox.input_too_large",
  message: `The input has ${bytes} bytes and the module takes at most ${limit}.`,
  hint: "Send less, or raise the limit.",
  facts: { bytes, limit },
});

export const outputTooLarge = (bytes: number, limit: number): Failure => ({
  code: "sandbox.output_too_large",
  message: `The module's response has ${bytes} bytes; ${limit} are allowed.`,
  hint: "Let it answer with less, or raise the limit.",
  facts: { bytes, limit },
});

export const hostCallLimitExceeded = (limit: number): Failure => ({
  code: "sandbox.host_call_limit_exceeded",
  message: `The module called the host's functions more than ${limit} times in one call.`,
  hint: "Let it call them less often, or raise the limit.",
  facts: { limit },
});

export const logLimitExceeded = (limit: number): Failure => ({
  code: "sandbox.log_limit_exceeded",
  message: `The module wrote more than ${limit} bytes of log in one call.`,
  hint: "Let it log less, or raise the limit.",
  facts: { limit },
});

export const stackOverflow = (): Failure => ({
  code: "sandbox.stack_overflow",
  message: "The module's calls went deeper than the stack.",
  hint: "Look for a recursion that does not end, or make it a loop.",
  facts: {},
});

/** @param trap V8's name for the trap, such as `unreachable` or `divide by zero` */
export const trapped = (trap: string, memoryBytes: number): Failure => ({
  code: "sandbox.trapped",
  message: `The module trapped: ${trap}.`,
  hint:
    trap === "unreachable"
      ? "This is how a panic, an abort or a failed assertion ends; log its reason through `caxton.log` before."
      : "This is a mistake in the module.",
  facts: { trap, memoryBytes },
});

export const abiViolation = (what: string, facts: Readonly<Record<string, unknown>> = {}): Failure => ({
  code: "sandbox.abi_violation",
  message: `The module does not keep the ABI: ${what}.`,
  hint: "docs/sandbox.md has the ABI; build the module against its current version.",
  facts,
});

/** @param name the import that the guest called, such as `wasi:sockets/tcp#[method]tcp-socket.start-connect` */
export const importDenied = (name: string): Failure => ({
  code: "sandbox.import_refused",
  message: `The module called ${name}, which the sandbox gives to nobody.`,
  hint: "docs/wasm-guests.md says what a guest may call; it has no files, no network, no environment and no arguments.",
  facts: { name },
});

export const guestError = (code: number, text: string): Failure => ({
  code: "sandbox.guest_error",
  message: text === "" ? `The module reported its error ${code}.` : `The module reported its error ${code}: ${text}`,
  hint: "The code and the text are the module's own; ask its author.",
  facts: { code, text },
});

export const cancelled = (why: string): Failure => ({
  code: "sandbox.cancelled",
  message: `The call was cancelled: ${why}.`,
  hint: "Call again if the answer is still wanted.",
  facts: {},
});

/** A deadline outside the sandbox, such as that of a request, ended the wait. */
export const outOfTime = (): Failure => ({
  code: "sandbox.execution_time_exceeded",
  message: "The call had not ended when its time was up, and was ended.",
  hint: "It may have waited for others; try again, or allow it more time.",
  facts: {},
});

export const overloaded = (why: string): Failure => ({
  code: "sandbox.overloaded",
  message: `The sandbox has too much to do: ${why}.`,
  hint: "Try again in a moment; if it stays so, allow more workers or instances.",
  facts: {},
});

export const workerFailed = (why: string): Failure => ({
  code: "internal.unexpected",
  message: `The sandbox's worker ended for a reason that is not the module's: ${why}.`,
  hint: "This is a mistake in Caxton; please report it with the log.",
  facts: {},
});
