/** Splits an agent file in Markdown into the YAML between its two `---` lines and the prose after them. */
import { isUtf8 } from "node:buffer";
import type { Complaint } from "../domain/errors.ts";
import { fail, ok, type Result } from "../domain/result.ts";
import { positionAt } from "./positions.ts";

/** Larger files are rejected without being read. */
export const largestAgentFile = 1024 * 1024;

export interface FrontMatter {
  readonly yaml: string;
  /** Offset of the YAML in the file. */
  readonly yamlOffset: number;
  readonly prose: string;
  /** Offset of the prose in the file. */
  readonly proseOffset: number;
}

export const tooLarge = (bytes: number): Complaint => ({
  line: 1,
  column: 1,
  message: `The file has ${bytes} bytes; an agent file has at most 1 MiB (${largestAgentFile} bytes).`,
  suggestion: "Keep the prompt short, and pass large texts as context in messages or through a tool.",
});

/** The text of the first `length` bytes, which may end within a character; null if they are not UTF-8. */
const decodePrefix = (content: Uint8Array, length: number): string | null => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content.subarray(0, length), {
      stream: true,
    });
  } catch {
    return null;
  }
};

/** Locates the first character that is not UTF-8 by bisection: every prefix of a valid prefix is valid. */
const notUtf8 = (content: Uint8Array): Complaint => {
  let sound = 0;
  for (let unsound = content.length + 1; unsound - sound > 1;) {
    const middle = Math.floor((sound + unsound) / 2);
    if (decodePrefix(content, middle) === null) unsound = middle;
    else sound = middle;
  }
  const text = decodePrefix(content, sound) ?? "";
  return {
    ...positionAt(text, text.length),
    message: "The file is not UTF-8 text.",
    suggestion: "Save it as UTF-8; most editors offer that under “Save with encoding”.",
  };
};

/** Decodes a file, without a byte order mark. */
export const decodeAgentFile = (content: string | Uint8Array): Result<string, Complaint> => {
  const size = typeof content === "string" ? Buffer.byteLength(content) : content.byteLength;
  if (size > largestAgentFile) return fail(tooLarge(size));
  if (typeof content === "string") return ok(content.startsWith("\uFEFF") ? content.slice(1) : content);
  return isUtf8(content) ? ok(new TextDecoder("utf-8").decode(content)) : fail(notUtf8(content));
};

const isFence = (line: string): boolean => /^---[ \t]*\r?$/.test(line);

/** Both parts, or why the text is not an agent file. Blank lines before the first `---` are allowed. */
export const splitFrontMatter = (text: string): Result<FrontMatter, Complaint> => {
  let yamlOffset: number | null = null;
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(start, Math.min(end, start + 200));
    const next = newline === -1 ? text.length + 1 : newline + 1;
    if (yamlOffset === null) {
      if (isFence(line)) yamlOffset = Math.min(next, text.length);
      else if (line.trim() !== "") return fail(noFrontMatter(text, start));
    } else if (isFence(line)) {
      const proseOffset = Math.min(next, text.length);
      return ok({
        yaml: text.slice(yamlOffset, start),
        yamlOffset,
        prose: text.slice(proseOffset),
        proseOffset,
      });
    }
    start = next;
  }
  return fail(yamlOffset === null ? noFrontMatter(text, 0) : unclosed(text));
};

/** A file that is YAML as a whole, without prose. */
export const wholeAsYaml = (text: string): FrontMatter => ({
  yaml: text,
  yamlOffset: 0,
  prose: "",
  proseOffset: text.length,
});

const noFrontMatter = (text: string, offset: number): Complaint => ({
  ...positionAt(text, offset),
  message:
    text.trim() === "" ? "The file is empty." : "The file does not begin with a line “---”, so it has no settings.",
  suggestion: "Begin it with a line “---”, then “name: …”, then another line “---”, then the prompt.",
});

const unclosed = (text: string): Complaint => ({
  ...positionAt(text, text.indexOf("---")),
  message: "The settings that begin with this “---” are never closed.",
  suggestion: "Put a line “---” after the last setting, before the prose.",
});
