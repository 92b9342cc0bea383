/**
 * The templates of agent files: `{{name}}` is replaced by a value, `{{a.b}}` by a part of one, and `{{{{` by two
 * literal braces. Nothing else is special, so prompts may contain JSON, code and Markdown. An inserted value is never
 * parsed as a template, so no message can reach a variable that the agent's author did not name.
 */
import type { Json } from "../domain/json.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import { shown } from "../domain/shown.ts";

export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "variable";
      /** `report.title` → `["report", "title"]`; never empty. */
      readonly path: readonly [string, ...string[]];
      /** As written, with the braces. */
      readonly written: string;
      /** Offset in the template. */
      readonly offset: number;
    };

export interface TemplateProblem {
  readonly offset: number;
  /** The faulty part of the template, at most one line. */
  readonly written: string;
  readonly message: string;
  readonly suggestion: string;
}

export type Template = readonly TemplatePart[];

const variablePattern = /\{\{[ \t]*([A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_][A-Za-z0-9_-]*)*)[ \t]*\}\}/y;

const literally = "Write {{{{ for two literal braces.";

/** Longer variables are shown in part. */
const longestShown = 200;

const problemAt = (template: string, offset: number): TemplateProblem => {
  const [line = ""] = template.slice(offset, offset + longestShown).split("\n", 1);
  const close = line.indexOf("}}");
  const written = close === -1 ? line : line.slice(0, close + 2);
  return close === -1
    ? {
        offset,
        written: "{{",
        message: "“{{” opens a variable that no “}}” closes on the same line.",
        suggestion: literally,
      }
    : {
        offset,
        written,
        message: `${shown(written)} is not a variable: braces enclose a name, such as {{request}}.`,
        suggestion: literally,
      };
};

/** The parts in order, and every fault; a faulty place is also kept as text. */
export const inspectTemplate = (
  template: string,
): { readonly parts: Template; readonly problems: readonly TemplateProblem[] } => {
  const parts: TemplatePart[] = [];
  const problems: TemplateProblem[] = [];
  let text = "";
  let at = 0;
  const flush = (): void => {
    if (text !== "") parts.push({ kind: "text", text });
    text = "";
  };
  for (;;) {
    const open = template.indexOf("{{", at);
    text += template.slice(at, open === -1 ? undefined : open);
    if (open === -1) break;
    if (template.startsWith("{{{{", open)) {
      text += "{{";
      at = open + 4;
      continue;
    }
    variablePattern.lastIndex = open;
    const match = variablePattern.exec(template);
    if (match === null) {
      problems.push(problemAt(template, open));
      text += "{{";
      at = open + 2;
      continue;
    }
    flush();
    const path = (match[1] ?? "").split(".") as [string, ...string[]];
    parts.push({ kind: "variable", path, written: match[0], offset: open });
    at = variablePattern.lastIndex;
  }
  flush();
  return { parts, problems };
};

/** The parts of the template, or all its faults. */
export const parseTemplate = (template: string): Result<Template, readonly TemplateProblem[]> => {
  const { parts, problems } = inspectTemplate(template);
  return problems.length > 0 ? fail(problems) : ok(parts);
};

const valueAt = (values: Readonly<Record<string, Json>>, path: readonly string[]): Json | undefined => {
  let value: unknown = values;
  for (const key of path) {
    // Only own enumerable keys: neither inherited properties nor the length of a list.
    if (typeof value !== "object" || value === null || !Object.keys(value).includes(key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value as Json | undefined;
};

const textOf = (value: Json | undefined): string => {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
};

/**
 * The template with its values inserted: strings literally, other values as JSON, missing ones as nothing. Never
 * throws: faulty places (see {@link parseTemplate}) are kept as written.
 */
export const renderTemplate = (template: string, values: Readonly<Record<string, Json>>): string =>
  inspectTemplate(template)
    .parts.map((part) => (part.kind === "text" ? part.text : textOf(valueAt(values, part.path))))
    .join("");
