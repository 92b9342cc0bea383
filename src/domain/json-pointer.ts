/** JSON pointers (RFC 6901). */
import type { Brand } from "./brand.ts";
import { isJsonObject, type Json } from "./json.ts";

export type JsonPointer = Brand<string, "JsonPointer">;

/** Null if it does not begin with “/” and is not empty. */
export const parseJsonPointer = (text: string): JsonPointer | null =>
  text === "" || text.startsWith("/") ? (text as JsonPointer) : null;

/** The value at a pointer; undefined if there is none. */
export const valueAt = (value: Json, pointer: JsonPointer): Json | undefined => {
  let here: Json | undefined = value;
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(here)) here = /^(0|[1-9][0-9]*)$/.test(key) ? (here as readonly Json[])[Number(key)] : undefined;
    else here = isJsonObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
    if (here === undefined) return undefined;
  }
  return here;
};
