/** What a worker knows of an instance, shared by those who call it and the functions that it calls. */
import { CaxtonError } from "../../domain/errors.ts";
import type { Failure } from "../failures.ts";
import type { LogLine } from "../types.ts";
import type { GuestSpec } from "./messages.ts";

export type Callable = (...args: unknown[]) => unknown;

/** The last fields are about the call that ran last, and are reset by the next. */
export interface Guest {
  readonly spec: GuestSpec;
  readonly memory: WebAssembly.Memory;
  readonly fuelGlobal: WebAssembly.Global;
  /** Is 1 once the guest was refused more memory; null where the module cannot ask. */
  readonly memoryRefused: WebAssembly.Global | null;
  readonly fullTank: bigint;
  readonly alloc: Callable | null;
  readonly entry: Callable;
  readonly responsePtr: Callable;
  readonly responseLen: Callable;
  /** The whole memory, as long as it did not grow; see {@link viewOf}. */
  view: Uint8Array;
  /** What a host function found wrong. The guest might catch what is thrown, so it is kept here. */
  stopped: Failure | null;
  /** Fuel that was left then. */
  fuelLeft: number;
  hostCalls: number;
  logBytes: number;
  logs: LogLine[];
  /** The host's last answer, until it is read. */
  answer: Uint8Array | null;
  failure: Failure | null;
  /** After this failure the instance's memory is in no state that anybody vouches for. */
  poisoned: boolean;
  fuelUsed: number;
  hasOutput: boolean;
  outputStart: number;
  outputLength: number;
}

/** Thrown by host functions to leave the guest; why stands in `stopped`. Made once: a guest may cause it very often. */
export const leave = new CaxtonError("sandbox.trapped", "The host left the module.");

/** The guest's memory now. Growing detaches the old buffer, whose views then have no length; a shared one stays as it was. */
export const viewOf = (guest: Guest): Uint8Array => {
  const { view } = guest;
  if (view.length > 0 && view.buffer instanceof ArrayBuffer) return view;
  guest.view = new Uint8Array(guest.memory.buffer);
  return guest.view;
};
