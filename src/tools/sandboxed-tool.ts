/**
 * A tool that is a WebAssembly module: each call validates arguments and result and runs in a fresh instance under the
 * manifest's limits and grants.
 */
import type { CaxtonError } from "../domain/errors.ts";
import type { JsonText } from "../domain/json-text.ts";
import type { JsonObject } from "../domain/json.ts";
import { fuelFor } from "../domain/fuel.ts";
import type { ResourceCeilings } from "../domain/resource-limits.ts";
import {
  hostFunctionNames,
  type CallLimits,
  type CallResult,
  type HostCallHandler,
  type ModulePolicy,
  type SandboxEngine,
  type SandboxModule,
} from "../sandbox/types.ts";
import type { SpanId, TraceId } from "../domain/ids.ts";
import type { Tracing } from "../observability/types.ts";
import { failureOf, type CallTrace, type GrantUse } from "./call-failures.ts";
import { withinCeilings } from "./ceilings.ts";
import type { ToolManifest } from "./manifest-types.ts";
import { createArgumentsCheck, createIdempotencyCheck, createResultReader } from "./tool-values.ts";
import type { Tool, ToolContext, ToolOrigin, ToolResult } from "./types.ts";
import type { ValueChecks } from "./value-checks.ts";

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
  /** Where arguments and results are checked. */
  readonly checks: ValueChecks;
}

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

const auditOf = (result: CallResult, grants: readonly GrantUse[]): JsonObject => ({
  ...result.usage,
  grants: grants.map((use) => ({ ...use })),
  logs: result.logs.map((line) => ({ ...line })),
});

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

/** Creates a tool from its manifest and module. The module is compiled on the first call. */
export const createSandboxedTool = (
  written: ToolManifest,
  origin: Extract<ToolOrigin, "built-in" | "uploaded">,
  readModule: () => Promise<Uint8Array>,
  { engine, hostFor, maxModuleBytes, ceilings, tracing, checks }: SandboxedToolDependencies,
): Tool => {
  const manifest = withinCeilings(written, ceilings);
  const { name } = manifest;
  const checkArguments = createArgumentsCheck({ name, origin }, manifest.inputSchema, checks);
  const isIdempotentFor = manifest.idempotentFor === null ? null : createIdempotencyCheck(manifest.idempotentFor);
  const readResult = createResultReader({ name, origin }, manifest.outputSchema, checks);
  let loading: Promise<SandboxModule> | null = null;

  const load = async (): Promise<SandboxModule> => {
    loading ??= readModule().then(async (bytes) => engine.load(bytes, policyFor(manifest, maxModuleBytes)));
    // A failed load is not cached: the disk may have been unavailable.
    loading.catch(() => (loading = null));
    return loading;
  };

  const call = async (args: JsonText, context: ToolContext): Promise<ToolResult> => {
    // Larger input is refused below, whatever is in it.
    if (args.length <= manifest.limits.maxInput) await checkArguments(args);
    const trace: CallTrace = { grants: [], hostError: null };
    const module = await load();
    const run = async (): Promise<CallResult> =>
      engine.run(module, args, {
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
    const isAnyText = module.kind === "extism";
    return { ...(await readResult({ output: result.output, isAnyText, audit })), audit };
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
