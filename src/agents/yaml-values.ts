/**
 * YAML as plain JSON values, with the place of every value in the file. Input is hostile until proven otherwise: the
 * parser behind this (`yaml`) recurses, and at the end of the stack its regular expressions abort the whole process, so
 * the number of tokens and the depth are counted on the flat token stream before anything recurses.
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
  /** The value at a path, or its nearest ancestor that is there. */
  place(path: Path): YamlPlace;
}

export interface YamlProblem extends Pick<Complaint, "message" | "suggestion"> {
  readonly offset: number;
}

/** A definition of ten thousand values is none that a person wrote. */
const mostTokens = 60_000;
const deepest = 40;
/** What aliases may add, so that ten lines cannot become a billion values. */
const mostAliasedValues = 10_000;
const mostProblems = 50;

const problem = (offset: number, message: string, suggestion?: string): YamlProblem =>
  suggestion === undefined ? { offset, message } : { offset, message, suggestion };

/** Null when the text is small enough to be parsed without risk. */
const tooManyTokens = (text: string): YamlProblem | null => {
  // A character makes at most two tokens.
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
        "Lay them out flatter.",
      );
    }
    level = level.flatMap(childrenOf);
  }
  return null;
};

/** What to do about the mistakes that people make most, by the parser's own code. */
const suggestions: Readonly<Record<string, string>> = {
  BLOCK_AS_IMPLICIT_KEY: "Put the value into quotes where it holds “: ”.",
  TAB_AS_INDENT: "Indent with spaces; YAML allows no tabs.",
  BAD_INDENT: "Give all keys of one level the same number of spaces before them.",
  MISSING_CHAR: "Close the quote, bracket or brace that is open, and put “: ” after each key.",
  UNEXPECTED_TOKEN: "Put the value into quotes if it is text.",
  BAD_SCALAR_START: "Put the value into quotes: this character means something in YAML.",
  BAD_DQ_ESCAPE: "Double the backslash, or use single quotes, in which a backslash is only a backslash.",
  MULTIPLE_DOCS: "Keep all settings in one block between the two “---” lines.",
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
      `${shown(node.source ?? null)} is no value that JSON knows.`,
      "Put it into quotes if it is text.",
    ),
  );
  return null;
};

/** Keys that are numbers, truth values or nothing count as they are written. */
const keyText = (key: unknown): string | null => {
  if (!isScalar(key)) return null;
  return typeof key.value === "string" ? key.value : (key.source ?? "");
};

const toJson = (node: Node | null, state: ConversionState, depth: number, byAlias: boolean): Json => {
  if (node === null || state.problems.length >= mostProblems) return null;
  if (byAlias) state.aliased += 1;
  if (depth > deepest || state.aliased > mostAliasedValues) {
    const why = depth > deepest ? "leads deeper and deeper" : `repeats more than ${mostAliasedValues} values`;
    if (!state.problems.some((each) => each.message.startsWith("An alias ")))
      state.problems.push(
        problem(startOf(node), `An alias ${why}.`, "Write the values out instead of repeating them by “*”."),
      );
    return null;
  }
  if (isAlias(node)) {
    const target = state.anchors.get(node.source);
    if (target !== undefined) return toJson(target, state, depth + 1, true);
    state.problems.push(
      problem(
        startOf(node),
        `The alias “*${node.source}” names no anchor “&${node.source}” before it.`,
        "Put the value into quotes if the “*” is part of a text.",
      ),
    );
    return null;
  }
  // Anchors are noted in the order of the text, so that an alias means the nearest one before it.
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
        problem(offset, "A key must be a plain word.", "Put it into quotes if it begins with a sign."),
      );
    else if (seen.has(name))
      state.problems.push(problem(offset, `The key ${shown(name)} stands here a second time.`, "Keep one of the two."));
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

/** The first document of the token stream, or null where nothing but comments is there. */
const compose = (tokens: readonly CST.Token[], length: number): Document.Parsed | null => {
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, logLevel: "silent" });
  let first: Document.Parsed | null = null;
  for (const document of composer.compose(tokens, true, length)) {
    if (first === null) first = document;
    else {
      first.errors.push({
        code: "MULTIPLE_DOCS",
        pos: [document.range[0], document.range[1]],
        message: "The settings are cut in two",
      } as Document.Parsed["errors"][number]);
      break;
    }
  }
  return first;
};

/** The value that the text describes and where its parts stand, or all that is wrong with it. Never throws. */
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
        .map((each) => problem(each.pos[0], `This is not YAML: ${each.message}.`, suggestions[each.code])),
    );
  }
  const state: ConversionState = { anchors: new Map(), problems: [], aliased: 0 };
  const value = toJson(document.contents, state, 0, false);
  if (state.problems.length > 0) return fail(state.problems);
  const warnings = document.warnings
    .slice(0, mostProblems)
    .map((each) => problem(each.pos[0], `${each.message}.`, "Leave the tag out."));
  return ok({ value, warnings, place: (path) => placeIn(document, state.anchors, path) });
};
