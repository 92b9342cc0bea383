/** The pass over an Extism plug-in: the same as for other modules, except for the allowed imports. */
import { CaxtonError } from "../../domain/errors.ts";
import { createGate } from "../pass/instructions.ts";
import { readModule } from "../pass/module-reader.ts";
import { meterModule, type MeteredModule } from "../pass/pass.ts";
import { importRefused } from "../pass/refusals.ts";
import type { HostFunctionName, ModulePolicy } from "../types.ts";
import { extismModule, kernelOnly } from "./imports.ts";

/** Whether a module imports Extism's kernel. */
export const isPlugIn = (original: Uint8Array, policy: Pick<ModulePolicy, "features">): boolean => {
  // Fast path: most modules do not even contain the kernel's name.
  if (!Buffer.from(original.buffer, original.byteOffset, original.length).includes(extismModule)) return false;
  let found = false;
  try {
    readModule(original, ({ module }) => (found ||= module === extismModule), createGate(policy.features), true);
  } catch (error) {
    // The normal pass reports this error.
    if (!(error instanceof CaxtonError)) throw error;
  }
  return found;
};

export interface PassedPlugIn extends MeteredModule {
  /** The host functions behind the kernel functions that it imports. */
  readonly hostFunctions: readonly HostFunctionName[];
}

/** Throws the errors of the pass. */
export const passPlugIn = (original: Uint8Array, policy: ModulePolicy): PassedPlugIn => {
  // Many plug-ins have a start function (AssemblyScript emits one), so the fuel must exist before instantiation.
  const metered = meterModule(original, policy, kernelOnly, true);
  const hostFunctions = new Set<HostFunctionName>();
  for (const { module, name, offset } of metered.shape.imports) {
    const hostFunction = name.startsWith("log_") ? "log" : name === "http_request" ? name : null;
    if (hostFunction === null) continue;
    if (!policy.imports.includes(hostFunction))
      throw importRefused(module, name, "this plug-in may not use it", "Only tools may use it.", offset);
    hostFunctions.add(hostFunction);
  }
  return { ...metered, hostFunctions: [...hostFunctions] };
};
