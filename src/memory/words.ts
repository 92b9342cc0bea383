/** Splits texts and queries into words, identically for the indexes of all backends. */

/** Scripts that are written without spaces: each character is a word of its own; otherwise a whole sentence would be one word. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

export const forIndex = (text: string): string => text.normalize("NFKC").replaceAll(unspaced, " $& ");

/** More words do not make a query clearer, and each costs an index lookup. */
const mostWords = 32;

/** The distinct words of a query. */
export const wordsOf = (text: string): readonly string[] => {
  const words = forIndex(text).match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return [...new Set(words.map((word) => word.toLowerCase()))].slice(0, mostWords);
};

/** Longer words are compared by their beginning; some servers limit the length of words. */
const longestWord = 64;

/** A word without accents, which people often omit. Vowel signs of other scripts are kept as part of the word. */
export const folded = (word: string): string =>
  word
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/gu, "")
    .slice(0, longestWord);

/** All words of a text in order, folded; words that consist only of marks are left out. */
export const allWordsOf = (text: string): readonly string[] =>
  (
    forIndex(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  )
    .map(folded)
    .filter((word) => word !== "");
