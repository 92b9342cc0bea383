/** The part of a definition that is specific to WASM agents: the module, the features it may use, and its limits. */
import type { AgentLimits, WasmAgentDefinition } from "../domain/agent.ts";
import { guestKinds, wasmFeatures, type GuestKind, type WasmFeature } from "../domain/wasm.ts";
import { configKeys } from "./config-part.ts";
import { listOrLine } from "./name-lists.ts";
import { readResources } from "./resources.ts";
import { oneOf, textIn, type Report, type Section } from "./section.ts";
import type { AgentFileChecks } from "./types.ts";

/** How a definition is written. */
export interface DefinitionContext {
  /** The prose below the settings; null where there can be none. */
  readonly prose: string | null;
  /** It is a file in YAML, which has no room for a prompt and so can only define a WASM agent. */
  readonly isWasmOnly: boolean;
}

export type WasmPart = Pick<WasmAgentDefinition, "abi" | "features" | "resources" | "documentation"> & {
  /** Null only if the report has an error. */
  readonly module: WasmAgentDefinition["module"] | null;
};

const readFeatures = (section: Section, report: Report): readonly WasmFeature[] => {
  const features = listOrLine(section, "features", "features", report).flatMap(([item, path]) => {
    const feature = oneOf("A feature", wasmFeatures)(item, path);
    if (!feature.ok) report.error(path, feature.error);
    return feature.ok ? [feature.value] : [];
  });
  return [...new Set(features)].toSorted();
};

const inWords: Readonly<Record<GuestKind, string>> = {
  core: "a core module",
  component: "a component",
  extism: "an Extism plug-in",
};

/** Reports an Extism plug-in, which only tools can be, and a module that is not what `abi` says. */
const checkKind = (section: Section, abi: GuestKind | null, kind: GuestKind | null, report: Report): void => {
  if (kind === "extism" || abi === "extism") {
    report.error(section.pathOf(kind === "extism" ? "module" : "abi"), {
      message: "An agent cannot be an Extism plug-in; only a tool can.",
      suggestion: "Build it as a core module or a component (docs/wasm-guests.md), or upload it as a tool.",
    });
  } else if (abi !== null && kind !== null && abi !== kind) {
    report.error(section.pathOf("abi"), {
      message: `abi is ${abi}, which means ${inWords[abi]}, but the module is ${inWords[kind]} (${kind}).`,
      suggestion: `Write abi: ${kind}, or build the module as ${inWords[abi]}. Without abi it is detected.`,
    });
  }
};

const readModule = (
  section: Section,
  abi: GuestKind | null,
  checks: AgentFileChecks,
  report: Report,
): WasmPart["module"] => {
  const reference = section.take("module", textIn("module", { most: 512 }), null)?.trim() ?? null;
  const at = section.pathOf("module");
  if (reference === null) {
    if (section.raw("module") !== null) return null;
    const suggestion = "Add module: and the name of the .wasm file next to this one.";
    report.error(at, { message: "A WASM agent needs a module.", suggestion }, "key");
    return null;
  }
  const found = checks.module?.(reference);
  checkKind(section, abi, found?.ok === true ? (found.value.kind ?? null) : null, report);
  if (found?.ok === true) return { sha256: found.value.sha256, bytes: found.value.bytes };
  report.error(at, found?.error ?? { message: "WASM agents are not available here: there is no sandbox." });
  return null;
};

const promptKeys: ReadonlySet<string> = new Set(["system_prompt", "user_prompt_template"]);

/** Warns of keys for language models. A prompt in YAML is an error: whoever writes one wants another kind of agent. */
const refuseModelKeys = (section: Section, { isWasmOnly }: DefinitionContext, report: Report): void => {
  for (const key of configKeys.filter((each) => section.raw(each) !== null)) {
    if (isWasmOnly && promptKeys.has(key)) {
      const message = `A file in YAML defines a WASM agent, which has no language model and so no ${key}.`;
      const suggestion = "Remove it. An agent with a prompt is a Markdown file, such as agent.md.";
      report.error(section.pathOf(key), { message, suggestion }, "key");
    } else {
      const message = `A WASM agent has no language model, so ${key} has no effect.`;
      report.warn(section.pathOf(key), { message, suggestion: "Remove it." }, "key");
    }
  }
};

/** `limits` are those of the agent; null if they could not be read. */
export const readWasmPart = (
  section: Section,
  context: DefinitionContext,
  limits: AgentLimits | null,
  checks: AgentFileChecks,
  report: Report,
): WasmPart => {
  refuseModelKeys(section, context, report);
  const abi = section.take("abi", oneOf("abi", guestKinds), null);
  const { prose } = context;
  return {
    // Left out rather than defaulted, so that a file that does not give it remains the version that it was.
    ...(abi === null ? {} : { abi }),
    features: readFeatures(section, report),
    resources: readResources(section, limits, checks.ceilings ?? null, report),
    module: readModule(section, abi, checks, report),
    documentation: (prose ?? "").trim().replaceAll("\r\n", "\n"),
  };
};
