/**
 * Entry point of an agent worker, which holds many instances and runs one call at a time. It never blocks except to wait for the next
 * pack of calls. It reports results after every quarter of a millisecond of work, so that a slow call does not delay the answers of the
 * calls before it. While it runs a batch, it checks for single calls just as often, and runs them first.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { type Failure, workerFailed } from "../failures.ts";
import { type Guest, viewOf } from "./guest-state.ts";
import { callGuest, createGuest } from "./guest.ts";
import { createHeapRoom, type HeapRoom } from "./heap-room.ts";
import { lowerThreadPriority } from "./lower-thread-priority.ts";
import { createMemberReader, type MemberReader } from "./members.ts";
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
  type ReplyWriter,
  statusFailed,
  statusNoRoom,
  statusOutput,
  statusReturned,
  statusSilent,
} from "./wire.ts";

/** Traps are common here, and their stack traces are not used. */
Error.stackTraceLimit = 0;

/** The main thread defines a slot before sending calls for it, so this would be a bug in Caxton. */
const noSlot = workerFailed("it received a call for an unknown instance");

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

/** The state of the worker. */
interface Worker {
  readonly port: MessagePort;
  /** Shared with the main thread; see `runningAt`. */
  readonly running: Int32Array;
  readonly singles: RingReader;
  readonly batches: RingReader;
  readonly slots: Map<number, Slot>;
  readonly heap: HeapRoom;
  readonly readMembers: MemberReader;
  /** The results that have not been reported yet. */
  readonly replies: ReplyWriter;
  extras: Extra[];
  /** Number of messages taken from the parent's port, modulo 2^32. */
  taken: number;
}

/** @param first number of the first call that is reported */
const report = (worker: Worker, first: number): void => {
  const { port, extras } = worker;
  const packed = worker.replies.take(first);
  port.postMessage(extras.length === 0 ? packed : { packed, extras }, typeof packed === "number" ? [] : [packed]);
  worker.extras = [];
};

/** The output of the guest's last call, or why there is none. */
const outputOf = ({ readMembers }: Worker, { spec }: Slot, guest: Guest): Output | Failure => {
  if (guest.failure !== null) return guest.failure;
  if (!guest.hasOutput) return noOutput;
  const { output: bytes, outputStart: start, outputLength: length } = guest;
  if (spec.members === null) return { bytes, start, length };
  const kept = readMembers(bytes.subarray(start, start + length), spec.members);
  return "code" in kept ? kept : { bytes: kept.bytes, start: 0, length: kept.length };
};

/** Adds the result of the guest's last call. */
const addResult = (worker: Worker, slot: Slot, guest: Guest, output: Output | Failure, runMs: number): void => {
  const { replies, extras, heap } = worker;
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

const addWithoutOutput = ({ replies }: Worker, status: number, runMs: number, memoryBytes: number): void =>
  replies.add(status, nothing, 0, 0, 0, 0, runMs, memoryBytes);

const addFailure = (worker: Worker, failure: Failure, runMs: number): void => {
  worker.extras.push({ index: worker.replies.count, failure, logs: [] });
  addWithoutOutput(worker, statusFailed, runMs, 0);
};

/** The slot's instance, created if needed. Null if there is no room for it; a failure if it cannot be created. */
const guestOf = ({ heap }: Worker, slot: Slot): Guest | Failure | null => {
  if (slot.guest !== null) return slot.guest;
  if (!heap.hasRoom()) return null;
  const made = createGuest(slot.spec, null);
  if (!("code" in made)) slot.guest = made;
  else if (made.code === "sandbox.overloaded") return null;
  return made;
};

const giveBack = (worker: Worker, slot: Slot, status: number): void => {
  slot.returning = true;
  addWithoutOutput(worker, status, 0, 0);
};

/** Runs one call and returns the fuel that it used. `started` is when the previous call ended. */
const runCall = (worker: Worker, slot: Slot, { pack, index, at }: Position, started: number): number => {
  const guest = guestOf(worker, slot);
  if (guest === null) {
    giveBack(worker, slot, statusNoRoom);
    return 0;
  }
  if ("code" in guest) {
    addFailure(worker, guest, performance.now() - started);
    return guest.code === "sandbox.cpu_limit_exceeded" ? slot.spec.fuel : 0;
  }
  const length = pack.length(index);
  if (length === onlyPrepare) {
    addWithoutOutput(worker, statusSilent, performance.now() - started, viewOf(guest).length);
    return 0;
  }
  callGuest(guest, pack.bytes, at, length);
  const output = outputOf(worker, slot, guest);
  addResult(worker, slot, guest, output, performance.now() - started);
  return guest.fuelUsed;
};

/** `between` is called after every quarter of a millisecond, with a function that reports the results so far. */
const runPack = (worker: Worker, pack: PackReader, between: (reportNow: () => void) => void): void => {
  const { running, slots, replies } = worker;
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
    if (replies.count > 0) report(worker, unreported);
    unreported = pack.first + index + 1;
  };
  for (; index < pack.count; index += 1) {
    const slot = slots.get(pack.slot(index));
    if (slot === undefined) addFailure(worker, noSlot, 0);
    else if (slot.returning || fuel > mostPackFuel) giveBack(worker, slot, statusReturned);
    else {
      Atomics.store(running, runningAt, pack.first + index);
      fuel += runCall(worker, slot, { pack, index, at }, now);
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

/** Serves one message from the parent's port. */
const serve = (worker: Worker, message: AgentWorkerMessage): void => {
  worker.taken = (worker.taken + 1) | 0;
  const { slots, heap, singles } = worker;
  if (typeof message === "number" || message instanceof ArrayBuffer) {
    runPack(worker, readPack(message, singles), () => undefined);
  } else if (message.kind === "define") {
    slots.set(message.slot, { spec: message.spec, guest: null, returning: false });
  } else if (message.kind === "drop") {
    slots.delete(message.slot);
    heap.released();
  } else {
    const slot = slots.get(message.slot);
    if (slot !== undefined) slot.returning = false;
  }
};

/** Calls `before` and serves the next message from the parent; false if there is none. */
const serveNext = (worker: Worker, before: () => void): boolean => {
  const received = receiveMessageOnPort(worker.port);
  if (received === undefined) return false;
  before();
  serve(worker, received.message);
  return true;
};

/** Serves what the parent posted before it sent a batch: definitions of its slots, and earlier single calls of the same instances. */
const catchUp = (worker: Worker, fence: number): void => {
  const isBehind = (): boolean => ((fence - worker.taken) | 0) > 0;
  while (isBehind() && serveNext(worker, () => undefined));
};

const serveSome = (worker: Worker, before: () => void): void => {
  for (let count = 0; count < mostAtOneLook; count += 1) {
    if (!serveNext(worker, before)) return;
  }
};

const serveBatch = (worker: Worker, packed: Packed): void => {
  const pack = readPack(packed, worker.batches);
  catchUp(worker, pack.fence);
  runPack(worker, pack, (before) => serveSome(worker, before));
};

const startServing = (port: MessagePort): void => {
  const { state, isApart, batchPort, rings } = workerData as AgentWorkerInput;
  if (isApart) lowerThreadPriority();
  const worker: Worker = {
    port,
    running: new Int32Array(state),
    singles: createRingReader(rings.singles),
    batches: createRingReader(rings.batches),
    slots: new Map(),
    heap: createHeapRoom(),
    readMembers: createMemberReader(),
    replies: createReplyWriter(createRingWriter(rings.replies), maxPackCalls),
    extras: [],
    taken: 0,
  };
  port.postMessage(readyMessage);
  port.on("message", (message: AgentWorkerMessage) => serve(worker, message));
  batchPort.on("message", (packed: Packed) => serveBatch(worker, packed));
};

if (parentPort !== null) startServing(parentPort);
