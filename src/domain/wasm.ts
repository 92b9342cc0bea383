/** What is known of a WebAssembly module without parsing it. */
import type { Brand } from "./brand.ts";

/**
 * Features in addition to WebAssembly 1.0, mutable globals, sign extension, saturating float-to-int conversion and
 * multiple values, which are always allowed. All of these are disabled unless allowed by name.
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

/** A module with the plain ABI, a component (WIT, WASI 0.2) for one of our worlds, or an Extism plug-in. */
export const guestKinds = ["core", "component", "extism"] as const;

export type GuestKind = (typeof guestKinds)[number];

/** SHA-256 of a module's original bytes, in lower-case hexadecimal. */
export type ModuleHash = Brand<string, "ModuleHash">;

const componentHeader = [0x00, 0x61, 0x73, 0x6d];

/** Whether bytes are a component and not a module, by the header alone; the rest is not checked. */
export const isComponent = (bytes: Uint8Array): boolean =>
  componentHeader.every((byte, index) => bytes[index] === byte) && bytes[6] === 0x01;
