/** Parses a tool's manifest; reports all errors at once. */
import { fieldsOf } from "../domain/fields.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import {
  cpuMillis,
  formatByteSize,
  formatDuration,
  mebibytes,
  parseByteSize,
  parseCpuMillis,
  parseDuration,
  seconds,
  type ByteSize,
  type Duration,
} from "../domain/quantities.ts";
import { ceilingKeys, type ResourceCeilings } from "../domain/resource-limits.ts";
import { fail, ok } from "../domain/result.ts";
import { wasmFeatures, type WasmFeature } from "../domain/wasm.ts";
import { noGrants, parseToolGrants } from "./manifest-grants.ts";
import {
  atMost,
  each,
  flagIn,
  listIn,
  oneOf,
  partOf,
  textIn,
  wholeNumberIn,
  type Parse,
  type Read,
} from "./manifest-parsers.ts";
import type { ToolLimits, ToolManifest } from "./manifest-types.ts";
import { compileSchema } from "./schemas.ts";

export { parseToolGrants } from "./manifest-grants.ts";

/** What no configuration can exceed. */
const highestCeilings: ResourceCeilings = {
  memory: mebibytes(4_096),
  cpu: cpuMillis(3_600_000),
  executionTime: seconds(3_600),
  messageSize: mebibytes(256),
};

/** A ceiling as messages show it. */
const shownCeiling = (value: string, which: keyof ResourceCeilings): string =>
  `${value} (${ceilingKeys[which]} in the server's configuration)`;

const sizeUpTo = (ceilings: ResourceCeilings, which: "memory" | "messageSize"): Parse<ByteSize> =>
  atMost(parseByteSize, ceilings[which], shownCeiling(formatByteSize(ceilings[which]), which));

const defaultLimits: ToolLimits = {
  memory: mebibytes(64),
  cpu: cpuMillis(5_000),
  maxInput: mebibytes(16),
  maxOutput: mebibytes(16),
  hostCalls: 1_000,
  logBytes: mebibytes(1),
};

const readLimits = (input: unknown, at: string, ceilings: ResourceCeilings): Read<ToolLimits> => {
  if (input === undefined || input === null) return ok(defaultLimits);
  const read = fieldsOf(input, "limits", at);
  if (!read.ok) return read;
  const { optional } = read.value;
  const limits: ToolLimits = {
    memory: optional("memory", sizeUpTo(ceilings, "memory"), defaultLimits.memory),
    cpu: optional(
      "cpu",
      atMost(parseCpuMillis, ceilings.cpu, shownCeiling(formatDuration(ceilings.cpu), "cpu")),
      defaultLimits.cpu,
    ),
    maxInput: optional("maxInput", sizeUpTo(ceilings, "messageSize"), defaultLimits.maxInput),
    maxOutput: optional("maxOutput", sizeUpTo(ceilings, "messageSize"), defaultLimits.maxOutput),
    hostCalls: optional("hostCalls", wholeNumberIn("hostCalls", 1_000_000), defaultLimits.hostCalls),
    logBytes: optional("logBytes", atMost(parseByteSize, mebibytes(64), "64MiB"), defaultLimits.logBytes),
  };
  return read.value.finish(() => limits);
};

const schemaIn: Parse<JsonObject> = (input) => {
  if (!isJsonObject(input)) return fail("It takes a JSON Schema, which is an object.");
  try {
    compileSchema(input);
    return ok(input);
  } catch (thrown) {
    return fail(`It is not a JSON Schema: ${thrown instanceof Error ? thrown.message : ""}.`);
  }
};

const argumentsSchemaIn: Parse<JsonObject> = (input) => {
  const schema = schemaIn(input);
  return schema.ok && schema.value["type"] !== "object"
    ? fail('The arguments are an object, so the schema must have "type": "object".')
    : schema;
};

const functionIn = textIn("function", /^[A-Za-z_][A-Za-z0-9_.-]{0,127}$/, "the name of a function of the plug-in");

const defaultTimeout: Duration = seconds(30);

const timeoutUpTo = ({ executionTime }: ResourceCeilings): Parse<Duration> =>
  atMost(parseDuration, executionTime, shownCeiling(formatDuration(executionTime), "executionTime"));

/**
 * Parses a manifest from plain JSON, in camelCase or snake_case. Fails with all errors, one of which may be a limit above
 * the ceilings; defaults are not checked against these.
 */
export const parseToolManifest = (input: unknown, ceilings = highestCeilings): Read<ToolManifest> => {
  const read = fieldsOf(input, "A tool's manifest", "");
  if (!read.ok) return read;
  const fields = read.value;
  const name = fields.required(
    "name",
    textIn("name", /^[a-z][a-z0-9_]{0,63}$/, "1 to 64 of a-z, 0-9 and _, a letter first"),
  );
  const description = fields.required(
    "description",
    textIn("description", /^[^]{1,4000}$/, "a text of at most 4000 characters"),
  );
  const inputSchema = fields.required("inputSchema", argumentsSchemaIn);
  const manifest = {
    version: fields.optional("version", textIn("version", /^[0-9A-Za-z.+-]{1,64}$/, "a semantic version"), "0.0.0"),
    outputSchema: fields.optional("outputSchema", schemaIn, null),
    idempotent: fields.optional("idempotent", flagIn("idempotent"), false),
    idempotentFor: fields.optional("idempotentFor", schemaIn, null),
    timeout: fields.optional("timeout", timeoutUpTo(ceilings), defaultTimeout),
    limits: partOf(fields, "limits", (value, at) => readLimits(value, at, ceilings), defaultLimits),
    features: listIn(fields, "features", each<WasmFeature>(oneOf("A feature", wasmFeatures))),
    function: fields.optional("function", functionIn, null),
    grants: partOf(fields, "grants", parseToolGrants, noGrants),
  };
  return fields.finish(() => ({
    name: name ?? "",
    description: description ?? "",
    inputSchema: inputSchema ?? {},
    ...manifest,
  }));
};
