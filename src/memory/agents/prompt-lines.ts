/** Formats memories for a prompt: one line per entity, within a token budget. */
import { observationKey, type Entity, type Relation } from "../../domain/memory.ts";
import { cutToTokens, estimateTokens } from "../../domain/tokens.ts";

/** The default token budget for memories in a prompt. */
export const defaultMemoryTokens = 1_500;

/** Only this many of an entity's newest observations are shown. */
const observationsShown = 5;

/** The share of the budget that one observation may take, so that a long one leaves room for others. */
const shareOfObservation = 1 / 4;

/** In tokens. A shorter fragment of an observation says too little to be worth showing. */
const leastShown = 16;

/** Marks where a text was cut. */
export const cutMark = " […]";

const separator = " | ";

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** An id in brackets of any kind, a form reserved for Caxton. */
const bracketedId = new RegExp(`[\\p{Ps}<]\\s*(${uuid})\\s*[\\p{Pe}>]?|(${uuid})\\s*[\\p{Pe}>]`, "giu");

/**
 * Characters that are invisible or change how the surrounding text is displayed: controls, lone surrogates, and format characters,
 * such as those that reverse the writing direction or hide text in tags. Joiners (U+200C, U+200D) are allowed, because they are part
 * of words in some scripts, and of emoji.
 */
const invisible = /(?![\s\u200c\u200d])[\p{Cc}\p{Cs}\p{Cf}]/gu;

/**
 * Makes a stored text safe within one line of a prompt, so that nobody with write access to the memory can forge another memory: the
 * result has no line breaks, no invisible characters, and no id in brackets.
 */
export const plainText = (text: string): string =>
  text
    .replaceAll(invisible, "")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(bracketedId, (_match, one: string | undefined, other: string | undefined) => `(${one ?? other})`)
    .trim();

/** Tokens are not longer than this on average, in characters, so only that much of a long text needs to be examined. */
const mostPerToken = 8;

/** The longest beginning of the text that costs at most `most` tokens. Null if that is too little to be worth showing. */
const fitting = (text: string, most: number): string | null => {
  const start = text.slice(0, Math.max(0, most) * mostPerToken);
  const plain = plainText(start);
  if (start === text && estimateTokens(plain) <= most) return plain;
  const kept = most - estimateTokens(cutMark);
  return kept < leastShown ? null : `${cutToTokens(plain, kept).trimEnd()}${cutMark}`;
};

/**
 * Whether a text taken from a line, perhaps by a model, refers to this observation: it matches the observation, or the part of it
 * that was shown.
 */
export const refersTo = (given: string, observation: string): boolean => {
  const [said, there] = [observationKey(plainText(given)), observationKey(plainText(observation))];
  const mark = observationKey(cutMark);
  if (!said.endsWith(mark)) return said === there;
  const shown = said.slice(0, -mark.length).trimEnd();
  return shown !== "" && there.startsWith(shown);
};

/**
 * The entity's line in at most `left` tokens, with its newest observations, oldest first. Null if no part of its newest observation
 * fits.
 */
const lineOf = ({ id, name, type, observations }: Entity, left: number, ofOne: number): string | null => {
  const [shownName, shownType] = [fitting(name, ofOne), fitting(type, ofOne)];
  if (shownName === null || shownType === null) return null;
  const head = `- [${id}] ${shownName} (${shownType})`;
  let rest = left - estimateTokens(head) - 1;
  if (observations.length === 0) return rest < 0 ? null : head;
  const shown: string[] = [];
  for (const { text } of observations.slice(-observationsShown).toReversed()) {
    const part = fitting(text, Math.min(ofOne, rest));
    if (part === null) break;
    rest -= estimateTokens(part) + 1;
    shown.unshift(part);
  }
  return shown.length === 0 ? null : `${head}: ${shown.join(separator)}`;
};

/** A relation with the names of its ends. */
export interface NamedRelation {
  readonly relation: Relation;
  readonly from: string;
  readonly to: string;
}

/** The share of the budget that a name or type in the line of a relation may take. */
const shareOfName = 1 / 16;

/** Lines for the relations that together cost at most `budget` tokens; with the relations that were given a line. */
export const relationLinesWithin = (
  relations: readonly NamedRelation[],
  budget: number,
): { readonly text: string; readonly shown: readonly Relation[] } => {
  const ofOne = Math.max(leastShown, Math.ceil(budget * shareOfName));
  const lines: string[] = [];
  const shown: Relation[] = [];
  let left = budget;
  for (const { relation, from, to } of relations) {
    const words = [from, relation.type, to].map((text) => fitting(text, ofOne));
    const line = `- [${relation.id}] ${words.join(" ")}`;
    const cost = estimateTokens(line) + 1;
    if (words.includes(null) || cost > left) continue;
    left -= cost;
    lines.push(line);
    shown.push(relation);
  }
  return { text: lines.join("\n"), shown };
};

/** Lines for the entities, best first, that together cost at most `budget` tokens; with the entities that were given a line. */
export const linesWithin = (
  entities: readonly Entity[],
  budget: number,
): { readonly text: string; readonly shown: readonly Entity[] } => {
  const lines: string[] = [];
  const shown: Entity[] = [];
  let left = budget;
  for (const entity of entities) {
    const line = lineOf(entity, left, Math.ceil(budget * shareOfObservation));
    if (line === null) continue;
    left -= estimateTokens(line) + 1;
    lines.push(line);
    shown.push(entity);
  }
  return { text: lines.join("\n"), shown };
};
