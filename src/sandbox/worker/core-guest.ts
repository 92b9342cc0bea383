/** A module that speaks the ABI of docs/sandbox.md: pointers and lengths in its memory, which are checked against it as it is now. */
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

/** Its exports, as they are called. */
interface CoreExports {
  /** Null where the entry takes nothing. */
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
    return violation(guest, "alloc gave a place outside of the memory", { pointer, length, memory: view.length });
  }
  view.set(source.subarray(start, start + length), pointer);
  return pointer;
};

/** Takes the response for what the code says that it is; a lie about where it lies is a violation. */
const takeResponse = (guest: Guest, { responsePtr, responseLen }: CoreExports, code: number): void => {
  const start = unsigned(guest, "response_ptr", responsePtr());
  if (start === null) return;
  const length = unsigned(guest, "response_len", responseLen());
  if (length === null) return;
  const view = viewOf(guest);
  if (start + length > view.length) {
    violation(guest, "the response lies outside of the memory", { pointer: start, length, memory: view.length });
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
    else violation(guest, `${guest.spec.entry} gave no 32-bit integer`);
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

/** A fresh instance, or why there is none. `askHost` is null where the host answers nothing (agents). */
export const createCoreGuest = (spec: GuestSpec, askHost: AskHost | null): Guest | Failure => {
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
  const guest = createGuestState(spec, found);
  holder.guest = guest;
  // `_initialize` is how WASI's reactors, and AssemblyScript, run what stands outside of functions.
  const start = instance.exports["_initialize"];
  return (typeof start === "function" ? firstRun(guest, start as Callable) : null) ?? guest;
};
