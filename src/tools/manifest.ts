/** Reading a tool's manifest: everything that is wrong with it at once, and nothing granted that it does not name. */
import type { Complaint } from "../domain/errors.ts";
import { fieldsOf, pointerTo, type Fields } from "../domain/fields.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { nearest } from "../domain/nearest.ts";
import {
  cpuMillis,
  mebibytes,
  parseByteSize,
  parseCpuMillis,
  parseDuration,
  seconds,
  type Duration,
} from "../domain/quantities.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import { shown } from "../domain/shown.ts";
import { wasmFeatures, type WasmFeature } from "../domain/wasm.ts";
import type {
  DatabaseGrant,
  NetworkGrant,
  SecretGrant,
  StorageGrant,
  ToolGrants,
  ToolLimits,
  ToolManifest,
} from "./manifest-types.ts";
import { checkerOf } from "./schemas.ts";

type Read<Value> = Result<Value, readonly Complaint[]>;
type Parse<Value> = (input: unknown) => Result<Value, string>;

const textIn =
  (what: string, pattern: RegExp, form: string): Parse<string> =>
  (input) =>
    typeof input === "string" && pattern.test(input)
      ? ok(input)
      : fail(`${what} takes ${form}; ${shown(input)} is none.`);

const flagIn =
  (what: string): Parse<boolean> =>
  (input) =>
    typeof input === "boolean" ? ok(input) : fail(`${what} takes true or false.`);

const wholeNumberIn =
  (what: string, most: number): Parse<number> =>
  (input) =>
    typeof input === "number" && Number.isInteger(input) && input > 0 && input <= most
      ? ok(input)
      : fail(`${what} takes a whole number from 1 to ${most}; ${shown(input)} is none.`);

const oneOf =
  <Value extends string>(what: string, values: readonly Value[]): Parse<Value> =>
  (input) => {
    const found = values.find((each) => each === input);
    if (found !== undefined) return ok(found);
    const close = typeof input === "string" ? nearest(input, values, { max: 1 })[0] : undefined;
    const instead = close === undefined ? "" : ` Did you mean ${close}?`;
    return fail(`${what} is one of ${values.join(", ")}; ${shown(input)} is none.${instead}`);
  };

const positive =
  <Value extends number>(parse: Parse<Value>): Parse<Value> =>
  (input) => {
    const parsed = parse(input);
    return parsed.ok && parsed.value === 0 ? fail("It must be more than 0.") : parsed;
  };

/** The items of a list that `read` understands; the others are complained about. */
const listIn = <Value>(
  fields: Fields,
  key: string,
  read: (item: unknown, at: string) => Read<Value>,
): readonly Value[] => {
  const { value, pointer } = fields.raw(key);
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) {
    fields.complain({ pointer, message: `${key} takes a list.` });
    return [];
  }
  return value.flatMap((item: unknown, index) => {
    const result = read(item, pointerTo(pointer, index));
    if (result.ok) return [result.value];
    for (const complaint of result.error) fields.complain(complaint);
    return [];
  });
};

const each =
  <Value>(parse: Parse<Value>) =>
  (item: unknown, at: string): Read<Value> => {
    const parsed = parse(item);
    return parsed.ok ? parsed : fail([{ pointer: at, message: parsed.error }]);
  };

const hostForm = /^(\*|(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])$/i;
const hostIn = textIn("host", hostForm, "a host name, *.example.com, an address, or * for every public host");
const portIn = wholeNumberIn("A port", 65_535);
const methodIn: Parse<string> = (input) => {
  const method = textIn("A method", /^[A-Za-z]{1,16}$/, "the name of an HTTP method")(input);
  return method.ok ? ok(method.value.toUpperCase()) : method;
};

const readNetwork = (item: unknown, at: string): Read<NetworkGrant> => {
  const read = fieldsOf(item, "A network grant", at);
  if (!read.ok) return read;
  const fields = read.value;
  const host = fields.required("host", hostIn);
  const methods = listIn(fields, "methods", each(methodIn));
  const ports = listIn(fields, "ports", each(portIn));
  const isPrivate = fields.optional("private", flagIn("private"), false);
  if (isPrivate && host === "*") {
    const message = "* stands for every public host; private addresses are granted one by one.";
    fields.complain({ pointer: pointerTo(at, "private"), message, suggestion: "Name the host." });
  }
  return fields.finish(() => ({
    host: (host ?? "").toLowerCase(),
    methods: methods.length > 0 ? methods : ["GET", "HEAD"],
    ports: ports.length > 0 ? ports : [80, 443],
    private: isPrivate,
  }));
};

const readStorage = (item: unknown, at: string): Read<StorageGrant> => {
  const read = fieldsOf(item, "A storage grant", at);
  if (!read.ok) return read;
  const path = read.value.required("path", textIn("path", /^[^\u0000]{1,1000}$/, "the path of a folder"));
  const access = read.value.optional("access", oneOf("access", ["read", "write"] as const), "read" as const);
  return read.value.finish(() => ({ path: path ?? "", access }));
};

const connectionIn = textIn("connection", /^[A-Za-z0-9_-]{1,64}$/, "the name of a connection in the configuration");

const readDatabase = (item: unknown, at: string): Read<DatabaseGrant> => {
  const read = fieldsOf(item, "A database grant", at);
  if (!read.ok) return read;
  const connection = read.value.required("connection", connectionIn);
  const access = read.value.optional("access", oneOf("access", ["read", "write"] as const), "read" as const);
  const maxRows = read.value.optional("maxRows", wholeNumberIn("maxRows", 1_000_000), 10_000);
  const timeout = read.value.optional("timeout", positive(parseDuration), seconds(10));
  return read.value.finish(() => ({ connection: connection ?? "", access, maxRows, timeout }));
};

const variableIn = textIn("A variable", /^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "the name of an environment variable");
const headerForm = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/;

const readSecret = (item: unknown, at: string): Read<SecretGrant> => {
  const read = fieldsOf(item, "A secret grant", at);
  if (!read.ok) return read;
  const name = read.value.required("name", variableIn);
  const host = read.value.required("host", hostIn);
  const header = read.value.optional("header", textIn("header", headerForm, "the name of a header"), "authorization");
  const prefix = read.value.optional("prefix", textIn("prefix", /^[\x20-\x7e]{0,64}$/, "printable characters"), "");
  if (host === "*") {
    read.value.complain({ pointer: pointerTo(at, "host"), message: "A secret goes to a host that is named." });
  }
  return read.value.finish(() => ({ name: name ?? "", host: (host ?? "").toLowerCase(), header, prefix }));
};

const noGrants: ToolGrants = { network: [], storage: [], database: [], env: [], secrets: [] };

/** Grants alone, as a manifest or the configuration has them. */
export const parseToolGrants = (input: unknown, at: string): Read<ToolGrants> => {
  if (input === undefined || input === null) return ok(noGrants);
  const read = fieldsOf(input, "grants", at);
  if (!read.ok) return read;
  const grants = {
    network: listIn(read.value, "network", readNetwork),
    storage: listIn(read.value, "storage", readStorage),
    database: listIn(read.value, "database", readDatabase),
    env: listIn(read.value, "env", each(variableIn)),
    secrets: listIn(read.value, "secrets", readSecret),
  };
  return read.value.finish(() => grants);
};

const defaultLimits: ToolLimits = {
  memory: mebibytes(64),
  cpu: cpuMillis(5_000),
  maxInput: mebibytes(16),
  maxOutput: mebibytes(16),
  hostCalls: 1_000,
  logBytes: mebibytes(1),
};

const readLimits = (input: unknown, at: string): Read<ToolLimits> => {
  if (input === undefined || input === null) return ok(defaultLimits);
  const read = fieldsOf(input, "limits", at);
  if (!read.ok) return read;
  const { optional } = read.value;
  const limits: ToolLimits = {
    memory: optional("memory", positive(parseByteSize), defaultLimits.memory),
    cpu: optional("cpu", positive(parseCpuMillis), defaultLimits.cpu),
    maxInput: optional("maxInput", positive(parseByteSize), defaultLimits.maxInput),
    maxOutput: optional("maxOutput", positive(parseByteSize), defaultLimits.maxOutput),
    hostCalls: optional("hostCalls", wholeNumberIn("hostCalls", 10_000_000), defaultLimits.hostCalls),
    logBytes: optional("logBytes", positive(parseByteSize), defaultLimits.logBytes),
  };
  return read.value.finish(() => limits);
};

const schemaIn: Parse<JsonObject> = (input) => {
  if (!isJsonObject(input)) return fail("It takes a JSON Schema, an object.");
  try {
    checkerOf(input);
    return ok(input);
  } catch (thrown) {
    return fail(`It is no JSON Schema: ${thrown instanceof Error ? thrown.message : ""}.`);
  }
};

const argumentsSchemaIn: Parse<JsonObject> = (input) => {
  const schema = schemaIn(input);
  return schema.ok && schema.value["type"] !== "object"
    ? fail('The arguments are an object: it takes "type": "object".')
    : schema;
};

const defaultTimeout: Duration = seconds(30);

/** The complaints of a part are the whole's. */
const partOf = <Value>(
  fields: Fields,
  key: string,
  read: (input: unknown, at: string) => Read<Value>,
  otherwise: Value,
): Value => {
  const { value, pointer } = fields.raw(key);
  const part = read(value, pointer);
  if (part.ok) return part.value;
  for (const complaint of part.error) fields.complain(complaint);
  return otherwise;
};

/** The manifest that plain JSON says, in camelCase or snake_case; complaints carry JSON pointers, with `at` before them. */
export const parseToolManifest = (input: unknown, at = ""): Read<ToolManifest> => {
  const read = fieldsOf(input, "A tool's manifest", at);
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
    timeout: fields.optional("timeout", positive(parseDuration), defaultTimeout),
    limits: partOf(fields, "limits", readLimits, defaultLimits),
    features: listIn(fields, "features", each<WasmFeature>(oneOf("A feature", wasmFeatures))),
    grants: partOf(fields, "grants", parseToolGrants, noGrants),
  };
  return fields.finish(() => ({
    name: name ?? "",
    description: description ?? "",
    inputSchema: inputSchema ?? {},
    ...manifest,
  }));
};
