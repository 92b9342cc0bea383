/** What the full-text table is given, and how it is asked. */

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
