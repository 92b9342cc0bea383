/** The stores of WebAssembly modules and tools. Part of `stores.ts`. */
import type { JsonObject } from "../domain/json.ts";
import type { ModuleHash } from "../domain/wasm.ts";

export interface NewModule {
  readonly sha256: ModuleHash;
  readonly bytes: Uint8Array;
}

/** The bytes of WebAssembly modules by hash. They are written together with the agent or tool that needs them. */
export interface ModuleStore {
  find(sha256: ModuleHash): Promise<Uint8Array | null>;
  /** Deletes modules that no agent version and no tool refers to; returns their number. */
  sweep(): Promise<number>;
}

/** An uploaded tool. */
export interface ToolRecord {
  readonly name: string;
  readonly manifest: JsonObject;
  readonly module: ModuleHash;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ToolStore {
  /** Returns `false`, without a change, if the name is taken. */
  add(tool: { readonly name: string; readonly manifest: JsonObject; readonly module: NewModule }): Promise<boolean>;
  /** Sorted by name. */
  all(): Promise<readonly ToolRecord[]>;
  /** `false` if there is no such tool. */
  remove(name: string): Promise<boolean>;
}
