/** The functions under the import module `caxton`, for one instance. Each counts as one of the call's host calls. */
import { randomFillSync } from "node:crypto";
import { abiViolation, cpuLimitExceeded, type Failure, hostCallLimitExceeded, logLimitExceeded } from "../failures.ts";
import type { BlockingHostFunction, HostFunctionName, LogLine } from "../types.ts";
import { type Callable, type Guest, leave, viewOf } from "./guest-state.ts";

/** Sends a request to the host and blocks until it is answered. */
export type AskHost = (name: BlockingHostFunction, request: Uint8Array) => Uint8Array;

const levels: readonly LogLine["level"][] = ["trace", "debug", "info", "warn", "error"];
const logText = new TextDecoder("utf-8", { fatal: false });

/**
 * Leaves the guest. It may catch what is thrown (the exceptions feature), so the reason is kept, and the tank is emptied: at its
 * next step it traps, which nobody can catch.
 */
export const stop = (guest: Guest, failure: Failure): never => {
  if (guest.stopped === null) {
    guest.stopped = failure;
    guest.fuelLeft = Number(guest.fuelGlobal.value);
    guest.fuelGlobal.value = -1n;
  }
  throw leave;
};

/** Counts a call. */
export const enter = (holder: { readonly guest: Guest | null }): Guest => {
  const { guest } = holder;
  // Only a start function could call before there is a guest, and the pass refuses those.
  if (guest === null) throw leave;
  if (guest.stopped !== null) throw leave;
  guest.hostCalls += 1;
  if (guest.hostCalls > guest.spec.hostCalls) stop(guest, hostCallLimitExceeded(guest.spec.hostCalls));
  return guest;
};

/** A module may import a function under any signature; numbers of 32 bits are all that these take. */
export const unsigned = (guest: Guest, value: unknown): number => {
  if (typeof value !== "number")
    stop(guest, abiViolation("a host function was given something else than integers of 32 bits"));
  return (value as number) >>> 0;
};

/** Checks that a range lies within the memory. */
const range = (guest: Guest, name: string, pointer: unknown, length: unknown) => {
  const start = unsigned(guest, pointer);
  const size = unsigned(guest, length);
  const view = viewOf(guest);
  if (start + size > view.length) {
    const facts = { pointer: start, length: size, memory: view.length };
    stop(guest, abiViolation(`${name} was given a place outside of the memory`, facts));
  }
  return { view, start, size };
};

/** Work that the host does for a guest costs the guest what it would cost to do it itself. */
export const charge = (guest: Guest, fuel: number): void => {
  const left = (guest.fuelGlobal.value as bigint) - BigInt(fuel);
  guest.fuelGlobal.value = left;
  if (left < 0n) stop(guest, cpuLimitExceeded(guest.spec.fuel));
};

type Holder = { readonly guest: Guest | null };

/** One line of log; the bytes are UTF-8 and are read at once. */
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
    view.set(answer.subarray(0, copied), start);
    return copied;
  };

const ask =
  (holder: Holder, name: BlockingHostFunction, askHost: AskHost | null): Callable =>
  (pointer, length) => {
    const guest = enter(holder);
    const { view, start, size } = range(guest, name, pointer, length);
    if (askHost === null) return stop(guest, abiViolation(`${name} is not for agents`));
    // A copy: what is posted must not be the guest's memory, and must not bring all of it along.
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

/** Only those that the module imports: an idle instance shall weigh little. */
export const hostFunctions = (
  names: readonly HostFunctionName[],
  holder: Holder,
  askHost: AskHost | null,
): Readonly<Record<string, Callable>> => Object.fromEntries(names.map((name) => [name, create(name, holder, askHost)]));
