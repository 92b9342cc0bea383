/**
 * The pass over a guest's module: checks it against its policy, caps its memory and tables, and meters its fuel. The
 * result is safe to instantiate: it cannot exceed its memory limit, can call only the functions that it was granted,
 * and always stops.
 */
import { createHash } from "node:crypto";
import { CaxtonError } from "../../domain/errors.ts";
import { isComponent } from "../../domain/wasm.ts";
import type { HostFunctionName, ModulePolicy } from "../types.ts";
import { hostImportsOnly, type ImportRule } from "./imports.ts";
import { createGate, type Gate } from "./instructions.ts";
import { capModule } from "./limits.ts";
import { readModule } from "./module-reader.ts";
import { checkFunctions, writeModule } from "./module-writer.ts";
import { invalidModule, moduleTooLarge } from "./refusals.ts";
import type { ModuleShape } from "./shape.ts";
import { passVersion, type MemoryPages, type PassedModule } from "./types.ts";

const hash = (...parts: readonly (string | Uint8Array)[]): string => {
  const digest = createHash("sha256");
  for (const part of parts) digest.update(part);
  return digest.digest("hex");
};

/** Equal for equivalent policies, whatever the order of their members. */
const policyText = (policy: ModulePolicy): string =>
  JSON.stringify([
    [...new Set(policy.features)].toSorted(),
    policy.maxModuleBytes,
    policy.maxMemoryBytes,
    policy.maxTableElements,
    [...new Set(policy.imports)].toSorted(),
  ]);

/** Cache key of the pass's result for these bytes and this policy: SHA-256, lower-case hexadecimal. */
export const passKey = (original: Uint8Array, policy: ModulePolicy): string =>
  hash(`caxton pass ${passVersion}\n${policyText(policy)}\n`, original);

const wholeModule = { offset: 0 };

/** The engine's message about an invalid module. */
const engineSays = (bytes: Uint8Array): string => {
  try {
    void new WebAssembly.Module(bytes);
  } catch (error) {
    if (error instanceof Error) return error.message.replace(/^WebAssembly\.Module\(\): /, "");
  }
  return "the engine gives no reason";
};

/**
 * Explains why the engine considers a module invalid. One possible reason is a feature that this engine lacks. Its name
 * says more than the engine's message, so the pass looks for such a feature as far as the module can be read.
 */
const whyInvalid = (bytes: Uint8Array, shape: ModuleShape, gate: Gate): CaxtonError => {
  try {
    checkFunctions(bytes, shape, gate);
  } catch (error) {
    if (error instanceof CaxtonError && error.code !== "sandbox.invalid_module") return error;
  }
  return invalidModule(engineSays(bytes), wholeModule);
};

/** Types of programs have fewer values. */
const fewValues = 16;

/**
 * The engine follows each value of a call or a branch when it validates, which nothing can interrupt: a megabyte of calls that
 * move a thousand values takes it seconds.
 */
const isSlowToValidate = ({ types }: ModuleShape): boolean =>
  types.some(({ parameters, results }) => parameters + results > fewValues);

/**
 * The engine validates the original before anything is added. Otherwise a module that refers to the global after its
 * last one, which is invalid, would become valid once the fuel global takes that index, and could refuel itself.
 */
const checkOriginal = (bytes: Uint8Array, rule: ImportRule, gate: Gate, sharedFuel: boolean): ModuleShape => {
  if (isComponent(bytes)) throw invalidModule("it is a component, but a core module is needed here", { offset: 4 });
  const shape = readModule(bytes, rule, gate, sharedFuel);
  if (isSlowToValidate(shape)) checkFunctions(bytes, shape, gate);
  if (!WebAssembly.validate(bytes)) throw whyInvalid(bytes, shape, gate);
  return shape;
};

export interface MeteredModule {
  readonly wasm: Uint8Array;
  readonly shape: ModuleShape;
  readonly memoryPages: MemoryPages | null;
}

/**
 * The pass with a custom rule for imports, such as the one for a component's modules, which import from each other and
 * share their fuel (`sharedFuel`).
 */
export const meterModule = (
  original: Uint8Array,
  policy: ModulePolicy,
  rule: ImportRule,
  sharedFuel = false,
): MeteredModule => {
  if (original.length > policy.maxModuleBytes) throw moduleTooLarge(original.length, policy.maxModuleBytes);
  // Copied, because bytes in shared memory could change between check and use.
  const bytes = new Uint8Array(original);
  const gate = createGate(policy.features);
  const shape = checkOriginal(bytes, rule, gate, sharedFuel);
  const capped = capModule(shape, policy);
  const wasm = writeModule(bytes, shape, capped, gate);
  if (!WebAssembly.validate(wasm))
    throw invalidModule(
      `with its metering it exceeds a limit of the engine: ${engineSays(wasm)}. Smaller functions with fewer local variables help`,
      wholeModule,
    );
  return { wasm, shape, memoryPages: capped.memoryPages };
};

/**
 * Throws `sandbox.module_too_large`, `sandbox.invalid_module`, `sandbox.feature_refused`, `sandbox.import_refused`,
 * `sandbox.memory_limit_exceeded` and `sandbox.table_limit_exceeded`, and nothing else for any input.
 */
export const passModule = (original: Uint8Array, policy: ModulePolicy): PassedModule => {
  const { wasm, shape, memoryPages } = meterModule(original, policy, hostImportsOnly(policy.imports));
  return {
    wasm,
    sha256: hash(original),
    key: passKey(original, policy),
    imports: [...new Set(shape.imports.map(({ name }) => name as HostFunctionName))],
    exports: shape.exports,
    memoryPages,
  };
};
