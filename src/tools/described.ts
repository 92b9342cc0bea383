/** Tools that describe themselves (`describe`), for what their manifest leaves out. */
import { CaxtonError } from "../domain/errors.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import type { ResourceCeilings } from "../domain/resource-limits.ts";
import type { SandboxEngine } from "../sandbox/types.ts";
import { withinCeilings } from "./ceilings.ts";
import { parseToolManifest } from "./manifest.ts";
import { limitsOf, policyFor } from "./sandboxed-tool.ts";
import type { ValueChecks } from "./value-checks.ts";

export interface DescriptionDependencies {
  readonly engine: Pick<SandboxEngine, "load" | "describe">;
  readonly checks: ValueChecks;
  readonly maxModuleBytes: number;
  readonly ceilings: ResourceCeilings;
}

/** Largest description in bytes, schemas included. */
const mostBytes = 131_072;

const isMissing = (manifest: JsonObject, ...spellings: readonly string[]): boolean =>
  spellings.every((key) => (manifest[key] ?? null) === null);

const invalid = (message: string, cause?: unknown): CaxtonError =>
  new CaxtonError("tool.invalid_manifest", `The tool's own description cannot be used: ${message}`, {
    hint: "`describe` returns JSON with description, inputSchema and optionally outputSchema; or write them into the manifest.",
    cause,
  });

const parse = (said: Uint8Array): JsonObject => {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(said));
  } catch (cause) {
    throw invalid("it is not JSON in UTF-8.", cause);
  }
  if (isJsonObject(value)) return value;
  throw invalid("it is not an object.");
};

/** Adds what the tool says and the manifest does not. */
const merged = (manifest: JsonObject, said: JsonObject): JsonObject => {
  const added: Record<string, JsonObject[string]> = {};
  const keys = [["description"], ["inputSchema", "input_schema"], ["outputSchema", "output_schema"]] as const;
  for (const [key, ...others] of keys) {
    const value = said[key];
    if (value !== undefined && isMissing(manifest, key, ...others)) added[key] = value;
  }
  return { ...manifest, ...added };
};

/** The manifest, completed by the tool's own words where it lacks something, where these can be asked for. */
const completed = async (
  input: JsonObject,
  module: Uint8Array,
  { engine, maxModuleBytes, ceilings }: DescriptionDependencies,
): Promise<JsonObject> => {
  if (!isMissing(input, "description") && !isMissing(input, "inputSchema", "input_schema")) return input;
  // With placeholders the rest can be read, which says what the tool may use while it describes itself.
  const { inputSchema: _camel, input_schema: _snake, outputSchema: _out, output_schema: _put, ...rest } = input;
  const readable = parseToolManifest({ ...rest, description: "…", inputSchema: { type: "object" } }, ceilings);
  if (!readable.ok) return input;
  const manifest = withinCeilings(readable.value, ceilings);
  const loaded = await engine.load(module, policyFor(manifest, maxModuleBytes));
  const limits = { ...limitsOf(manifest), outputBytes: mostBytes };
  const said = await engine.describe(loaded, limits);
  return said === null ? input : merged(input, parse(said));
};

/** Refuses schemas that take too long to compile: nothing else looks at them before they have been here. */
const refuseSlowSchemas = async (manifest: JsonObject, checks: ValueChecks): Promise<void> => {
  for (const key of [
    "inputSchema",
    "input_schema",
    "outputSchema",
    "output_schema",
    "idempotentFor",
    "idempotent_for",
  ] as const) {
    const schema = manifest[key];
    if (schema === undefined || !isJsonObject(schema)) continue;
    const outcome = await checks.check("a tool that is uploaded", { schema, text: null, mostValues: null });
    if (outcome.kind !== "unusable") continue;
    throw new CaxtonError("tool.invalid_manifest", `The tool's ${key} cannot be used: ${outcome.why}.`, {
      hint: "It takes a JSON Schema of draft 7 or 2020-12 that compiles within ten seconds.",
      errors: [{ pointer: `/${key}`, message: `It is no JSON Schema that can be used: ${outcome.why}.` }],
    });
  }
};

/**
 * The manifest, completed by the tool's own words where it lacks a description or the schema of the arguments; unchanged where it
 * lacks nothing, where the tool does not describe itself, or where it has other errors. Its schemas compile within a time limit. Throws
 * `tool.invalid_manifest` and `sandbox.*`.
 */
export const describedManifest = async (
  input: unknown,
  module: Uint8Array,
  deps: DescriptionDependencies,
): Promise<unknown> => {
  if (!isJsonObject(input)) return input;
  const manifest = await completed(input, module, deps);
  await refuseSlowSchemas(manifest, deps.checks);
  return manifest;
};
