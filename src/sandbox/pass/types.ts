/** What the pass gives, and what of its doing the host must know. */
import type { HostFunctionName } from "../types.ts";

/** Every change to what the pass writes, charges or refuses counts this up: the old results are then found no more. */
export const passVersion = 2;

/**
 * The exported mutable i64 global that holds the fuel that is left. It starts at 0: the host sets it before a call and
 * reads it after. Below zero means that the guest ran out; it then traps at its next step, until the host refuels it.
 */
export const fuelExport = "caxton:fuel";

/**
 * The exported mutable i32 global that is 1 once a `memory.grow` was answered with -1: the guest wanted more memory than
 * it may have. The host may set it back to 0.
 */
export const memoryRefusedExport = "caxton:memory_refused";

/** The same two globals under this module's name, where several modules that belong together burn the same fuel. No guest may import from it. */
export const fuelModule = "caxton:sandbox";

/** Exports of guests must not begin with this. */
export const reservedExportPrefix = "caxton:";

export interface MemoryPages {
  /** Of all memories together, in pages of 64 KiB. */
  readonly initial: number;
  readonly maximum: number;
}

export interface PassedModule {
  /** Checked, capped and metered; `WebAssembly.validate` says yes to it. */
  readonly wasm: Uint8Array;
  /** Of the original bytes, in lower-case hexadecimal. */
  readonly sha256: string;
  /** Of the original bytes, the policy and the pass's version, in lower-case hexadecimal. */
  readonly key: string;
  readonly imports: readonly HostFunctionName[];
  /** Names of the guest's own exports, without those that the pass adds. */
  readonly exports: readonly string[];
  /** `null` when the module has no memory. */
  readonly memoryPages: MemoryPages | null;
}
