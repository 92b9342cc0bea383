/** The results of the pass, and the conventions that the host needs to know. */
import type { HostFunctionName } from "../types.ts";

/**
 * Increase this with every change to what the pass writes, charges or refuses; cached results of older versions are
 * then ignored.
 */
export const passVersion = 4;

/**
 * The exported mutable i64 global that holds the remaining fuel. It starts at 0: the host sets it before a call and
 * reads it after. A negative value means that the guest ran out of fuel; it then traps at its next step until the host
 * refuels it.
 */
export const fuelExport = "caxton:fuel";

/**
 * The exported mutable i32 global that is set to 1 when a `memory.grow` returns -1, that is, when the guest asked for
 * more memory than it may have. The host may reset it to 0.
 */
export const memoryRefusedExport = "caxton:memory_refused";

/**
 * Import module of the same two globals, used when several modules share their fuel. Guests cannot import from it
 * themselves.
 */
export const fuelModule = "caxton:sandbox";

/** Guests may not export names with this prefix. */
export const reservedExportPrefix = "caxton:";

export interface MemoryPages {
  /** Total of all memories, in pages of 64 KiB. */
  readonly initial: number;
  readonly maximum: number;
}

export interface PassedModule {
  /** Checked, capped and metered; accepted by `WebAssembly.validate`. */
  readonly wasm: Uint8Array;
  /** SHA-256 of the original bytes, in lower-case hexadecimal. */
  readonly sha256: string;
  /** Hash of the original bytes, the policy and the pass version, in lower-case hexadecimal. */
  readonly key: string;
  readonly imports: readonly HostFunctionName[];
  /** Names of the guest's own exports, without those that the pass added. */
  readonly exports: readonly string[];
  /** `null` if the module has no memory. */
  readonly memoryPages: MemoryPages | null;
}
