/** The errors of the pass. Each says what was found, where, why it is not allowed, and what to do. */
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

/** @param reason a clause without a capital letter and a full stop, such as “a name is not UTF-8” */
export const invalidModule = (reason: string, place: Place, cause?: unknown): CaxtonError =>
  new CaxtonError("sandbox.invalid_module", `The module is not valid WebAssembly: ${reason} (${at(place)}).`, {
    hint: "Build the module again and check it with `wasm-validate` or `wasm-tools validate`. Caxton accepts the binary format (.wasm) of a core module or a component.",
    facts: factsOf(place),
    cause,
  });

const allow = (feature: WasmFeature): string => `, or ask the operator to allow “${feature}” for this module.`;

/** Removes the instructions that precompiled libraries use, such as Rust's; the flags are those of sdk/rust/build.mjs. */
const lowering =
  "`wasm-opt in.wasm -o out.wasm -O3 --enable-bulk-memory --enable-nontrapping-float-to-int --llvm-memory-copy-fill-lowering`";

const remedies: Readonly<Record<WasmFeature, string>> = {
  simd: `Build without SIMD (Rust: no \`-C target-feature=+simd128\`; clang: no \`-msimd128\`; AssemblyScript: \`--disable simd\`)${allow("simd")}`,
  "relaxed-simd": `Build without relaxed SIMD (Rust: \`-C target-feature=-relaxed-simd\`; clang: \`-mno-relaxed-simd\`)${allow("relaxed-simd")}`,
  "reference-types": `Build without reference types (Rust: \`-C target-feature=-reference-types\` or \`-C target-cpu=mvp\`; clang: \`-mno-reference-types\`; AssemblyScript: \`--disable reference-types\`)${allow("reference-types")}`,
  "bulk-memory": `Rewrite memory.copy and memory.fill as loops with ${lowering}, or build without them (AssemblyScript: \`--disable bulk-memory\`; Rust: \`-C target-cpu=mvp\` also needs \`-Z build-std\`, because the precompiled std uses them)${allow("bulk-memory")}`,
  threads: `Build for one thread (no \`-pthread\`, no \`+atomics\`)${allow("threads")}`,
  memory64: "Build for wasm32. Memories and tables with 64-bit addresses are never allowed.",
  "multi-memory": `Build with one memory (\`wasm-opt --multi-memory-lowering\` joins several)${allow("multi-memory")}`,
  "tail-calls": `Build without tail calls (Rust and clang: \`-mno-tail-call\`, or no \`+tail-call\`)${allow("tail-calls")}`,
  "extended-const": `Build without extended constants (clang: \`-mno-extended-const\`, which position-independent code needs)${allow("extended-const")}`,
  gc: "Build for linear memory. Garbage-collected types and typed function references are never allowed, because their memory cannot be limited.",
  exceptions: `Build without exceptions (clang: \`-fno-exceptions\`; Rust: \`-C panic=abort\`; Emscripten: \`-fignore-exceptions\`)${allow("exceptions")}`,
};

/** `what` names the instruction or type, such as “memory.fill”. */
export const featureRefused = (feature: WasmFeature, what: string, place: Place): CaxtonError =>
  new CaxtonError(
    "sandbox.feature_refused",
    `The module uses ${what} ${at(place)}. Its policy does not allow the feature “${feature}”.`,
    { hint: remedies[feature], facts: { feature, found: what, ...factsOf(place) } },
  );

/** For features that no policy can allow. */
export const neverAllowed = (feature: string, what: string, place: Place, hint: string): CaxtonError =>
  new CaxtonError(
    "sandbox.feature_refused",
    `The module uses ${what} ${at(place)}. Caxton never allows this (feature “${feature}”).`,
    { hint, facts: { feature, found: what, ...factsOf(place) } },
  );

export const neverAllowedFeature = (feature: "gc" | "memory64", what: string, place: Place): CaxtonError =>
  neverAllowed(feature, what, place, remedies[feature]);

/** A guest's names may be megabytes long. */
const longestName = 200;

/** A name as it appears in messages. */
export const shown = (name: string): string => (name.length <= longestName ? name : `${name.slice(0, longestName)}…`);

/** @param why a clause, such as “the host has no such function” */
export const importRefused = (module: string, name: string, why: string, hint: string, offset: number): CaxtonError =>
  new CaxtonError(
    "sandbox.import_refused",
    `The module imports “${shown(module)}.${shown(name)}” at byte ${offset}, but ${why}.`,
    {
      hint,
      facts: { module: shown(module), name: shown(name), offset },
    },
  );

export const moduleTooLarge = (bytes: number, limit: number): CaxtonError =>
  new CaxtonError("sandbox.module_too_large", `The module has ${bytes} bytes. At most ${limit} are allowed.`, {
    hint: 'Build for size and without debug information (`wasm-opt -Oz --strip-debug`; Rust: `opt-level = "z"`, `lto = true`, `strip = true`), or ask the operator to raise the limit.',
    facts: { bytes, limit },
  });

/** @param what a plural, such as “globals” */
export const tooManyEntries = (what: string, count: number, limit: number, place: Place): CaxtonError =>
  new CaxtonError(
    "sandbox.module_too_large",
    `The module has ${count} ${what} ${at(place)}. At most ${limit} are allowed.`,
    {
      hint: "Remove what is not used (`wasm-opt -O2`; linker: `--gc-sections`, and no `--export-all`), or split the program into several modules.",
      facts: { found: what, count, limit, ...factsOf(place) },
    },
  );

export const functionTooLarge = (bytes: number, limit: number, place: Place): CaxtonError =>
  new CaxtonError(
    "sandbox.module_too_large",
    `A function has ${bytes} bytes (${at(place)}). At most ${limit} are allowed for one function.`,
    {
      hint: "Inline less (`wasm-opt --one-caller-inline-max-function-size=0`; Rust: `#[inline(never)]` on the functions that it calls), or move static data out of code.",
      facts: { bytes, limit, ...factsOf(place) },
    },
  );

const lessToCompile =
  "Split large functions and inline less (`wasm-opt --one-caller-inline-max-function-size=0`), merge local variables (`wasm-opt --coalesce-locals`), and pass structures by pointer instead of as many values.";

/** Compiling the function would take too much time or memory; see compile-work.ts. */
export const functionTooComplex = (work: number, limit: number, place: Place): CaxtonError =>
  new CaxtonError(
    "sandbox.module_too_large",
    `Compiling a function would take as much work as ${work} ordinary instructions (${at(place)}). At most ${limit} are allowed for one function. Local variables, branches, loops and calls with many values increase the work.`,
    { hint: lessToCompile, facts: { work, limit, ...factsOf(place) } },
  );

export const moduleTooComplex = (work: number, limit: number): CaxtonError =>
  new CaxtonError(
    "sandbox.module_too_large",
    `Compiling the module would take as much work as ${work} ordinary instructions. At most ${limit} are allowed for a module of this size.`,
    { hint: lessToCompile, facts: { work, limit } },
  );

export const memoryTooLarge = (bytes: number, limit: number): CaxtonError =>
  new CaxtonError(
    "sandbox.memory_limit_exceeded",
    `The module needs ${bytes} bytes of memory at its start. At most ${limit} are allowed.`,
    {
      hint: "Lower the initial memory (linker: `--initial-memory`, `-z stack-size`; AssemblyScript: `--initialMemory`) or the static data, or ask the operator to raise the limit.",
      facts: { bytes, limit },
    },
  );

export const tableTooLarge = (elements: number, limit: number): CaxtonError =>
  new CaxtonError(
    "sandbox.table_limit_exceeded",
    `The module's tables have ${elements} elements at its start. At most ${limit} are allowed for all tables together.`,
    {
      hint: "Take the address of fewer functions (`wasm-opt -O2` removes unused functions), or ask the operator to raise the limit.",
      facts: { elements, limit },
    },
  );
