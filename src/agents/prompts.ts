/** The two templates of a definition, checked against the available variables. */
import type { Json, JsonObject } from "../domain/json.ts";
import { nearest } from "../domain/nearest.ts";
import { shown } from "../domain/shown.ts";
import type { Refusal, Report, Section, Spot } from "./section.ts";
import { textIn } from "./section.ts";
import { inspectTemplate, type TemplatePart } from "./template.ts";

/** The variables that every turn provides; `true` if the value may have parts (`{{context.region}}`). */
export const builtInVariables: Readonly<Record<string, boolean>> = {
  request: false,
  context: true,
  requirements: true,
  conversation: false,
  memory: false,
  sender: false,
  performative: false,
  timestamp: false,
};

type Variable = Extract<TemplatePart, { kind: "variable" }>;

const unknownVariable = ({ path, written }: Variable, parameters: JsonObject): Refusal | null => {
  const [first, ...rest] = path;
  if (Object.hasOwn(builtInVariables, first)) {
    return rest.length === 0 || builtInVariables[first] === true
      ? null
      : {
          message: `${written} refers to a part of ${first}, which is a plain text.`,
          suggestion: `Write {{${first}}}.`,
        };
  }
  let here: Json = parameters;
  for (const [depth, key] of path.entries()) {
    if (typeof here !== "object" || here === null || !Object.prototype.propertyIsEnumerable.call(here, key)) {
      return noSuchVariable(written, path.slice(0, depth), key, here);
    }
    here = (here as Readonly<Record<string, Json>>)[key] ?? null;
  }
  return null;
};

const noSuchVariable = (written: string, above: readonly string[], key: string, here: Json): Refusal => {
  const names = typeof here === "object" && here !== null ? Object.keys(here) : [];
  const known = above.length === 0 ? [...Object.keys(builtInVariables), ...names] : names;
  const [close] = nearest(key, known, { max: 1 });
  const there = known.length === 0 ? `${above.join(".")} has no parts` : `Known are ${known.slice(0, 20).join(", ")}`;
  const instead = close === undefined ? `${there}.` : `Did you mean {{${[...above, close].join(".")}}}?`;
  return {
    message: `The template refers to the unknown variable ${shown(written)}.`,
    suggestion: `${instead} “{{{{” stands for two braces.`,
  };
};

interface Fault {
  readonly offset: number;
  readonly written: string;
  readonly refusal: Refusal;
}

/** In the order of the template; not many more than `most`. */
const faultsIn = (template: string, parameters: JsonObject, most: number): readonly Fault[] => {
  const { parts, problems } = inspectTemplate(template);
  const faults = problems.map(({ message, suggestion, ...place }): Fault => ({
    ...place,
    refusal: { message, suggestion },
  }));
  for (const part of parts) {
    if (faults.length >= most + problems.length) break;
    const refusal = part.kind === "text" ? null : unknownVariable(part, parameters);
    if (part.kind === "variable" && refusal !== null) faults.push({ ...part, refusal });
  }
  return faults.toSorted((left, right) => left.offset - right.offset);
};

/** Number of occurrences of `text` before `offset`. */
const occurrenceAt = (template: string, text: string, offset: number): number => {
  let count = 0;
  for (let at = template.indexOf(text); at !== -1 && at < offset; at = template.indexOf(text, at + 1)) count += 1;
  return count;
};

const mostFaults = 100;

/** The template of a key; every fault in it is reported as an error. */
const templateOf = (
  section: Section,
  key: string,
  what: string,
  fallback: string,
  parameters: JsonObject,
  report: Report,
): string => {
  const template = section.take(key, textIn(what), null);
  if (template === null) return fallback;
  for (const { offset, written, refusal } of faultsIn(template, parameters, mostFaults).slice(0, mostFaults)) {
    report.error(section.pathOf(key), refusal, {
      text: written,
      occurrence: occurrenceAt(template, written, offset),
    });
  }
  return template;
};

/** The template with every faulty `{{` escaped. */
const withFaultsAsText = (template: string, faults: readonly Fault[]): string => {
  let result = "";
  let from = 0;
  for (const { offset } of faults) {
    result += `${template.slice(from, offset)}{{`;
    from = offset;
  }
  return result + template.slice(from);
};

const promptFromProse = (prose: string, foreign: boolean, parameters: JsonObject, report: Report): string => {
  const start = prose.length - prose.trimStart().length;
  const template = prose.trim();
  // In a foreign file, every fault is escaped, so all are needed; it has no parameters, so this is fast.
  const faults = faultsIn(template, parameters, foreign ? Infinity : mostFaults);
  for (const { offset, refusal } of faults.slice(0, mostFaults)) {
    const spot: Spot = { proseOffset: start + offset };
    if (foreign) report.warn([], { ...refusal, message: `${refusal.message} The text is kept literally.` }, spot);
    else report.error([], refusal, spot);
  }
  // The same prompt with Windows line ends is the same version.
  return (foreign ? withFaultsAsText(template, faults) : template).replaceAll("\r\n", "\n");
};

export interface Prompts {
  readonly systemPrompt: string;
  readonly userPromptTemplate: string;
}

/**
 * `prose` is the text below the settings, null if there can be none. `foreign` marks a file from a collection on the
 * web that has no key specific to Caxton: its prose was not meant as a template, so braces that name no variable are
 * kept as text.
 */
export const readPrompts = (
  section: Section,
  prose: { readonly text: string; readonly foreign: boolean } | null,
  parameters: JsonObject,
  report: Report,
): Prompts => {
  const asked = section.raw("system_prompt") !== null;
  const written = templateOf(section, "system_prompt", "system_prompt", "", parameters, report);
  const systemPrompt =
    asked || prose === null ? written : promptFromProse(prose.text, prose.foreign, parameters, report);
  if (systemPrompt.trim() === "") {
    const how = prose === null ? "Add system_prompt." : "Write it below the second “---”, or add system_prompt.";
    report.warn(
      section.pathOf("system_prompt"),
      {
        message: "The agent has no system prompt, so the model gets no instructions.",
        suggestion: how,
      },
      "key",
    );
  }
  const userPromptTemplate = templateOf(
    section,
    "user_prompt_template",
    "user_prompt_template",
    "{{request}}",
    parameters,
    report,
  );
  if (!/\{\{[ \t]*request[ \t]*\}\}/.test(systemPrompt + userPromptTemplate)) {
    report.warn(section.pathOf("user_prompt_template"), {
      message: "No template contains {{request}}, so the agent never sees what it is asked for.",
      suggestion: "Add {{request}} to user_prompt_template.",
    });
  }
  return { systemPrompt, userPromptTemplate };
};
