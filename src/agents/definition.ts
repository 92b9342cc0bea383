/** Builds an agent's definition from the values of an agent file or of a JSON body. */
import type { AgentDefinition, AgentKind, CapabilityOffer } from "../domain/agent.ts";
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
import { readConfigPart, warnOfCost } from "./config-part.ts";
import { listOrLine } from "./name-lists.ts";
import { readDeployment, readExamples, readLimits, readSchedule } from "./parts.ts";
import {
  numberIn,
  oneOf,
  sectionOf,
  textIn,
  wrongKind,
  type Parse,
  type Refusal,
  type Report,
  type Section,
} from "./section.ts";
import type { AgentFileChecks } from "./types.ts";
import { readWasmPart, type DefinitionContext } from "./wasm-part.ts";
import type { Path } from "./yaml-values.ts";

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
      suggestion: "Add a name, such as name: data-analysis.",
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
        message: `The capability ${offer.name} is listed twice; the first one is used.`,
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
      message: `No capability can be derived from the name ${name}.`,
      suggestion: "List capabilities, such as data-analysis.",
    },
    "key",
  );
  return [];
};

/** The definition, or null if anything is wrong, which the report then contains. */
export const readDefinition = (
  values: JsonObject,
  context: DefinitionContext,
  checks: AgentFileChecks,
  report: Report,
): AgentDefinition | null => {
  const section = sectionOf(values, [], report);
  const head = readHead(section, report);
  const kind = readKind(section, context, report);
  const part =
    kind === "wasm"
      ? { kind, ...readWasmPart(section, context, head?.limits ?? null, checks, report) }
      : { kind, ...readConfigPart(section, context.prose, checks, report) };
  section.finish();
  if (head === null || report.errors.length > 0) return null;
  if (part.kind === "config") warnOfCost(section, part, head.limits, checks, report);
  if (part.kind === "config") return { ...head, ...part, unknown: report.unknown };
  // If there are no errors, the module is present.
  const { module, ...rest } = part;
  return module === null ? null : { ...head, ...rest, module, unknown: report.unknown };
};

/** The kind given in the file; by default `wasm` if there is a `module`. */
const readKind = (section: Section, { isWasmOnly }: DefinitionContext, report: Report): AgentKind => {
  const hasModule = section.raw("module") !== null;
  const otherwise = hasModule || isWasmOnly ? "wasm" : "config";
  const kind = section.take("kind", oneOf("kind", ["config", "wasm"] as const), otherwise);
  if (isWasmOnly && kind === "config") {
    const message = "A file in YAML defines a WASM agent, so its kind cannot be config.";
    const suggestion = "Write kind: wasm and name the module, or write the agent as Markdown, such as agent.md.";
    report.error(section.pathOf("kind"), { message, suggestion });
  } else if (kind === "config" && hasModule) {
    const message = "An agent of kind config cannot have a module.";
    report.error(section.pathOf("module"), { message, suggestion: "Write kind: wasm, or remove module." }, "key");
  }
  return kind;
};

/** The keys that every agent has; null if the name is missing. */
const readHead = (section: Section, report: Report) => {
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
  const head = {
    version: section.take("version", versionIn, "0.0.0" as Version),
    description: section.take("description", textIn("description", { most: 2000 }), "").trim(),
    capabilities: readCapabilities(section, name, report),
    limits: readLimits(section, report),
    schedule: readSchedule(section, report),
    deployment: readDeployment(section, report),
    examples: readExamples(section, report),
  };
  return name === null ? null : { name, ...head };
};

export const asObject = (input: Json, what: string): ReturnType<Parse<JsonObject>> =>
  isJsonObject(input) ? ok(input) : wrongKind(what, "named values, such as “name: Researcher”", input);
