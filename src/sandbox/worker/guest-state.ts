/** What a worker knows of an instance, shared by those who call it and the functions that it calls. */
import { CaxtonError } from "../../domain/errors.ts";
import type { Failure } from "../failures.ts";
import type { LogLine } from "../types.ts";
import type { GuestSpec } from "./messages.ts";

export type Callable = (...args: unknown[]) => unknown;

/** Gives the input to the guest's entry (null: the entry takes none) and leaves in the guest what came of it. */
export type Converse = (guest: Guest, source: Uint8Array | null, start: number, length: number) => void;

/** The last fields are about the call that ran last, and are reset by the next. */
export interface Guest {
  readonly spec: GuestSpec;
  /** Null only while a component is being put together. */
  memory: WebAssembly.Memory | null;
  readonly fuelGlobal: WebAssembly.Global;
  /** Is 1 once the guest was refused more memory; null where the module cannot ask. */
  readonly memoryRefused: WebAssembly.Global | null;
  readonly fullTank: bigint;
  readonly converse: Converse;
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
  /** What holds the output; the guest's memory itself, or a copy. */
  output: Uint8Array;
  outputStart: number;
  outputLength: number;
}

/** Thrown by host functions to leave the guest; why stands in `stopped`. Made once: a guest may cause it very often. */
export const leave = new CaxtonError("sandbox.trapped", "The host left the module.");

/** The guest's memory now. Growing detaches the old buffer, whose views then have no length; a shared one stays as it was. */
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
