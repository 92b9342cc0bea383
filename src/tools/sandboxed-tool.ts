/**
 * A tool that is a WebAssembly module: each call validates arguments and result and runs in a fresh instance under the
 * manifest's limits and grants.
 */
import { CaxtonError, type Complaint, type ErrorCode } from "../domain/errors.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import { fuelFor } from "../domain/fuel.ts";
import type { ResourceCeilings } from "../domain/resource-limits.ts";
import {
  hostFunctionNames,
  type CallLimits,
  type CallResult,
  type GuestKind,
  type HostCallHandler,
  type ModulePolicy,
  type SandboxEngine,
  type SandboxModule,
} from "../sandbox/types.ts";
import type { SpanId, TraceId } from "../domain/ids.ts";
import type { Tracing } from "../observability/types.ts";
import { withinCeilings } from "./ceilings.ts";
import type { ToolManifest } from "./manifest-types.ts";
import { compileSchema, type CheckValue } from "./schemas.ts";
import { createTimeLimit } from "./remote/time-limit.ts";
import type { Tool, ToolContext, ToolOrigin, ToolResult } from "./types.ts";
import { mostValues, type CheckOutcome, type ValueChecks } from "./value-checks.ts";

/** A grant that a call used, or was denied. */
export interface GrantUse {
  readonly grant: "network" | "storage" | "database" | "env" | "secrets";
  /** The target, such as `GET https://example.com/`. */
  readonly target: string;
  readonly allowed: boolean;
}

/**
 * Makes the host functions for one call, limited to the manifest's grants. `ended` is called after each host call, with its
 * error or null.
 */
export type HostFor = (
  manifest: ToolManifest,
  audit: (use: GrantUse) => void,
  ended?: (error: CaxtonError | null) => void,
) => HostCallHandler;

export interface SandboxedToolDependencies {
  readonly engine: SandboxEngine;
  readonly hostFor: HostFor;
  readonly maxModuleBytes: number;
  /** They hold for manifests too that were stored when the ceilings were higher. */
  readonly ceilings: ResourceCeilings;
  readonly tracing: Tracing;
  /** Where values and schemas of uploaded tools are checked. */
  readonly checks: ValueChecks;
}

const encoder = new TextEncoder();

const tableElements = 100_000;

/** Modules may import every host function; the grants are checked on each call. */
export const policyFor = (manifest: ToolManifest, maxModuleBytes: number): ModulePolicy => ({
  features: manifest.features,
  maxModuleBytes,
  maxMemoryBytes: manifest.limits.memory,
  maxTableElements: tableElements,
  imports: hostFunctionNames,
});

export const limitsOf = ({ limits, timeout }: ToolManifest): CallLimits => ({
  fuel: fuelFor(limits.cpu),
  wallMs: timeout,
  inputBytes: limits.maxInput,
  outputBytes: limits.maxOutput,
  hostCalls: limits.hostCalls,
  logBytes: limits.logBytes,
});

const listed = (complaints: readonly Complaint[]): string =>
  complaints.map(({ pointer, message }) => `${pointer === "" ? "the whole" : pointer} ${message}`).join("; ");

/** Values up to this size, in bytes, are checked against built-in schemas at once: that takes less than to ask a thread. */
const mostInline = 65_536;

/** Creates the check against one schema of a tool; `schema` is null if there is none. */
const createCheck = (
  { name, origin }: Pick<Tool, "name" | "origin">,
  schema: JsonObject | null,
  checks: ValueChecks,
): ((text: Uint8Array) => Promise<CheckOutcome>) => {
  let own: CheckValue | null = null;
  const inline = (text: Uint8Array): CheckOutcome => {
    try {
      const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text)) as Json;
      if (schema !== null) own ??= compileSchema(schema);
      return { kind: "checked", complaints: own?.(value) ?? [] };
    } catch {
      return { kind: "no-json" };
    }
  };
  const isOurs = origin === "built-in";
  return async (text) =>
    isOurs && text.length <= mostInline
      ? inline(text)
      : checks.check(name, { schema, text, mostValues: isOurs ? null : mostValues });
};

/** Milliseconds for the question whether a call may be retried, which must be answered at once. */
const idempotencyMs = 50;

/** Whether a call with these arguments may be retried; not if that takes too long to find out. */
const createIdempotencyCheck = (schema: JsonObject): ((args: JsonObject) => boolean) => {
  const limit = createTimeLimit();
  let check: CheckValue | null = null;
  return (args) => {
    try {
      return limit(idempotencyMs, () => (check ??= compileSchema(schema))(args).length === 0);
    } catch {
      return false;
    }
  };
};

const complaintsOf = (outcome: CheckOutcome): readonly Complaint[] => {
  if (outcome.kind === "checked") return outcome.complaints;
  const message = outcome.kind === "no-json" ? "is not JSON in UTF-8" : `cannot be checked: ${outcome.why}`;
  return [{ pointer: "", message }];
};

const refuseArguments = (name: string, outcome: CheckOutcome): void => {
  const complaints = complaintsOf(outcome);
  if (complaints.length === 0) return;
  throw new CaxtonError("tool.invalid_arguments", `The arguments of ${name} are invalid: ${listed(complaints)}.`, {
    hint: "GET /api/v1/tools/{name} shows the schema of the arguments.",
    errors: complaints,
  });
};

const auditOf = (result: CallResult, grants: readonly GrantUse[]): JsonObject => ({
  ...result.usage,
  grants: grants.map((use) => ({ ...use })),
  logs: result.logs.map((line) => ({ ...line })),
});

/** What a call has done so far. */
interface CallTrace {
  readonly grants: GrantUse[];
  /** The error of the last host call; null if it succeeded or there was none. */
  hostError: CaxtonError | null;
}

/** How a guest gives up: it reports an error, or it traps, for example on an error that it does not handle. */
const givingUp: ReadonlySet<string> = new Set(["sandbox.guest_error", "sandbox.trapped"] satisfies ErrorCode[]);

/** Host errors whose code the call gets if the tool gives up because of them. After any other, the tool's own error counts. */
const passedOn: ReadonlySet<string> = new Set([
  "tool.grant_missing",
  "tool.unavailable",
  "tool.timeout",
  "internal.unexpected",
] satisfies ErrorCode[]);

/** Which grant to add, and where. */
const grantHint = ({ name }: ToolManifest, origin: ToolOrigin, { grants }: CallTrace): string | undefined => {
  const missing = grants.findLast(({ allowed }) => !allowed);
  if (missing === undefined) return undefined;
  const { grant, target } = missing;
  return origin === "built-in"
    ? `To allow “${target}”, add it to tools.grants.${name}.${grant} in the configuration; docs/tools.md shows how.`
    : `To allow “${target}”, add it to grants.${grant} in the tool's manifest and upload the tool again.`;
};

/** The error of a failed call with audit data. An error that the tool reports is its own, unless its last host call failed. */
const failureOf = (
  manifest: ToolManifest,
  origin: ToolOrigin,
  { error, audit }: { readonly error: CaxtonError; readonly audit: JsonObject },
  trace: CallTrace,
): CaxtonError => {
  const { hostError } = trace;
  const { text } = error.facts;
  const isOwn = error.code === "sandbox.guest_error";
  const told = isOwn && typeof text === "string" && text !== "" ? `${manifest.name}: ${text}` : error.message;
  const facts = { ...error.facts, audit };
  if (hostError !== null && givingUp.has(error.code) && passedOn.has(hostError.code)) {
    // The message of an unexpected error is not for the guest, nor for the caller; see host-functions.ts.
    const isTold = hostError.code === "internal.unexpected" || told.includes(hostError.message);
    const hint =
      hostError.hint ?? (hostError.code === "tool.grant_missing" ? grantHint(manifest, origin, trace) : undefined);
    return new CaxtonError(hostError.code, isTold ? told : `${told} (${hostError.message})`, {
      facts,
      cause: error,
      ...(hint === undefined ? {} : { hint }),
    });
  }
  return new CaxtonError(isOwn ? "tool.reported_failure" : error.code, told, {
    facts,
    cause: error,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  });
};

const spanOf = ({ name, origin }: Pick<Tool, "name" | "origin">, { traceparent, agent }: ToolContext) => {
  const [, traceId = null, parentSpanId = null] = traceparent === "" ? [] : traceparent.split("-");
  return {
    name: "sandbox.call",
    kind: "internal" as const,
    traceId: traceId as TraceId | null,
    spanId: null,
    parentSpanId: parentSpanId as SpanId | null,
    attributes: {
      "caxton.tool": name,
      "caxton.tool.origin": origin,
      ...(agent === null ? {} : { "caxton.agent": agent }),
    },
  };
};

const textOf = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

/** The output of an Extism plug-in may be any text, since plug-ins made for other hosts do not know ours: then it is a JSON string. */
const quoted = (output: Uint8Array): Uint8Array => {
  const text = textOf(output);
  return text === null ? output : encoder.encode(JSON.stringify(text));
};

/** Creates a tool from its manifest and module. The module is compiled on the first call. */
export const createSandboxedTool = (
  written: ToolManifest,
  origin: Extract<ToolOrigin, "built-in" | "uploaded">,
  readModule: () => Promise<Uint8Array>,
  { engine, hostFor, maxModuleBytes, ceilings, tracing, checks }: SandboxedToolDependencies,
): Tool => {
  const manifest = withinCeilings(written, ceilings);
  const { name } = manifest;
  const checkArguments = createCheck({ name, origin }, manifest.inputSchema, checks);
  const isIdempotentFor = manifest.idempotentFor === null ? null : createIdempotencyCheck(manifest.idempotentFor);
  const checkResult = createCheck({ name, origin }, manifest.outputSchema, checks);
  let loading: Promise<SandboxModule> | null = null;

  const load = async (): Promise<SandboxModule> => {
    loading ??= readModule().then(async (bytes) => engine.load(bytes, policyFor(manifest, maxModuleBytes)));
    // A failed load is not cached: the disk may have been unavailable.
    loading.catch(() => (loading = null));
    return loading;
  };

  /** The value of an output that matches its schema. Throws `tool.invalid_result` otherwise. */
  const valueOf = async (output: Uint8Array | null, kind: GuestKind, audit: JsonObject): Promise<Json> => {
    let text = output ?? encoder.encode("null");
    let outcome = await checkResult(text);
    if (outcome.kind === "no-json" && kind === "extism") {
      text = quoted(text);
      outcome = await checkResult(text);
    }
    const complaints = complaintsOf(outcome);
    if (complaints.length === 0) return JSON.parse(new TextDecoder().decode(text)) as Json;
    const what = outcome.kind === "checked" ? "does not match its schema" : "cannot be used";
    throw new CaxtonError("tool.invalid_result", `The result of ${name} ${what}: ${listed(complaints)}.`, {
      facts: { audit },
      errors: complaints,
    });
  };

  const call = async (args: JsonObject, context: ToolContext): Promise<ToolResult> => {
    const input = encoder.encode(JSON.stringify(args));
    // Larger input is refused below, whatever is in it.
    if (input.length <= manifest.limits.maxInput) refuseArguments(name, await checkArguments(input));
    const trace: CallTrace = { grants: [], hostError: null };
    const module = await load();
    const run = async (): Promise<CallResult> =>
      engine.run(module, input, {
        ...(manifest.function === null ? {} : { function: manifest.function }),
        limits: limitsOf(manifest),
        host: hostFor(
          manifest,
          (use) => trace.grants.push(use),
          (error) => (trace.hostError = error),
        ),
        signal: context.signal,
      });
    const result = await tracing.measure(spanOf({ name, origin }, context), run, (ended) =>
      ended.ok ? null : ended.error,
    );
    const audit = auditOf(result, trace.grants);
    if (!result.ok) throw failureOf(manifest, origin, { error: result.error, audit }, trace);
    return { value: await valueOf(result.output, module.kind, audit), audit };
  };

  return {
    name,
    origin,
    description: manifest.description,
    parameters: manifest.inputSchema,
    resultSchema: manifest.outputSchema,
    manifest,
    idempotent: manifest.idempotent,
    ...(isIdempotentFor === null ? {} : { isIdempotentFor }),
    timeoutMs: manifest.timeout,
    call,
  };
};
