/** Tools that describe themselves (`describe`), for what their manifest leaves out. */
import { CaxtonError } from "../domain/errors.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import type { SandboxEngine } from "../sandbox/types.ts";
import { parseToolManifest } from "./manifest.ts";
import { limitsOf, policyFor } from "./sandboxed-tool.ts";

export interface DescriptionDependencies {
  readonly engine: Pick<SandboxEngine, "load" | "describe">;
  readonly maxModuleBytes: number;
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

/**
 * The manifest, completed by the tool's own description if it lacks a description or input schema. Unchanged if nothing
 * is missing, if the tool does not describe itself, or if the manifest has other errors. Throws `tool.invalid_manifest`
 * and `sandbox.*`.
 */
export const describedManifest = async (
  input: unknown,
  module: Uint8Array,
  { engine, maxModuleBytes }: DescriptionDependencies,
): Promise<unknown> => {
  if (!isJsonObject(input)) return input;
  if (!isMissing(input, "description") && !isMissing(input, "inputSchema", "input_schema")) return input;
  // With placeholders, the rest of the manifest can be parsed, which gives the limits for running `describe`.
  const { inputSchema: _camel, input_schema: _snake, ...rest } = input;
  const readable = parseToolManifest({ ...rest, description: "…", inputSchema: { type: "object" } });
  if (!readable.ok) return input;
  const loaded = await engine.load(module, policyFor(readable.value, maxModuleBytes));
  const limits = { ...limitsOf(readable.value), outputBytes: mostBytes };
  const said = await engine.describe(loaded, limits);
  return said === null ? input : merged(input, parse(said));
};
