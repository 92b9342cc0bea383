/** The state of an instance in a worker, used by the code that calls it and by the host functions that it calls. */
import { CaxtonError } from "../../domain/errors.ts";
import type { Failure } from "../failures.ts";
import type { LogLine } from "../types.ts";
import type { GuestSpec } from "./messages.ts";

export type Callable = (...args: unknown[]) => unknown;

/** Calls the guest's entry with the input (null if the entry takes none), and stores the outcome in the guest. */
export type Converse = (guest: Guest, source: Uint8Array | null, start: number, length: number) => void;

/** The fields from `stopped` on are about the last call, and are reset by the next. */
export interface Guest {
  readonly spec: GuestSpec;
  /** Null while a component is being instantiated, and for a plug-in without a memory. */
  memory: WebAssembly.Memory | null;
  readonly fuelGlobal: WebAssembly.Global;
  /** Set to 1 by the module when a `memory.grow` fails; null if the module cannot grow its memory. */
  readonly memoryRefused: WebAssembly.Global | null;
  readonly fullTank: bigint;
  readonly converse: Converse;
  /** The whole memory, until it grows; see {@link viewOf}. */
  view: Uint8Array;
  /** The failure for which a host function stopped the guest. Kept here because the guest might catch the exception. */
  stopped: Failure | null;
  /** Fuel that was left when the guest was stopped. */
  fuelLeft: number;
  hostCalls: number;
  logBytes: number;
  logs: LogLine[];
  /** The host's last answer, until the guest reads it. */
  answer: Uint8Array | null;
  failure: Failure | null;
  /** The failure may have left the instance's memory inconsistent, so the instance must be discarded. */
  poisoned: boolean;
  fuelUsed: number;
  hasOutput: boolean;
  /** The bytes that contain the output: the guest's memory itself, or a copy. */
  output: Uint8Array;
  outputStart: number;
  outputLength: number;
}

/** Thrown by host functions to leave the guest; the reason is in `stopped`. One shared error, because a guest can cause it very often. */
export const leave = new CaxtonError("sandbox.trapped", "The host left the module.");

/** The guest's current memory. Growing detaches the old buffer, so that its views have length 0; a shared buffer is not detached. */
export const viewOf = (guest: Guest): Uint8Array => {
  const { view } = guest;
  if (view.length > 0 && view.buffer instanceof ArrayBuffer) return view;
  if (guest.memory !== null) guest.view = new Uint8Array(guest.memory.buffer);
  return guest.view;
};

const nothing = new Uint8Array(0);

/** A guest before its first call. */
export const createGuestState = (
  spec: GuestSpec,
  parts: Pick<Guest, "memory" | "fuelGlobal" | "memoryRefused" | "converse">,
): Guest => ({
  spec,
  ...parts,
  fullTank: BigInt(spec.fuel),
  view: parts.memory === null ? nothing : new Uint8Array(parts.memory.buffer),
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
  output: nothing,
  outputStart: 0,
  outputLength: 0,
});
