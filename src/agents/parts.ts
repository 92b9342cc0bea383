/**
 * Reads the parts of a definition that have keys of their own: model, memory, limits, schedule, deployment, examples.
 */
import type {
  AgentDefinition,
  AgentExample,
  AgentLimits,
  AgentLlmSettings,
  AgentMemorySettings,
  AgentSchedule,
  MemoryScope,
} from "../domain/agent.ts";
import { parseDeploymentStrategy } from "../domain/deployment-strategy.ts";
import { performatives } from "../domain/fipa.ts";
import { isJsonObject, type Json } from "../domain/json.ts";
import { parseByteSize, parseDuration } from "../domain/quantities.ts";
import { fail, ok } from "../domain/result.ts";
import { parseCron } from "./cron.ts";
import {
  flagIn,
  numberIn,
  objectIn,
  oneOf,
  positiveIn,
  sectionOf,
  textIn,
  wrongKind,
  type Parse,
  type Report,
  type Section,
} from "./section.ts";
import type { Path } from "./yaml-values.ts";

const shortly = "Write a duration such as 30s or 5m.";

const mostTokens = 10_000_000;

/** The object under a key as a section; an empty one if the key is absent. */
const below = (section: Section, key: string, report: Report): Section =>
  sectionOf(section.take(key, objectIn(key), {}), section.pathOf(key), report);

export const readLlm = (top: Section, report: Report): AgentLlmSettings => {
  const section = below(top, "llm", report);
  const settings: AgentLlmSettings = {
    provider: section.take("provider", textIn("llm.provider", { most: 64 }), null),
    temperature: section.take("temperature", numberIn("llm.temperature", 0, 2, { whole: false }), null),
    maxTokens: section.take("max_tokens", numberIn("llm.max_tokens", 1, mostTokens, { whole: true }), null),
    timeout: section.take("timeout", positiveIn("llm.timeout", parseDuration, shortly), null),
    responseFormat: section.take("response_format", objectIn("llm.response_format (a JSON Schema)"), null),
  };
  section.finish();
  return settings;
};

const scopes: readonly MemoryScope[] = ["agent-only", "workspace", "global"];

/** Below this, not even one memory with its id fits. */
const leastMemoryTokens = 100;

/** `true`, or an object without `enabled: false`, switches the memory on. */
export const readMemory = (top: Section, report: Report): AgentMemorySettings => {
  const input = top.raw("memory");
  const isFlag = typeof input === "boolean";
  const isObject = isJsonObject(input);
  if (!isFlag && input !== null && !isObject) {
    const refusal = wrongKind("memory", "true, false, or its settings by name", input, "Write memory: true.");
    if (!refusal.ok) report.error(top.pathOf("memory"), refusal.error);
  }
  const section = sectionOf(isObject ? input : {}, top.pathOf("memory"), report);
  const maxTokens = numberIn("memory.max_tokens", leastMemoryTokens, mostTokens, { whole: true });
  const settings = {
    enabled: section.take("enabled", flagIn("memory.enabled"), isFlag ? input : isObject),
    scope: section.take("scope", oneOf("memory.scope", scopes), "workspace"),
    autoStore: section.take("auto_store", flagIn("memory.auto_store"), true),
    searchLimit: section.take("search_limit", numberIn("memory.search_limit", 1, 1000, { whole: true }), 10),
    minSimilarity: section.take("min_similarity", numberIn("memory.min_similarity", 0, 1, { whole: false }), 0.7),
  };
  // Left out rather than defaulted, so that a file that does not give it remains the version that it was.
  const most = section.take("max_tokens", maxTokens, null);
  section.finish();
  return most === null ? settings : { ...settings, maxTokens: most };
};

export const readLimits = (top: Section, report: Report): AgentLimits => {
  const section = below(top, "limits", report);
  const limits: AgentLimits = {
    maxTurns: section.take("max_turns", numberIn("limits.max_turns", 1, 1000, { whole: true }), null),
    maxToolCalls: section.take("max_tool_calls", numberIn("limits.max_tool_calls", 0, 10_000, { whole: true }), null),
    maxTokens: section.take("max_tokens", numberIn("limits.max_tokens", 1, mostTokens, { whole: true }), null),
    maxCostUsd: section.take("max_cost_usd", numberIn("limits.max_cost_usd", 0, 1_000_000, { whole: false }), null),
    timeout: section.take("timeout", positiveIn("limits.timeout", parseDuration, shortly), null),
    maxMessageSize: section.take(
      "max_message_size",
      positiveIn("limits.max_message_size", parseByteSize, "Write a size such as 64KiB."),
      null,
    ),
  };
  section.finish();
  return limits;
};

const cronIn: Parse<string> = (input, path) => {
  const text = textIn("schedule.cron")(input, path);
  if (!text.ok) return text;
  const cron = parseCron(text.value);
  return cron.ok
    ? cron
    : fail({
        message: cron.error,
        suggestion: 'Use minute, hour, day, month and weekday, such as "0 9 * * mon-fri".',
      });
};

export const readSchedule = (top: Section, report: Report): AgentSchedule | null => {
  if (top.take("schedule", objectIn("schedule"), null) === null) return null;
  const section = below(top, "schedule", report);
  const given = ["cron", "every"].filter((key) => section.raw(key) !== null);
  if (given.length !== 1) {
    const message =
      given.length === 0 ? "The schedule has neither cron nor every." : "The schedule has both cron and every.";
    report.error(section.path, { message, suggestion: "Use exactly one of the two." }, "key");
  }
  const message = section.raw("message");
  if (message === null)
    report.error(
      section.path,
      {
        message: "The schedule has no message to send.",
        suggestion: "Add message: and what to send to the agent.",
      },
      "key",
    );
  const schedule: AgentSchedule = {
    cron: section.take("cron", cronIn, null),
    every: section.take("every", positiveIn("schedule.every", parseDuration, shortly), null),
    message,
  };
  section.finish();
  report.warn(
    top.pathOf("schedule"),
    {
      message: "schedule has no effect in this version: nothing is sent to the agent.",
      suggestion: "Remove it, or keep it for a later version of Caxton.",
    },
    "key",
  );
  return schedule;
};

const stepsOf = (pointer: string): Path =>
  pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step) => (/^(0|[1-9][0-9]{0,5})$/.test(step) ? Number(step) : step));

/**
 * A deployment that differs from what its author meant is dangerous, so an unknown key here is an error, not a warning.
 */
export const readDeployment = (top: Section, report: Report): AgentDefinition["deployment"] => {
  const input = top.raw("deployment");
  if (input === null) return { strategy: "direct" };
  const parsed = parseDeploymentStrategy(input);
  if (!parsed.ok) {
    for (const { pointer = "", message, suggestion } of parsed.error) {
      const path = [...top.pathOf("deployment"), ...(typeof input === "string" ? [] : stepsOf(pointer))];
      report.error(path, suggestion === undefined ? { message } : { message, suggestion });
    }
    return { strategy: "direct" };
  }
  warnOfStrategy(top, parsed.value.kind, report);
  return { ...(isJsonObject(input) ? input : {}), strategy: parsed.value.kind };
};

const warnOfStrategy = (top: Section, strategy: string, report: Report): void => {
  if (strategy === "direct") return;
  const path = top.pathOf("deployment");
  report.warn(typeof top.raw("deployment") === "string" ? path : [...path, "strategy"], {
    message: `The deployment strategy ${strategy} has no effect in this version: a new version replaces the old one at once.`,
    suggestion: "Use direct, or keep it for a later version of Caxton.",
  });
};

const containsIn: Parse<readonly string[]> = (input, path) => {
  const list = Array.isArray(input) ? (input as readonly Json[]) : [input];
  const strange = list.find((each) => typeof each !== "string");
  return strange === undefined
    ? ok(list as readonly string[])
    : (textIn("expect.contains")(strange, path) as ReturnType<Parse<never>>);
};

const patternIn: Parse<string> = (input, path) => {
  const text = textIn("expect.matches", { most: 1000 })(input, path);
  if (!text.ok) return text;
  try {
    void new RegExp(text.value, "u");
    return text;
  } catch (thrown) {
    return fail({
      message: `expect.matches is not a regular expression: ${(thrown as Error).message}.`,
    });
  }
};

const readExpectation = (example: Section, report: Report): AgentExample["expect"] => {
  const section = below(example, "expect", report);
  const expectation: AgentExample["expect"] = {
    performative: section.take("performative", oneOf("expect.performative", performatives), null),
    contains: section.take("contains", containsIn, []),
    matches: section.take("matches", patternIn, null),
    schema: section.take("schema", objectIn("expect.schema (a JSON Schema)"), null),
  };
  section.finish();
  return expectation;
};

const nothingExpected: AgentExample["expect"] = {
  performative: null,
  contains: [],
  matches: null,
  schema: null,
};

const readExample = (input: Json, path: Path, name: string, report: Report): AgentExample | null => {
  if (typeof input === "string") return { name, request: input, expect: nothingExpected };
  if (!isJsonObject(input)) {
    const refusal = wrongKind("An example", "a request, or an object with name, request and expect", input);
    if (!refusal.ok) report.error(path, refusal.error);
    return null;
  }
  const section = sectionOf(input, path, report);
  const request = section.raw("request");
  if (request === null)
    report.error(path, {
      message: "The example has no request.",
      suggestion: "Add request: and what to send to the agent.",
    });
  const example: AgentExample = {
    name: section.take("name", textIn("An example's name", { most: 200 }), name),
    request,
    expect: readExpectation(section, report),
  };
  section.finish();
  return example;
};

const listIn =
  (what: string): Parse<readonly Json[]> =>
  (input) =>
    Array.isArray(input) ? ok(input as readonly Json[]) : wrongKind(what, "a list", input);

export const readExamples = (top: Section, report: Report): readonly AgentExample[] =>
  top
    .take("examples", listIn("examples"), [])
    .map((each, index) => readExample(each, [...top.pathOf("examples"), index], `example ${index + 1}`, report))
    .filter((each) => each !== null);
