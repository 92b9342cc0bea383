/** Access to a component's memory by the canonical ABI, for host functions that are lowered into the component. */
import { randomFillSync } from "node:crypto";
import { abiViolation } from "../failures.ts";
import { type Callable, type Guest, leave } from "./guest-state.ts";
import { type AskHost, charge, copyCost, stop, unsigned } from "./host-functions.ts";

/** The canonical options of a lowered function. Memory and realloc are available only after the guest was instantiated. */
export interface LoweredParts {
  readonly memory: () => WebAssembly.Memory | null;
  readonly realloc: () => Callable | null;
  readonly askHost: AskHost | null;
}

/** Bounds-checked access to the guest's memory. A guest that passes an address outside of it is stopped. */
export interface GuestMemory {
  /** A view, valid until the guest runs again. */
  bytes(pointer: unknown, length: unknown): Uint8Array;
  u8(at: number, value: number): void;
  u32(at: number, value: number): void;
  u64(at: number, value: bigint): void;
  /** Copies bytes into room that the guest's realloc allocates, and returns the pointer. */
  give(bytes: Uint8Array, alignment: number): number;
  /** Copies a list or string into the guest and writes its pointer and length at `at`. */
  list(at: number, bytes: Uint8Array, alignment: number, count: number): void;
}

export const memoryOf = (guest: Guest, name: string, { memory, realloc }: LoweredParts): GuestMemory => {
  const whole = (): Uint8Array => {
    const found = memory();
    return found === null
      ? stop(guest, abiViolation(`${name} was lowered without a memory`))
      : new Uint8Array(found.buffer);
  };
  const range = (pointer: unknown, length: unknown): Uint8Array => {
    const start = unsigned(guest, pointer);
    const size = unsigned(guest, length);
    const all = whole();
    if (start + size > all.length) {
      const facts = { pointer: start, length: size, memory: all.length };
      stop(guest, abiViolation(`an argument of ${name} is outside of the memory`, facts));
    }
    return all.subarray(start, start + size);
  };
  const view = (at: number, size: number): DataView => {
    const { buffer, byteOffset } = range(at, size);
    return new DataView(buffer, byteOffset, size);
  };
  const give = (bytes: Uint8Array, alignment: number): number => {
    const make = realloc();
    if (make === null) return stop(guest, abiViolation(`${name} was lowered without realloc`));
    charge(guest, copyCost(bytes.length));
    const pointer = make(0, 0, alignment, bytes.length);
    // The guest may have been stopped within realloc and have caught the exception.
    if (guest.stopped !== null) throw leave;
    range(pointer, bytes.length).set(bytes);
    return unsigned(guest, pointer);
  };
  return {
    bytes: range,
    u8: (at, value) => view(at, 1).setUint8(0, value),
    u32: (at, value) => view(at, 4).setUint32(0, value, true),
    u64: (at, value) => view(at, 8).setBigUint64(0, value, true),
    give,
    list: (at, bytes, alignment, count) => {
      const pointer = give(bytes, alignment);
      const place = view(at, 8);
      place.setUint32(0, pointer, true);
      place.setUint32(4, count, true);
    },
  };
};

/** Maximum number of random bytes per request. */
const mostRandom = 65_536;

/** Generates random bytes and charges the guest for them. */
export const randomBytes = (guest: Guest, length: number): Uint8Array => {
  charge(guest, length);
  if (length > mostRandom) stop(guest, abiViolation(`more than ${mostRandom} random bytes were requested at once`));
  return randomFillSync(new Uint8Array(length));
};
