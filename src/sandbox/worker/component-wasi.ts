/**
 * The part of WASI 0.2 that untrusted guests get: clocks, random numbers, and standard output and error, which are written to the log.
 * There are no files, arguments, environment variables, input or network: queries for them return nothing, and other uses stop the
 * guest.
 */
import type { HostImport } from "../component/types.ts";
import { abiViolation } from "../failures.ts";
import { type GuestMemory, randomBytes } from "./component-memory.ts";
import type { Callable, Guest } from "./guest-state.ts";
import { charge, enter, stop, unsigned, writeLog } from "./host-functions.ts";

/** The handles of all resources. Resources have no state, so no handle table is needed. */
const handle = { input: 1, output: 2, error: 3, pollable: 4 } as const;

const logLevels: Readonly<Record<number, number>> = { [handle.output]: 2, [handle.error]: 3 };

/** Maximum size of one write in bytes, as reported by `check-write`. */
const mostWritten = 65_536n;

const mostPolled = 1_024;

const nanosPerMilli = 1_000_000n;

/** Limited to milliseconds: a finer clock would let a guest observe what others do in the same process. */
const nowNanos = (): bigint => BigInt(Math.floor(performance.now())) * nanosPerMilli;

const random64 = (guest: Guest): bigint => new DataView(randomBytes(guest, 8).buffer).getBigUint64(0, true);

const lengthOf = (guest: Guest, value: unknown): number => {
  if (typeof value !== "bigint") return stop(guest, abiViolation("a length is not a 64-bit integer"));
  return Number(BigInt.asUintN(64, value));
};

type Functions = Readonly<Record<string, Callable>>;

/** Functions that return an empty list, or `none`. */
const empty =
  (memory: GuestMemory, guest: Guest): Callable =>
  (result) =>
    memory.u64(unsigned(guest, result), 0n);
const none =
  (memory: GuestMemory, guest: Guest): Callable =>
  (result) =>
    memory.u8(unsigned(guest, result), 0);

type Interface = (guest: Guest, memory: GuestMemory) => Functions;

const monotonicClock: Interface = () => ({
  now: nowNanos,
  resolution: () => nanosPerMilli,
  "subscribe-instant": () => handle.pollable,
  "subscribe-duration": () => handle.pollable,
});

const wallClock: Interface = (guest, memory) => ({
  now: (result) => {
    const at = unsigned(guest, result);
    const now = Date.now();
    memory.u64(at, BigInt(Math.floor(now / 1_000)));
    memory.u32(at + 8, (now % 1_000) * 1_000_000);
  },
  resolution: (result) => {
    const at = unsigned(guest, result);
    memory.u64(at, 0n);
    memory.u32(at + 8, 1_000_000);
  },
});

const randomness =
  (bytes: string, number: string): Interface =>
  (guest, memory) => ({
    [bytes]: (length, result) => {
      const made = randomBytes(guest, lengthOf(guest, length));
      memory.list(unsigned(guest, result), made, 1, made.length);
    },
    [number]: () => random64(guest),
  });

const seed: Interface = (guest, memory) => ({
  "insecure-seed": (result) => {
    const at = unsigned(guest, result);
    memory.u64(at, random64(guest));
    memory.u64(at + 8, random64(guest));
  },
});

/** Writes succeed; reads return the stream error `closed`. */
const streams: Interface = (guest, memory) => {
  const write: Callable = (self, pointer, length, result) => {
    const level = logLevels[unsigned(guest, self)];
    const bytes = memory.bytes(pointer, length);
    if (level !== undefined && bytes.length > 0) writeLog(guest, level, bytes);
    memory.u8(unsigned(guest, result), 0);
  };
  const flush: Callable = (_self, result) => memory.u8(unsigned(guest, result), 0);
  const closed: Callable = (_self, _length, result) => {
    const at = unsigned(guest, result);
    memory.u8(at, 1);
    memory.u8(at + 4, 1);
  };
  return {
    "[method]output-stream.check-write": (_self, result) => {
      const at = unsigned(guest, result);
      memory.u8(at, 0);
      memory.u64(at + 8, mostWritten);
    },
    "[method]output-stream.write": write,
    "[method]output-stream.blocking-write-and-flush": write,
    "[method]output-stream.flush": flush,
    "[method]output-stream.blocking-flush": flush,
    "[method]output-stream.subscribe": () => handle.pollable,
    "[method]input-stream.read": closed,
    "[method]input-stream.blocking-read": closed,
    "[method]input-stream.subscribe": () => handle.pollable,
  };
};

/** Every pollable is always ready. */
const polling: Interface = (guest, memory) => ({
  "[method]pollable.ready": () => 1,
  "[method]pollable.block": () => undefined,
  poll: (_handles, length, result) => {
    const count = unsigned(guest, length);
    if (count > mostPolled) stop(guest, abiViolation(`more than ${mostPolled} pollables were polled at once`));
    charge(guest, count);
    const ready = new Uint8Array(Uint32Array.from({ length: count }, (_, index) => index).buffer);
    memory.list(unsigned(guest, result), ready, 4, count);
  },
});

const environment: Interface = (guest, memory) => ({
  "get-environment": empty(memory, guest),
  "get-arguments": empty(memory, guest),
  "initial-cwd": none(memory, guest),
});

/** An interface with a single function. */
const only =
  (name: string, make: (memory: GuestMemory, guest: Guest) => Callable): Interface =>
  (guest, memory) => ({ [name]: make(memory, guest) });

const interfaces: ReadonlyMap<string, Interface> = new Map([
  ["wasi:cli/environment", environment],
  ["wasi:cli/stdin", only("get-stdin", () => () => handle.input)],
  ["wasi:cli/stdout", only("get-stdout", () => () => handle.output)],
  ["wasi:cli/stderr", only("get-stderr", () => () => handle.error)],
  ["wasi:cli/terminal-stdin", only("get-terminal-stdin", none)],
  ["wasi:cli/terminal-stdout", only("get-terminal-stdout", none)],
  ["wasi:cli/terminal-stderr", only("get-terminal-stderr", none)],
  ["wasi:filesystem/preopens", only("get-directories", empty)],
  ["wasi:clocks/monotonic-clock", monotonicClock],
  ["wasi:clocks/wall-clock", wallClock],
  ["wasi:random/random", randomness("get-random-bytes", "get-random-u64")],
  ["wasi:random/insecure", randomness("get-insecure-random-bytes", "get-insecure-random-u64")],
  ["wasi:random/insecure-seed", seed],
  ["wasi:io/streams", streams],
  ["wasi:io/poll", polling],
]);

/** One function of WASI, which counts as a host call; null if it is not provided. */
export const wasiFunction = (
  guest: Guest,
  { interface: from, name }: HostImport,
  memory: GuestMemory,
): Callable | null => {
  const functions = interfaces.get(from)?.(guest, memory) ?? {};
  const found = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (found === undefined) return null;
  return (...args) => {
    enter({ guest });
    return found(...args);
  };
};
