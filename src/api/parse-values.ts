/** What came through the schema's gate as branded domain values; a complaint for what the schema cannot say. */
import type { CaxtonError, Complaint } from "../domain/errors.ts";
import {
  parseApprovalId,
  parseConversationId,
  parseMessageId,
  type AgentName,
  type ApprovalId,
  type Capability,
  type ConversationId,
  type MessageId,
  parseAgentName,
  parseCapability,
  parseSender,
  type Sender,
} from "../domain/ids.ts";
import { longestDuration } from "../domain/quantities.ts";
import { fail, type Result } from "../domain/result.ts";
import { parseTime } from "../domain/time.ts";
import type { PageRequest } from "../registry/stores.ts";
import { invalidRequest } from "./check-request.ts";

/** Collects complaints while values are read, so that all of them can be told. */
export interface Reading {
  /** The parsed value; null where there is none or it is wrong, which `complaints` then says. */
  field<Value>(
    pointer: string,
    input: string | null | undefined,
    parse: (text: string) => Result<Value, string>,
  ): Value | null;
  complain(complaint: Complaint): void;
  readonly complaints: readonly Complaint[];
}

export const startReading = (): Reading => {
  const complaints: Complaint[] = [];
  return {
    complaints,
    complain: (complaint) => complaints.push(complaint),
    field: (pointer, input, parse) => {
      if (input === null || input === undefined) return null;
      const parsed = parse(input);
      if (parsed.ok) return parsed.value;
      complaints.push({ pointer, message: parsed.error });
      return null;
    },
  };
};

/** As {@link parseTime}, for a time that has to come after `now`. */
export const parseFuture =
  (now: Date) =>
  (text: string): Result<string, string> => {
    const time = parseTime(text);
    if (!time.ok) return time;
    const ahead = Date.parse(time.value) - now.getTime();
    if (ahead <= 0) return fail(`“${text}” has passed; it must be in the future.`);
    return ahead <= longestDuration ? time : fail(`“${text}” is more than a hundred years ahead.`);
  };

const asParameter = <Value>(parameter: string, parsed: Result<Value, string>): Value => {
  if (parsed.ok) return parsed.value;
  throw invalidRequest([{ parameter, message: parsed.error }]);
};

/** A path or query parameter; throws `request.invalid`. */
export const agentNameParameter = (text: string): AgentName => asParameter("name", parseAgentName(text));
export const capabilityParameter = (text: string): Capability => asParameter("capability", parseCapability(text));
export const conversationIdParameter = (text: string): ConversationId => asParameter("id", parseConversationId(text));
export const approvalIdParameter = (text: string): ApprovalId => asParameter("approvalId", parseApprovalId(text));
export const messageIdParameter = (text: string): MessageId => asParameter("id", parseMessageId(text));
export const senderParameter = (name: string, text: string): Sender => asParameter(name, parseSender(text));
export const timeParameter = (name: string, text: string): string => asParameter(name, parseTime(text));

const defaultPage = 50;

export const pageOf = (limit: number | undefined, cursor: string | undefined): PageRequest => ({
  limit: limit ?? defaultPage,
  cursor: cursor ?? null,
});

/** Base64 that this server did not write does not come out the same when it is written again. */
const textOfCursor = (cursor: string): string => {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  if (text !== "" && Buffer.from(text).toString("base64url") === cursor) return text;
  throw invalidRequest([{ parameter: "cursor", message: "It cannot be read. Send nextCursor exactly as it came." }]);
};

/** A page of what is in memory, sorted by a key that names each item; the cursor is the last key. */
export const pageFromMemory = <Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  { limit, cursor }: PageRequest,
): { readonly items: readonly Item[]; readonly nextCursor: string | null } => {
  const after = cursor === null ? null : textOfCursor(cursor);
  const sorted = items.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  const rest = after === null ? sorted : sorted.filter((item) => keyOf(item) > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const more = rest.length > page.length && last !== undefined;
  return { items: page, nextCursor: more ? Buffer.from(keyOf(last)).toString("base64url") : null };
};

/** For a value that does not exist under an id. */
export const orNotFound = <Value>(value: Value | null, make: () => CaxtonError): Value => {
  if (value !== null) return value;
  throw make();
};
