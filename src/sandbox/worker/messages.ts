/** Messages between the main thread and the workers, except for the packs of `wire.ts`. */
import type { MessagePort } from "node:worker_threads";
import type { ComponentPlan } from "../component/types.ts";
import type { Failure } from "../failures.ts";
import type { PassedGuest } from "../pass-guest.ts";
import type { BlockingHostFunction, HostFunctionName, LogLine, ModulePolicy } from "../types.ts";
import type { Packed } from "./wire.ts";

export type Entry = "handle_message" | "call_tool" | "describe";

/** A component's core modules, and the plan by which they are instantiated. */
export interface ComponentParts {
  readonly modules: readonly WebAssembly.Module[];
  readonly plan: ComponentPlan;
}

/** Everything that a worker needs to create an instance and enforce its limits. */
export interface GuestSpec {
  /** Of a component, its first core module. */
  readonly module: WebAssembly.Module;
  readonly component: ComponentParts | null;
  /** For an Extism plug-in, the name of the function to call, whatever the entry is; otherwise null. */
  readonly plugIn: string | null;
  readonly imports: readonly HostFunctionName[];
  readonly entry: Entry;
  /** Maximum size of the memory, in bytes. */
  readonly memoryLimit: number;
  readonly fuel: number;
  readonly outputBytes: number;
  readonly hostCalls: number;
  readonly logBytes: number;
  /** If the output must be a JSON object, the members to keep; null if the output is used unchanged. */
  readonly members: readonly string[] | null;
}

/** Given to agent and tool workers when they start. */
interface WorkerInput {
  /** See {@link runningAt} and {@link answeredAt}. */
  readonly state: SharedArrayBuffer;
}

/** The ring buffers through which packs are sent to an agent worker and its results are returned. */
export interface WorkerRings {
  readonly singles: SharedArrayBuffer;
  readonly batches: SharedArrayBuffer;
  readonly replies: SharedArrayBuffer;
}

export interface AgentWorkerInput extends WorkerInput {
  /** The worker runs instances that delayed others. */
  readonly isApart: boolean;
  /** Carries packs of batch calls; everything else arrives on the parent's port. */
  readonly batchPort: MessagePort;
  readonly rings: WorkerRings;
}

export interface ToolWorkerInput extends WorkerInput {
  /** The port on which the host sends its answers. */
  readonly hostPort: MessagePort;
}

/** Index into the shared state: number of the running call, 0 if there is none. The watchdog reads it. */
export const runningAt = 0;
/** Index into the shared state: number of answers from the host so far. A tool that sent a request waits here for the next one. */
export const answeredAt = 1;
export const stateBytes = 8;

/** To an agent worker: the spec of this slot's instance, sent before the slot's first call. No answer. */
export interface DefineMessage {
  readonly kind: "define";
  readonly slot: number;
  readonly spec: GuestSpec;
}

/** To an agent worker: discard the slot and its instance. No answer. */
export interface DropMessage {
  readonly kind: "drop";
  readonly slot: number;
}

/** To an agent worker: run the slot's calls from now on, after some were returned unrun. No answer. */
export interface ResumeMessage {
  readonly kind: "resume";
  readonly slot: number;
}

export type AgentWorkerMessage = Packed | DefineMessage | DropMessage | ResumeMessage;

/** What only some results have: the failure and log lines. `index` is the position of the result in the reply. */
export interface Extra {
  readonly index: number;
  readonly failure: Failure | null;
  readonly logs: readonly LogLine[];
}

/** From an agent worker, sent once when it has started. */
export const readyMessage = "ready";

/** From an agent worker: packed results in the order of the calls, with their extras if there are any. */
export type AgentWorkerReply =
  | typeof readyMessage
  | Packed
  | { readonly packed: Packed; readonly extras: readonly Extra[] };

/** To a tool worker, which runs one call at a time. */
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

/** From a tool worker, which blocks until the answer arrives. */
export interface HostRequest {
  readonly call: number;
  readonly name: BlockingHostFunction;
  readonly request: Uint8Array;
}

/** To the worker that runs the pass; it answers each request before it takes the next. */
export interface PassRequest {
  readonly original: Uint8Array;
  readonly policy: ModulePolicy;
}

export type PassReply = { readonly passed: PassedGuest } | { readonly failure: Failure };
