/** Messages of a server that are larger than what may be held in memory: the call they answer fails, the others go on. */
import { CaxtonError } from "../../domain/errors.ts";

/** From the range that JSON-RPC leaves to implementations. It never crosses the wire. */
const code = -32_090;
const mark = "caxton: the message was too large";

export type RequestId = string | number;

/** The answer that stands in for one that was passed over. */
export const tooLargeAnswer = (id: RequestId) => ({
  jsonrpc: "2.0" as const,
  id,
  error: { code, message: mark },
});

export const isTooLarge = (thrown: unknown): boolean =>
  thrown instanceof Error && "code" in thrown && thrown.code === code && thrown.message.includes(mark);

/** An answer to a request that nobody waits for any more; it only ends the stream. */
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

/** The id of an answer of which only the two ends are known; null where it stands in neither. */
export const idBetween = (head: string, tail: string): RequestId | null => {
  const id = String.raw`"id"\s*:\s*("[^"\\]{1,64}"|[0-9]{1,15})`;
  const version = String.raw`"jsonrpc"\s*:\s*"2\.0"`;
  const first = new RegExp(String.raw`^\s*\{\s*(?:${version}\s*,\s*)?${id}\s*,`).exec(head);
  const last = new RegExp(String.raw`${id}\s*(?:,\s*${version}\s*)?\}\s*$`).exec(tail);
  return asId(first?.[1]) ?? asId(last?.[1]);
};

/**
 * Bytes of one message: an answer may hold its result twice, as text and as structured content, and text in JSON grows. A
 * page of tools has to fit too.
 */
export const messageLimit = (maxResultBytes: number): number => Math.max(4 * maxResultBytes + 262_144, 4_194_304);
