/**
 * The templates of agent files: `{{name}}` stands for a value, `{{a.b}}` for a part of one, and `{{{{` for the two
 * braces themselves. Nothing else is special, so that prompts may hold JSON, code and Markdown. A value is put in as it
 * is and never read as a template, so no message can reach a variable that the agent's author did not name.
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
      /** Where it begins in the template. */
      readonly offset: number;
    };

export interface TemplateProblem {
  readonly offset: number;
  /** The part of the template that is wrong, at most a line of it. */
  readonly written: string;
  readonly message: string;
  readonly suggestion: string;
}

export type Template = readonly TemplatePart[];

const variablePattern = /\{\{[ \t]*([A-Za-z_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_][A-Za-z0-9_-]*)*)[ \t]*\}\}/y;

const literally = "Write {{{{ where two braces are meant as they stand.";

/** A variable that is longer is shown in part. */
const longestShown = 200;

const problemAt = (template: string, offset: number): TemplateProblem => {
  const [line = ""] = template.slice(offset, offset + longestShown).split("\n", 1);
  const close = line.indexOf("}}");
  const written = close === -1 ? line : line.slice(0, close + 2);
  return close === -1
    ? {
        offset,
        written: "{{",
        message: "“{{” opens a variable here, and no “}}” closes it on the same line.",
        suggestion: literally,
      }
    : {
        offset,
        written,
        message: `${shown(written)} is no variable: between the braces stands a name, such as {{request}}.`,
        suggestion: literally,
      };
};

/** Parts in their order, and every place that is no template; such a place is also kept as text. */
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

/** The template's parts, or all that is wrong with it. */
export const parseTemplate = (template: string): Result<Template, readonly TemplateProblem[]> => {
  const { parts, problems } = inspectTemplate(template);
  return problems.length > 0 ? fail(problems) : ok(parts);
};

const valueAt = (values: Readonly<Record<string, Json>>, path: readonly string[]): Json | undefined => {
  let value: unknown = values;
  for (const key of path) {
    // Only what the value itself lists: neither what it inherits nor a list's length.
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
 * The template with its values. A string goes in as it is, any other value as JSON, and one that is missing as nothing.
 * Never throws: what is no template (see {@link parseTemplate}) stays as it is written.
 */
export const renderTemplate = (template: string, values: Readonly<Record<string, Json>>): string =>
  inspectTemplate(template)
    .parts.map((part) => (part.kind === "text" ? part.text : textOf(valueAt(values, part.path))))
    .join("");
