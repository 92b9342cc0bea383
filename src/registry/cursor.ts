/** Pagination by key instead of offset, so that rows inserted meanwhile shift and repeat nothing. */
import { CaxtonError } from "../domain/errors.ts";
import type { Page, PageRequest } from "./stores.ts";

type Key = string | number;

const invalid = (list: string): CaxtonError =>
  new CaxtonError("request.invalid", `The cursor does not come from the list of ${list}.`, {
    hint: "Send the previous page's nextCursor unchanged, or no cursor for the first page.",
    errors: [{ parameter: "cursor", message: "It cannot be read." }],
  });

/** The list that it belongs to, and the key of the last item returned. */
const encode = (list: string, key: readonly Key[]): string =>
  Buffer.from(JSON.stringify([list, ...key])).toString("base64url");

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    return null;
  }
};

/** The key after which the page begins; null for the first page. Throws `request.invalid`. */
export const keyAfter = <const Shape extends readonly ("string" | "number")[]>(
  list: string,
  { cursor }: PageRequest,
  shape: Shape,
): { readonly [Index in keyof Shape]: Shape[Index] extends "string" ? string : number } | null => {
  if (cursor === null) return null;
  const value = parse(cursor);
  if (!Array.isArray(value) || value.length !== shape.length + 1 || value[0] !== list) throw invalid(list);
  const key: readonly unknown[] = value.slice(1);
  const fits = key.every(
    (part, index) => typeof part === shape[index] && (typeof part === "string" || Number.isSafeInteger(part)),
  );
  if (!fits) throw invalid(list);
  return key as never;
};

/** A page from up to `limit + 1` rows; the extra row shows that there are more. */
export const toPage = <Row, Item>(
  list: string,
  { limit }: PageRequest,
  rows: readonly Row[],
  item: (row: Row) => Item,
  key: (row: Row) => readonly Key[],
): Page<Item> => {
  const given = rows.slice(0, limit);
  const last = given.at(-1);
  return {
    items: given.map(item),
    nextCursor: last === undefined || rows.length <= limit ? null : encode(list, key(last)),
  };
};
