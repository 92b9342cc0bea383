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

const componentHeader = [0x00, 0x61, 0x73, 0x6d];

/** By its header, whether bytes are a component and no module; what is behind it may be anything. */
export const isComponent = (bytes: Uint8Array): boolean =>
  componentHeader.every((byte, index) => bytes[index] === byte) && bytes[6] === 0x01;
