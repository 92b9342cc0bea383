/** Names under which agents know the tools of a server. */
import { createHash } from "node:crypto";

const longest = 64;
const markLength = 8;

/**
 * `<server>__<tool>`, made to fit `[a-zA-Z0-9_-]{1,64}`, which every model vendor takes. A name that had to be changed ends
 * in a part of its SHA-256, so that two that differ stay two.
 */
export const toolNameOf = (server: string, tool: string): string => {
  const plain = `${server}__${tool}`;
  const clean = plain.replaceAll(/[^a-zA-Z0-9_-]/gu, "_");
  if (clean === plain && plain.length <= longest) return plain;
  const mark = createHash("sha256").update(plain).digest("hex").slice(0, markLength);
  return `${clean.slice(0, longest - markLength - 1)}_${mark}`;
};
