/** The names by which agents know the tools of a server. */
import { createHash } from "node:crypto";

const longest = 64;
const markLength = 8;

/**
 * `<server>__<tool>`, adapted to `[a-zA-Z0-9_-]{1,64}`, which every model vendor accepts. A name that had to be changed
 * ends with a part of its SHA-256, so that different names stay different.
 */
export const toolNameOf = (server: string, tool: string): string => {
  const plain = `${server}__${tool}`;
  const clean = plain.replaceAll(/[^a-zA-Z0-9_-]/gu, "_");
  if (clean === plain && plain.length <= longest) return plain;
  const mark = createHash("sha256").update(plain).digest("hex").slice(0, markLength);
  return `${clean.slice(0, longest - markLength - 1)}_${mark}`;
};
