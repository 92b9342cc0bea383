/** The interface of WASM agents to the rest of Caxton. */
import type { WasmAgentDefinition } from "../domain/agent.ts";
import type { VersionHash } from "../domain/ids.ts";
import type { CallResult } from "../sandbox/types.ts";

/** The part of a definition that says what a call may use. */
export type LimitedDefinition = Pick<WasmAgentDefinition, "features" | "limits" | "resources">;

/** What is needed to test whether a module can be instantiated. */
export interface ModuleOnTrial extends LimitedDefinition {
  readonly bytes: Uint8Array;
}

/** What the steps of an agent's life cycle do with the instance of its version. */
export interface AgentInstances {
  /** Compiles the module. Throws `sandbox.*` and `database.*`. */
  load(version: VersionHash, definition: WasmAgentDefinition): Promise<void>;
  /**
   * Creates the instance, so that the first message does not have to wait for it. Returns false if it existed already. Throws `sandbox.*`
   * and `database.*`.
   */
  start(version: VersionHash, definition: WasmAgentDefinition): Promise<boolean>;
  /** Lets current calls finish and frees the instance. Further calls are refused until the version is started again. */
  unload(version: VersionHash): Promise<void>;
}

/**
 * Each agent version has one instance, created when the version is started or first needed. Its calls are answered in order. An output is
 * the JSON `{"performative":…,"content":…}` without insignificant whitespace and without the module's other members; null if the module
 * returned no response.
 */
export interface WasmAgents extends AgentInstances {
  /** Compiles and instantiates a module, then discards the instance. Throws `sandbox.*`. */
  tryOut(module: ModuleOnTrial): Promise<void>;
  /**
   * Handles one message. Throws `sandbox.*` and `database.*` if the agent cannot be started, and `agent.invalid_state` if it is unloaded;
   * failures of the module are returned in the result.
   */
  call(
    version: VersionHash,
    definition: WasmAgentDefinition,
    input: Uint8Array,
    signal: AbortSignal,
  ): Promise<CallResult>;
  /** Handles many messages in order. The failure of one does not affect the others. */
  callBatch(
    version: VersionHash,
    definition: WasmAgentDefinition,
    inputs: readonly Uint8Array[],
    signal: AbortSignal,
  ): Promise<readonly CallResult[]>;
  /** Marks the version as the active one of a running agent, even if it was retired or unloaded. It may be called, and its instance is kept. */
  activate(version: VersionHash): void;
  /**
   * Marks the version as replaced, or its agent as removed. Its instance continues to serve conversations that began with it, and is freed
   * when it has been idle for a while.
   */
  retire(version: VersionHash): void;
  close(): Promise<void>;
}
