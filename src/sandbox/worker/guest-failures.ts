/** What guests of every kind can do wrong, as the failure that comes of it. */
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

/** Sets the failure; after it nobody vouches for the instance. */
export const violation = (guest: Guest, what: string, facts: Readonly<Record<string, unknown>> = {}): null => {
  guest.failure = abiViolation(what, facts);
  guest.poisoned = true;
  return null;
};

/** The guest has no room for its input. */
export const noRoomForInput = (guest: Guest): null => {
  guest.failure = memoryLimitExceeded(viewOf(guest).length, guest.spec.memoryLimit);
  guest.poisoned = true;
  return null;
};

/** The unsigned number that an export without side conditions gives; null (and the failure is set) when it is none. */
export const unsigned = (guest: Guest, name: string, value: unknown): number | null =>
  isInt32(value) ? value >>> 0 : violation(guest, `${name} gave no 32-bit integer`);

/** The guest's response: where it is, if it is not too large. */
export const giveOutput = (guest: Guest, output: Uint8Array, start: number, length: number): void => {
  guest.output = output;
  guest.outputStart = start;
  guest.outputLength = length;
  if (length > guest.spec.outputBytes) guest.failure = outputTooLarge(length, guest.spec.outputBytes);
  else guest.hasOutput = true;
};

/** The guest says why it failed, in UTF-8; `bytes` is read at once. */
export const giveGuestError = (guest: Guest, code: number, bytes: Uint8Array): void => {
  const text = bytes.length === 0 ? "" : textOfError.decode(bytes.slice(0, longestErrorText));
  guest.failure = guestError(code, text);
};

export const explain = (guest: Guest, thrown: unknown): Failure => {
  const bytes = viewOf(guest).length;
  if (thrown instanceof RangeError && thrown.message.includes("call stack")) return stackOverflow();
  if (thrown instanceof WebAssembly.RuntimeError) {
    // A guest that traps after it was refused memory traps for want of it: so do the allocators of Rust, C and AssemblyScript.
    return guest.memoryRefused?.value === 1
      ? memoryLimitExceeded(bytes, guest.spec.memoryLimit)
      : trapped(thrown.message, bytes);
  }
  if (thrown instanceof TypeError) return abiViolation(`a function has the wrong signature (${thrown.message})`);
  return trapped("an exception that nobody caught", bytes);
};

export const whyNoInstance = (thrown: unknown): Failure => {
  const message = thrown instanceof Error ? thrown.message : "unknown";
  if (thrown instanceof WebAssembly.LinkError) return abiViolation(`an import has the wrong type (${message})`);
  if (thrown instanceof WebAssembly.RuntimeError)
    return trapped(message.replace(/^WebAssembly\.Instance\(\): /, ""), 0);
  return overloaded(`there is no room for another instance (${message})`);
};

/** Runs what a guest does before its first call, with a tank of its own; null when that went well. */
export const firstRun = (guest: Guest, run: Callable): Failure | null => {
  guest.fuelGlobal.value = guest.fullTank;
  try {
    run();
  } catch (thrown) {
    if (guest.stopped !== null) return guest.stopped;
    if (Number(guest.fuelGlobal.value) < 0) return cpuLimitExceeded(guest.spec.fuel);
    // V8 has no place for another memory, or the modules do not fit.
    const noInstance = thrown instanceof RangeError && !thrown.message.includes("call stack");
    return noInstance || thrown instanceof WebAssembly.LinkError ? whyNoInstance(thrown) : explain(guest, thrown);
  }
  return guest.stopped;
};
