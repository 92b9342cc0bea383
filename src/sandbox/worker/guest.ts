/**
 * One instance of a module and a call of it. Nothing that comes from the guest is believed: what it gives is checked where it is
 * taken, and whatever it throws ends in a {@link Failure}.
 */
import { cpuLimitExceeded, type Failure } from "../failures.ts";
import { createComponentGuest } from "./component-guest.ts";
import { createCoreGuest } from "./core-guest.ts";
import { createExtismGuest } from "./extism-guest.ts";
import { explain } from "./guest-failures.ts";
import type { Guest } from "./guest-state.ts";
import type { AskHost } from "./host-functions.ts";
import type { GuestSpec } from "./messages.ts";

/**
 * Calls the entry. What came of it is in the guest's last fields. `source` is null for an entry without input.
 */
export const callGuest = (guest: Guest, source: Uint8Array | null, start: number, length: number): void => {
  guest.stopped = null;
  guest.failure = null;
  guest.hostCalls = 0;
  guest.logBytes = 0;
  if (guest.logs.length > 0) guest.logs = [];
  guest.hasOutput = false;
  guest.outputLength = 0;
  guest.fuelGlobal.value = guest.fullTank;
  if (guest.memoryRefused !== null) guest.memoryRefused.value = 0;
  let thrown: unknown = null;
  try {
    guest.converse(guest, source, start, length);
  } catch (reason) {
    thrown = reason;
    guest.poisoned = true;
  }
  const left = guest.stopped === null ? Number(guest.fuelGlobal.value) : guest.fuelLeft;
  guest.fuelUsed = guest.spec.fuel - left;
  if (guest.stopped !== null || left < 0) {
    guest.failure = guest.stopped ?? cpuLimitExceeded(guest.spec.fuel);
    guest.poisoned = true;
  } else if (thrown !== null) guest.failure = explain(guest, thrown);
  guest.answer = null;
};

/** A fresh instance, or why there is none. `askHost` is null where the host answers nothing (agents). */
export const createGuest = (spec: GuestSpec, askHost: AskHost | null): Guest | Failure => {
  if (spec.component !== null) return createComponentGuest(spec, spec.component, askHost);
  if (spec.plugIn !== null) return createExtismGuest(spec, spec.plugIn, askHost);
  return createCoreGuest(spec, askHost);
};
