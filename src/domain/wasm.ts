/** What may be said of a WebAssembly module without looking into it. */
import type { Brand } from "./brand.ts";

/**
 * Features beyond the first version of the standard, mutable globals, sign extension, saturating float-to-int conversion
 * and multiple values (those are always allowed). All of these are off unless they are allowed by name.
 */
export const wasmFeatures = [
  "simd",
  "relaxed-simd",
  "reference-types",
  "bulk-memory",
  "threads",
  "memory64",
  "multi-memory",
  "tail-calls",
  "extended-const",
  "gc",
  "exceptions",
] as const;

export type WasmFeature = (typeof wasmFeatures)[number];

/** SHA-256 of a module's bytes as they came, in lower-case hexadecimal. */
export type ModuleHash = Brand<string, "ModuleHash">;
