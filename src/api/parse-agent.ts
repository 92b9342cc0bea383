/**
 * An agent's definition as it comes in a request body. An agent file is passed on as it is; JSON becomes an agent file,
 * one line of front matter for each key, so that there is one parser for both and a complaint about line 5 can be
 * turned back into one about the key that stands there.
 */
import type { CaxtonError, Complaint } from "../domain/errors.ts";
import { CaxtonError as DomainError } from "../domain/errors.ts";
import { pointerTo } from "../domain/fields.ts";
import type { AgentDefinitionBody } from "./dto/agents.ts";

/** The agent file, and how its parser's complaints are to be told. */
export interface AgentSource {
  readonly text: string;
  readonly translate: (complaint: Complaint) => Complaint;
}

const snakeCase = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** JSON is YAML but for characters that YAML wants escaped in a quoted text: line breaks of Unicode and the unprintable. */
const asYaml = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const sourceOfJson = (body: AgentDefinitionBody): AgentSource => {
  const entries = Object.entries(body);
  const lines = entries.map(([key, value]) => `${snakeCase(key)}: ${asYaml(value)}`);
  return {
    text: ["---", ...lines, "---", ""].join("\n"),
    translate: ({ file: _file, line, column: _column, pointer, ...rest }) => {
      // Line 1 is “---”.
      const key = line === undefined ? undefined : entries[line - 2]?.[0];
      const place = key === undefined ? pointer : pointerTo("", key);
      return place === undefined ? rest : { pointer: place, ...rest };
    },
  };
};

export const agentSourceOf = (body: AgentDefinitionBody | string): AgentSource =>
  typeof body === "string" ? { text: body, translate: (complaint) => complaint } : sourceOfJson(body);

/** An error of the parser, told in terms of what the caller sent. */
export const translateError = (thrown: unknown, source: AgentSource): unknown => {
  if (!(thrown instanceof DomainError) || thrown.code !== "agent_file.invalid") return thrown;
  const { code, message, hint, errors, facts } = thrown as CaxtonError;
  const details = { errors: errors.map(source.translate), facts, cause: thrown };
  return new DomainError(code, message, hint === undefined ? details : { ...details, hint });
};
