/**
 * The pass over a guest's module: checks it against its policy, caps its memory and tables, and meters its fuel. What comes
 * out can be instantiated: it takes no more memory than it may, calls nobody but whom it may, and stops.
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

/** The same for policies that say the same, in whatever order. */
const policyText = (policy: ModulePolicy): string =>
  JSON.stringify([
    [...new Set(policy.features)].toSorted(),
    policy.maxModuleBytes,
    policy.maxMemoryBytes,
    policy.maxTableElements,
    [...new Set(policy.imports)].toSorted(),
  ]);

/** What the pass would give for these bytes and this policy is kept under this key: SHA-256, lower-case hexadecimal. */
export const passKey = (original: Uint8Array, policy: ModulePolicy): string =>
  hash(`caxton pass ${passVersion}\n${policyText(policy)}\n`, original);

/** What the engine has against it, in its words. */
const engineSays = (bytes: Uint8Array): string => {
  try {
    void new WebAssembly.Module(bytes);
  } catch (error) {
    if (error instanceof Error) return error.message.replace(/^WebAssembly\.Module\(\): /, "");
  }
  return "no reason is given";
};

/**
 * A feature that this engine does not have makes a module invalid to it, and so may anything else. The feature's name says
 * more than the engine's words, so it is looked for, as far as an invalid module can be read.
 */
const whyInvalid = (bytes: Uint8Array, rule: ImportRule, gate: Gate): CaxtonError => {
  try {
    checkFunctions(bytes, readModule(bytes, rule, gate), gate);
  } catch (error) {
    if (error instanceof CaxtonError && error.code !== "sandbox.invalid_module") return error;
  }
  return invalidModule(`${engineSays(bytes)}.`, 0);
};

/**
 * The engine judges the original before anything is added to it: a module that names the global one past its last is invalid,
 * and would be valid, and could refuel itself, once the fuel global stands there.
 */
const checkOriginal = (bytes: Uint8Array, rule: ImportRule, gate: Gate, sharedFuel: boolean): ModuleShape => {
  if (isComponent(bytes))
    throw invalidModule("It is a component; the pass takes the core modules that it is made of, one by one.", 4);
  if (!WebAssembly.validate(bytes)) throw whyInvalid(bytes, rule, gate);
  return readModule(bytes, rule, gate, sharedFuel);
};

export interface MeteredModule {
  readonly wasm: Uint8Array;
  readonly shape: ModuleShape;
  readonly memoryPages: MemoryPages | null;
}

/**
 * The pass with a rule of one's own for imports, such as that of a component's modules, which import from each other and,
 * with `sharedFuel`, burn the same fuel.
 */
export const meterModule = (
  original: Uint8Array,
  policy: ModulePolicy,
  rule: ImportRule,
  sharedFuel = false,
): MeteredModule => {
  if (original.length > policy.maxModuleBytes) throw moduleTooLarge(original.length, policy.maxModuleBytes);
  // A copy of our own: bytes in shared memory could change between the check and the writing.
  const bytes = new Uint8Array(original);
  const gate = createGate(policy.features);
  const shape = checkOriginal(bytes, rule, gate, sharedFuel);
  const capped = capModule(shape, policy);
  const wasm = writeModule(bytes, shape, capped, gate);
  if (!WebAssembly.validate(wasm))
    throw invalidModule(
      `With its metering it is more than the engine takes: ${engineSays(wasm)}. Smaller functions, with fewer locals, pass.`,
      0,
    );
  return { wasm, shape, memoryPages: capped.memoryPages };
};

/**
 * Throws `sandbox.module_too_large`, `sandbox.invalid_module`, `sandbox.feature_refused`, `sandbox.import_refused`,
 * `sandbox.memory_limit_exceeded` and `sandbox.table_limit_exceeded`; nothing else, whatever the bytes.
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
