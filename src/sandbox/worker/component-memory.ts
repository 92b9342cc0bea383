/** A component's memory as the canonical ABI has it, for the functions of the host that are lowered into it. */
import { randomFillSync } from "node:crypto";
import { abiViolation } from "../failures.ts";
import { type Callable, type Guest, leave } from "./guest-state.ts";
import { type AskHost, charge, stop, unsigned } from "./host-functions.ts";

/** What the canonical ABI gave to a lowered function; both are there only once the guest has been made. */
export interface LoweredParts {
  readonly memory: () => WebAssembly.Memory | null;
  readonly realloc: () => Callable | null;
  readonly askHost: AskHost | null;
}

/** The guest's memory, read and written with every place checked. Whoever names one outside of it is stopped. */
export interface GuestMemory {
  /** A view, valid until the guest runs again. */
  bytes(pointer: unknown, length: unknown): Uint8Array;
  u8(at: number, value: number): void;
  u32(at: number, value: number): void;
  u64(at: number, value: bigint): void;
  /** Has the guest make room for bytes, and puts them there; gives the place. */
  give(bytes: Uint8Array, alignment: number): number;
  /** A list's pointer and length, or a string's. */
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
      stop(guest, abiViolation(`${name} was given a place outside of the memory`, facts));
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
    charge(guest, bytes.length >> 3);
    const pointer = make(0, 0, alignment, bytes.length);
    // The guest may have been stopped while it made room, and have caught it.
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

/** The longest list of random bytes that is made at once. */
const mostRandom = 65_536;

/** So many random bytes, paid for. */
export const randomBytes = (guest: Guest, length: number): Uint8Array => {
  charge(guest, length);
  if (length > mostRandom) stop(guest, abiViolation(`more than ${mostRandom} random bytes were asked for at once`));
  return randomFillSync(new Uint8Array(length));
};
