/** The pass over a component: each of its core modules goes through the normal pass, and all of them share their fuel. */
import { CaxtonError } from "../../domain/errors.ts";
import type { ImportRule } from "../pass/imports.ts";
import { createGate } from "../pass/instructions.ts";
import { readModule } from "../pass/module-reader.ts";
import { meterModule, type MeteredModule } from "../pass/pass.ts";
import { importRefused, memoryTooLarge, moduleTooLarge, tableTooLarge } from "../pass/refusals.ts";
import type { Limits } from "../pass/shape.ts";
import { fuelModule } from "../pass/types.ts";
import type { HostFunctionName, ModulePolicy } from "../types.ts";
import { allowedInterface, hostFunctionsOf } from "./imports.ts";
import { linkComponent, type LinkedComponent } from "./link.ts";
import { readComponent } from "./read-component.ts";
import type { ComponentPlan } from "./types.ts";

export interface PassedComponent {
  readonly modules: readonly Uint8Array[];
  readonly plan: ComponentPlan;
  readonly imports: readonly HostFunctionName[];
  /** The entry points of {@link entryTypes} that it exports. */
  readonly exports: readonly string[];
  readonly memoryLimit: number;
}

/** The entry points of a component, with the types that they must have. */
export const entryTypes: Readonly<Record<string, string>> = {
  "handle-message": "func(string) -> result<option<string>, string>",
  "call-tool": "func(string) -> result<option<string>, string>",
  describe: "func() -> string",
};

const pageBytes = 65_536;

/** Modules may import from each other, but not the fuel. */
const notTheFuel: ImportRule = ({ module, name, offset }) => {
  if (module !== fuelModule) return;
  throw importRefused(module, name, "this name is reserved for Caxton", "Rename the imported module.", offset);
};

const initialOf = (all: readonly Limits[]): number => all.reduce((sum, { initial }) => sum + initial, 0);

/** The limits apply to all modules together: what the initial sizes leave is shared out in their order. */
const meterAll = (modules: readonly Uint8Array[], policy: ModulePolicy): readonly MeteredModule[] => {
  const gate = createGate(policy.features);
  const shapes = modules.map((bytes) => readModule(bytes, notTheFuel, gate, true));
  let bytesLeft = policy.maxMemoryBytes;
  let elementsLeft = policy.maxTableElements;
  for (const { memories, tables } of shapes) {
    bytesLeft -= initialOf(memories) * pageBytes;
    elementsLeft -= initialOf(tables);
  }
  if (bytesLeft < 0) throw memoryTooLarge(policy.maxMemoryBytes - bytesLeft, policy.maxMemoryBytes);
  if (elementsLeft < 0) throw tableTooLarge(policy.maxTableElements - elementsLeft, policy.maxTableElements);
  return modules.map((bytes, index) => {
    const { memories, tables } = shapes[index]!;
    const own = initialOf(memories) * pageBytes;
    const ownElements = initialOf(tables);
    const limits = { maxMemoryBytes: own + bytesLeft, maxTableElements: ownElements + elementsLeft };
    const metered = meterModule(bytes, { ...policy, ...limits }, notTheFuel, true);
    if (metered.memoryPages !== null) bytesLeft -= metered.memoryPages.maximum * pageBytes - own;
    if (tables.length > 0) elementsLeft = 0;
    return metered;
  });
};

const checkEntries = ({ functions }: LinkedComponent): readonly string[] => {
  const found = Object.keys(entryTypes).filter((name) => functions.has(name));
  for (const name of found) {
    const wanted = entryTypes[name] ?? "";
    const type = functions.get(name)?.();
    if (type === wanted) continue;
    throw new CaxtonError(
      "sandbox.abi_violation",
      `The component exports “${name}” with the type ${type} instead of ${wanted}.`,
      {
        hint: "Build it for one of the worlds of sdk/wit/caxton.wit.",
        facts: { export: name },
      },
    );
  }
  return found;
};

/** Throws the errors of the pass for modules, and `sandbox.abi_violation` for an entry point of the wrong type. */
export const passComponent = (original: Uint8Array, policy: ModulePolicy): PassedComponent => {
  if (original.length > policy.maxModuleBytes) throw moduleTooLarge(original.length, policy.maxModuleBytes);
  // Copied, because bytes in shared memory could change between check and use.
  const bytes = new Uint8Array(original);
  const linked = linkComponent(readComponent(bytes), allowedInterface);
  const imports = hostFunctionsOf(linked.hosts, policy.imports);
  const exports = checkEntries(linked);
  // The modules of a nested component count once for each time it is instantiated.
  const size = linked.modules.reduce((sum, { start, end }) => sum + end - start, 0);
  if (size > policy.maxModuleBytes) throw moduleTooLarge(size, policy.maxModuleBytes);
  const metered = meterAll(
    linked.modules.map(({ start, end }) => bytes.subarray(start, end)),
    policy,
  );
  const pages = metered.reduce((sum, { memoryPages }) => sum + (memoryPages?.maximum ?? 0), 0);
  const whole = linked.plan((module) => metered[module]?.shape.imports ?? []);
  // The plan is carried out for every instance, so it contains only the exports that are called.
  const entries = Object.entries(whole.exports).filter(([name]) => exports.includes(name));
  const plan = { ...whole, exports: Object.fromEntries(entries) };
  return { modules: metered.map(({ wasm }) => wasm), plan, imports, exports, memoryLimit: pages * pageBytes };
};
