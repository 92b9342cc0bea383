/** MCP servers that the operator has configured: how to connect, which tools may be used, and the limits of a call. */
import type { Complaint } from "./errors.ts";
import { fieldsOf, pointerTo, type Fields } from "./fields.ts";
import { isJsonObject } from "./json.ts";
import {
  formatByteSize,
  formatDuration,
  mebibytes,
  milliseconds,
  kibibytes,
  minutes,
  parseByteSize,
  parseDuration,
  seconds,
  type ByteSize,
  type Duration,
} from "./quantities.ts";
import { fail, ok, type Result } from "./result.ts";
import { shown } from "./shown.ts";

/** A program that Caxton starts and communicates with over its standard input and output. */
export interface StdioTransport {
  readonly kind: "stdio";
  readonly command: string;
  readonly args: readonly string[];
  /**
   * The program's environment, in addition to the search path. Values may refer to variables of the server as
   * `${NAME}`.
   */
  readonly env: Readonly<Record<string, string>>;
  /** Null is Caxton's working directory. */
  readonly cwd: string | null;
}

/** Streamable HTTP. */
export interface HttpTransport {
  readonly kind: "http";
  readonly url: string;
  /** Values may name variables of the server as `${NAME}`. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface RemoteServerSettings {
  /** Prefix of the names of its tools. */
  readonly name: string;
  readonly transport: StdioTransport | HttpTransport;
  /** The tools that may be used, by the server's own names; `*` allows all. */
  readonly tools: readonly string[] | "*";
  /** Time limit of one call, including the wait for a connection. */
  readonly callTimeoutMs: Duration;
  /** Size of a result as JSON. */
  readonly maxResultBytes: ByteSize;
  /** Further tools are ignored. */
  readonly maxTools: number;
}

type Parse<Value> = (input: unknown) => Result<Value, string>;

const filledText: Parse<string> = (input) =>
  typeof input === "string" && input.trim() !== "" && !input.includes("\0")
    ? ok(input.trim())
    : fail(`${shown(input)} is not a text.`);

/** Neither contains `__` nor ends in `_`, so that a tool's full name can be split unambiguously. */
const serverName: Parse<string> = (input) =>
  typeof input === "string" && /^[a-z0-9](?:[a-z0-9-]|_(?=[a-z0-9-])){0,31}$/.test(input)
    ? ok(input)
    : fail(
        `${shown(input)} is not the name of a server: it takes 1 to 32 lower-case letters, digits, - and single _ between them.`,
      );

const listOfTexts: Parse<readonly string[]> = (input) =>
  Array.isArray(input) && input.every((each) => typeof each === "string" && !each.includes("\0"))
    ? ok(input as readonly string[])
    : fail(`${shown(input)} is not allowed: it takes a list of texts.`);

const toolNames: Parse<readonly string[] | "*"> = (input) => {
  if (input === "*") return ok("*");
  const names = listOfTexts(input);
  return names.ok && names.value.length > 0 && names.value.every((name) => name.trim() !== "")
    ? ok([...new Set(names.value)])
    : fail(`${shown(input)} is not allowed: it takes a list of names of tools, or "*" for whatever the server offers.`);
};

const variables: Parse<Readonly<Record<string, string>>> = (input) => {
  if (!isJsonObject(input)) return fail(`${shown(input)} is not allowed: it takes a map of names to texts.`);
  for (const [name, value] of Object.entries(input)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return fail(`${shown(name)} is not the name of a variable.`);
    if (typeof value !== "string" || value.includes("\0")) return fail(`The value of ${name} is not a text.`);
  }
  return ok(input as Record<string, string>);
};

/** Headers that are set by the protocol or the connection. */
const ownHeaders =
  /^(?:mcp-.*|accept|content-.*|transfer-encoding|connection|keep-alive|host|upgrade|te|trailer|last-event-id)$/i;

/** The characters allowed in a header value; a line break would start another header. */
const headerValue = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

const headers: Parse<Readonly<Record<string, string>>> = (input) => {
  if (!isJsonObject(input)) return fail(`${shown(input)} is not allowed: it takes a map of names to texts.`);
  for (const [name, value] of Object.entries(input)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) return fail(`${shown(name)} is not the name of a header.`);
    if (ownHeaders.test(name)) return fail(`The header ${name} is set by the protocol.`);
    if (typeof value !== "string" || !headerValue.test(value)) {
      return fail(`The value of ${name} is not the value of a header.`);
    }
  }
  return ok(input as Record<string, string>);
};

/** Error messages never include the address, since some services carry their key in it. */
const webAddress: Parse<string> = (input) => {
  const url = typeof input === "string" && URL.canParse(input) ? new URL(input) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    return fail("It takes a web address that begins with http:// or https://.");
  }
  if (url.username !== "" || url.password !== "") {
    return fail("It takes an address without a password; name the header that carries it in headers.");
  }
  url.hash = "";
  return ok(url.href);
};

const between =
  <Value extends number>(
    parse: Parse<Value>,
    least: Value,
    most: Value,
    format: (value: Value) => string,
  ): Parse<Value> =>
  (input) => {
    const parsed = parse(input);
    return !parsed.ok || (parsed.value >= least && parsed.value <= most)
      ? parsed
      : fail(`${shown(input)} is not allowed: it takes ${format(least)} to ${format(most)}.`);
  };

const callTimeout = between(parseDuration, milliseconds(100), minutes(10), formatDuration);
const resultSize = between(parseByteSize, kibibytes(1), mebibytes(64), formatByteSize);

const toolCount: Parse<number> = (input) =>
  typeof input === "number" && Number.isInteger(input) && input >= 1 && input <= 1_000
    ? ok(input)
    : fail(`${shown(input)} is not allowed: it takes a whole number from 1 to 1000.`);

const parseTransport = (fields: Fields): RemoteServerSettings["transport"] | null => {
  const command = fields.optional("command", filledText, null);
  const args = fields.optional("args", listOfTexts, []);
  const env = fields.optional("env", variables, {});
  const cwd = fields.optional("cwd", filledText, null);
  const url = fields.optional("url", webAddress, null);
  const sent = fields.optional("headers", headers, {});
  const given = (key: string): boolean => fields.raw(key).value !== undefined;
  if (given("command") === given("url")) {
    fields.complain({
      pointer: fields.raw(given("url") ? "url" : "command").pointer,
      message: given("url") ? "A server has either a command or a url." : "A server needs a command or a url.",
      suggestion: "command starts a program here; url is where a server speaks Streamable HTTP.",
    });
    return null;
  }
  const foreign = given("url") ? ["args", "env", "cwd"] : ["headers"];
  for (const key of foreign.filter(given)) {
    fields.complain({
      pointer: fields.raw(key).pointer,
      message: `${key} is for a server with ${given("url") ? "a command" : "a url"}.`,
    });
  }
  if (url !== null) return { kind: "http", url, headers: sent };
  return command === null ? null : { kind: "stdio", command, args, env, cwd };
};

const parseServer = (input: unknown, at: string): Result<RemoteServerSettings, readonly Complaint[]> => {
  const read = fieldsOf(input, "A remote server", at);
  if (!read.ok) return read;
  const fields = read.value;
  const name = fields.required("name", serverName);
  const transport = parseTransport(fields);
  const tools = fields.required("tools", toolNames);
  const callTimeoutMs = fields.optional("callTimeout", callTimeout, seconds(30));
  const maxResultBytes = fields.optional("maxResultSize", resultSize, mebibytes(1));
  const maxTools = fields.optional("maxTools", toolCount, 100);
  // Null only if an error was reported, in which case the value is never built.
  return fields.finish(
    () => ({ name, transport, tools, callTimeoutMs, maxResultBytes, maxTools }) as RemoteServerSettings,
  );
};

/**
 * A list of servers from plain input, in camelCase or snake_case: each with a name, a `command` or a `url`, and the
 * tools that may be used. Fails with all errors; `at` is prepended to their JSON pointers.
 */
export const parseRemoteServers = (
  input: unknown,
  at = "",
): Result<readonly RemoteServerSettings[], readonly Complaint[]> => {
  if (!Array.isArray(input)) return fail([{ pointer: at, message: "Remote servers are a list." }]);
  const parsed = input.map((each, index) => parseServer(each, pointerTo(at, index)));
  const servers = parsed.flatMap((each) => (each.ok ? [each.value] : []));
  const complaints = parsed.flatMap((each): readonly Complaint[] => (each.ok ? [] : each.error));
  const names = input.map((each) => (isJsonObject(each) ? each["name"] : null));
  const twice = names.flatMap((name, index): Complaint[] =>
    typeof name === "string" && names.indexOf(name) < index
      ? [{ pointer: pointerTo(pointerTo(at, index), "name"), message: `Another server is also called ${shown(name)}.` }]
      : [],
  );
  const all = [...complaints, ...twice];
  return all.length === 0 ? ok(servers) : fail(all);
};

const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * The settings with every `${NAME}` in headers and variables replaced by the value that `lookUp` returns. Fails for
 * variables that are not set, and for values that are not allowed in a header; values never appear in messages.
 */
export const fillInVariables = (
  servers: readonly RemoteServerSettings[],
  lookUp: (name: string) => string | undefined,
  at = "",
): Result<readonly RemoteServerSettings[], readonly Complaint[]> => {
  const complaints: Complaint[] = [];
  const filled = (texts: Readonly<Record<string, string>>, pointer: string, allowed: RegExp | null) =>
    Object.fromEntries(
      Object.entries(texts).map(([key, text]) => {
        const place = pointerTo(pointer, key);
        const value = text.replaceAll(reference, (_whole, name: string) => {
          const found = lookUp(name)?.trim() ?? "";
          if (found === "") {
            complaints.push({
              pointer: place,
              message: `The variable ${name} is not set.`,
              suggestion: `Set ${name} in the environment of the server.`,
            });
          }
          return found;
        });
        if (allowed !== null && !allowed.test(value)) {
          complaints.push({ pointer: place, message: `The value of ${key} is not the value of a header.` });
        }
        return [key, value];
      }),
    );
  const completed = servers.map((server, index): RemoteServerSettings => {
    const { transport } = server;
    const pointer = pointerTo(at, index);
    return {
      ...server,
      transport:
        transport.kind === "http"
          ? { ...transport, headers: filled(transport.headers, `${pointer}/headers`, headerValue) }
          : { ...transport, env: filled(transport.env, `${pointer}/env`, null) },
    };
  });
  return complaints.length === 0 ? ok(completed) : fail(complaints);
};
