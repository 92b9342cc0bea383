/** The part of a definition that is specific to WASM agents: the module, the features it may use, and its limits. */
import type { WasmAgentDefinition } from "../domain/agent.ts";
import { parseByteSize, parseCpuMillis, parseDuration } from "../domain/quantities.ts";
import type { ResourceLimits } from "../domain/resource-limits.ts";
import { wasmFeatures, type WasmFeature } from "../domain/wasm.ts";
import { configKeys } from "./config-part.ts";
import { listOrLine } from "./name-lists.ts";
import { objectIn, oneOf, positiveIn, sectionOf, textIn, type Report, type Section } from "./section.ts";
import type { AgentFileChecks } from "./types.ts";

export type WasmPart = Pick<WasmAgentDefinition, "features" | "resources" | "documentation"> & {
  /** Null only if the report has an error. */
  readonly module: WasmAgentDefinition["module"] | null;
};

/** Limits for one message that neither the file nor the configuration sets. */
export const defaultResources: ResourceLimits = {
  maxMemoryBytes: 16 * 1024 * 1024,
  maxCpuMillis: 1_000,
  maxExecutionTime: 10_000,
  maxMessageSize: 1024 * 1024,
} as ResourceLimits;

const readFeatures = (section: Section, report: Report): readonly WasmFeature[] => {
  const features = listOrLine(section, "features", "features", report).flatMap(([item, path]) => {
    const feature = oneOf("A feature", wasmFeatures)(item, path);
    if (!feature.ok) report.error(path, feature.error);
    return feature.ok ? [feature.value] : [];
  });
  return [...new Set(features)].toSorted();
};

const readResources = (top: Section, report: Report): ResourceLimits => {
  const section = sectionOf(top.take("resources", objectIn("resources"), {}), top.pathOf("resources"), report);
  const size = "Write a size such as 16MiB.";
  const time = "Write a time such as 500ms or 5s.";
  const { maxMemoryBytes, maxCpuMillis, maxExecutionTime, maxMessageSize } = defaultResources;
  const resources: ResourceLimits = {
    maxMemoryBytes: section.take("max_memory", positiveIn("resources.max_memory", parseByteSize, size), maxMemoryBytes),
    maxCpuMillis: section.take("max_cpu", positiveIn("resources.max_cpu", parseCpuMillis, time), maxCpuMillis),
    maxExecutionTime: section.take(
      "max_execution_time",
      positiveIn("resources.max_execution_time", parseDuration, time),
      maxExecutionTime,
    ),
    maxMessageSize: section.take(
      "max_message_size",
      positiveIn("resources.max_message_size", parseByteSize, size),
      maxMessageSize,
    ),
  };
  section.finish();
  return resources;
};

const readModule = (section: Section, checks: AgentFileChecks, report: Report): WasmPart["module"] => {
  const reference = section.take("module", textIn("module", { most: 512 }), null)?.trim() ?? null;
  const at = section.pathOf("module");
  if (reference === null) {
    const suggestion = "Add module: and the name of the .wasm file next to this one.";
    report.error(at, { message: "A WASM agent needs a module.", suggestion }, "key");
    return null;
  }
  const found = checks.module?.(reference);
  if (found?.ok === true) return found.value;
  report.error(at, found?.error ?? { message: "WASM agents are not available here: there is no sandbox." });
  return null;
};

export const readWasmPart = (
  section: Section,
  prose: string | null,
  checks: AgentFileChecks,
  report: Report,
): WasmPart => {
  for (const key of configKeys.filter((each) => section.raw(each) !== null)) {
    const message = `A WASM agent has no language model, so ${key} has no effect.`;
    report.warn(section.pathOf(key), { message, suggestion: "Remove it." }, "key");
  }
  return {
    features: readFeatures(section, report),
    resources: readResources(section, report),
    module: readModule(section, checks, report),
    documentation: (prose ?? "").trim().replaceAll("\r\n", "\n"),
  };
};
