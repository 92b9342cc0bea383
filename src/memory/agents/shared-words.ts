/** Whether a memory shares more with a message than the words that all sentences have. */
import { allWordsOf } from "../words.ts";
import type { Entity } from "../../domain/memory.ts";
import { withoutFunctionWords } from "./function-words.ts";

/** Scripts whose words only a dictionary can tell apart; ICU has one. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Words in Hiragana alone are mostly particles and endings in Japanese. */
const grammatical = /^\p{Script=Hiragana}+$/u;

const segmenter = new Intl.Segmenter("und", { granularity: "word" });

const normalised = (text: string): string => text.normalize("NFKC").toLowerCase();

/** More of a message makes it no clearer what it is about, in characters. */
const looked = 20_000;

/** What a message asks about, as far as words tell. */
const subjectWords = (message: string): readonly string[] => {
  const segments = [...segmenter.segment(normalised(message.slice(0, looked)))].filter(
    ({ isWordLike }) => isWordLike === true,
  );
  const words = segments.flatMap(({ segment }) => (unspaced.test(segment) ? [segment] : allWordsOf(segment)));
  return withoutFunctionWords([...new Set(words)]).filter((word) => !grammatical.test(word));
};

/**
 * A test for entities that a search by words found for the message: whether one of the shared words says what the message is
 * about. A small memory cannot tell that from its own counts, as "the" may be as rare in it as "castle".
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
