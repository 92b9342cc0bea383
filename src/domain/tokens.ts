/**
 * Estimates how many tokens a model needs for a text. Tokenizers differ between vendors and Caxton ships none, so the
 * estimate depends only on the script and tends to be too high. docs/memory.md compares it with real tokenizers.
 */

/**
 * The pieces into which tokenizers split a text before they look at their vocabulary: runs of letters of one kind,
 * numbers, single symbols, line breaks. Other white space belongs to the piece that follows it. The length of a run is
 * limited, so that a long one can be cut anywhere.
 */
const pieces =
  /(?<latin>[\p{Script=Latin}\p{M}]{1,32})|(?<alphabet>[\p{Script=Cyrillic}\p{Script=Greek}]{1,32})|(?<number>\p{N}{1,3})|[\n\r\u2028\u2029]|\S/gu;

/** Average number of characters per token, for words in two kinds of alphabet. */
const [perToken, perTokenElsewhere] = [4, 2];

/** Emoji and other characters outside the Basic Multilingual Plane are rarely in a vocabulary and are split into bytes. */
const ofRareSign = 3;

const costOf = ([piece, latin, alphabet]: RegExpExecArray): number => {
  if (latin !== undefined) return Math.ceil(latin.length / perToken);
  if (alphabet !== undefined) return Math.ceil(alphabet.length / perTokenElsewhere);
  return (piece.codePointAt(0) ?? 0) > 0xffff ? ofRareSign : 1;
};

export const estimateTokens = (text: string): number =>
  Array.from(text.matchAll(pieces)).reduce((sum, piece) => sum + costOf(piece), 0);

/** The longest prefix of the text that costs at most `most` tokens. Never splits a character. */
export const cutToTokens = (text: string, most: number): string => {
  let [cost, end] = [0, 0];
  for (const piece of text.matchAll(pieces)) {
    cost += costOf(piece);
    if (cost > most) return text.slice(0, end);
    end = piece.index + piece[0].length;
  }
  return text;
};
