/** The functions of the import module `caxton`, for one instance. Each call of one counts towards the limit of host calls. */
import { randomFillSync } from "node:crypto";
import { abiViolation, cpuLimitExceeded, type Failure, hostCallLimitExceeded, logLimitExceeded } from "../failures.ts";
import type { BlockingHostFunction, HostFunctionName, LogLine } from "../types.ts";
import { type Callable, type Guest, leave, viewOf } from "./guest-state.ts";

/** Sends a request to the host and blocks until the answer arrives. */
export type AskHost = (name: BlockingHostFunction, request: Uint8Array) => Uint8Array;

const levels: readonly LogLine["level"][] = ["trace", "debug", "info", "warn", "error"];
const logText = new TextDecoder("utf-8", { fatal: false });

/**
 * Stops the guest by an exception. The guest may catch it (the exceptions feature), so the failure is recorded and the fuel is set below
 * zero: the guest then traps at its next step, and a trap cannot be caught.
 */
export const stop = (guest: Guest, failure: Failure): never => {
  if (guest.stopped === null) {
    guest.stopped = failure;
    guest.fuelLeft = Number(guest.fuelGlobal.value);
    guest.fuelGlobal.value = -1n;
  }
  throw leave;
};

/** Counts a host call. Every host function calls this first. */
export const enter = (holder: { readonly guest: Guest | null }): Guest => {
  const { guest } = holder;
  // Only a start function could call before the guest exists, and the pass refuses start functions.
  if (guest === null) throw leave;
  if (guest.stopped !== null) throw leave;
  guest.hostCalls += 1;
  if (guest.hostCalls > guest.spec.hostCalls) stop(guest, hostCallLimitExceeded(guest.spec.hostCalls));
  return guest;
};

/** Checks an argument, because a module may import a function under any signature. Host functions take only 32-bit integers. */
export const unsigned = (guest: Guest, value: unknown): number => {
  if (typeof value !== "number") stop(guest, abiViolation("an argument of a host function is not a 32-bit integer"));
  return (value as number) >>> 0;
};

/** Checks that a range lies within the memory. */
const range = (guest: Guest, name: string, pointer: unknown, length: unknown) => {
  const start = unsigned(guest, pointer);
  const size = unsigned(guest, length);
  const view = viewOf(guest);
  if (start + size > view.length) {
    const facts = { pointer: start, length: size, memory: view.length };
    stop(guest, abiViolation(`an argument of ${name} is outside of the memory`, facts));
  }
  return { view, start, size };
};

/** Fuel for a call of a function of the host that is not limited in number: it takes about as long as this many instructions. */
export const hostCallCost = 300;

/** Fuel for copying bytes into memory that is in use already. */
export const copyCost = (bytes: number): number => Math.ceil(bytes / 8);

/** Fuel for copying bytes into new memory: touching it for the first time takes several times as long as copying. */
export const newCopyCost = (bytes: number): number => bytes;

/** Charges the guest for work that the host does for it, at about the price of doing it itself. */
export const charge = (guest: Guest, fuel: number): void => {
  const left = (guest.fuelGlobal.value as bigint) - BigInt(fuel);
  guest.fuelGlobal.value = left;
  if (left < 0n) stop(guest, cpuLimitExceeded(guest.spec.fuel));
};

type Holder = { readonly guest: Guest | null };

/** Adds a log line. `bytes` is UTF-8 and is read immediately. */
export const writeLog = (guest: Guest, level: number, bytes: Uint8Array): void => {
  guest.logBytes += bytes.length;
  if (guest.logBytes > guest.spec.logBytes) stop(guest, logLimitExceeded(guest.spec.logBytes));
  guest.logs.push({ level: levels[Math.min(level, 4)] ?? "error", text: logText.decode(bytes.slice()) });
};

const log =
  (holder: Holder): Callable =>
  (level, pointer, length) => {
    const guest = enter(holder);
    const { view, start, size } = range(guest, "log", pointer, length);
    writeLog(guest, unsigned(guest, level), view.subarray(start, start + size));
  };

const random =
  (holder: Holder): Callable =>
  (pointer, length) => {
    const guest = enter(holder);
    const { view, start, size } = range(guest, "random", pointer, length);
    charge(guest, size);
    randomFillSync(view, start, size);
  };

const now =
  (holder: Holder): Callable =>
  () => {
    enter(holder);
    return BigInt(Date.now());
  };

const hostRead =
  (holder: Holder): Callable =>
  (pointer, length) => {
    const guest = enter(holder);
    const { view, start, size } = range(guest, "host_read", pointer, length);
    const { answer } = guest;
    guest.answer = null;
    if (answer === null) return 0;
    const copied = Math.min(size, answer.length);
    charge(guest, copyCost(copied));
    view.set(answer.subarray(0, copied), start);
    return copied;
  };

const ask =
  (holder: Holder, name: BlockingHostFunction, askHost: AskHost | null): Callable =>
  (pointer, length) => {
    const guest = enter(holder);
    const { view, start, size } = range(guest, name, pointer, length);
    if (askHost === null) return stop(guest, abiViolation(`${name} is available only to tools`));
    charge(guest, newCopyCost(size));
    // Copied, because posting a view would send the guest's whole memory.
    guest.answer = askHost(name, view.slice(start, start + size));
    return guest.answer.length;
  };

const create = (name: HostFunctionName, holder: Holder, askHost: AskHost | null): Callable => {
  switch (name) {
    case "log":
      return log(holder);
    case "now_ms":
      return now(holder);
    case "random":
      return random(holder);
    case "host_read":
      return hostRead(holder);
    default:
      return ask(holder, name, askHost);
  }
};

/** Creates only the functions that the module imports, to keep idle instances small. */
export const hostFunctions = (
  names: readonly HostFunctionName[],
  holder: Holder,
  askHost: AskHost | null,
): Readonly<Record<string, Callable>> => Object.fromEntries(names.map((name) => [name, create(name, holder, askHost)]));
