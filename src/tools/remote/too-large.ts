/** Messages of a server that exceed the size limit: the call that they answer fails, others are not affected. */
import { CaxtonError } from "../../domain/errors.ts";

/** From the range that JSON-RPC reserves for implementations. It is never sent. */
const code = -32_090;
const mark = "caxton: the message was too large";

export type RequestId = string | number;

/** The error that replaces an answer that was skipped. */
export const tooLargeAnswer = (id: RequestId) => ({
  jsonrpc: "2.0" as const,
  id,
  error: { code, message: mark },
});

export const isTooLarge = (thrown: unknown): boolean =>
  thrown instanceof Error && "code" in thrown && thrown.code === code && thrown.message.includes(mark);

/** An error answer to an abandoned request; it only ends the stream. */
export const abandonedAnswer = (id: RequestId) => ({
  jsonrpc: "2.0" as const,
  id,
  error: { code, message: "caxton: nobody waits for it" },
});

export const messageTooLarge = (most: number): CaxtonError =>
  new CaxtonError("tool.invalid_result", `The server sent a message of more than ${most} bytes.`, {
    hint: "Ask for less, or raise max_result_size of the server in the configuration.",
  });

const asId = (text: string | undefined): RequestId | null => {
  if (text === undefined) return null;
  return text.startsWith('"') ? text.slice(1, -1) : Number(text);
};

/** The id of an answer, from its first and last bytes; null if neither contains it. */
export const idBetween = (head: string, tail: string): RequestId | null => {
  const id = String.raw`"id"\s*:\s*("[^"\\]{1,64}"|[0-9]{1,15})`;
  const version = String.raw`"jsonrpc"\s*:\s*"2\.0"`;
  const first = new RegExp(String.raw`^\s*\{\s*(?:${version}\s*,\s*)?${id}\s*,`).exec(head);
  const last = new RegExp(String.raw`${id}\s*(?:,\s*${version}\s*)?\}\s*$`).exec(tail);
  return asId(first?.[1]) ?? asId(last?.[1]);
};

/**
 * Largest message in bytes: an answer may contain its result twice, as text and as structured content, and text grows
 * in JSON. A page of tools must fit too.
 */
export const messageLimit = (maxResultBytes: number): number => Math.max(4 * maxResultBytes + 262_144, 4_194_304);
