import { expect } from "chai";
import type { ConfigAgentDefinition } from "../../../src/domain/agent.ts";
import type { Complaint } from "../../../src/domain/errors.ts";
import { parseAgentFile } from "../../../src/agents/parse-agent-file.ts";
import type { ParsedAgentFile } from "../../../src/agents/types.ts";
import { refusal, valueOf } from "../domain/support.ts";

/** An agent file with the given settings and prose. */
export const fileOf = (yaml: string, prose = "You help."): string => `---\n${yaml}\n---\n${prose}\n`;

export const parsed = (source: string): ParsedAgentFile => valueOf(parseAgentFile(source, "a.md"));

/** The definition of an agent that uses a language model. */
export const promptedIn = ({ definition }: ParsedAgentFile): ConfigAgentDefinition =>
  definition.kind === "config" ? definition : expect.fail("This is a WASM agent.");

export const defined = (yaml: string, prose?: string): ConfigAgentDefinition => promptedIn(parsed(fileOf(yaml, prose)));

export const complaintsOf = (source: string | Uint8Array): readonly Complaint[] =>
  refusal(parseAgentFile(source, "a.md"));

export const warningsOf = (source: string): readonly Complaint[] => parsed(source).warnings;

/** The line and column of each complaint, such as `3:7`. */
export const places = (complaints: readonly Complaint[]): readonly string[] =>
  complaints.map(({ line, column }) => `${line}:${column}`);

/** Expects exactly one complaint, at the given place and with a matching message and suggestion. */
export const expectOne = (
  complaints: readonly Complaint[],
  place: string,
  message: RegExp,
  suggestion: RegExp = /./,
): void => {
  expect(complaints, JSON.stringify(complaints)).to.have.length(1);
  const [only] = complaints;
  expect(places(complaints)).to.deep.equal([place]);
  expect(only?.message).to.match(message);
  expect(only?.suggestion).to.match(suggestion);
};
