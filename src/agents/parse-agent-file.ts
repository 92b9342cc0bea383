/** Parses agent files and JSON bodies into checked definitions with their hash. */
import type { Complaint } from "../domain/errors.ts";
import { pointerTo } from "../domain/fields.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import { asObject, readDefinition } from "./definition.ts";
import { isYamlFile } from "./file-names.ts";
import {
  decodeAgentFile,
  largestAgentFile,
  splitFrontMatter,
  tooLarge,
  wholeAsYaml,
  type FrontMatter,
} from "./front-matter.ts";
import { positionAt } from "./positions.ts";
import { createReport, type Locate, type Report } from "./section.ts";
import type { AgentFileChecks, DefinitionForm, ParsedAgentFile } from "./types.ts";
import { versionHash } from "./version-hash.ts";
import type { DefinitionContext } from "./wasm-part.ts";
import { readYaml, type YamlProblem, type YamlValue } from "./yaml-values.ts";

type Parsed = Result<ParsedAgentFile, readonly Complaint[]>;

const finished = (
  values: JsonObject,
  context: DefinitionContext,
  source: string,
  checks: AgentFileChecks,
  report: Report,
  earlier: readonly Complaint[],
): Parsed => {
  const definition = readDefinition(values, context, checks, report);
  if (definition === null) return fail(inOrder(report.errors));
  const warnings = inOrder([...earlier, ...report.warnings]);
  return ok({ definition, hash: versionHash(definition), source, warnings, module: null });
};

/** In the order of the file. */
const inOrder = (complaints: readonly Complaint[]): readonly Complaint[] =>
  complaints.toSorted(
    (left, right) => (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0),
  );

const locateIn =
  (text: string, parts: FrontMatter, yaml: YamlValue, file: { readonly file?: string }): Locate =>
  (path, spot) => {
    const at = (offset: number): ReturnType<Locate> => ({ ...file, ...positionAt(text, offset) });
    if (typeof spot === "object" && "proseOffset" in spot) return at(parts.proseOffset + spot.proseOffset);
    const place = yaml.place(path);
    if (spot === "key") return at(parts.yamlOffset + (place.keyOffset ?? place.start));
    if (spot === "value") return at(parts.yamlOffset + place.start);
    // If the text is written with escapes in quotes, the start of the value is precise enough.
    let offset = parts.yaml.indexOf(spot.text, place.start);
    for (let count = 0; count < spot.occurrence && offset !== -1; count += 1)
      offset = parts.yaml.indexOf(spot.text, offset + 1);
    return at(parts.yamlOffset + (offset === -1 || offset >= place.end ? place.start : offset));
  };

/** `description: Use it when: …` is not valid YAML, but is common in agent collections on the web. */
const unquotedDescription = /^(description:[ \t]+)([^\s"'|>[\]{}&*!#%@`?,-][^\r\n]*)$/m;

/** The YAML with its description quoted; null if there is no description that needs quotes. */
const quoteDescription = (yaml: string): { readonly yaml: string; readonly offset: number } | null => {
  const match = unquotedDescription.exec(yaml);
  if (match === null || !/:(\s|$)|\s#/.test(match[2] ?? "")) return null;
  const [line, key = "", text = ""] = match;
  const quoted = key + JSON.stringify(text.trimEnd());
  return {
    yaml: yaml.slice(0, match.index) + quoted + yaml.slice(match.index + line.length),
    offset: match.index,
  };
};

interface ReadFrontMatter {
  readonly text: string;
  readonly parts: FrontMatter;
  readonly yaml: YamlValue;
  readonly warnings: readonly YamlProblem[];
}

const readSettings = (text: string, form: DefinitionForm): Result<ReadFrontMatter, readonly Complaint[]> => {
  const parts = form === "yaml" ? ok(wholeAsYaml(text)) : splitFrontMatter(text);
  if (!parts.ok) return fail([parts.error]);
  const yaml = readYaml(parts.value.yaml);
  if (yaml.ok) return ok({ text, parts: parts.value, yaml: yaml.value, warnings: yaml.value.warnings });
  const repaired = quoteDescription(parts.value.yaml);
  const again = repaired === null ? yaml : readYaml(repaired.yaml);
  if (repaired === null || !again.ok) {
    return fail(
      yaml.error.map(({ offset, ...rest }) => ({ ...positionAt(text, parts.value.yamlOffset + offset), ...rest })),
    );
  }
  const warning: YamlProblem = {
    offset: repaired.offset,
    message: "The description contains “: ” or “ #” and is not quoted; it is taken literally.",
    suggestion: "Put it in quotes, so that every YAML parser understands it.",
  };
  const { yamlOffset, proseOffset, prose } = parts.value;
  const grown = repaired.yaml.length - parts.value.yaml.length;
  return ok({
    text: text.slice(0, yamlOffset) + repaired.yaml + text.slice(yamlOffset + parts.value.yaml.length),
    parts: { yaml: repaired.yaml, yamlOffset, prose, proseOffset: proseOffset + grown },
    yaml: again.value,
    warnings: [warning, ...again.value.warnings],
  });
};

/** How a file is written, by its name; a text without a name is Markdown. */
const formOf = (fileName: string | null): DefinitionForm =>
  fileName !== null && isYamlFile(fileName) ? "yaml" : "markdown";

const settingsIn: Readonly<Record<DefinitionForm, string>> = {
  markdown: "Between the two “---” lines an agent file",
  yaml: "An agent file in YAML",
};

/**
 * Parses an agent file. In Markdown, that is YAML between two `---` lines, then prose; by default the file's name says
 * whether it is YAML as a whole. Every complaint has line, column and, if known, the file's name. Never throws.
 */
export const parseAgentFile = (
  source: string | Uint8Array,
  fileName: string | null,
  checks: AgentFileChecks = {},
  form = formOf(fileName),
): Parsed => {
  const file = fileName === null ? {} : { file: fileName };
  const named = (complaint: Complaint): Complaint => ({ ...file, ...complaint });
  const text = decodeAgentFile(source);
  if (!text.ok) return fail([named(text.error)]);
  const read = readSettings(text.value, form);
  if (!read.ok) return fail(read.error.map(named));
  const { parts, yaml, warnings } = read.value;
  const locate = locateIn(read.value.text, parts, yaml, file);
  const earlier = warnings.map(({ offset, ...rest }) => ({
    ...file,
    ...positionAt(read.value.text, parts.yamlOffset + offset),
    ...rest,
  }));
  const values = asObject(yaml.value ?? {}, settingsIn[form]);
  if (!values.ok) {
    const refusal = typeof values.error === "string" ? { message: values.error } : values.error;
    return fail([{ ...locate([], "value"), ...refusal }]);
  }
  const context = form === "yaml" ? { prose: null, isWasmOnly: true } : { prose: parts.prose, isWasmOnly: false };
  return finished(values.value, context, text.value, checks, createReport(locate), earlier);
};

/** Deepest nesting of a body; definitions need less, and later code recurses over the value. */
const deepestJson = 60;

const isTooDeep = (input: unknown, depth: number): boolean =>
  typeof input === "object" &&
  input !== null &&
  (depth > deepestJson || Object.values(input).some((each) => isTooDeep(each, depth + 1)));

/** Parses the same keys from a JSON body, in snake_case or camelCase; complaints carry JSON pointers. */
export const agentDefinitionFromJson = (body: unknown, checks: AgentFileChecks = {}): Parsed => {
  if (!isJsonObject(body))
    return fail([
      {
        pointer: "",
        message: "An agent must be an object of named values.",
        suggestion: 'Send {"name": …, "system_prompt": …}.',
      },
    ]);
  if (isTooDeep(body, 0))
    return fail([
      {
        pointer: "",
        message: `The agent is nested deeper than ${deepestJson} levels.`,
        suggestion: "Use a flatter structure.",
      },
    ]);
  const source = JSON.stringify(body, null, 2);
  const size = Buffer.byteLength(source);
  if (size > largestAgentFile) return fail([{ pointer: "", message: tooLarge(size).message }]);
  const locate: Locate = (path) => ({ pointer: path.reduce<string>(pointerTo, "") });
  return finished(body, { prose: null, isWasmOnly: false }, source, checks, createReport(locate), []);
};

/** Parses a source as the registry stores it: an agent file, or the JSON body that created the agent. */
export const parseAgentSource = (
  source: string,
  fileName: string | null,
  checks: AgentFileChecks = {},
  form = formOf(fileName),
): Parsed => {
  if (form === "yaml" || !source.trimStart().startsWith("{")) return parseAgentFile(source, fileName, checks, form);
  if (Buffer.byteLength(source) > largestAgentFile) return fail([tooLarge(Buffer.byteLength(source))]);
  let body: Json;
  try {
    body = JSON.parse(source) as Json;
  } catch (thrown) {
    return fail([
      {
        pointer: "",
        message: `The agent begins like JSON but is not valid JSON: ${(thrown as Error).message}.`,
        suggestion: "Send JSON, or a Markdown file that begins with “---”.",
      },
    ]);
  }
  return agentDefinitionFromJson(body, checks);
};
