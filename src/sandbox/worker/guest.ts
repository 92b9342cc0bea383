/**
 * One instance of a module and the ABI spoken with it. Nothing that comes from the guest is believed: pointers and lengths are
 * checked against the memory as it is now, types of results are checked, and whatever it throws ends in a {@link Failure}.
 */
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
import { fuelExport, memoryRefusedExport } from "../pass/types.ts";
import { type Callable, type Guest, viewOf } from "./guest-state.ts";
import { type AskHost, hostFunctions } from "./host-functions.ts";
import type { GuestSpec } from "./messages.ts";

const textOfError = new TextDecoder("utf-8", { fatal: false });
const longestErrorText = 4_096;

const isInt32 = (value: unknown): value is number => typeof value === "number" && (value | 0) === value;

const violation = (guest: Guest, what: string, facts: Readonly<Record<string, unknown>> = {}): null => {
  guest.failure = abiViolation(what, facts);
  guest.poisoned = true;
  return null;
};

/** The unsigned number that an export without side conditions gives; null (and the failure is set) when it is none. */
const unsigned = (guest: Guest, name: string, value: unknown): number | null =>
  isInt32(value) ? value >>> 0 : violation(guest, `${name} gave no 32-bit integer`);

const placeInput = (guest: Guest, source: Uint8Array, start: number, length: number): number | null => {
  if (guest.alloc === null) return violation(guest, "alloc is not exported");
  const pointer = unsigned(guest, "alloc", guest.alloc(length));
  if (pointer === null) return null;
  const view = viewOf(guest);
  if (pointer === 0 && length > 0) {
    guest.failure = memoryLimitExceeded(view.length, guest.spec.memoryLimit);
    guest.poisoned = true;
    return null;
  }
  if (pointer + length > view.length) {
    return violation(guest, "alloc gave a place outside of the memory", { pointer, length, memory: view.length });
  }
  view.set(source.subarray(start, start + length), pointer);
  return pointer;
};

/** Where the response is; false when it is a lie. */
const findResponse = (guest: Guest): boolean => {
  const start = unsigned(guest, "response_ptr", guest.responsePtr());
  if (start === null) return false;
  const length = unsigned(guest, "response_len", guest.responseLen());
  if (length === null) return false;
  const view = viewOf(guest);
  if (start + length > view.length) {
    violation(guest, "the response lies outside of the memory", { pointer: start, length, memory: view.length });
    return false;
  }
  guest.outputStart = start;
  guest.outputLength = length;
  return true;
};

const readGuestError = (guest: Guest, code: number): void => {
  if (!findResponse(guest)) return;
  const end = guest.outputStart + Math.min(guest.outputLength, longestErrorText);
  const text = guest.outputLength === 0 ? "" : textOfError.decode(viewOf(guest).slice(guest.outputStart, end));
  guest.failure = guestError(code, text);
};

const converse = (guest: Guest, source: Uint8Array | null, start: number, length: number): void => {
  let code: unknown;
  if (source === null) code = guest.entry();
  else {
    const pointer = placeInput(guest, source, start, length);
    if (pointer === null) return;
    code = guest.entry(pointer, length);
  }
  if (code === 0) return;
  if (code === 1) {
    if (!findResponse(guest)) return;
    if (guest.outputLength > guest.spec.outputBytes) {
      guest.failure = outputTooLarge(guest.outputLength, guest.spec.outputBytes);
    } else guest.hasOutput = true;
    return;
  }
  if (isInt32(code)) readGuestError(guest, code);
  else violation(guest, `${guest.spec.entry} gave no 32-bit integer`);
};

const explain = (guest: Guest, thrown: unknown): Failure => {
  if (thrown instanceof RangeError && thrown.message.includes("call stack")) return stackOverflow();
  if (thrown instanceof WebAssembly.RuntimeError) {
    const bytes = guest.memory.buffer.byteLength;
    // A guest that traps after it was refused memory traps for want of it: so do the allocators of Rust, C and AssemblyScript.
    return guest.memoryRefused?.value === 1
      ? memoryLimitExceeded(bytes, guest.spec.memoryLimit)
      : trapped(thrown.message, bytes);
  }
  if (thrown instanceof TypeError) return abiViolation(`a function has the wrong signature (${thrown.message})`);
  return trapped("an exception that nobody caught", guest.memory.buffer.byteLength);
};

/**
 * Calls the entry. What came of it is in the guest's last fields. `source` is null for an entry without input.
 */
export const callGuest = (guest: Guest, source: Uint8Array | null, start: number, length: number): void => {
  guest.stopped = null;
  guest.failure = null;
  guest.hostCalls = 0;
  guest.logBytes = 0;
  if (guest.logs.length > 0) guest.logs = [];
  guest.hasOutput = false;
  guest.outputLength = 0;
  guest.fuelGlobal.value = guest.fullTank;
  if (guest.memoryRefused !== null) guest.memoryRefused.value = 0;
  let thrown: unknown = null;
  try {
    converse(guest, source, start, length);
  } catch (reason) {
    thrown = reason;
    guest.poisoned = true;
  }
  const left = guest.stopped === null ? Number(guest.fuelGlobal.value) : guest.fuelLeft;
  guest.fuelUsed = guest.spec.fuel - left;
  if (guest.stopped !== null || left < 0) {
    guest.failure = guest.stopped ?? cpuLimitExceeded(guest.spec.fuel);
    guest.poisoned = true;
  } else if (thrown !== null) guest.failure = explain(guest, thrown);
  guest.answer = null;
};

/** Says what is missing or of the wrong kind, before anything is called. */
const findExports = (exports: WebAssembly.Exports, spec: GuestSpec) => {
  const wrong = (name: string, what: string): Failure => abiViolation(`${name} is ${what}`, { export: name });
  const { memory } = exports;
  if (!(memory instanceof WebAssembly.Memory)) return wrong("memory", "not exported");
  const fuelGlobal = exports[fuelExport];
  if (!(fuelGlobal instanceof WebAssembly.Global)) return wrong(fuelExport, "missing: the module was not metered");
  const memoryRefused = exports[memoryRefusedExport];
  const hasInput = spec.entry !== "describe";
  const arity = { alloc: 1, [spec.entry]: hasInput ? 2 : 0, response_ptr: 0, response_len: 0 };
  for (const [name, parameters] of Object.entries(arity)) {
    if (name === "alloc" && !hasInput) continue;
    const found = exports[name];
    if (typeof found !== "function") return wrong(name, "not exported as a function");
    if (found.length !== parameters)
      return wrong(name, `a function of ${found.length} parameters in place of ${parameters}`);
  }
  const callable = (name: string): Callable => exports[name] as Callable;
  return {
    memory,
    fuelGlobal,
    memoryRefused: memoryRefused instanceof WebAssembly.Global ? memoryRefused : null,
    alloc: hasInput ? callable("alloc") : null,
    entry: callable(spec.entry),
    responsePtr: callable("response_ptr"),
    responseLen: callable("response_len"),
  };
};

const whyNoInstance = (thrown: unknown): Failure => {
  const message = thrown instanceof Error ? thrown.message : "unknown";
  if (thrown instanceof WebAssembly.LinkError) return abiViolation(`an import has the wrong type (${message})`);
  if (thrown instanceof WebAssembly.RuntimeError)
    return trapped(message.replace(/^WebAssembly\.Instance\(\): /, ""), 0);
  return overloaded(`there is no room for another instance (${message})`);
};

/** `_initialize` is how WASI's reactors, and AssemblyScript, run what stands outside of functions. It has a tank of its own. */
const initialize = (guest: Guest, start: unknown): Failure | null => {
  if (typeof start !== "function") return null;
  guest.fuelGlobal.value = guest.fullTank;
  try {
    (start as Callable)();
  } catch (thrown) {
    if (guest.stopped !== null) return guest.stopped;
    return Number(guest.fuelGlobal.value) < 0 ? cpuLimitExceeded(guest.spec.fuel) : explain(guest, thrown);
  }
  return guest.stopped;
};

/** A fresh instance, or why there is none. `askHost` is null where the host answers nothing (agents). */
export const createGuest = (spec: GuestSpec, askHost: AskHost | null): Guest | Failure => {
  // The host functions get the guest by this holder: they exist before it does.
  const holder: { guest: Guest | null } = { guest: null };
  let instance: WebAssembly.Instance;
  try {
    instance = new WebAssembly.Instance(spec.module, { caxton: hostFunctions(spec.imports, holder, askHost) });
  } catch (thrown) {
    return whyNoInstance(thrown);
  }
  const found = findExports(instance.exports, spec);
  if ("code" in found) return found;
  const guest: Guest = {
    spec,
    ...found,
    fullTank: BigInt(spec.fuel),
    view: new Uint8Array(found.memory.buffer),
    stopped: null,
    fuelLeft: 0,
    hostCalls: 0,
    logBytes: 0,
    logs: [],
    answer: null,
    failure: null,
    poisoned: false,
    fuelUsed: 0,
    hasOutput: false,
    outputStart: 0,
    outputLength: 0,
  };
  holder.guest = guest;
  return initialize(guest, instance.exports["_initialize"]) ?? guest;
};
