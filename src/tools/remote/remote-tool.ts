/** Makes a tool of a remote server a tool of Caxton. */
import type { CallToolResult } from "@modelcontextprotocol/client";
import { CaxtonError, type Complaint } from "../../domain/errors.ts";
import { readJson, writtenJson, type WrittenJson } from "../../domain/json-text.ts";
import { isJsonObject, type Json, type JsonObject } from "../../domain/json.ts";
import type { RemoteServerSettings } from "../../domain/remote-server.ts";
import { fail, ok, type Result } from "../../domain/result.ts";
import type { Tool, ToolContext } from "../types.ts";
import type { RemoteCall } from "./connection.ts";
import { remoteFailure } from "./failures.ts";
import { reportedFailure, valueOf } from "./results.ts";
import type { SchemaChecks, UntrustedSchemaCheck } from "./schema-checks.ts";
import { toolNameOf } from "./tool-names.ts";

/** Sends a call over the server's connection, waiting for one if necessary; also returns the protocol version. */
export type SendCall = (
  call: RemoteCall,
) => Promise<{ readonly result: CallToolResult; readonly protocolVersion: string }>;

const longestDescription = 4_000;

/** Milliseconds by which the tool's limit exceeds that of the call, so that the call times out by itself first. */
const margin = 2_000;

const describe = (server: string, text: unknown): string => {
  const own = typeof text === "string" ? text.trim() : "";
  const clipped = own.length > longestDescription ? `${own.slice(0, longestDescription)}…` : own;
  return `Remote tool of the MCP server “${server}”, outside Caxton's sandbox. ${clipped}`.trim();
};

const listed = (complaints: readonly Complaint[]): string =>
  complaints
    .map(({ pointer, message }) => `${pointer === undefined || pointer === "" ? "the whole" : pointer} ${message}`)
    .join("; ");

const schemaOf = (
  checks: SchemaChecks,
  what: string,
  schema: Json | undefined,
): Result<{ readonly schema: JsonObject; readonly check: UntrustedSchemaCheck }, string> => {
  if (!isJsonObject(schema)) return fail(`its ${what} is not a JSON Schema`);
  const check = checks.compile(schema);
  return check.ok ? ok({ schema, check: check.value }) : fail(`its ${what} cannot be used: ${check.error}`);
};

const isIdempotent = (annotations: Json | undefined): boolean =>
  isJsonObject(annotations) && (annotations["readOnlyHint"] === true || annotations["idempotentHint"] === true);

const needsTask = ({ execution }: JsonObject): boolean =>
  isJsonObject(execution) && execution["taskSupport"] === "required";

/** The error of a call that was aborted from outside. */
const givenUp = (what: string, { signal }: ToolContext, timeoutMs: number): CaxtonError =>
  signal.reason instanceof DOMException && signal.reason.name === "TimeoutError"
    ? new CaxtonError("tool.timeout", `${what} took longer than ${timeoutMs} ms.`)
    : new CaxtonError("tool.cancelled", `The call of ${what} was cancelled.`);

interface Prepared {
  readonly settings: RemoteServerSettings;
  /** The server's name for the tool. */
  readonly tool: string;
  readonly inputSchema: JsonObject;
  readonly checkInput: UntrustedSchemaCheck;
  readonly checkOutput: UntrustedSchemaCheck | null;
  readonly send: SendCall;
}

const refuseArguments = ({ settings, tool, checkInput }: Prepared, args: JsonObject): void => {
  const checked = checkInput(args);
  const name = toolNameOf(settings.name, tool);
  if (!checked.ok) {
    throw new CaxtonError("tool.invalid_arguments", `The arguments of ${name} cannot be checked: ${checked.error}.`);
  }
  if (checked.value.length > 0) {
    throw new CaxtonError("tool.invalid_arguments", `The arguments of ${name} are invalid: ${listed(checked.value)}.`, {
      errors: checked.value,
    });
  }
};

const resultOf = ({ settings, tool, checkOutput }: Prepared, result: CallToolResult): WrittenJson => {
  if (result.isError === true) throw reportedFailure(settings.name, tool, result);
  const what = `The result of “${tool}” of the MCP server “${settings.name}”`;
  const value = valueOf(result);
  const written = writtenJson(value);
  const size = written.text.length;
  if (size > settings.maxResultBytes) {
    throw new CaxtonError("tool.invalid_result", `${what} has ${size} bytes; ${settings.maxResultBytes} are allowed.`, {
      hint: "Ask for less, or raise max_result_size of the server in the configuration.",
    });
  }
  if (checkOutput === null) return written;
  if (result.structuredContent === undefined) {
    throw new CaxtonError("tool.invalid_result", `${what} lacks the structured content that its schema requires.`);
  }
  const checked = checkOutput(value);
  const wrong = checked.ok ? checked.value : [{ message: `cannot be checked: ${checked.error}` }];
  if (wrong.length === 0) return written;
  throw new CaxtonError("tool.invalid_result", `${what} does not match its schema: ${listed(wrong)}.`, {
    errors: wrong,
  });
};

const withAudit = (error: CaxtonError, audit: JsonObject): CaxtonError =>
  new CaxtonError(error.code, error.message, {
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    errors: error.errors,
    facts: { ...error.facts, audit },
    cause: error.cause ?? error,
  });

const createCall =
  (prepared: Prepared): Tool["call"] =>
  async (text, context) => {
    const { settings, tool, inputSchema, send } = prepared;
    const { callTimeoutMs } = settings;
    const what = `The tool “${tool}”`;
    const facts = { server: settings.name, remoteTool: tool, transport: settings.transport.kind, sandboxed: false };
    try {
      const args = readJson(text) as JsonObject;
      refuseArguments(prepared, args);
      const { signal, traceparent } = context;
      signal.throwIfAborted();
      const { result, protocolVersion } = await send({
        tool,
        inputSchema,
        args,
        traceparent,
        signal,
        timeoutMs: callTimeoutMs,
      });
      const written = resultOf(prepared, result);
      return { ...written, audit: { ...facts, protocolVersion, resultBytes: written.text.length } };
    } catch (thrown) {
      const error = context.signal.aborted
        ? givenUp(`${what} of the MCP server “${settings.name}”`, context, callTimeoutMs)
        : remoteFailure(settings.name, what, callTimeoutMs, thrown);
      throw withAudit(error, facts);
    }
  };

/** The tool, or why it cannot be used. */
export const createRemoteTool = (
  settings: RemoteServerSettings,
  offered: JsonObject & { readonly name: string },
  checks: SchemaChecks,
  send: SendCall,
): Result<Tool, string> => {
  if (needsTask(offered)) return fail("it runs only as a task to be polled, which Caxton does not support");
  const input = schemaOf(checks, "input schema", offered["inputSchema"]);
  if (!input.ok) return input;
  if (input.value.schema["type"] !== "object") return fail("its input schema does not describe an object");
  const promised = offered["outputSchema"];
  const output = promised === undefined || promised === null ? null : schemaOf(checks, "output schema", promised);
  if (output?.ok === false) return output;
  const prepared: Prepared = {
    settings,
    tool: offered.name,
    inputSchema: input.value.schema,
    checkInput: input.value.check,
    checkOutput: output?.value.check ?? null,
    send,
  };
  return ok({
    name: toolNameOf(settings.name, offered.name),
    origin: "remote",
    description: describe(settings.name, offered["description"] ?? offered["title"]),
    parameters: input.value.schema,
    resultSchema: output?.value.schema ?? null,
    manifest: null,
    idempotent: isIdempotent(offered["annotations"]),
    timeoutMs: settings.callTimeoutMs + margin,
    call: createCall(prepared),
  });
};
