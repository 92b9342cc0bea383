/**
 * YAML as plain JSON values, with the position of every value. Input is untrusted: the parser behind this (`yaml`) is
 * recursive, and on stack overflow its regular expressions abort the whole process, so tokens and depth are counted on
 * the flat token stream before anything recurses.
 */
import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  Parser,
  type CST,
  type Document,
  type Node,
  type Scalar,
} from "yaml";
import type { Complaint } from "../domain/errors.ts";
import type { Json } from "../domain/json.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import { shown } from "../domain/shown.ts";

export type Path = readonly (string | number)[];

/** Offsets into the YAML text. */
interface YamlPlace {
  readonly keyOffset: number | null;
  readonly start: number;
  readonly end: number;
}

export interface YamlValue {
  readonly value: Json;
  readonly warnings: readonly YamlProblem[];
  /** The place of the value at a path, or of its nearest existing ancestor. */
  place(path: Path): YamlPlace;
}

export interface YamlProblem extends Pick<Complaint, "message" | "suggestion"> {
  readonly offset: number;
}

/** Far more than any definition written by hand. */
const mostTokens = 60_000;
const deepest = 40;
/** Values that aliases may add, so that ten lines cannot expand to a billion values. */
const mostAliasedValues = 10_000;
const mostProblems = 50;

const problem = (offset: number, message: string, suggestion?: string): YamlProblem =>
  suggestion === undefined ? { offset, message } : { offset, message, suggestion };

/** Null if the text is small enough to be parsed safely. */
const tooManyTokens = (text: string): YamlProblem | null => {
  // A character yields at most two tokens.
  if (text.length * 2 <= mostTokens) return null;
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    if (tokens > mostTokens) {
      return problem(
        0,
        `The settings have more than ${mostTokens} parts (${shown(token)} is one too many).`,
        "Keep large data out of the agent file.",
      );
    }
  }
  return null;
};

const childrenOf = (token: CST.Token | null | undefined): (CST.Token | null | undefined)[] => {
  if (token === null || token === undefined) return [];
  if (token.type === "document") return [token.value];
  if (!("items" in token)) return [];
  return token.items.flatMap((item) => [item.key, item.value]);
};

const tooDeep = (tokens: readonly CST.Token[]): YamlProblem | null => {
  let level: (CST.Token | null | undefined)[] = [...tokens];
  for (let depth = 0; level.length > 0; depth += 1) {
    const first = level.find((token) => token !== null && token !== undefined);
    if (depth > deepest) {
      return problem(
        first?.offset ?? 0,
        `The settings are nested deeper than ${deepest} levels.`,
        "Use a flatter structure.",
      );
    }
    level = level.flatMap(childrenOf);
  }
  return null;
};

/** Suggestions for the most common mistakes, by the parser's error code. */
const suggestions: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: "Put the value in quotes if it contains “: ”.",
  TAB_AS_INDENT: "Indent with spaces; YAML allows no tabs.",
  BAD_INDENT: "Give all keys of one level the same number of spaces before them.",
  MISSING_CHAR: "Close the quote, bracket or brace that is open, and put “: ” after each key.",
  UNEXPECTED_TOKEN: "Put the value in quotes if it is text.",
  BAD_SCALAR_START: "Put the value in quotes: this character is special in YAML.",
  BAD_DQ_ESCAPE: "Double the backslash, or use single quotes, in which a backslash is literal.",
  MULTIPLE_DOCS:
    "Keep all settings in one block: in Markdown between the two “---” lines, in agent.yaml without such lines after the first.",
};

type ConversionState = {
  readonly anchors: Map<string, Node>;
  readonly problems: YamlProblem[];
  aliased: number;
};

const startOf = (node: Node | null): number => node?.range?.[0] ?? 0;

const scalarValue = (node: Scalar, state: ConversionState): Json => {
  const { value } = node;
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  state.problems.push(
    problem(
      startOf(node),
      `${shown(node.source ?? null)} has no equivalent in JSON.`,
      "Put it in quotes if it is text.",
    ),
  );
  return null;
};

/** Keys that are numbers, booleans or null are taken as written. */
const keyText = (key: unknown): string | null => {
  if (!isScalar(key)) return null;
  return typeof key.value === "string" ? key.value : (key.source ?? "");
};

const toJson = (node: Node | null, state: ConversionState, depth: number, byAlias: boolean): Json => {
  if (node === null || state.problems.length >= mostProblems) return null;
  if (byAlias) state.aliased += 1;
  if (depth > deepest || state.aliased > mostAliasedValues) {
    const why = depth > deepest ? "is nested too deep" : `repeats more than ${mostAliasedValues} values`;
    if (!state.problems.some((each) => each.message.startsWith("An alias ")))
      state.problems.push(
        problem(startOf(node), `An alias ${why}.`, "Write the values out instead of repeating them with “*”."),
      );
    return null;
  }
  if (isAlias(node)) {
    const target = state.anchors.get(node.source);
    if (target !== undefined) return toJson(target, state, depth + 1, true);
    state.problems.push(
      problem(
        startOf(node),
        `The alias “*${node.source}” has no anchor “&${node.source}” before it.`,
        "Put the value in quotes if the “*” is part of a text.",
      ),
    );
    return null;
  }
  // Anchors are recorded in the order of the text, so that an alias refers to the nearest one before it.
  if ("anchor" in node && node.anchor !== undefined && !byAlias) state.anchors.set(node.anchor, node);
  if (isScalar(node)) return scalarValue(node, state);
  if (isSeq(node)) return node.items.map((item) => toJson(item as Node | null, state, depth + 1, byAlias));
  if (!isMap(node)) return null;
  const seen = new Map<string, Json>();
  for (const { key, value } of node.items) {
    const name = keyText(key);
    const offset = startOf(key as Node | null);
    if (name === null)
      state.problems.push(
        problem(offset, "A key must be a plain word.", "Put it in quotes if it begins with a special character."),
      );
    else if (seen.has(name))
      state.problems.push(problem(offset, `The key ${shown(name)} appears a second time.`, "Remove one of the two."));
    else seen.set(name, toJson(value as Node | null, state, depth + 1, byAlias));
  }
  return Object.fromEntries(seen);
};

const placeIn = (document: Document.Parsed, anchors: ReadonlyMap<string, Node>, path: Path): YamlPlace => {
  const resolve = (node: unknown): Node | null =>
    (isAlias(node) ? (anchors.get(node.source) ?? node) : node) as Node | null;
  const rangeOf = (node: Node | null, keyOffset: number | null): YamlPlace => {
    const start = node?.range?.[0] ?? keyOffset ?? 0;
    return { keyOffset, start, end: node?.range?.[1] ?? start };
  };
  let node: Node | null = document.contents;
  let place = rangeOf(node, null);
  for (const step of path) {
    const parent = resolve(node);
    if (isSeq(parent)) {
      if (typeof step !== "number" || step >= parent.items.length) return place;
      node = parent.items[step] as Node | null;
      place = rangeOf(node, null);
    } else if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => keyText(key) === String(step));
      if (pair === undefined) return place;
      node = pair.value as Node | null;
      place = rangeOf(node, startOf(pair.key as Node | null));
    } else return place;
  }
  return place;
};

/** The first document of the token stream, or null if it contains only comments. */
const compose = (tokens: readonly CST.Token[], length: number): Document.Parsed | null => {
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: "silent" });
  let first: Document.Parsed | null = null;
  for (const document of composer.compose(tokens, true, length)) {
    if (first === null) first = document;
    else {
      first.errors.push({
        code: "MULTIPLE_DOCS",
        pos: [document.range[0], document.range[1]],
        message: "The settings contain a second document",
      } as Document.Parsed["errors"][number]);
      break;
    }
  }
  return first;
};

/** The value of the text and the places of its parts, or all errors. Never throws. */
export const readYaml = (text: string): Result<YamlValue, readonly YamlProblem[]> => {
  const tokensProblem = tooManyTokens(text);
  if (tokensProblem !== null) return fail([tokensProblem]);
  const tokens = [...new Parser().parse(text)];
  const depthProblem = tooDeep(tokens);
  if (depthProblem !== null) return fail([depthProblem]);
  const document = compose(tokens, text.length);
  if (document === null) return ok({ value: null, warnings: [], place: () => ({ keyOffset: null, start: 0, end: 0 }) });
  if (document.errors.length > 0) {
    return fail(
      document.errors
        .slice(0, mostProblems)
        .map((each) => problem(each.pos[0], `This is not valid YAML: ${each.message}.`, suggestions[each.code])),
    );
  }
  const state: ConversionState = { anchors: new Map(), problems: [], aliased: 0 };
  const value = toJson(document.contents, state, 0, false);
  if (state.problems.length > 0) return fail(state.problems);
  const warnings = document.warnings
    .slice(0, mostProblems)
    .map((each) => problem(each.pos[0], `${each.message}.`, "Remove the tag."));
  return ok({ value, warnings, place: (path) => placeIn(document, state.anchors, path) });
};
