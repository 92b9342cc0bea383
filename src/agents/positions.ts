/** Positions in a text, as editors count them. */

export interface Position {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units, as most editors count. */
  readonly column: number;
}

/** An offset outside of the text is clamped. Only `\n` ends a line, so `\r\n` counts once. */
export const positionAt = (text: string, offset: number): Position => {
  const end = Math.min(Math.max(offset, 0), text.length);
  let line = 1;
  let lineStart = 0;
  for (let next = text.indexOf("\n"); next !== -1 && next < end; next = text.indexOf("\n", next + 1)) {
    line += 1;
    lineStart = next + 1;
  }
  return { line, column: end - lineStart + 1 };
};
