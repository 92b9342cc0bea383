/** What the rest of Caxton may ask of the database about WebAssembly modules and tools. Part of `stores.ts`. */
import type { JsonObject } from "../domain/json.ts";
import type { ModuleHash } from "../domain/wasm.ts";

export interface NewModule {
  readonly sha256: ModuleHash;
  readonly bytes: Uint8Array;
}

/** The bytes of WebAssembly modules, by their hash. They are written with what needs them. */
export interface ModuleStore {
  find(sha256: ModuleHash): Promise<Uint8Array | null>;
  /** Removes what no agent version and no tool names; answers with how many. */
  sweep(): Promise<number>;
}

/** A tool that somebody uploaded. */
export interface ToolRecord {
  readonly name: string;
  readonly manifest: JsonObject;
  readonly module: ModuleHash;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ToolStore {
  /** Answers `false`, changing nothing, when the name is taken. */
  add(tool: { readonly name: string; readonly manifest: JsonObject; readonly module: NewModule }): Promise<boolean>;
  /** By name. */
  all(): Promise<readonly ToolRecord[]>;
  /** `false` when there is no such tool. */
  remove(name: string): Promise<boolean>;
}
