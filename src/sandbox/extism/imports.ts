/** The imports of an Extism plug-in: the functions of Extism's kernel, which the host implements. */
import type { ImportRule } from "../pass/imports.ts";
import { importRefused } from "../pass/refusals.ts";

export const extismModule = "extism:host/env";

/**
 * Value type codes, parameters before the colon: 7f is i32, 7e is i64. As declared by version 1.x of the plug-in kits
 * (PDK).
 */
export const extismSignatures = {
  input_length: ":7e",
  input_load_u8: "7e:7f",
  input_load_u64: "7e:7e",
  length: "7e:7e",
  length_unsafe: "7e:7e",
  alloc: "7e:7e",
  free: "7e:",
  load_u8: "7e:7f",
  load_u64: "7e:7e",
  store_u8: "7e7f:",
  store_u64: "7e7e:",
  output_set: "7e7e:",
  error_set: "7e:",
  config_get: "7e:7e",
  var_get: "7e:7e",
  var_set: "7e7e:",
  http_request: "7e7e:7e",
  http_status_code: ":7f",
  http_headers: ":7e",
  log_trace: "7e:",
  log_debug: "7e:",
  log_info: "7e:",
  log_warn: "7e:",
  log_error: "7e:",
  get_log_level: ":7f",
} as const;

export type ExtismFunction = keyof typeof extismSignatures;

const isExtismFunction = (name: string): name is ExtismFunction => Object.hasOwn(extismSignatures, name);

const hintFor = (module: string): string => {
  if (module.startsWith("wasi"))
    return "WASI is not available to plug-ins. Build for wasm32-unknown-unknown (Rust), with the kit for AssemblyScript, or for Zig's freestanding target.";
  if (module.startsWith("extism:"))
    return "Only the functions of Extism's kernel are available, not those that another host defines for its own plug-ins.";
  return `A plug-in may import only from ${extismModule}.`;
};

/** Allows only kernel functions with the kernel's types. Throws `sandbox.import_refused`. */
export const kernelOnly: ImportRule = ({ module, name, kind, signature, offset }) => {
  if (module !== extismModule || kind !== "function" || !isExtismFunction(name))
    throw importRefused(module, name, "plug-ins may not use it", hintFor(module), offset);
  const type = extismSignatures[name];
  if (signature === type) return;
  const why = `with the type ${signature ?? "unknown"} instead of ${type} (parameters:results, 7f is i32, 7e is i64)`;
  throw importRefused(module, name, why, "Build the plug-in with a kit for Extism 1.", offset);
};
