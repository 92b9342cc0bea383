/** Cursors of lists: opaque to callers, and refused where they are not ours. */
import { CaxtonError } from "../../domain/errors.ts";

const prefix = "memory:";

export const encodeRow = (row: number | null): string | null =>
  row === null ? null : Buffer.from(`${prefix}${row}`).toString("base64url");

/** The row after which the page begins. Throws `request.invalid`. */
export const decodeRow = (cursor: string | null): number => {
  if (cursor === null) return 0;
  const text = Buffer.from(cursor, "base64url").toString();
  const row = text.startsWith(prefix) ? Number(text.slice(prefix.length)) : Number.NaN;
  if (Number.isSafeInteger(row) && row >= 0) return row;
  throw new CaxtonError("request.invalid", "The cursor is not one that this list gave.", {
    hint: "Take nextCursor from the last answer as it is, or leave the cursor out to begin anew.",
  });
};
