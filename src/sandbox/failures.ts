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
  message: `The module used up its ${fuel} units of fuel before it finished.`,
  hint: "Raise its limit of processor time, or give it less work in one call.",
  facts: { fuel },
});

export const memoryLimitExceeded = (bytes: number, limit: number): Failure => ({
  code: "sandbox.memory_limit_exceeded",
  message: `The module needed more memory than its limit allows: it had ${bytes} of ${limit} bytes.`,
  hint: "Raise its memory limit, or let it hold less data at a time.",
  facts: { bytes, limit },
});

export const workerOutOfMemory = (limitMb: number): Failure => ({
  code: "sandbox.memory_limit_exceeded",
  message: `The module used more than the ${limitMb} MB of heap that its worker may have in addition to the module's memory.`,
  hint: "Let it create fewer objects and use smaller tables.",
  facts: { limit: limitMb * 1_048_576 },
});

export const tooManyBlocks = (limit: number): Failure => ({
  code: "sandbox.memory_limit_exceeded",
  message: `The plug-in allocated more than ${limit} blocks in the memory of Extism's kernel.`,
  hint: "Free blocks that are no longer needed, and allocate larger ones.",
  facts: { limit },
});

export const executionTimeExceeded = (wallMs: number): Failure => ({
  code: "sandbox.execution_time_exceeded",
  message: `The call ran longer than its limit of ${wallMs} ms and was stopped.`,
  hint: "Raise its time limit, or find out what it was waiting for.",
  facts: { limitMs: wallMs },
});

export const inputTooLarge = (bytes: number, limit: number): Failure => ({
  code: "sandbox.input_too_large",
  message: `The input has ${bytes} bytes. The module accepts at most ${limit}.`,
  hint: "Send less, or raise the limit.",
  facts: { bytes, limit },
});

export const outputTooLarge = (bytes: number, limit: number): Failure => ({
  code: "sandbox.output_too_large",
  message: `The module's response has ${bytes} bytes. At most ${limit} are allowed.`,
  hint: "Let it return less, or raise the limit.",
  facts: { bytes, limit },
});

export const hostCallLimitExceeded = (limit: number): Failure => ({
  code: "sandbox.host_call_limit_exceeded",
  message: `The module called host functions more than ${limit} times in one call.`,
  hint: "Let it call them less often, or raise the limit.",
  facts: { limit },
});

export const logLimitExceeded = (limit: number): Failure => ({
  code: "sandbox.log_limit_exceeded",
  message: `The module logged more than ${limit} bytes in one call.`,
  hint: "Let it log less, or raise the limit.",
  facts: { limit },
});

export const stackOverflow = (): Failure => ({
  code: "sandbox.stack_overflow",
  message: "The module's function calls were nested too deeply for the stack.",
  hint: "Look for a recursion that does not end, or replace the recursion by a loop.",
  facts: {},
});

/** @param trap V8's name for the trap, such as `unreachable` or `divide by zero` */
export const trapped = (trap: string, memoryBytes: number): Failure => ({
  code: "sandbox.trapped",
  message: `The module trapped: ${trap}.`,
  hint:
    trap === "unreachable"
      ? "A panic, an abort or a failed assertion ends in this trap. Log the reason with `caxton.log` before it."
      : "This is an error in the module. Test it with the same input, or log what it does with `caxton.log`.",
  facts: { trap, memoryBytes },
});

/** @param what a clause, such as “alloc is not exported” */
export const abiViolation = (what: string, facts: Readonly<Record<string, unknown>> = {}): Failure => ({
  code: "sandbox.abi_violation",
  message: `The module does not follow the ABI: ${what}.`,
  hint: "The ABI is described in docs/sandbox.md. Build the module against the current version.",
  facts,
});

/** @param name the import that the guest called, such as `wasi:sockets/tcp#[method]tcp-socket.start-connect` */
export const importDenied = (name: string): Failure => ({
  code: "sandbox.import_refused",
  message: `The module called ${name}, which the sandbox does not provide.`,
  hint: "docs/wasm-guests.md lists what a guest may call. Files, network, environment and arguments are not available through WASI.",
  facts: { name },
});

export const guestError = (code: number, text: string): Failure => ({
  code: "sandbox.guest_error",
  message: text === "" ? `The module reported error ${code}.` : `The module reported error ${code}: ${text}`,
  hint: "The code and the text come from the module. Ask its author what they mean.",
  facts: { code, text },
});

export const cancelled = (why: string): Failure => ({
  code: "sandbox.cancelled",
  message: `The call was cancelled: ${why}.`,
  hint: "Repeat the call if the answer is still needed.",
  facts: {},
});

/** A deadline outside the sandbox, such as that of a request, ended the wait. */
export const outOfTime = (): Failure => ({
  code: "sandbox.execution_time_exceeded",
  message: "The caller's time limit expired before the call finished, and the call was stopped.",
  hint: "The call may have waited for other calls. Try again, or allow more time.",
  facts: {},
});

export const overloaded = (why: string): Failure => ({
  code: "sandbox.overloaded",
  message: `The sandbox is overloaded: ${why}.`,
  hint: "Try again in a moment. If this happens often, allow more workers or instances.",
  facts: {},
});

export const workerFailed = (why: string): Failure => ({
  code: "internal.unexpected",
  message: `A worker of the sandbox failed for a reason that is not the module's fault: ${why}.`,
  hint: "This is an error in Caxton. Please report it with the log.",
  facts: {},
});
