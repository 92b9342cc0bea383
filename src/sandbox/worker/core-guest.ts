/** An instance of a plain module with the ABI of docs/sandbox.md. All pointers and lengths are checked against the current memory. */
import { abiViolation, type Failure } from "../failures.ts";
import { fuelExport, memoryRefusedExport } from "../pass/types.ts";
import {
  firstRun,
  giveGuestError,
  giveOutput,
  isInt32,
  noRoomForInput,
  unsigned,
  violation,
  whyNoInstance,
} from "./guest-failures.ts";
import { type Callable, type Converse, createGuestState, type Guest, viewOf } from "./guest-state.ts";
import { type AskHost, hostFunctions } from "./host-functions.ts";
import type { GuestSpec } from "./messages.ts";

/** The exports that a call uses. */
interface CoreExports {
  /** Null if the entry takes no input. */
  readonly alloc: Callable | null;
  readonly entry: Callable;
  readonly responsePtr: Callable;
  readonly responseLen: Callable;
}

const placeInput = (
  guest: Guest,
  alloc: Callable,
  source: Uint8Array,
  start: number,
  length: number,
): number | null => {
  const pointer = unsigned(guest, "alloc", alloc(length));
  if (pointer === null) return null;
  const view = viewOf(guest);
  if (pointer === 0 && length > 0) return noRoomForInput(guest);
  if (pointer + length > view.length) {
    return violation(guest, "alloc returned an address outside of the memory", {
      pointer,
      length,
      memory: view.length,
    });
  }
  view.set(source.subarray(start, start + length), pointer);
  return pointer;
};

/** Takes the response as output or as the guest's error, depending on the code. A response outside of the memory is a violation. */
const takeResponse = (guest: Guest, { responsePtr, responseLen }: CoreExports, code: number): void => {
  const start = unsigned(guest, "response_ptr", responsePtr());
  if (start === null) return;
  const length = unsigned(guest, "response_len", responseLen());
  if (length === null) return;
  const view = viewOf(guest);
  if (start + length > view.length) {
    violation(guest, "the response is outside of the memory", { pointer: start, length, memory: view.length });
  } else if (code === 1) giveOutput(guest, view, start, length);
  else giveGuestError(guest, code, view.subarray(start, start + length));
};

const converseBy =
  (exports: CoreExports): Converse =>
  (guest, source, start, length) => {
    let code: unknown;
    if (source === null) code = exports.entry();
    else {
      const { alloc } = exports;
      const pointer =
        alloc === null ? violation(guest, "alloc is not exported") : placeInput(guest, alloc, source, start, length);
      if (pointer === null) return;
      code = exports.entry(pointer, length);
    }
    if (code === 0) return;
    if (isInt32(code)) takeResponse(guest, exports, code);
    else violation(guest, `${guest.spec.entry} did not return a 32-bit integer`);
  };

/** Finds the exports before anything is called; a failure if one is missing or has the wrong type. */
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
      return wrong(name, `a function of ${found.length} parameters instead of ${parameters}`);
  }
  const callable = (name: string): Callable => exports[name] as Callable;
  const converse = converseBy({
    alloc: hasInput ? callable("alloc") : null,
    entry: callable(spec.entry),
    responsePtr: callable("response_ptr"),
    responseLen: callable("response_len"),
  });
  return {
    memory,
    fuelGlobal,
    memoryRefused: memoryRefused instanceof WebAssembly.Global ? memoryRefused : null,
    converse,
  };
};

/** Creates an instance, or returns why that failed. `askHost` is null if the guest may not send requests to the host (agents). */
export const createCoreGuest = (spec: GuestSpec, askHost: AskHost | null): Guest | Failure => {
  // The host functions must exist before the guest does, so they get it through this holder.
  const holder: { guest: Guest | null } = { guest: null };
  let instance: WebAssembly.Instance;
  try {
    instance = new WebAssembly.Instance(spec.module, { caxton: hostFunctions(spec.imports, holder, askHost) });
  } catch (thrown) {
    return whyNoInstance(thrown);
  }
  const found = findExports(instance.exports, spec);
  if ("code" in found) return found;
  const guest = createGuestState(spec, found);
  holder.guest = guest;
  // `_initialize` runs the module's top-level code, in WASI reactors as well as in AssemblyScript.
  const start = instance.exports["_initialize"];
  return (typeof start === "function" ? firstRun(guest, start as Callable) : null) ?? guest;
};
