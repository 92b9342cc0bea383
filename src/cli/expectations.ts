/** Compares a reply with the expectations of an example. */
import { Ajv2020 } from "ajv/dist/2020.js";
import type { AgentExample } from "../domain/agent.ts";
import { isJsonObject } from "../domain/json.ts";

export interface Reply {
  readonly performative: string;
  readonly content: unknown;
}

/** Without an explicit expectation these fail: the agent says that it could not answer. */
const noAnswers: ReadonlySet<string> = new Set(["failure", "refuse", "not-understood"]);

const textOf = (content: unknown): string => (typeof content === "string" ? content : JSON.stringify(content));

const quoted = (text: string): string => `“${text.length > 200 ? `${text.slice(0, 200)}…` : text}”`;

const performativeProblem = (expected: string | null, { performative, content }: Reply): string | null => {
  if (expected === null) {
    return noAnswers.has(performative) ? `the reply is a ${performative}: ${quoted(textOf(content))}` : null;
  }
  return performative === expected ? null : `the performative is ${performative}, expected ${expected}`;
};

/** A model that was asked for JSON answers with text; the schema applies to the value in the text. */
const valueOf = (content: unknown): unknown => {
  if (typeof content !== "string") return content;
  try {
    return JSON.parse(content) as unknown;
  } catch {
    // Text that is not JSON is itself a value.
    return content;
  }
};

const patternProblem = (pattern: string, text: string): string | null => {
  try {
    return new RegExp(pattern, "u").test(text) ? null : `the reply does not match ${pattern}: ${quoted(text)}`;
  } catch (thrown) {
    return `“matches” is no regular expression: ${(thrown as Error).message}`;
  }
};

const schemaProblem = (schema: object, content: unknown): string | null => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true, logger: false });
  try {
    // Drafts named by schemas would have to be loaded first; what examples use is the same in all of them.
    const { $schema: _draft, ...rest } = schema as Record<string, unknown>;
    if (ajv.validate(rest, valueOf(content))) return null;
    return `the content does not meet the schema: ${ajv.errorsText(ajv.errors, { dataVar: "content" })}`;
  } catch (thrown) {
    return `“schema” is no JSON Schema: ${(thrown as Error).message}`;
  }
};

/** All unmet expectations; empty if the reply passes. */
export const failedExpectations = (expect: AgentExample["expect"], reply: Reply): readonly string[] => {
  const text = textOf(reply.content);
  const problems = [
    performativeProblem(expect.performative, reply),
    ...expect.contains.map((part) =>
      text.includes(part) ? null : `the reply does not contain ${quoted(part)}: ${quoted(text)}`,
    ),
    expect.matches === null ? null : patternProblem(expect.matches, text),
    expect.schema === null ? null : schemaProblem(expect.schema, reply.content),
  ];
  return problems.filter((problem) => problem !== null);
};

const isExpectation = (value: unknown): value is AgentExample["expect"] =>
  isJsonObject(value) && Array.isArray(value["contains"]) && "performative" in value;

/** The examples in a definition from the API; null if this version does not understand their form. */
export const examplesOf = (definition: Readonly<Record<string, unknown>>): readonly AgentExample[] | null => {
  const examples = definition["examples"];
  if (!Array.isArray(examples)) return null;
  const known = examples.every(
    (each: unknown) => isJsonObject(each) && typeof each["name"] === "string" && isExpectation(each["expect"]),
  );
  return known ? (examples as readonly AgentExample[]) : null;
};
