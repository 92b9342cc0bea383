/** Memories as the lines of a prompt: one line for each entity, within a budget of tokens. */
import { observationKey, type Entity } from "../../domain/memory.ts";
import { cutToTokens, estimateTokens } from "../../domain/tokens.ts";

/** Tokens that memories may take of a prompt, unless the agent's file says otherwise. */
export const defaultMemoryTokens = 1_500;

/** The newest observations of an entity; older ones are not shown. */
const observationsShown = 5;

/** The part of the budget that one observation may take, so that a long one leaves room for others. */
const shareOfObservation = 1 / 4;

/** A rest of an observation that costs less than this says too little to be worth showing, in tokens. */
const leastShown = 16;

/** Where a text was cut. */
export const cutMark = " […]";

const separator = " | ";

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** An id between brackets of any kind, as only Caxton may write it. */
const bracketedId = new RegExp(`[\\p{Ps}<]\\s*(${uuid})\\s*[\\p{Pe}>]?|(${uuid})\\s*[\\p{Pe}>]`, "giu");

/**
 * Characters that are invisible or change how the text around them is shown: controls, lone surrogates, and formatting
 * characters, such as those that reverse the direction of writing or that hide text in tags. Joiners (U+200C, U+200D) are
 * part of words in some scripts, and of emoji.
 */
const invisible = /(?![\s\u200c\u200d])[\p{Cc}\p{Cs}\p{Cf}]/gu;

/**
 * A stored text as it may stand within a line of a prompt. Whoever writes to a memory must not be able to forge another
 * memory: the result has no line breaks, no invisible characters, and no id between square brackets.
 */
export const plainText = (text: string): string =>
  text
    .replaceAll(invisible, "")
    .replaceAll(/\s+/gu, " ")
    .replaceAll(bracketedId, (_match, one: string | undefined, other: string | undefined) => `(${one ?? other})`)
    .trim();

/** No token has more characters than this on average. So no more of a long text is looked at than can be shown. */
const mostPerToken = 8;

/** As much of the text as costs at most so many tokens. Null if that is too little to be worth showing. */
const fitting = (text: string, most: number): string | null => {
  const start = text.slice(0, Math.max(0, most) * mostPerToken);
  const plain = plainText(start);
  if (start === text && estimateTokens(plain) <= most) return plain;
  const kept = most - estimateTokens(cutMark);
  return kept < leastShown ? null : `${cutToTokens(plain, kept).trimEnd()}${cutMark}`;
};

/**
 * Whether a text that was read off a line, perhaps by a model, means this observation: it says the same as the observation,
 * or as the part of it that was shown.
 */
export const refersTo = (given: string, observation: string): boolean => {
  const [said, there] = [observationKey(plainText(given)), observationKey(plainText(observation))];
  const mark = observationKey(cutMark);
  if (!said.endsWith(mark)) return said === there;
  const shown = said.slice(0, -mark.length).trimEnd();
  return shown !== "" && there.startsWith(shown);
};

/**
 * The entity's line in at most `left` tokens: its newest observations, the oldest of these first. Null if nothing of its
 * newest observation fits.
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

/** Lines for the entities, best first, that together cost at most `budget` tokens; with the entities that have one. */
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
