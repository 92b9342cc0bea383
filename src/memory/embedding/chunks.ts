/** Prepares a text for the model: tokens, in windows of the model's maximum length. */

/** A text with more windows is represented by its beginning, where the name is, and its end, where the newest observations are. */
const mostWindows = 8;

/** Limits how much of a text is tokenized: a token is rarely longer than this many characters. */
const charactersPerToken = 8;

/** The beginning and the end of a text that is too long; one window's worth is taken from the beginning. */
export const shorten = (text: string, tokensInWindow: number): string => {
  const window = tokensInWindow * charactersPerToken;
  const most = window * mostWindows;
  return text.length <= most ? text : `${text.slice(0, window)}\n${text.slice(text.length - (most - window))}`;
};

/** Splits ids into windows of `size` tokens; the last one may be shorter. A text without tokens has one empty window. */
export const windowsOf = (ids: readonly number[], size: number): readonly (readonly number[])[] => {
  const count = Math.max(1, Math.ceil(ids.length / size));
  const all = Array.from({ length: count }, (_, index) => ids.slice(index * size, (index + 1) * size));
  return all.length <= mostWindows ? all : [...all.slice(0, 1), ...all.slice(1 - mostWindows)];
};

/** The mean direction of the windows' vectors, of unit length. */
export const meanDirection = (vectors: readonly Float32Array[]): Float32Array => {
  const [first] = vectors;
  if (first === undefined || vectors.length === 1) return first ?? new Float32Array();
  const sum = new Float32Array(first.length);
  for (const vector of vectors) for (let at = 0; at < sum.length; at++) sum[at] = (sum[at] ?? 0) + (vector[at] ?? 0);
  const length = Math.hypot(...sum);
  return length === 0 ? sum : sum.map((value) => value / length);
};
