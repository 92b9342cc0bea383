/**
 * Entry point of an agent worker, which holds many instances and runs one call at a time. It never blocks except to wait for the next
 * pack of calls. It reports results after every quarter of a millisecond of work, so that a slow call does not delay the answers of the
 * calls before it. While it runs a batch, it checks for single calls just as often, and runs them first.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { type Failure, workerFailed } from "../failures.ts";
import { type Guest, viewOf } from "./guest-state.ts";
import { callGuest, createGuest } from "./guest.ts";
import { createHeapRoom } from "./heap-room.ts";
import { lowerThreadPriority } from "./lower-thread-priority.ts";
import { createMemberReader } from "./members.ts";
import {
  type AgentWorkerInput,
  type AgentWorkerMessage,
  type Extra,
  type GuestSpec,
  readyMessage,
  runningAt,
} from "./messages.ts";
import { createRingReader, createRingWriter, type RingReader } from "./ring.ts";
import {
  createReplyWriter,
  maxPackCalls,
  onlyPrepare,
  type Packed,
  type PackReader,
  readPack,
  statusFailed,
  statusNoRoom,
  statusOutput,
  statusReturned,
  statusSilent,
} from "./wire.ts";

/** Traps are common here, and their stack traces are not used. */
Error.stackTraceLimit = 0;

/** The main thread defines a slot before sending calls for it, so this would be a bug in Caxton. */
const noSlot = workerFailed("a call came for a slot that was never defined");

/** Results are sent when the oldest of them has waited this long, in milliseconds. */
const reportAfterMs = 0.25;
const reportAfterBytes = 262_144;
/** While a batch runs, the worker checks for single calls after this much work, in milliseconds. */
const lookAfterMs = 0.25;
/** Maximum number of messages taken at each check, so that the batch makes progress no matter how many single calls there are. */
const mostAtOneLook = 8;
/**
 * Fuel limit of a pack: one to ten milliseconds of work, while a pack is meant to be a quarter of a millisecond by the mean of earlier
 * calls. The rest of such a pack is returned to the main thread, which then sends less at a time and gives other agents their turn.
 */
const mostPackFuel = 16_000_000;

/** Location of an output. It must be copied before the next call. */
interface Output {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly length: number;
}

const nothing = new Uint8Array(0);
const noOutput: Output = { bytes: nothing, start: 0, length: 0 };

interface Slot {
  readonly spec: GuestSpec;
  guest: Guest | null;
  /** A call was returned unrun. Later calls are returned too, to preserve their order, until the main thread sends `resume`. */
  returning: boolean;
}

/** Position of a call in a pack. */
interface Position {
  readonly pack: PackReader;
  readonly index: number;
  /** Where its input starts in the pack's bytes. */
  readonly at: number;
}

const serveParent = (port: MessagePort): void => {
  const { state, isApart, batchPort, rings } = workerData as AgentWorkerInput;
  if (isApart) lowerThreadPriority();
  const running = new Int32Array(state);
  const singles = createRingReader(rings.singles);
  const batches = createRingReader(rings.batches);
  const slots = new Map<number, Slot>();
  const replies = createReplyWriter(createRingWriter(rings.replies), maxPackCalls);
  const heap = createHeapRoom();
  const readMembers = createMemberReader();
  let extras: Extra[] = [];
  /** Number of messages taken from the parent's port, modulo 2^32. */
  let taken = 0;

  const report = (first: number): void => {
    const packed = replies.take(first);
    port.postMessage(extras.length === 0 ? packed : { packed, extras }, typeof packed === "number" ? [] : [packed]);
    extras = [];
  };

  /** The output of the guest's last call, or why there is none. */
  const outputOf = (slot: Slot, guest: Guest): Output | Failure => {
    if (guest.failure !== null) return guest.failure;
    if (!guest.hasOutput) return noOutput;
    const { output: bytes, outputStart: start, outputLength: length } = guest;
    if (slot.spec.members === null) return { bytes, start, length };
    const kept = readMembers(bytes.subarray(start, start + length), slot.spec.members);
    return "code" in kept ? kept : { bytes: kept.bytes, start: 0, length: kept.length };
  };

  /** Adds the result of the guest's last call. */
  const addResult = (slot: Slot, guest: Guest, output: Output | Failure, runMs: number): void => {
    const { logs, poisoned } = guest;
    const failure = "code" in output ? output : null;
    if (failure !== null || logs.length > 0) extras.push({ index: replies.count, failure, logs });
    const { bytes, start, length } = "code" in output ? noOutput : output;
    const status = failure !== null ? statusFailed : guest.hasOutput ? statusOutput : statusSilent;
    const held = poisoned ? 0 : viewOf(guest).length;
    replies.add(status, bytes, start, length, guest.fuelUsed, guest.hostCalls, runMs, held);
    if (!poisoned) return;
    slot.guest = null;
    heap.released();
  };

  const addWithoutOutput = (status: number, runMs: number, memoryBytes: number): void =>
    replies.add(status, nothing, 0, 0, 0, 0, runMs, memoryBytes);

  const addFailure = (failure: Failure, runMs: number): void => {
    extras.push({ index: replies.count, failure, logs: [] });
    addWithoutOutput(statusFailed, runMs, 0);
  };

  /** The slot's instance, created if needed. Null if there is no room for it; a failure if it cannot be created. */
  const guestOf = (slot: Slot): Guest | Failure | null => {
    if (slot.guest !== null) return slot.guest;
    if (!heap.hasRoom()) return null;
    const made = createGuest(slot.spec, null);
    if (!("code" in made)) slot.guest = made;
    else if (made.code === "sandbox.overloaded") return null;
    return made;
  };

  const giveBack = (slot: Slot, status: number): void => {
    slot.returning = true;
    addWithoutOutput(status, 0, 0);
  };

  /** Runs one call and returns the fuel that it used. `started` is when the previous call ended. */
  const runCall = (slot: Slot, { pack, index, at }: Position, started: number): number => {
    const guest = guestOf(slot);
    if (guest === null) {
      giveBack(slot, statusNoRoom);
      return 0;
    }
    if ("code" in guest) {
      addFailure(guest, performance.now() - started);
      return guest.code === "sandbox.cpu_limit_exceeded" ? slot.spec.fuel : 0;
    }
    const length = pack.length(index);
    if (length === onlyPrepare) {
      addWithoutOutput(statusSilent, performance.now() - started, viewOf(guest).length);
      return 0;
    }
    callGuest(guest, pack.bytes, at, length);
    const output = outputOf(slot, guest);
    addResult(slot, guest, output, performance.now() - started);
    return guest.fuelUsed;
  };

  /** `between` is called after every quarter of a millisecond, with a function that reports the results so far. */
  const runPack = (pack: PackReader, between: (reportNow: () => void) => void): void => {
    let unreported = pack.first;
    let at = pack.start;
    let now = performance.now();
    let reported = now;
    let looked = now;
    let fuel = 0;
    let index = 0;
    const reportNow = (): void => {
      // Cleared first, so that the time of a call that has ended does not continue: reporting wakes the main thread, which may take this
      // core for a while.
      Atomics.store(running, runningAt, 0);
      if (replies.count > 0) report(unreported);
      unreported = pack.first + index + 1;
    };
    for (; index < pack.count; index += 1) {
      const slot = slots.get(pack.slot(index));
      if (slot === undefined) addFailure(noSlot, 0);
      else if (slot.returning || fuel > mostPackFuel) giveBack(slot, statusReturned);
      else {
        Atomics.store(running, runningAt, pack.first + index);
        fuel += runCall(slot, { pack, index, at }, now);
        now = performance.now();
      }
      at += Math.max(pack.length(index), 0);
      if (now - reported > reportAfterMs || replies.size > reportAfterBytes) {
        reportNow();
        reported = now;
      }
      if (now - looked > lookAfterMs) {
        between(reportNow);
        now = performance.now();
        looked = now;
      }
    }
    pack.release(at);
    reportNow();
  };

  const serve = (message: AgentWorkerMessage): void => {
    taken = (taken + 1) | 0;
    if (typeof message === "number" || message instanceof ArrayBuffer) {
      runPack(readPack(message, singles), () => undefined);
      return;
    }
    if (message.kind === "define") slots.set(message.slot, { spec: message.spec, guest: null, returning: false });
    else if (message.kind === "drop") {
      slots.delete(message.slot);
      heap.released();
    } else {
      const slot = slots.get(message.slot);
      if (slot !== undefined) slot.returning = false;
    }
  };

  /** Calls `before` and serves the next message from the parent; false if there is none. */
  const serveNext = (before: () => void): boolean => {
    const received = receiveMessageOnPort(port);
    if (received === undefined) return false;
    before();
    serve(received.message);
    return true;
  };

  /** Serves what the parent posted before it sent a batch: definitions of its slots, and earlier single calls of the same instances. */
  const catchUp = (fence: number): void => {
    const isBehind = (): boolean => ((fence - taken) | 0) > 0;
    while (isBehind() && serveNext(() => undefined));
  };

  const serveSome = (before: () => void): void => {
    for (let count = 0; count < mostAtOneLook; count += 1) {
      if (!serveNext(before)) return;
    }
  };

  const serveBatch = (packed: Packed, ring: RingReader): void => {
    const pack = readPack(packed, ring);
    catchUp(pack.fence);
    runPack(pack, serveSome);
  };

  port.postMessage(readyMessage);
  port.on("message", serve);
  batchPort.on("message", (packed: Packed) => serveBatch(packed, batches));
};

if (parentPort !== null) serveParent(parentPort);
