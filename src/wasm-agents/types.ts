/** WASM agents as the rest of Caxton sees them. */
import type { WasmAgentDefinition } from "../domain/agent.ts";
import type { VersionHash } from "../domain/ids.ts";
import type { ResourceLimits } from "../domain/resource-limits.ts";
import type { WasmFeature } from "../domain/wasm.ts";
import type { CallResult } from "../sandbox/types.ts";

/** What is needed to try a module out. */
export interface ModuleOnTrial {
  readonly bytes: Uint8Array;
  readonly features: readonly WasmFeature[];
  readonly resources: ResourceLimits;
}

/** What the steps of an agent's life do to the instance of its version. */
export interface AgentInstances {
  /** Compiles the module. Throws `sandbox.*` and `database.*`. */
  load(version: VersionHash, definition: WasmAgentDefinition): Promise<void>;
  /**
   * Makes the instance, so that the first message does not wait for it, and tells whether it had to. Throws `sandbox.*` and
   * `database.*`.
   */
  start(version: VersionHash, definition: WasmAgentDefinition): Promise<boolean>;
  /** Resolves once the calls that the version has in hand in this process have ended. */
  drain(version: VersionHash): Promise<void>;
  /** Lets the calls in hand finish and frees the instance. The version is not called again before it is started. */
  unload(version: VersionHash): Promise<void>;
}

/**
 * Each agent version has one instance, made when it is started or first needed; its calls are answered in order. An output is JSON,
 * `{"performative":…,"content":…}` without any whitespace, whatever else the module said; null where it said nothing.
 */
export interface WasmAgents extends AgentInstances {
  /** Compiles and instantiates a module, and lets go of it. Throws `sandbox.*`. */
  tryOut(module: ModuleOnTrial): Promise<void>;
  /**
   * One message. Throws `sandbox.*` and `database.*` when the agent cannot be started, and `agent.invalid_state` once it is unloaded;
   * what the module does wrong is in the result.
   */
  call(
    version: VersionHash,
    definition: WasmAgentDefinition,
    input: Uint8Array,
    signal: AbortSignal,
  ): Promise<CallResult>;
  /** Many messages in order; the failure of one is never another's loss. */
  callBatch(
    version: VersionHash,
    definition: WasmAgentDefinition,
    inputs: readonly Uint8Array[],
    signal: AbortSignal,
  ): Promise<readonly CallResult[]>;
  /** The version is the active one of an agent that runs, whatever it was before: it may be called, and its instance is kept. */
  activate(version: VersionHash): void;
  /**
   * The version is not the agent's active one any more, or its agent was removed. Its instance serves conversations that began with it, and
   * is freed whenever it has had nothing to do for a while.
   */
  retire(version: VersionHash): void;
  close(): Promise<void>;
}
