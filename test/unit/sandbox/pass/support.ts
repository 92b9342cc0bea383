import { CaxtonError } from "../../../../src/domain/errors.ts";
import { passModule } from "../../../../src/sandbox/pass/pass.ts";
import type { ModulePolicy } from "../../../../src/sandbox/types.ts";

/** The size of a page of memory in bytes. */
export const page = 65_536;

/** A policy that allows no features and no imports, with the given changes. */
export const policy = (changes: Partial<ModulePolicy> = {}): ModulePolicy => ({
  features: [],
  maxModuleBytes: 100_000,
  maxMemoryBytes: 4 * page,
  maxTableElements: 100,
  imports: [],
  ...changes,
});

/** The error with which the pass refuses a module; throws if the pass accepts it. */
export const refusal = (bytes: Uint8Array, changes: Partial<ModulePolicy> = {}): CaxtonError => {
  try {
    passModule(bytes, policy(changes));
  } catch (error) {
    if (error instanceof CaxtonError) return error;
    throw error;
  }
  throw new TypeError("The pass refused nothing.");
};

/** Whether the engine of this Node.js accepts the module. */
export const known = (bytes: Uint8Array): boolean => WebAssembly.validate(bytes);
