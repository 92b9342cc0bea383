/** The words of a text, as every backend's index is given them, and asked for. */

/** Scripts that are written without spaces: each character is a word of its own, or a whole sentence would be one. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

export const forIndex = (text: string): string => text.normalize("NFKC").replaceAll(unspaced, " $& ");

/** More words than this make a question no clearer, and each costs a list to read. */
const mostWords = 32;

/** The words that a question asks for, each once. */
export const wordsOf = (text: string): readonly string[] => {
  const words = forIndex(text).match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return [...new Set(words.map((word) => word.toLowerCase()))].slice(0, mostWords);
};

/** Longer words are compared by their beginning; an index of a server has limits of its own beyond this. */
const longestWord = 64;

/** A word without accents, as people type it. Vowel signs of other scripts are part of the word. */
export const folded = (word: string): string =>
  word
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/gu, "")
    .slice(0, longestWord);

/** All words of a text, as they come, folded; what is nothing but marks is left out. */
export const allWordsOf = (text: string): readonly string[] =>
  (
    forIndex(text)
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  )
    .map(folded)
    .filter((word) => word !== "");
