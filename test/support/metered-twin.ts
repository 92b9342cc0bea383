/** Runs a module twice, in its original form and after the pass, and compares the visible results. */
import { meterModule } from "../../src/sandbox/pass/pass.ts";
import { wasmFeatures } from "../../src/domain/wasm.ts";
import { fuelExport } from "../../src/sandbox/pass/types.ts";
import type { ModulePolicy } from "../../src/sandbox/types.ts";

/** Allows everything that can be allowed. */
export const permissive: ModulePolicy = {
  features: wasmFeatures,
  maxModuleBytes: 1 << 24,
  maxMemoryBytes: 2 ** 36,
  maxTableElements: 100_000_000,
  imports: ["log", "now_ms", "random", "host_read"],
};

/** More than any test burns. */
export const plenty = 2n ** 60n;

export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly kind: string; readonly message: string };

export const attempt = (task: () => unknown): Outcome => {
  try {
    return { ok: true, value: task() };
  } catch (error) {
    if (!(error instanceof Error)) return { ok: false, kind: typeof error, message: String(error) };
    // The engine's messages contain offsets, which differ between the two.
    return { ok: false, kind: error.constructor.name, message: error.message.replaceAll(/@\+\d+/g, "") };
  }
};

const sameValue = (one: unknown, other: unknown): boolean => {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((value, index) => sameValue(value, other[index]));
  // Functions of two instances are never identical, so it is enough that both are functions of the same length.
  if (typeof one === "function" && typeof other === "function") return one.length === other.length;
  return Object.is(one, other);
};

export const sameOutcome = (one: Outcome, other: Outcome): boolean => {
  if (one.ok && other.ok) return sameValue(one.value, other.value);
  return !one.ok && !other.ok && one.kind === other.kind && one.message === other.message;
};

export const ranOutOfStack = (outcome: Outcome): boolean => !outcome.ok && outcome.kind === "RangeError";

/** The pass, with all imports allowed. */
export const meter = (bytes: Uint8Array, policy: ModulePolicy = permissive): Uint8Array =>
  meterModule(bytes, policy, () => {}).wasm;

export const fuelOf = (exports: WebAssembly.Exports): WebAssembly.Global => exports[fuelExport] as WebAssembly.Global;

export const setFuel = (exports: WebAssembly.Exports, fuel: bigint): void => {
  fuelOf(exports).value = fuel;
};

export const fuelLeft = (exports: WebAssembly.Exports): bigint => fuelOf(exports).value as bigint;
