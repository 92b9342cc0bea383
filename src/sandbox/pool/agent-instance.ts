/**
 * The caller's handle to an agent's instance. There are hundreds of thousands of calls per second, so each costs only one promise and one
 * small object.
 */
import { cancelled, type Failure, inputTooLarge, overloaded } from "../failures.ts";
import type { CallResult, SandboxInstance } from "../types.ts";
import type { AgentPool } from "./agent-pool.ts";
import {
  type AgentCall,
  createBatchCall,
  createBatchJob,
  createSingleCall,
  failed,
  type InstanceSlot,
  isIdle,
  settle,
  whyAborted,
} from "./calls.ts";
import type { Tally } from "./tally.ts";

export interface InstanceParts {
  readonly pool: AgentPool;
  /** Counts the results of all calls. */
  readonly tally: Tally;
  readonly slot: InstanceSlot;
  /** Maximum size of an input, in bytes. */
  readonly inputBytes: number;
  /** Makes sure that the watchdog is running. */
  readonly watch: () => void;
  /** Why no more calls are accepted; null while they are. */
  readonly refusal: () => Failure | null;
}

type Enqueue = (calls: readonly AgentCall[]) => void;

const enqueueIn =
  (pool: AgentPool, slot: InstanceSlot, watch: () => void): Enqueue =>
  (calls) => {
    const why = pool.enqueue(slot, calls);
    if (why === null) watch();
    else for (const call of calls) settle(call, failed(overloaded(why)));
  };

/** Creates the slot's instance before the first call. */
export const prepare = (pool: AgentPool, slot: InstanceSlot, watch: () => void): Promise<CallResult> =>
  new Promise((resolve) => {
    enqueueIn(pool, slot, watch)([createSingleCall(slot, null, { settled: (_, result) => resolve(result) })]);
  });

export const createInstance = ({ pool, tally, slot, inputBytes, watch, refusal }: InstanceParts): SandboxInstance => {
  const enqueue = enqueueIn(pool, slot, watch);
  let closing: Promise<void> | null = null;

  /** Why a call is refused before it is queued; null if it is not. */
  const refused = (signal: AbortSignal | undefined): Failure | null => {
    if (signal?.aborted === true) return whyAborted(signal);
    return closing === null ? refusal() : cancelled("the instance was closed");
  };

  const refuse = (why: Failure): CallResult => {
    const result = failed(why);
    tally.note(result);
    return result;
  };

  /** Makes calls that the signal can cancel. `enqueue` may settle some of them synchronously. */
  const callUnder = async <Result>(
    signal: AbortSignal,
    make: (resolve: (result: Result) => void) => readonly AgentCall[],
  ): Promise<Result> => {
    let calls: readonly AgentCall[] = [];
    const onAbort = (): void => pool.cancel(slot, calls, whyAborted(signal));
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await new Promise((resolve) => {
        calls = make(resolve);
      });
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  };

  const callOne = (input: Uint8Array, resolve: (result: CallResult) => void): readonly AgentCall[] => {
    const settled = (_: number, result: CallResult): void => {
      tally.note(result);
      resolve(result);
    };
    const calls = [createSingleCall(slot, input, { settled })];
    enqueue(calls);
    return calls;
  };

  const callMany = (
    inputs: readonly Uint8Array[],
    resolve: (results: readonly CallResult[]) => void,
  ): readonly AgentCall[] => {
    const job = createBatchJob(inputs.length, tally.note, resolve);
    const calls: AgentCall[] = [];
    for (const [index, input] of inputs.entries()) {
      if (input.length > inputBytes) job.settled(index, failed(inputTooLarge(input.length, inputBytes)));
      else calls.push(createBatchCall(slot, input, job, index));
    }
    if (calls.length > 0) enqueue(calls);
    return calls;
  };

  const close = (): Promise<void> =>
    new Promise((resolve) => {
      const finish = (): void => {
        slot.whenIdle = null;
        pool.release(slot);
        resolve();
      };
      if (isIdle(slot)) finish();
      else slot.whenIdle = finish;
    });

  return {
    call: (input, signal) => {
      const why = refused(signal) ?? (input.length > inputBytes ? inputTooLarge(input.length, inputBytes) : null);
      if (why !== null) return Promise.resolve(refuse(why));
      if (signal !== undefined)
        return callUnder(signal, (resolve: (result: CallResult) => void) => callOne(input, resolve));
      return new Promise((resolve) => {
        callOne(input, resolve);
      });
    },
    callBatch: (inputs, signal) => {
      const why = refused(signal);
      if (why !== null) return Promise.resolve(inputs.map(() => refuse(why)));
      if (signal !== undefined) {
        return callUnder(signal, (resolve: (results: readonly CallResult[]) => void) => callMany(inputs, resolve));
      }
      return new Promise((resolve) => {
        callMany(inputs, resolve);
      });
    },
    close: () => (closing ??= close()),
  };
};
