/** An instance of an Extism plug-in: a module that exchanges data with its host through the kernel's memory. */
import { extismModule } from "../extism/imports.ts";
import { abiViolation, type Failure } from "../failures.ts";
import { fuelExport, fuelModule, memoryRefusedExport } from "../pass/types.ts";
import { createExtismKernel, type ExtismKernel } from "./extism-kernel.ts";
import { firstRun, giveGuestError, giveOutput, isInt32, violation } from "./guest-failures.ts";
import { type Callable, type Converse, createGuestState, type Guest } from "./guest-state.ts";
import type { AskHost } from "./host-functions.ts";
import type { GuestSpec } from "./messages.ts";

/** A plug-in's function has no parameters: input and output go through the kernel. It returns 0 for success. */
const converseBy =
  (kernel: ExtismKernel, entry: Callable, name: string): Converse =>
  (guest, source, start, length) => {
    kernel.begin(source === null ? new Uint8Array(0) : source.subarray(start, start + length));
    const code = entry();
    // A function without a result has succeeded.
    if (code !== undefined && !isInt32(code)) {
      violation(guest, `${name} did not return a 32-bit integer`);
      return;
    }
    const { error, output } = kernel;
    if (code !== undefined && code !== 0) giveGuestError(guest, code, error);
    else if (output.length > 0) giveOutput(guest, output, 0, output.length);
  };

/** Creates an instance, or returns why that failed. `askHost` is null if the guest may not send requests to the host. */
export const createExtismGuest = (spec: GuestSpec, name: string, askHost: AskHost | null): Guest | Failure => {
  let converse: Converse = () => undefined;
  const guest = createGuestState(spec, {
    memory: null,
    fuelGlobal: new WebAssembly.Global({ value: "i64", mutable: true }, 0n),
    memoryRefused: new WebAssembly.Global({ value: "i32", mutable: true }, 0),
    converse: (called, source, start, length) => converse(called, source, start, length),
  });
  const kernel = createExtismKernel(guest, askHost);
  const imports = {
    [extismModule]: kernel.functions,
    [fuelModule]: { [fuelExport]: guest.fuelGlobal, [memoryRefusedExport]: guest.memoryRefused },
  };
  let exports: WebAssembly.Exports = {};
  const failure = firstRun(guest, () => {
    ({ exports } = new WebAssembly.Instance(spec.module, imports));
    const { memory, _initialize: initialize } = exports;
    if (memory instanceof WebAssembly.Memory) guest.memory = memory;
    if (typeof initialize === "function") (initialize as Callable)();
  });
  if (failure !== null) return failure;
  const { [name]: entry } = exports;
  if (typeof entry !== "function" || entry.length > 0)
    return abiViolation(`${name} is not exported as a function without parameters`, { export: name });
  converse = converseBy(kernel, entry as Callable, name);
  return guest;
};
