/**
 * The module of a WASM agent: located by the name in the agent file, tried out in the sandbox, and passed on with the
 * parsed file. An agent whose module cannot start is never stored.
 */
import { createHash } from "node:crypto";
import { CaxtonError, type Complaint } from "../domain/errors.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import { shown } from "../domain/shown.ts";
import type { GuestKind, ModuleHash, WasmFeature } from "../domain/wasm.ts";
import type { ModuleOnTrial } from "../wasm-agents/types.ts";
import type { Refusal } from "./section.ts";
import type { AccompanyingModule, AgentFileChecks, ParsedAgentFile } from "./types.ts";

/** Access to the sandbox and to stored modules. */
export interface ModuleHost {
  /** The bytes of a stored module; null if there is none. */
  stored(sha256: ModuleHash): Promise<Uint8Array | null>;
  /** What kind of module the bytes are; null if they are not WebAssembly. */
  kindOf(bytes: Uint8Array, features: readonly WasmFeature[]): GuestKind | null;
  /** Throws `sandbox.*` if the module cannot start. */
  tryOut(module: ModuleOnTrial): Promise<void>;
}

type Parsed = Result<ParsedAgentFile, readonly Complaint[]>;

const storedReference = /^sha256:([0-9a-f]{64})$/;

const noSuchModule = (reference: string): Refusal =>
  storedReference.test(reference)
    ? {
        message: `There is no module ${shown(reference)} in the registry.`,
        suggestion: "Send the module with the definition, as multipart/form-data.",
      }
    : {
        message: `There is no module ${shown(reference)}.`,
        suggestion:
          "Put the .wasm file next to the agent file, or send it with the definition, as multipart/form-data.",
      };

const hashOf = (bytes: Uint8Array): ModuleHash => createHash("sha256").update(bytes).digest("hex") as ModuleHash;

/**
 * Parses a definition together with its module. For a WASM agent, `parse` is called twice: first to learn which module
 * is named and which features and limits it has, then with the module's hash, size and kind.
 */
export const parseWithModule = async (
  parse: (checks: AgentFileChecks) => Parsed,
  checks: AgentFileChecks,
  host: ModuleHost | null,
  accompanying: AccompanyingModule,
): Promise<Parsed> => {
  if (host === null) return parse(checks);
  let reference: string | null = null;
  const first = parse({
    ...checks,
    module: (named) => {
      reference = named;
      return ok({ sha256: "0".repeat(64) as ModuleHash, bytes: 0 });
    },
  });
  if (!first.ok || reference === null || first.value.definition.kind === "config") return first;
  const { features, limits, resources } = first.value.definition;
  const hash = storedReference.exec(reference)?.[1] ?? null;
  const bytes = hash === null ? await accompanying(reference) : await host.stored(hash as ModuleHash);
  const missing = noSuchModule(reference);
  if (bytes === null) return parse({ ...checks, module: () => fail(missing) });
  const sha256 = hashOf(bytes);
  const kind = host.kindOf(bytes, features);
  const found = { sha256, bytes: bytes.byteLength, ...(kind === null ? {} : { kind }) };
  const second = parse({ ...checks, module: () => ok(found) });
  if (!second.ok) return second;
  await host.tryOut({ bytes, features, limits, resources });
  return ok({ ...second.value, module: { sha256, bytes } });
};

/**
 * Like {@link parseWithModule}, but a rejection by the sandbox becomes a complaint about the line that names the
 * module.
 */
export const parseFileWithModule = async (
  ...[parse, checks, host, accompanying]: Parameters<typeof parseWithModule>
): Promise<Parsed> => {
  try {
    return await parseWithModule(parse, checks, host, accompanying);
  } catch (thrown) {
    if (!(thrown instanceof CaxtonError) || thrown.retryable) throw thrown;
    const { message, hint } = thrown;
    const refusal: Refusal = hint === undefined ? { message } : { message, suggestion: hint };
    return parse({ ...checks, module: () => fail(refusal) });
  }
};
