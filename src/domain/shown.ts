/** Formats a rejected input for an error message; at most one line. */
export const shown = (input: unknown): string => {
  if (typeof input === "string") return `“${input.length > 80 ? `${input.slice(0, 80)}…` : input}”`;
  if (typeof input === "number" || typeof input === "boolean" || input === null) return String(input);
  if (input === undefined) return "nothing";
  return Array.isArray(input) ? "a list" : `a value of type ${typeof input}`;
};
