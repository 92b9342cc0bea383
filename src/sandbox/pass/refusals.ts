/** The refusals of the pass. Each says what was found, where, and what the author or the operator can do. */
import { CaxtonError } from "../../domain/errors.ts";
import type { WasmFeature } from "../types.ts";

/** Where in the module something was found. */
export interface Place {
  /** In bytes from the module's start. */
  readonly offset: number;
  /** Counted including imports, as in `wasm-objdump`; only if found in a function. */
  readonly functionIndex?: number | undefined;
}

const inFunction = (place: Place): string =>
  place.functionIndex === undefined ? "" : `, in function ${place.functionIndex}`;

const at = (place: Place): string => `at byte ${place.offset}${inFunction(place)}`;

const factsOf = (place: Place): Readonly<Record<string, number>> =>
  place.functionIndex === undefined
    ? { offset: place.offset }
    : { offset: place.offset, functionIndex: place.functionIndex };

export const invalidModule = (reason: string, offset: number, cause?: unknown): CaxtonError =>
  new CaxtonError("sandbox.invalid_module", `This is no valid WebAssembly module: ${reason} (at byte ${offset})`, {
    hint: "Build the module again, and check it with `wasm-validate` or `wasm-tools validate`. Caxton takes the binary format (.wasm) of a core module, or of a component.",
    facts: { offset },
    cause,
  });

const allow = (feature: WasmFeature): string => `, or have the operator allow “${feature}” for this module.`;

/** Removes the instructions that precompiled libraries use, such as Rust's; the flags are those of sdk/rust/build.mjs. */
const lowering =
  "`wasm-opt in.wasm -o out.wasm -O3 --enable-bulk-memory --enable-nontrapping-float-to-int --llvm-memory-copy-fill-lowering`";

const remedies: Readonly<Record<WasmFeature, string>> = {
  simd: `Build without SIMD (Rust: no \`-C target-feature=+simd128\`; clang: no \`-msimd128\`; AssemblyScript: \`--disable simd\`)${allow("simd")}`,
  "relaxed-simd": `Build without relaxed SIMD (Rust: \`-C target-feature=-relaxed-simd\`; clang: \`-mno-relaxed-simd\`)${allow("relaxed-simd")}`,
  "reference-types": `Build without reference types (Rust: \`-C target-feature=-reference-types\` or \`-C target-cpu=mvp\`; clang: \`-mno-reference-types\`; AssemblyScript: \`--disable reference-types\`)${allow("reference-types")}`,
  "bulk-memory": `Rewrite memory.copy and memory.fill as loops with ${lowering}, or build without them (AssemblyScript: \`--disable bulk-memory\`; Rust: \`-C target-cpu=mvp\` also wants \`-Z build-std\`, because the precompiled std uses them)${allow("bulk-memory")}`,
  threads: `Build for one thread (no \`-pthread\`, no \`+atomics\`)${allow("threads")}`,
  memory64: "Build for wasm32: memories and tables with 64-bit addresses are never allowed.",
  "multi-memory": `Build with one memory (\`wasm-opt --multi-memory-lowering\` joins several)${allow("multi-memory")}`,
  "tail-calls": `Build without tail calls (Rust and clang: \`-mno-tail-call\`, or no \`+tail-call\`)${allow("tail-calls")}`,
  "extended-const": `Build without extended constants (clang: \`-mno-extended-const\`, which position-independent code needs)${allow("extended-const")}`,
  gc: "Build for linear memory: garbage-collected types, typed function references and what builds on them are never allowed, because the pass cannot bound the memory that they take.",
  exceptions: `Build without exceptions (clang: \`-fno-exceptions\`; Rust: \`-C panic=abort\`; Emscripten: \`-fignore-exceptions\`)${allow("exceptions")}`,
};

/** `what` names the instruction or type, such as “memory.fill”. */
export const featureRefused = (feature: WasmFeature, what: string, place: Place): CaxtonError =>
  new CaxtonError(
    "sandbox.feature_refused",
    `The module uses ${what} (feature “${feature}”) ${at(place)}; its policy does not allow that.`,
    { hint: remedies[feature], facts: { feature, found: what, ...factsOf(place) } },
  );

/** For features that no policy can allow. */
export const neverAllowed = (feature: string, what: string, place: Place, hint: string): CaxtonError =>
  new CaxtonError(
    "sandbox.feature_refused",
    `The module uses ${what} (feature “${feature}”) ${at(place)}, which Caxton never allows.`,
    { hint, facts: { feature, found: what, ...factsOf(place) } },
  );

export const neverAllowedFeature = (feature: "gc" | "memory64", what: string, place: Place): CaxtonError =>
  neverAllowed(feature, what, place, remedies[feature]);

export const importRefused = (module: string, name: string, why: string, hint: string, offset: number): CaxtonError =>
  new CaxtonError("sandbox.import_refused", `The module imports “${module}.${name}” (at byte ${offset}): ${why}`, {
    hint,
    facts: { module, name, offset },
  });

export const moduleTooLarge = (bytes: number, limit: number): CaxtonError =>
  new CaxtonError("sandbox.module_too_large", `The module has ${bytes} bytes; at most ${limit} are allowed.`, {
    hint: 'Build for size and without debug information (`wasm-opt -Oz --strip-debug`; Rust: `opt-level = "z"`, `lto = true`, `strip = true`), or have the operator raise the limit.',
    facts: { bytes, limit },
  });

export const functionTooLarge = (bytes: number, limit: number, place: Place): CaxtonError =>
  new CaxtonError(
    "sandbox.module_too_large",
    `A function has ${bytes} bytes ${at(place)}; at most ${limit} are allowed for one.`,
    {
      hint: "Inline less (`wasm-opt --one-caller-inline-max-function-size=0`; Rust: `#[inline(never)]` on what it calls), or move static data out of code.",
      facts: { bytes, limit, ...factsOf(place) },
    },
  );

export const memoryTooLarge = (bytes: number, limit: number): CaxtonError =>
  new CaxtonError(
    "sandbox.memory_limit_exceeded",
    `The module starts with ${bytes} bytes of memory; at most ${limit} are allowed.`,
    {
      hint: "Lower the initial memory (linker: `--initial-memory`, `-z stack-size`; AssemblyScript: `--initialMemory`) or the static data, or have the operator raise the limit.",
      facts: { bytes, limit },
    },
  );

export const tableTooLarge = (elements: number, limit: number): CaxtonError =>
  new CaxtonError(
    "sandbox.table_limit_exceeded",
    `The module's tables start with ${elements} elements; at most ${limit} are allowed, all tables together.`,
    {
      hint: "Fewer functions whose address is taken make a smaller table (`wasm-opt -O2` drops what is not used), or have the operator raise the limit.",
      facts: { elements, limit },
    },
  );
