/**
 * Entry of an agent worker: many instances, one call after the other. It never waits for anything but the next pack of calls, and
 * reports after every quarter of a millisecond of work, so that a slow call holds back nobody's answer but its own. As often it
 * looks, while it is at a batch, whether single calls have come, which go first.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { type Failure, overloaded, workerFailed } from "../failures.ts";
import { giveWay } from "./give-way.ts";
import { type Guest, viewOf } from "./guest-state.ts";
import { callGuest, createGuest } from "./guest.ts";
import { createHeapRoom } from "./heap-room.ts";
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
  type BatchReader,
  createReplyWriter,
  maxBatchCalls,
  onlyPrepare,
  type Packed,
  readBatch,
  statusFailed,
  statusOutput,
  statusSilent,
} from "./wire.ts";

/** Traps are ordinary here, and nobody reads their traces. */
Error.stackTraceLimit = 0;

/** The main thread defines a slot before it sends a call for it, so nobody should see this. */
const noSlot = workerFailed("a call came for a slot that was never defined");

const noRoom = overloaded("a worker has no room for another instance");

/** Results are sent when the first of them is this old. */
const reportAfterMs = 0.25;
/** Between two calls of a batch single ones are looked for after so much work, in milliseconds. */
const lookAfterMs = 0.25;
/** So many messages are taken then at the most, so that a batch gets on, however many single calls there are. */
const mostAtOneLook = 8;
const reportAfterBytes = 262_144;

/** Where an output stands; it is read before the next call. */
interface Output {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly length: number;
}

const noOutput: Output = { bytes: new Uint8Array(0), start: 0, length: 0 };

interface Slot {
  readonly spec: GuestSpec;
  guest: Guest | null;
}

const port = parentPort;
if (port !== null) {
  const { state, isApart, batchPort, rings } = workerData as AgentWorkerInput;
  if (isApart) giveWay();
  const running = new Int32Array(state);
  const singles = createRingReader(rings.singles);
  const batches = createRingReader(rings.batches);
  const slots = new Map<number, Slot>();
  const replies = createReplyWriter(createRingWriter(rings.replies), maxBatchCalls);
  const nothing = new Uint8Array(0);
  const heap = createHeapRoom();
  const readMembers = createMemberReader();
  let extras: Extra[] = [];

  const report = (first: number): void => {
    const packed = replies.take(first);
    port.postMessage(extras.length === 0 ? packed : { packed, extras }, typeof packed === "number" ? [] : [packed]);
    extras = [];
  };

  /** What the guest's last call gave, or why that is nothing. */
  const outputOf = (slot: Slot, guest: Guest): Output | Failure => {
    if (guest.failure !== null) return guest.failure;
    if (!guest.hasOutput) return noOutput;
    const { output: bytes, outputStart: start, outputLength: length } = guest;
    if (slot.spec.members === null) return { bytes, start, length };
    const kept = readMembers(bytes.subarray(start, start + length), slot.spec.members);
    return "code" in kept ? kept : { bytes: kept.bytes, start: 0, length: kept.length };
  };

  /** Tells what came of the call that the guest ran last. */
  const reportCall = (slot: Slot, guest: Guest, output: Output | Failure, runMs: number): void => {
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

  /** The slot's instance, made anew where a failure took it, or why there is none. */
  const guestOf = (slot: Slot): Guest | Failure => {
    if (slot.guest !== null) return slot.guest;
    if (!heap.hasRoom()) return noRoom;
    const made = createGuest(slot.spec, null);
    if (!("code" in made)) slot.guest = made;
    return made;
  };

  /** Runs one call and says when it was over. `at` is where its input starts; `started` is when the one before it ended. */
  const runCall = (batch: BatchReader, index: number, at: number, started: number): number => {
    const length = batch.length(index);
    const slot = slots.get(batch.slot(index));
    const guest = slot === undefined ? noSlot : guestOf(slot);
    if (slot === undefined || "code" in guest) {
      const now = performance.now();
      extras.push({ index: replies.count, failure: "code" in guest ? guest : noSlot, logs: [] });
      replies.add(statusFailed, nothing, 0, 0, 0, 0, now - started, 0);
      return now;
    }
    if (length === onlyPrepare) {
      const now = performance.now();
      replies.add(statusSilent, nothing, 0, 0, 0, 0, now - started, viewOf(guest).length);
      return now;
    }
    callGuest(guest, batch.bytes, at, length);
    const output = outputOf(slot, guest);
    const now = performance.now();
    reportCall(slot, guest, output, now - started);
    return now;
  };

  /** What the main thread sent beside batches; `before` is called when there is something. */
  const serveSingles = (from: MessagePort, before: () => void): void => {
    for (let taken = 0; taken < mostAtOneLook; taken += 1) {
      const received = receiveMessageOnPort(from);
      if (received === undefined) return;
      if (taken === 0) before();
      serve(received.message);
    }
  };

  /** `between` is called after every quarter of a millisecond; it gets a function that reports what was done so far. */
  const runPack = (packed: Packed, ring: RingReader, between: (reportNow: () => void) => void): void => {
    const batch = readBatch(packed, ring);
    let unreported = batch.first;
    let at = batch.start;
    let now = performance.now();
    let reported = now;
    let looked = now;
    let index = 0;
    const reportNow = (): void => {
      // What was answered runs no more. To report wakes the main thread, which may take this one's core for a while.
      Atomics.store(running, runningAt, 0);
      if (replies.count > 0) report(unreported);
      unreported = batch.first + index + 1;
    };
    for (; index < batch.count; index += 1) {
      Atomics.store(running, runningAt, batch.first + index);
      now = runCall(batch, index, at, now);
      at += Math.max(batch.length(index), 0);
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
    batch.done(at);
    reportNow();
  };

  const serve = (message: AgentWorkerMessage): void => {
    if (typeof message === "number" || message instanceof ArrayBuffer) runPack(message, singles, () => undefined);
    else if (message.kind === "define") slots.set(message.slot, { spec: message.spec, guest: null });
    else {
      slots.delete(message.slot);
      heap.released();
    }
  };

  port.postMessage(readyMessage);
  port.on("message", serve);
  batchPort.on("message", (packed: Packed) => {
    serveSingles(port, () => undefined);
    runPack(packed, batches, (reportNow) => serveSingles(port, reportNow));
  });
}
