/** The host functions that a module may import. */
import { hostFunctionNames, type HostFunctionName } from "../types.ts";
import { importRefused } from "./refusals.ts";

/** Value type codes, parameters before the colon: 7f is i32, 7e is i64. */
const signatures: Readonly<Record<HostFunctionName, string>> = {
  log: "7f7f7f:",
  now_ms: ":7e",
  random: "7f7f:",
  host_read: "7f7f:7f",
  http_request: "7f7f:7f",
  file_access: "7f7f:7f",
  sql_query: "7f7f:7f",
  env_get: "7f7f:7f",
};

const isHostFunction = (name: string): name is HostFunctionName =>
  (hostFunctionNames as readonly string[]).includes(name);

export const importKinds = ["function", "table", "memory", "global", "tag"] as const;

export interface FoundImport {
  readonly module: string;
  readonly name: string;
  readonly kind: (typeof importKinds)[number];
  /** For a function: its type, in the notation of {@link signatures}. */
  readonly signature: string | undefined;
  /** Offset in the module. */
  readonly offset: number;
}

/** Decides about one import: throws `sandbox.import_refused` if it is not allowed. */
export type ImportRule = (found: FoundImport) => void;

const explain = (found: FoundImport, granted: readonly HostFunctionName[]): readonly [string, string] | undefined => {
  const list = granted.length === 0 ? "none" : granted.map((name) => `caxton.${name}`).join(", ");
  const { module, name, kind } = found;
  if (kind !== "function")
    return [
      `it is a ${kind}, and only functions may be imported`,
      "Define memory, tables and globals in the module (linker: no `--import-memory`, no `--import-table`; AssemblyScript: no `--importMemory`).",
    ];
  if (module !== "caxton" || !isHostFunction(name))
    return [
      "the host has no such function",
      `This module may import: ${list}. WASI and JavaScript glue code are not available: build for wasm32-unknown-unknown, without other imports (AssemblyScript: \`--use abort=\` removes env.abort).`,
    ];
  if (!granted.includes(name))
    return [
      "this module may not use this function",
      `This module may import: ${list}. Only tools may use functions that reach outside of the sandbox.`,
    ];
  if (found.signature !== signatures[name])
    return [
      `with the type ${found.signature ?? "unknown"} instead of ${signatures[name]} (parameters:results, 7f is i32, 7e is i64)`,
      "Declare the import with the type given in docs/sandbox.md.",
    ];
  return undefined;
};

/** Allows only granted host functions, with the types that the ABI defines. */
export const hostImportsOnly =
  (granted: readonly HostFunctionName[]): ImportRule =>
  (found) => {
    const refusal = explain(found, granted);
    if (refusal !== undefined) throw importRefused(found.module, found.name, refusal[0], refusal[1], found.offset);
  };
