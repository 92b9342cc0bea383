/** Cursors of lists: opaque to callers, and refused unless a list issued them. */
import { CaxtonError } from "../domain/errors.ts";
import type { ErasedId, Merge, MergeId } from "../domain/memory.ts";
import type { Page } from "../registry/stores.ts";

const prefix = "memory:";

const encode = (position: string): string => Buffer.from(`${prefix}${position}`).toString("base64url");

const decode = (cursor: string, isPosition: (text: string) => boolean): string => {
  const text = Buffer.from(cursor, "base64url").toString();
  const position = text.slice(prefix.length);
  if (text.startsWith(prefix) && isPosition(position)) return position;
  throw new CaxtonError("request.invalid", "The cursor was not issued by this list.", {
    hint: "Pass nextCursor from the last response unchanged, or omit the cursor to start from the beginning.",
  });
};

/** The cursor of a list ordered by row; null at its end. */
export const encodeRow = (row: number | null): string | null => (row === null ? null : encode(String(row)));

/** The row after which the page starts. Throws `request.invalid`. */
export const decodeRow = (cursor: string | null): number =>
  cursor === null ? 0 : Number(decode(cursor, (text) => /^\d{1,15}$/.test(text)));

/** The cursor of a list ordered by id; null at its end. */
export const encodeId = (id: string | null): string | null => (id === null ? null : encode(id));

/** The id after which the page starts. Throws `request.invalid`. */
export const decodeId = (cursor: string | null): string | null =>
  cursor === null ? null : decode(cursor, (text) => /^[0-9a-f-]{36}$/.test(text));

/** @param found one more than the limit if there are more */
export const pageOfErased = (found: readonly ErasedId[], limit: number): Page<ErasedId> => {
  const items = found.slice(0, limit);
  return { items, nextCursor: encodeId(found.length > limit ? (items.at(-1)?.id ?? null) : null) };
};

/** A place in the list of merges, which is ordered by time and then by id, both descending. */
export type MergePosition = Pick<Merge, "id" | "mergedAt">;

const positionForm = /^(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z) ([0-9a-f-]{36})$/;

/** The position after which the page starts. Throws `request.invalid`. */
export const decodeMerge = (cursor: string | null): MergePosition | null => {
  if (cursor === null) return null;
  const position = decode(cursor, (text) => positionForm.test(text));
  const [, mergedAt = "", id = ""] = positionForm.exec(position) ?? [];
  return { mergedAt, id: id as MergeId };
};

/** The cursor of the next page; null if this is the last one. @param found one more than the limit if there are more */
export const encodeMerge = (found: readonly MergePosition[], limit: number): string | null => {
  const last = found.length > limit ? found[limit - 1] : undefined;
  return last === undefined ? null : encode(`${last.mergedAt} ${last.id}`);
};
