/** The part of a definition that is specific to agents backed by a language model: prompts, model, tools, memory. */
import type { AgentLimits, ConfigAgentDefinition } from "../domain/agent.ts";
import { toCaxtonError } from "../domain/errors.ts";
import { isJsonObject, type JsonObject } from "../domain/json.ts";
import { readNames } from "./name-lists.ts";
import { readLlm, readMemory } from "./parts.ts";
import { builtInVariables, readPrompts } from "./prompts.ts";
import { objectIn, textIn, type Report, type Section } from "./section.ts";
import type { AgentFileChecks } from "./types.ts";
import type { Path } from "./yaml-values.ts";

export type ConfigPart = Pick<
  ConfigAgentDefinition,
  "tools" | "model" | "llm" | "memory" | "parameters" | "approval" | "systemPrompt" | "userPromptTemplate"
>;

/** Keys that agent files of other programs also have; a file with no other known key was not written for Caxton. */
const commonKeys: ReadonlySet<string> = new Set(["name", "description", "tools", "model"]);

/** Keys that have no effect on an agent without a model. */
export const configKeys = [
  "tools",
  "model",
  "llm",
  "memory",
  "parameters",
  "approval",
  "system_prompt",
  "user_prompt_template",
] as const;

const readParameters = (section: Section, report: Report): JsonObject => {
  const parameters = section.take("parameters", objectIn("parameters"), {});
  for (const key of Object.keys(parameters).filter((each) => Object.hasOwn(builtInVariables, each))) {
    report.warn(
      [...section.pathOf("parameters"), key],
      {
        message: `The parameter ${key} cannot be used in a template: {{${key}}} is Caxton's own variable.`,
        suggestion: "Give it another name.",
      },
      "key",
    );
  }
  return parameters;
};

const warnOfUnknownNames = (
  section: Section,
  definition: ConfigPart,
  checks: AgentFileChecks,
  report: Report,
): void => {
  const at = (key: string, name: string): readonly [Path, { readonly text: string; readonly occurrence: number }] => {
    const list = section.raw(key);
    const index = Array.isArray(list) ? list.findIndex((each) => typeof each === "string" && each.trim() === name) : -1;
    return [index === -1 ? section.pathOf(key) : [...section.pathOf(key), index], { text: name, occurrence: 0 }];
  };
  for (const tool of definition.tools) {
    if (checks.toolExists === undefined || checks.toolExists(tool)) continue;
    const [path, spot] = at("tools", tool);
    report.warn(
      path,
      {
        message: `There is no tool called ${tool}; the agent works without it.`,
        suggestion: "Remove it, or install the tool.",
      },
      spot,
    );
  }
  for (const tool of definition.approval.filter((each) => !definition.tools.includes(each))) {
    const [path, spot] = at("approval", tool);
    report.warn(
      path,
      {
        message: `${tool} is listed under approval, but is not among the agent's tools.`,
        suggestion: "Add it to tools, or remove it here.",
      },
      spot,
    );
  }
  try {
    const strange = checks.modelWarning?.(definition.llm.provider, definition.model) ?? null;
    if (strange !== null && definition.model !== null) report.warn(section.pathOf("model"), { message: strange });
  } catch (thrown) {
    // An unknown provider is only a warning: it may be configured by the time a message arrives.
    const { message, hint } = toCaxtonError(thrown);
    const path = definition.llm.provider === null ? section.pathOf("model") : [...section.pathOf("llm"), "provider"];
    report.warn(path, hint === undefined ? { message } : { message, suggestion: hint });
  }
};

/** Warns of a cost limit that cannot be enforced, since its author relies on it. */
export const warnOfCost = (
  section: Section,
  { model, llm }: Pick<ConfigAgentDefinition, "model" | "llm">,
  { maxCostUsd }: AgentLimits,
  { costWarning }: AgentFileChecks,
  report: Report,
): void => {
  const message = costWarning?.(llm.provider, model, maxCostUsd) ?? null;
  if (message === null) return;
  const limits = section.raw("limits");
  const key = Object.keys(isJsonObject(limits) ? limits : {}).find((each) => /^max_?cost_?usd$/i.test(each));
  const path = key === undefined ? section.pathOf("name") : [...section.pathOf("limits"), key];
  report.warn(path, { message, suggestion: "Add a price under llm.prices in the configuration." }, "key");
};

/**
 * Reads the part. Call it after the keys common to all agents have been read, since those tell whether the file was
 * written for Caxton.
 */
export const readConfigPart = (
  section: Section,
  prose: string | null,
  checks: AgentFileChecks,
  report: Report,
): ConfigPart => {
  const tools = readNames(section, "tools", report);
  const model = section.take("model", textIn("model", { most: 256 }), null)?.trim() ?? null;
  const settings = {
    llm: readLlm(section, report),
    memory: readMemory(section, report),
    parameters: readParameters(section, report),
    approval: readNames(section, "approval", report),
  };
  const foreign =
    section.raw("name") !== null &&
    section.raw("description") !== null &&
    section.knownKeys().every((key) => commonKeys.has(key));
  const prompts = readPrompts(section, prose === null ? null : { text: prose, foreign }, settings.parameters, report);
  const part: ConfigPart = { tools, model: model === "" ? null : model, ...settings, ...prompts };
  if (report.errors.length === 0) warnOfUnknownNames(section, part, checks, report);
  return part;
};
