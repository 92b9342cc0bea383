/** The outcomes of a call that all kinds of guests share, mainly failures. */
import {
  abiViolation,
  cpuLimitExceeded,
  type Failure,
  guestError,
  memoryLimitExceeded,
  outputTooLarge,
  overloaded,
  stackOverflow,
  trapped,
} from "../failures.ts";
import { type Callable, type Guest, viewOf } from "./guest-state.ts";

const textOfError = new TextDecoder("utf-8", { fatal: false });
const longestErrorText = 4_096;

export const isInt32 = (value: unknown): value is number => typeof value === "number" && (value | 0) === value;

/** Sets an ABI violation as the failure, after which the instance cannot be used again. */
export const violation = (guest: Guest, what: string, facts: Readonly<Record<string, unknown>> = {}): null => {
  guest.failure = abiViolation(what, facts);
  guest.poisoned = true;
  return null;
};

/** Sets the failure for a guest that has no room for its input. */
export const noRoomForInput = (guest: Guest): null => {
  guest.failure = memoryLimitExceeded(viewOf(guest).length, guest.spec.memoryLimit);
  guest.poisoned = true;
  return null;
};

/** The result of an export as an unsigned number. Sets the failure and returns null if it is not a 32-bit integer. */
export const unsigned = (guest: Guest, name: string, value: unknown): number | null =>
  isInt32(value) ? value >>> 0 : violation(guest, `${name} did not return a 32-bit integer`);

/** Sets the guest's output, or the failure if it is too large. */
export const giveOutput = (guest: Guest, output: Uint8Array, start: number, length: number): void => {
  guest.output = output;
  guest.outputStart = start;
  guest.outputLength = length;
  if (length > guest.spec.outputBytes) guest.failure = outputTooLarge(length, guest.spec.outputBytes);
  else guest.hasOutput = true;
};

/** Sets the failure that the guest reports itself. `bytes` is its message in UTF-8 and is read immediately. */
export const giveGuestError = (guest: Guest, code: number, bytes: Uint8Array): void => {
  const text = bytes.length === 0 ? "" : textOfError.decode(bytes.slice(0, longestErrorText));
  guest.failure = guestError(code, text);
};

export const explain = (guest: Guest, thrown: unknown): Failure => {
  const bytes = viewOf(guest).length;
  if (thrown instanceof RangeError && thrown.message.includes("call stack")) return stackOverflow();
  if (thrown instanceof WebAssembly.RuntimeError) {
    // A trap after a refused `memory.grow` is taken for lack of memory: the allocators of Rust, C and AssemblyScript trap then.
    return guest.memoryRefused?.value === 1
      ? memoryLimitExceeded(bytes, guest.spec.memoryLimit)
      : trapped(thrown.message, bytes);
  }
  if (thrown instanceof TypeError) return abiViolation(`a function has the wrong signature (${thrown.message})`);
  return trapped("an exception was not caught", bytes);
};

export const whyNoInstance = (thrown: unknown): Failure => {
  const message = thrown instanceof Error ? thrown.message : "unknown";
  if (thrown instanceof WebAssembly.LinkError) return abiViolation(`an import has the wrong type (${message})`);
  if (thrown instanceof WebAssembly.RuntimeError)
    return trapped(message.replace(/^WebAssembly\.Instance\(\): /, ""), 0);
  return overloaded(`there is no room for another instance (${message})`);
};

/** Runs a guest's initialisation with its own full amount of fuel; null on success. */
export const firstRun = (guest: Guest, run: Callable): Failure | null => {
  guest.fuelGlobal.value = guest.fullTank;
  try {
    run();
  } catch (thrown) {
    if (guest.stopped !== null) return guest.stopped;
    if (Number(guest.fuelGlobal.value) < 0) return cpuLimitExceeded(guest.spec.fuel);
    // V8 has no room for another memory, or the modules do not fit together.
    const noInstance = thrown instanceof RangeError && !thrown.message.includes("call stack");
    return noInstance || thrown instanceof WebAssembly.LinkError ? whyNoInstance(thrown) : explain(guest, thrown);
  }
  return guest.stopped;
};
