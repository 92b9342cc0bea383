/**
 * An estimate of how many tokens a model makes of a text. Vendors' tokenizers differ and Caxton ships none, so the estimate
 * depends on the script only and leans to the high side; docs/memory.md says how it compares with real tokenizers.
 */

/**
 * The pieces that tokenizers split a text into before they look at their vocabulary: runs of letters of one kind, numbers,
 * single signs, line breaks. Other white space belongs to the piece that follows it. Runs are limited, so that a text can be
 * cut anywhere within a long one.
 */
const pieces =
  /(?<latin>[\p{Script=Latin}\p{M}]{1,32})|(?<alphabet>[\p{Script=Cyrillic}\p{Script=Greek}]{1,32})|(?<number>\p{N}{1,3})|[\n\r\u2028\u2029]|\S/gu;

/** Characters that one token holds on average, in words of two kinds of alphabet. */
const [perToken, perTokenElsewhere] = [4, 2];

/** Emoji and other signs beyond the Basic Multilingual Plane are rarely in a vocabulary, and are split into bytes. */
const ofRareSign = 3;

const costOf = ([piece, latin, alphabet]: RegExpExecArray): number => {
  if (latin !== undefined) return Math.ceil(latin.length / perToken);
  if (alphabet !== undefined) return Math.ceil(alphabet.length / perTokenElsewhere);
  return (piece.codePointAt(0) ?? 0) > 0xffff ? ofRareSign : 1;
};

export const estimateTokens = (text: string): number =>
  Array.from(text.matchAll(pieces)).reduce((sum, piece) => sum + costOf(piece), 0);

/** The longest beginning of the text that costs at most so many tokens. Never splits a character. */
export const cutToTokens = (text: string, most: number): string => {
  let [cost, end] = [0, 0];
  for (const piece of text.matchAll(pieces)) {
    cost += costOf(piece);
    if (cost > most) return text.slice(0, end);
    end = piece.index + piece[0].length;
  }
  return text;
};
