/** Parses the grants of a tool. Whatever is not granted is denied. */
import { isIP } from "node:net";
import { fieldsOf, pointerTo } from "../domain/fields.ts";
import { mebibytes, parseByteSize, parseDuration, seconds } from "../domain/quantities.ts";
import { fail, ok } from "../domain/result.ts";
import { shown } from "../domain/shown.ts";
import type { DatabaseGrant, NetworkGrant, SecretGrant, StorageGrant, ToolGrants } from "./manifest-types.ts";
import {
  atMost,
  each,
  flagIn,
  listIn,
  oneOf,
  positive,
  textIn,
  wholeNumberIn,
  type Parse,
  type Read,
} from "./manifest-parsers.ts";

/** A host name, or an address as written in a URL. */
const hostForm = /^(?:\*\.)?[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$|^\[[0-9a-f:.]+\]$/i;
const hostRule = "a host name, *.example.com, an address (IPv6 in brackets), or * for every public host";

/**
 * Normalized as in a URL, so that hosts can be compared: lower case, 127.0.0.1 for 0x7f.1, [::1] for [0:0:0:0:0:0:0:1].
 */
const hostIn: Parse<string> = (input) => {
  if (input === "*") return ok(input);
  const wrong = fail(`host takes ${hostRule}, but this is ${shown(input)}.`);
  if (typeof input !== "string" || input.length > 253 || !hostForm.test(input)) return wrong;
  const below = input.startsWith("*.") ? "*." : "";
  const address = `http://${input.slice(below.length)}/`;
  if (!URL.canParse(address)) return wrong;
  const { hostname } = new URL(address);
  const isAddress = hostname.startsWith("[") || isIP(hostname) !== 0;
  return isAddress && below !== "" ? wrong : ok(below + hostname);
};

const portIn = wholeNumberIn("A port", 65_535);

/** CONNECT opens a tunnel to anywhere; TRACE returns headers that the host has added. */
const refusedMethods = new Set(["CONNECT", "TRACE", "TRACK"]);
const methodIn: Parse<string> = (input) => {
  const method = textIn("A method", /^[A-Za-z]{1,16}$/, "the name of an HTTP method")(input);
  if (!method.ok) return method;
  const name = method.value.toUpperCase();
  return refusedMethods.has(name) ? fail(`${name} cannot be granted.`) : ok(name);
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
    const message = "* grants every public host; private hosts must be named.";
    fields.complain({ pointer: pointerTo(at, "private"), message, suggestion: "Name the host." });
  }
  return fields.finish(() => ({
    host: host ?? "",
    methods: methods.length > 0 ? methods : ["GET", "HEAD"],
    ports: ports.length > 0 ? ports : [80, 443],
    private: isPrivate,
  }));
};

/**
 * `..` is not allowed: a folder outside of the tools' own must be named by its absolute path, which is plain to see.
 */
const folderIn: Parse<string> = (input) => {
  const isPath = typeof input === "string" && input !== "" && input.length <= 1_000 && !input.includes("\0");
  if (!isPath) return fail("path takes the path of a folder.");
  return input.split(/[\\/]/).includes("..")
    ? fail("path contains ..: name the folder by its absolute path.")
    : ok(input);
};

const readStorage = (item: unknown, at: string): Read<StorageGrant> => {
  const read = fieldsOf(item, "A storage grant", at);
  if (!read.ok) return read;
  const path = read.value.required("path", folderIn);
  const access = read.value.optional("access", oneOf("access", ["read", "write"] as const), "read" as const);
  const maxFileSize = read.value.optional("maxFileSize", positive(parseByteSize), mebibytes(64));
  const maxTotalSize = read.value.optional("maxTotalSize", positive(parseByteSize), mebibytes(1_024));
  return read.value.finish(() => ({ path: path ?? "", access, maxFileSize, maxTotalSize }));
};

const longestQuery = seconds(600);
const connectionIn = textIn("connection", /^[A-Za-z0-9_-]{1,64}$/, "the name of a connection in the configuration");

const readDatabase = (item: unknown, at: string): Read<DatabaseGrant> => {
  const read = fieldsOf(item, "A database grant", at);
  if (!read.ok) return read;
  const connection = read.value.required("connection", connectionIn);
  const access = read.value.optional("access", oneOf("access", ["read", "write"] as const), "read" as const);
  const maxRows = read.value.optional("maxRows", wholeNumberIn("maxRows", 1_000_000), 10_000);
  const timeout = read.value.optional("timeout", atMost(parseDuration, longestQuery, "10m"), seconds(10));
  return read.value.finish(() => ({ connection: connection ?? "", access, maxRows, timeout }));
};

const variableIn = textIn("A variable", /^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "the name of an environment variable");
const headerForm = /^(?!(?:host|connection|upgrade|content-length|transfer-encoding)$)[a-z0-9!#$%&'*+.^_`|~-]{1,128}$/i;

const readSecret = (item: unknown, at: string): Read<SecretGrant> => {
  const read = fieldsOf(item, "A secret grant", at);
  if (!read.ok) return read;
  const name = read.value.required("name", variableIn);
  const host = read.value.required("host", hostIn);
  const header = read.value.optional("header", textIn("header", headerForm, "the name of a header"), "authorization");
  const prefix = read.value.optional("prefix", textIn("prefix", /^[\x20-\x7e]{0,64}$/, "printable characters"), "");
  if (host === "*") {
    read.value.complain({ pointer: pointerTo(at, "host"), message: "A secret must be limited to a named host." });
  }
  return read.value.finish(() => ({ name: name ?? "", host: host ?? "", header, prefix }));
};

export const noGrants: ToolGrants = { network: [], storage: [], database: [], env: [], secrets: [] };

/** Parses the grants in a manifest or in the configuration. */
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
  // Guests never see secrets, but they can read the environment variables they are granted.
  for (const { name } of grants.secrets.filter((secret) => grants.env.includes(secret.name))) {
    const message = `${name} is granted both as a secret and as a variable, which would reveal it to the tool.`;
    read.value.complain({ pointer: pointerTo(at, "env"), message, suggestion: `Remove ${name} from env.` });
  }
  return read.value.finish(() => grants);
};
