/** Matches the results that an agent worker reports with the calls that were sent to it. */
import { workerFailed } from "../failures.ts";
import type { CallUsage } from "../types.ts";
import type { AgentWorkerReply, Extra, readyMessage } from "../worker/messages.ts";
import type { RingReader } from "../worker/ring.ts";
import {
  firstOf,
  readReply,
  type ReplyField,
  statusFailed,
  statusNoRoom,
  statusOutput,
  statusReturned,
} from "../worker/wire.ts";
import type { CallQueue } from "./call-queue.ts";
import { type AgentCall, answered, failed, type InstanceSlot, settle, singleAnswered } from "./calls.ts";

/** A call that fails after more than this, in milliseconds, has delayed other agents noticeably. */
const costlyMs = 1;

export interface ReplyDeps {
  readonly singles: CallQueue;
  readonly batches: CallQueue;
  readonly ring: RingReader;
  /** The worker finished a call, cancelled or not. `memoryBytes` is the memory that its instance holds now. */
  readonly onAnswer: (slot: InstanceSlot, memoryBytes: number) => void;
  /** A call failed after delaying others, and its instance is gone. Called before `onAnswer`. */
  readonly onCostlyFailure: (slot: InstanceSlot) => void;
  /** All of the slot's calls that were sent to the worker have come back, some of them without having been run. */
  readonly onReturned: (slot: InstanceSlot) => void;
}

/** How fast the worker ran the calls of one reply. */
export interface Pace {
  /** Calls that were run. */
  readonly ran: number;
  /** Their total running time, in milliseconds. */
  readonly ms: number;
}

const noExtras: readonly Extra[] = [];

/** Copies the usage, because the field is overwritten by the next result. */
const usageOf = ({ fuel, hostCalls, runMs, memoryBytes }: ReplyField): CallUsage => ({
  fuel,
  hostCalls,
  runMs,
  memoryBytes,
});

/** Settles the call with what the worker reported. */
const settleFrom = (call: AgentCall, field: ReplyField, bytes: Uint8Array, extra: Extra | undefined): void => {
  if (call.settled) return;
  if (field.status === statusFailed) {
    settle(
      call,
      failed(extra?.failure ?? workerFailed("it reported a failure without a reason"), usageOf(field), extra?.logs),
    );
    return;
  }
  const output = field.status === statusOutput ? call.slot.keepOutput(bytes, field.start, field.length) : null;
  if (call.inBatch) settle(call, answered(output, usageOf(field), extra?.logs));
  else settle(call, singleAnswered(output, field, extra?.logs));
};

/**
 * Creates the function that reads replies. It returns null if a result belongs to no call; the worker cannot be trusted after that.
 */
export const createReplyReader = (
  deps: ReplyDeps,
): ((reply: Exclude<AgentWorkerReply, typeof readyMessage>) => Pace | null) => {
  const { singles, batches, ring } = deps;

  const giveBack = (call: AgentCall, lacksRoom: boolean): void => {
    const { slot } = call;
    slot.sent -= 1;
    slot.returned.push(call);
    if (lacksRoom) slot.lacksRoom = true;
    if (slot.sent === 0) deps.onReturned(slot);
  };

  const answer = (call: AgentCall, field: ReplyField, bytes: Uint8Array, extra: Extra | undefined): void => {
    const { slot } = call;
    slot.sent -= 1;
    settleFrom(call, field, bytes, extra);
    const isPoisoned = field.status === statusFailed && field.memoryBytes === 0;
    if (isPoisoned && field.runMs > costlyMs) deps.onCostlyFailure(slot);
    deps.onAnswer(slot, field.memoryBytes);
  };

  return (reply) => {
    const isBare = typeof reply === "number" || reply instanceof ArrayBuffer;
    const packed = isBare ? reply : reply.packed;
    const extras = isBare ? noExtras : reply.extras;
    const first = firstOf(packed, ring);
    const queue = singles.next(first) === null ? batches : singles;
    let nextExtra = 0;
    let matches = true;
    let ran = 0;
    let ms = 0;
    readReply(packed, ring, (index, field, bytes) => {
      const call = queue.next(first + index);
      if (call === null) {
        matches = false;
        return;
      }
      queue.advance();
      const extra = extras[nextExtra]?.index === index ? extras[nextExtra] : undefined;
      if (extra !== undefined) nextExtra += 1;
      if (field.status === statusNoRoom || field.status === statusReturned) {
        giveBack(call, field.status === statusNoRoom);
        return;
      }
      ran += 1;
      ms += field.runMs;
      answer(call, field, bytes, extra);
    });
    return matches ? { ran, ms } : null;
  };
};
