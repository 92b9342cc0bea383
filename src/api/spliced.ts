/** Answers of which a part is JSON already, which is sent as it is: it may be large. */
import { Readable } from "node:stream";
import type { Answer } from "./idempotency.ts";

/**
 * The answer with one more member, last, that is `text`: JSON, in UTF-8 if it is bytes. tsoa pipes the stream to the
 * client. `body` must not be empty.
 */
export const withWritten = <Body extends object, Key extends keyof Body & string>(
  { status, headers, body }: Answer<Omit<Body, Key>>,
  key: Key,
  text: string | Uint8Array,
): Answer<Body> => {
  const before = Buffer.from(`${JSON.stringify(body).slice(0, -1)},${JSON.stringify(key)}:`);
  const parts = [before, typeof text === "string" ? Buffer.from(text) : text, Buffer.from("}")];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return {
    status,
    headers: { ...headers, "Content-Type": "application/json; charset=utf-8", "Content-Length": String(length) },
    body: Readable.from(parts) as unknown as Body,
  };
};
