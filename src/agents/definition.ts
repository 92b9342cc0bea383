/** From the values of an agent file, or of a JSON body, to an agent's definition. */
import type { AgentDefinition, CapabilityOffer } from "../domain/agent.ts";
import { toCaxtonError } from "../domain/errors.ts";
import {
  agentNamePattern,
  parseAgentName,
  parseCapability,
  parseVersion,
  slugCapability,
  type AgentName,
  type Capability,
  type Version,
} from "../domain/ids.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { fail, ok } from "../domain/result.ts";
import { readDeployment, readExamples, readLimits, readLlm, readMemory, readSchedule } from "./parts.ts";
import { builtInVariables, readPrompts } from "./prompts.ts";
import {
  numberIn,
  objectIn,
  sectionOf,
  textIn,
  wrongKind,
  type Parse,
  type Refusal,
  type Report,
  type Section,
} from "./section.ts";
import type { AgentFileChecks } from "./types.ts";
import type { Path } from "./yaml-values.ts";

/** Keys that agent files of other programs have too; a file with no other known key was not written for Caxton. */
const commonKeys: ReadonlySet<string> = new Set(["name", "description", "tools", "model"]);

const suggestName = (name: string): string | undefined => {
  const better = name
    .trim()
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64);
  return agentNamePattern.test(better) ? better : undefined;
};

const nameIn: Parse<AgentName> = (input, path) => {
  const text = textIn("name")(input, path);
  if (!text.ok) return text;
  const name = parseAgentName(text.value);
  if (name.ok) return name;
  const better = suggestName(text.value);
  return fail(better === undefined ? { message: name.error } : { message: name.error, suggestion: `Write ${better}.` });
};

const versionIn: Parse<Version> = (input, path) => {
  const suggestion = (text: string): Refusal["suggestion"] => {
    const [major, minor = "0", patch = "0"] = text.replace(/^v/i, "").split(".");
    const better = `${major}.${minor}.${patch}`;
    return parseVersion(better).ok ? `Write "${better}".` : undefined;
  };
  if (typeof input === "number") return wrongKind("version", "a semantic version", input, suggestion(String(input)));
  const text = textIn("version")(input, path);
  if (!text.ok) return text;
  const version = parseVersion(text.value);
  if (version.ok) return version;
  const better = suggestion(text.value);
  return fail(better === undefined ? { message: version.error } : { message: version.error, suggestion: better });
};

/** A list, or a line with commas between: each item with the path to it. */
const listOrLine = (
  section: Section,
  key: string,
  what: string,
  report: Report,
): readonly (readonly [Json, Path])[] => {
  const input = section.raw(key);
  const path = section.pathOf(key);
  if (input === null) return [];
  if (Array.isArray(input)) return input.map((item: Json, index) => [item, [...path, index]] as const);
  if (typeof input === "string") {
    return input
      .split(",")
      .map((item) => item.trim())
      .filter((item) => item !== "")
      .map((item) => [item, path] as const);
  }
  const refusal = wrongKind(what, "a list of names, or one line with commas between them", input);
  if (!refusal.ok) report.error(path, refusal.error);
  return [];
};

const readNames = (section: Section, key: string, report: Report): readonly string[] => {
  const names = listOrLine(section, key, key, report).flatMap(([item, path]) => {
    const text = textIn(`A name in ${key}`, { most: 128 })(item, path);
    if (!text.ok) report.error(path, text.error);
    return text.ok && text.value.trim() !== "" ? [text.value.trim()] : [];
  });
  return [...new Set(names)];
};

const capabilityIn: Parse<Capability> = (input, path) => {
  const text = textIn("A capability")(input, path);
  if (!text.ok) return text;
  const capability = parseCapability(text.value.trim());
  if (capability.ok) return capability;
  const better = slugCapability(text.value);
  return fail(
    better.ok ? { message: capability.error, suggestion: `Write ${better.value}.` } : { message: capability.error },
  );
};

const readOffer = (item: Json, path: Path, report: Report): CapabilityOffer | null => {
  if (!isJsonObject(item)) {
    const name = capabilityIn(item, path);
    if (name.ok) return { name: name.value, description: "", priority: 0 };
    report.error(path, name.error);
    return null;
  }
  const section = sectionOf(item, path, report);
  if (section.raw("name") === null)
    report.error(path, {
      message: "A capability needs a name.",
      suggestion: "Add name: data-analysis, or what it is called.",
    });
  const name = section.take("name", capabilityIn, null);
  const description = section.take("description", textIn("A capability's description", { most: 2000 }), "");
  const priority = section.take("priority", numberIn("priority", -1000, 1000, { whole: true }), 0);
  section.finish();
  return name === null ? null : { name, description, priority };
};

const readCapabilities = (section: Section, name: AgentName | null, report: Report): readonly CapabilityOffer[] => {
  const items = listOrLine(section, "capabilities", "capabilities", report);
  const offers = new Map<string, CapabilityOffer>();
  for (const [item, path] of items) {
    const offer = readOffer(item, path, report);
    if (offer === null) continue;
    if (offers.has(offer.name))
      report.warn(path, {
        message: `The capability ${offer.name} is offered twice; the first counts.`,
        suggestion: "Keep one of the two.",
      });
    else offers.set(offer.name, offer);
  }
  if (items.length > 0 || name === null) return [...offers.values()];
  const slug = slugCapability(name);
  if (slug.ok) return [{ name: slug.value, description: "", priority: 0 }];
  report.error(
    section.pathOf("capabilities"),
    {
      message: `No capability can be made of the name ${name}.`,
      suggestion: "Give capabilities, such as data-analysis.",
    },
    "key",
  );
  return [];
};

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

const warnOfStrangers = (
  section: Section,
  definition: AgentDefinition,
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
        message: `Nobody provides a tool called ${tool}; the agent works without it.`,
        suggestion: "Take it out, or install the tool.",
      },
      spot,
    );
  }
  for (const tool of definition.approval.filter((each) => !definition.tools.includes(each))) {
    const [path, spot] = at("approval", tool);
    report.warn(
      path,
      {
        message: `${tool} waits for approval, but is not among the agent's tools.`,
        suggestion: "Add it to tools, or take it out here.",
      },
      spot,
    );
  }
  try {
    const strange = checks.modelWarning?.(definition.llm.provider, definition.model) ?? null;
    if (strange !== null && definition.model !== null) report.warn(section.pathOf("model"), { message: strange });
  } catch (thrown) {
    // Whoever knows the models refuses the provider. Another one may be configured when a message comes.
    const { message, hint } = toCaxtonError(thrown);
    const path = definition.llm.provider === null ? section.pathOf("model") : [...section.pathOf("llm"), "provider"];
    report.warn(path, hint === undefined ? { message } : { message, suggestion: hint });
  }
};

/**
 * The definition that the values and the prose make, or null when anything was wrong, which the report then tells.
 * `prose` is null where there can be none (a JSON body).
 */
export const readDefinition = (
  values: JsonObject,
  prose: string | null,
  checks: AgentFileChecks,
  report: Report,
): AgentDefinition | null => {
  const section = sectionOf(values, [], report);
  if (section.raw("name") === null)
    report.error(
      section.pathOf("name"),
      {
        message: "The agent has no name.",
        suggestion: "Add name: and 1 to 64 letters, digits, “-” or “_”.",
      },
      "key",
    );
  const name = section.take("name", nameIn, null);
  const version = section.take("version", versionIn, "0.0.0" as Version);
  const description = section.take("description", textIn("description", { most: 2000 }), "").trim();
  const capabilities = readCapabilities(section, name, report);
  const tools = readNames(section, "tools", report);
  const model = section.take("model", textIn("model", { most: 256 }), null)?.trim() ?? null;
  const parts = {
    llm: readLlm(section, report),
    memory: readMemory(section, report),
    parameters: readParameters(section, report),
    limits: readLimits(section, report),
    approval: readNames(section, "approval", report),
    schedule: readSchedule(section, report),
    deployment: readDeployment(section, report),
    examples: readExamples(section, report),
  };
  const foreign =
    section.raw("name") !== null &&
    section.raw("description") !== null &&
    section.knownKeys().every((key) => commonKeys.has(key));
  const prompts = readPrompts(section, prose === null ? null : { text: prose, foreign }, parts.parameters, report);
  section.finish();
  if (name === null || report.errors.length > 0) return null;
  const definition: AgentDefinition = {
    kind: "config",
    name,
    version,
    description,
    capabilities,
    tools,
    model: model === "" ? null : model,
    ...parts,
    ...prompts,
    unknown: report.unknown,
  };
  warnOfStrangers(section, definition, checks, report);
  return definition;
};

export const asObject = (input: Json, what: string): ReturnType<Parse<JsonObject>> =>
  isJsonObject(input) ? ok(input) : wrongKind(what, "named values, such as “name: Researcher”", input);
