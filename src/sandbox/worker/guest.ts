/**
 * Creates instances of any kind of guest and calls them. Nothing that a guest returns is trusted: it is checked where it is read, and
 * anything that the guest throws becomes a {@link Failure}.
 */
import { cpuLimitExceeded, type Failure } from "../failures.ts";
import { createComponentGuest } from "./component-guest.ts";
import { createCoreGuest } from "./core-guest.ts";
import { createExtismGuest } from "./extism-guest.ts";
import { explain } from "./guest-failures.ts";
import type { Guest } from "./guest-state.ts";
import type { AskHost } from "./host-functions.ts";
import type { GuestSpec } from "./messages.ts";

/** Calls the entry and stores the outcome in the guest's per-call fields. `source` is null for an entry without input. */
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

/** Creates an instance, or returns why that failed. `askHost` is null if the guest may not send requests to the host (agents). */
export const createGuest = (spec: GuestSpec, askHost: AskHost | null): Guest | Failure => {
  if (spec.component !== null) return createComponentGuest(spec, spec.component, askHost);
  if (spec.plugIn !== null) return createExtismGuest(spec, spec.plugIn, askHost);
  return createCoreGuest(spec, askHost);
};
