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

/**
 * Each agent version has one instance, made when it is started or first needed; its calls are answered in order. An output is JSON,
 * `{"performative":…,"content":…}` without any space, whatever else the module said; null where it said nothing.
 */
export interface WasmAgents {
  /** Compiles and instantiates a module, and lets go of it. Throws `sandbox.*`. */
  tryOut(module: ModuleOnTrial): Promise<void>;
  /** Makes the instance ready, so that the first message does not wait for it. Throws `sandbox.*` and `database.*`. */
  start(version: VersionHash, definition: WasmAgentDefinition): Promise<void>;
  /** One message. Throws `sandbox.*` and `database.*` when the agent cannot be started; else its doing is in the result. */
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
  /** Lets what the version has in hand finish, and frees its instance. */
  release(version: VersionHash): Promise<void>;
  close(): Promise<void>;
}
