/** Whether a memory shares content words with a message, not just function words. */
import { allWordsOf } from "../words.ts";
import type { Entity } from "../../domain/memory.ts";
import { withoutFunctionWords } from "./function-words.ts";

/** Scripts whose words can only be separated with a dictionary, which ICU has. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Japanese words written only in Hiragana are mostly particles and endings. */
const grammatical = /^\p{Script=Hiragana}+$/u;

const segmenter = new Intl.Segmenter("und", { granularity: "word" });

const normalised = (text: string): string => text.normalize("NFKC").toLowerCase();

/** In characters; a longer excerpt of a message does not make its subject clearer. */
const looked = 20_000;

/** The words of a message that indicate its subject. */
const subjectWords = (message: string): readonly string[] => {
  const segments = [...segmenter.segment(normalised(message.slice(0, looked)))].filter(
    ({ isWordLike }) => isWordLike === true,
  );
  const words = segments.flatMap(({ segment }) => (unspaced.test(segment) ? [segment] : allWordsOf(segment)));
  return withoutFunctionWords([...new Set(words)]).filter((word) => !grammatical.test(word));
};

/**
 * Returns a test for entities found by words: whether one of the words shared with the message indicates its subject. Word counts
 * cannot decide this in a small memory, where "the" may be as rare as "castle".
 */
export const sharesSubject = (message: string): ((entity: Entity) => boolean) => {
  const subjects = subjectWords(message);
  const [inside, whole] = [
    subjects.filter((word) => unspaced.test(word)),
    subjects.filter((word) => !unspaced.test(word)),
  ];
  return ({ name, type, observations }) => {
    const text = [name, type, ...observations.map((each) => each.text)].join("\n");
    const spelled = inside.length === 0 ? "" : normalised(text);
    const words = whole.length === 0 ? new Set<string>() : new Set(allWordsOf(text));
    return inside.some((word) => spelled.includes(word)) || whole.some((word) => words.has(word));
  };
};
