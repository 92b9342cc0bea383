/**
 * Entry of an agent worker, which holds many instances and runs one call at a time. It waits for nothing but the next pack of calls, and
 * reports after every quarter of a millisecond of work, so that a slow call delays no answer but its own. While it runs a batch it looks
 * as often for single calls, which go first.
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

/** Traps are ordinary here, and nobody reads their traces. */
Error.stackTraceLimit = 0;

/** The main thread defines a slot before it sends calls for it, so this would be a mistake of ours. */
const noSlot = workerFailed("a call came for a slot that was never defined");

/** Results are sent when the first of them is this old. */
const reportAfterMs = 0.25;
const reportAfterBytes = 262_144;
/** While a batch runs, single calls are looked for after this much work, in milliseconds. */
const lookAfterMs = 0.25;
/** At most so many messages are taken each time, so that the batch makes progress however many single calls there are. */
const mostAtOneLook = 8;
/**
 * A pack that burns more fuel than this was meant to be much less work (a quarter of a millisecond, by the mean of calls before it; this is one to
 * ten). The rest of it goes back to the main thread, which sends less at a time and gives other agents their turn.
 */
const mostPackFuel = 16_000_000;

/** Where an output is; it is copied before the next call. */
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
  /** A call was given back. Those behind it are given back too, to keep their order, until the main thread sends `resume`. */
  returning: boolean;
}

/** A call of a pack that is being run. */
interface Position {
  readonly pack: PackReader;
  readonly index: number;
  /** Where its input starts. */
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
  /** Messages taken from the parent's port, modulo 2^32. */
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

  /** The slot's instance, made anew where a failure took it; null where there is no room for it; or why it cannot be made. */
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

  /** Runs one call and returns the fuel that it burnt. `started` is when the one before it ended. */
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

  /** `between` is called after every quarter of a millisecond; it gets a function that reports what was done so far. */
  const runPack = (pack: PackReader, between: (reportNow: () => void) => void): void => {
    let unreported = pack.first;
    let at = pack.start;
    let now = performance.now();
    let reported = now;
    let looked = now;
    let fuel = 0;
    let index = 0;
    const reportNow = (): void => {
      // A call that was reported does not run any more. Reporting wakes the main thread, which may take this core for a while.
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

  /** Serves the next message that the parent posted, after a call of `before`; false if there is none. */
  const serveNext = (before: () => void): boolean => {
    const received = receiveMessageOnPort(port);
    if (received === undefined) return false;
    before();
    serve(received.message);
    return true;
  };

  /** Serves what the parent posted before it sent a batch: definitions of its slots, and earlier single calls of its instances. */
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
