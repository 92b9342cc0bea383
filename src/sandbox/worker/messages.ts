/** Messages between the main thread and the workers, except for the packs of `wire.ts`. */
import type { MessagePort } from "node:worker_threads";
import type { ComponentPlan } from "../component/types.ts";
import type { Failure } from "../failures.ts";
import type { PassedGuest } from "../pass-guest.ts";
import type { BlockingHostFunction, HostFunctionName, LogLine, ModulePolicy } from "../types.ts";
import type { Packed } from "./wire.ts";

export type Entry = "handle_message" | "call_tool" | "describe";

/** What a component is made of, and how. */
export interface ComponentParts {
  readonly modules: readonly WebAssembly.Module[];
  readonly plan: ComponentPlan;
}

/** All that a worker needs to make an instance and to hold it to its limits. */
export interface GuestSpec {
  /** The first one, where it is a component. */
  readonly module: WebAssembly.Module;
  readonly component: ComponentParts | null;
  /** Of an Extism plug-in: the function that is called, whatever the entry. */
  readonly plugIn: string | null;
  readonly imports: readonly HostFunctionName[];
  readonly entry: Entry;
  /** Bytes that the memory may grow to. */
  readonly memoryLimit: number;
  readonly fuel: number;
  readonly outputBytes: number;
  readonly hostCalls: number;
  readonly logBytes: number;
  /** Of an output that must be a JSON object, the members that are wanted; null where it is taken as it is. */
  readonly members: readonly string[] | null;
}

/** Given to agent and tool workers when they start. */
interface WorkerInput {
  /** Shared: see {@link runningAt}. */
  readonly state: SharedArrayBuffer;
}

/** The shared memory through which packs reach an agent worker, and its results come back. */
export interface WorkerRings {
  readonly singles: SharedArrayBuffer;
  readonly batches: SharedArrayBuffer;
  readonly replies: SharedArrayBuffer;
}

export interface AgentWorkerInput extends WorkerInput {
  /** It runs the instances that held up others. */
  readonly isApart: boolean;
  /** Carries packs of batch calls; everything else comes through the parent's port. */
  readonly batchPort: MessagePort;
  readonly rings: WorkerRings;
}

export interface ToolWorkerInput extends WorkerInput {
  /** On which the host answers. */
  readonly hostPort: MessagePort;
}

/** Index into the shared state: number of the call that runs right now, 0 for none. The watchdog reads it. */
export const runningAt = 0;
/** Index into the shared state: number of the host's answers so far; a tool that asked waits here for one more. */
export const answeredAt = 1;
export const stateBytes = 8;

/** To an agent worker: what the instance of this slot is made of, when a call first needs it. No answer. */
export interface DefineMessage {
  readonly kind: "define";
  readonly slot: number;
  readonly spec: GuestSpec;
}

/** To an agent worker: forget the slot and its instance. No answer. */
export interface DropMessage {
  readonly kind: "drop";
  readonly slot: number;
}

/** To an agent worker: calls of the slot that follow are to be run again, after some were given back. No answer. */
export interface ResumeMessage {
  readonly kind: "resume";
  readonly slot: number;
}

export type AgentWorkerMessage = Packed | DefineMessage | DropMessage | ResumeMessage;

/** What only some results have: why the call failed, and what was logged. `index` is the place of the result in the reply. */
export interface Extra {
  readonly index: number;
  readonly failure: Failure | null;
  readonly logs: readonly LogLine[];
}

/** From an agent worker, once: it has started. */
export const readyMessage = "ready";

/** From an agent worker: results in the order of the calls, packed; bare when there is nothing extra. */
export type AgentWorkerReply =
  | typeof readyMessage
  | Packed
  | { readonly packed: Packed; readonly extras: readonly Extra[] };

/** To a tool worker, which has one call at a time. */
export interface ToolCallMessage {
  readonly call: number;
  readonly spec: GuestSpec;
  readonly input: Uint8Array;
}

export interface ToolCallReply {
  readonly call: number;
  readonly failure: Failure | null;
  readonly logs: readonly LogLine[];
  readonly output: Uint8Array | null;
  readonly fuel: number;
  readonly hostCalls: number;
  readonly runMs: number;
  readonly memoryBytes: number;
}

/** From a tool worker, which then waits. */
export interface HostRequest {
  readonly call: number;
  readonly name: BlockingHostFunction;
  readonly request: Uint8Array;
}

/** To the worker that takes a large module through the pass, and is ended then. */
export interface PassRequest {
  readonly original: Uint8Array;
  readonly policy: ModulePolicy;
}

export type PassReply = { readonly passed: PassedGuest } | { readonly failure: Failure };
