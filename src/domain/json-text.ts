/**
 * JSON that stays text. Tools may return tens of megabytes; to parse and write them again would stop the main thread for
 * a second, so such values are passed on as they were written, together with an outline for those who want an idea of
 * them.
 */
import type { Brand } from "./brand.ts";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";

/** One JSON value (RFC 8259) in UTF-8, as its author wrote it. */
export type JsonText = Brand<Uint8Array<ArrayBuffer>, "JsonText">;

/** What can be told of a value without repeating it. */
export interface JsonOutline {
  /** Of a string its length, otherwise the length of the JSON. */
  readonly characters: number;
  /** Keys, types and lengths of the upper levels. */
  readonly shape: Json;
  readonly beginning: string;
}

/** A value as text, with its outline if the text is too long to be parsed on the main thread. */
export interface WrittenJson {
  readonly text: JsonText;
  /** Null exactly for texts of at most {@link mostParsed} bytes. */
  readonly outline: JsonOutline | null;
}

/** The longest text, in bytes, that the main thread parses: that takes less than a millisecond. */
export const mostParsed = 65_536;

const beginningLength = 600;
const shownKeys = 30;
const space = 0x20;
const quote = 0x22;
const openingBrace = 0x7b;
const byteOrderMark = [0xef, 0xbb, 0xbf];

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

const shapeOf = (value: Json, depth = 0): Json => {
  if (typeof value === "string") return `text of ${value.length} characters`;
  if (Array.isArray(value)) {
    const [first] = value as readonly Json[];
    const each = first === undefined || depth > 1 ? "" : `, the first: ${JSON.stringify(shapeOf(first, depth + 1))}`;
    return `list of ${value.length}${each}`;
  }
  if (!isJsonObject(value)) return value === null ? "null" : typeof value;
  if (depth > 1) return `object of ${Object.keys(value).length} keys`;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, shownKeys)
      .map(([key, below]) => [key, shapeOf(below, depth + 1)]),
  );
};

/** `written` is the value as JSON. */
export const outlineOf = (value: Json, written: string): JsonOutline => {
  const shown = typeof value === "string" ? value : written;
  return { characters: shown.length, shape: shapeOf(value), beginning: shown.slice(0, beginningLength) };
};

/** What {@link parseJsonText} found. */
export interface ParsedJson {
  readonly value: Json;
  readonly written: WrittenJson;
}

/** Without a byte order mark, which decoding ignores and which other JSON must not have inside (RFC 8259, 8.1). */
const unmarked = (bytes: Uint8Array): Uint8Array =>
  byteOrderMark.every((byte, index) => bytes[index] === byte) ? bytes.subarray(byteOrderMark.length) : bytes;

/** Null if the bytes are not JSON in UTF-8. Takes a second for tens of megabytes, which no event loop can wait for. */
export const parseJsonText = (bytes: Uint8Array): ParsedJson | null => {
  try {
    const written = decoder.decode(bytes);
    const value = JSON.parse(written) as Json;
    const outline = bytes.length > mostParsed ? outlineOf(value, written) : null;
    return { value, written: { text: unmarked(bytes) as JsonText, outline } };
  } catch {
    return null;
  }
};

/** Writes a value that is in memory. */
export const writeJson = (value: Json): JsonText => encoder.encode(JSON.stringify(value)) as JsonText;

/** The same, with an outline if the text is long. */
export const writtenJson = (value: Json): WrittenJson => {
  const written = JSON.stringify(value);
  const text = encoder.encode(written) as JsonText;
  return { text, outline: text.length > mostParsed ? outlineOf(value, written) : null };
};

/** The value of a text, which should have at most {@link mostParsed} bytes; longer ones stop the thread for a while. */
export const readJson = (text: JsonText): Json => JSON.parse(decoder.decode(text)) as Json;

/** What the value is, by its first character. */
export const kindOfJson = (text: JsonText): "object" | "string" | "other" => {
  const first = text.find((byte) => byte > space);
  return first === openingBrace ? "object" : first === quote ? "string" : "other";
};

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/**
 * The value with each object that `textFor` knows replaced by the text that it gives, which is copied and not parsed.
 */
export const spliceJson = (value: Json, textFor: (object: JsonObject) => JsonText | null): JsonText => {
  const parts: Uint8Array[] = [];
  let pending = "";
  const write = (part: Json): void => {
    if (typeof part !== "object" || part === null) {
      pending += JSON.stringify(part);
      return;
    }
    if (!isJsonObject(part)) {
      pending += "[";
      for (const [index, each] of part.entries()) {
        if (index > 0) pending += ",";
        write(each);
      }
      pending += "]";
      return;
    }
    const text = textFor(part);
    if (text !== null) {
      parts.push(encoder.encode(pending), text);
      pending = "";
      return;
    }
    pending += "{";
    for (const [index, [key, each]] of Object.entries(part).entries()) {
      pending += `${index > 0 ? "," : ""}${JSON.stringify(key)}:`;
      write(each);
    }
    pending += "}";
  };
  write(value);
  return joined([...parts, encoder.encode(pending)]) as JsonText;
};
