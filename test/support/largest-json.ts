/** How much JSON this thread parses and writes while something runs. */

/**
 * The length of the longest text that `JSON.parse` got, or `JSON.stringify` gave, in this thread meanwhile. Threads that
 * the work uses are not seen.
 */
export const longestJson = async (work: () => Promise<unknown>): Promise<number> => {
  const { parse, stringify } = JSON;
  let longest = 0;
  const note = (text: unknown): void => {
    if (typeof text === "string") longest = Math.max(longest, text.length);
  };
  JSON.parse = (text: string, ...rest: []) => {
    note(text);
    return parse(text, ...rest);
  };
  JSON.stringify = ((...args: Parameters<typeof stringify>) => {
    const text = stringify(...args);
    note(text);
    return text;
  }) as typeof stringify;
  try {
    await work();
  } finally {
    Object.assign(JSON, { parse, stringify });
  }
  return longest;
};
