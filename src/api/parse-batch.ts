/**
 * Parses a batch in a request body. The first message is parsed like any other; the rest may differ from it only in the
 * fields of their own, which is quick to check for thousands of messages.
 */
import type { BatchItem } from "../domain/batch.ts";
import { largestBatch } from "../domain/batch.ts";
import type { Complaint } from "../domain/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.ts";
import { invalidRequest } from "./check-request.ts";
import type { SendMessage } from "./dto/messages.ts";
import type { Operations } from "./operations.ts";

export interface ParsedBatch {
  /** The first message, checked against its schema and not parsed yet. */
  readonly common: SendMessage;
  readonly items: readonly BatchItem[];
}

/** The fields that may differ between messages. */
const own: ReadonlySet<string> = new Set(["content", "replyWith"]);

/** The fields that only a single message can have. */
const single = ["id", "inReplyTo", "replyBy", "replyTo", "encoding"] as const;

const mostComplaints = 20;
const longestKey = 256;

const linesOf = (text: string): readonly unknown[] => {
  const complaints: Complaint[] = [];
  const values: unknown[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    try {
      values.push(JSON.parse(line));
    } catch (thrown) {
      if (complaints.length >= mostComplaints) break;
      complaints.push({ line: index + 1, message: `No JSON: ${thrown instanceof Error ? thrown.message : ""}.` });
    }
  }
  if (complaints.length > 0) throw invalidRequest(complaints);
  return values;
};

const same = (left: unknown, right: unknown): boolean =>
  left === right || (left !== null && typeof left === "object" && JSON.stringify(left) === JSON.stringify(right));

/** Why a message does not fit the first message of its batch. */
const complaintsAbout = (message: JsonObject, first: JsonObject, at: string): readonly Complaint[] => {
  const keys = new Set([...Object.keys(message), ...Object.keys(first)]);
  const differing = [...keys].filter((key) => !own.has(key) && !same(message[key] ?? null, first[key] ?? null));
  const complaints: Complaint[] = differing.map((key) => ({
    pointer: `${at}/${key}`,
    message: `All messages of a batch have the same ${key}; this differs from the first.`,
    suggestion: "Send messages that differ in more than content and replyWith in separate batches.",
  }));
  if (message["content"] === undefined) complaints.push({ pointer: `${at}/content`, message: "There is no content." });
  const { replyWith = null } = message;
  if (replyWith !== null && (typeof replyWith !== "string" || replyWith === "" || replyWith.length > longestKey)) {
    complaints.push({ pointer: `${at}/replyWith`, message: `replyWith is a text of 1 to ${longestKey} characters.` });
  }
  return complaints;
};

const itemOf = ({ content, replyWith }: JsonObject): BatchItem => ({
  content: content as Json,
  replyWith: typeof replyWith === "string" ? replyWith : null,
});

/** Throws `request.invalid` with at most {@link mostComplaints} complaints. */
export const parseBatch = (body: unknown, judgeMessage: (value: unknown) => readonly Complaint[]): ParsedBatch => {
  const messages = typeof body === "string" ? linesOf(body) : body;
  if (!Array.isArray(messages) || messages.length === 0 || messages.length > largestBatch) {
    const message = `A batch is a list of 1 to ${largestBatch} messages.`;
    throw invalidRequest([{ pointer: "", message, suggestion: "Send a JSON array, or one message per line." }]);
  }
  const [first] = messages as readonly unknown[];
  const complaints: Complaint[] = judgeMessage(first).map((each) => ({ ...each, pointer: `/0${each.pointer ?? ""}` }));
  if (!isJsonObject(first) || complaints.length > 0) throw invalidRequest(complaints);
  for (const key of single.filter((each) => (first[each] ?? null) !== null)) {
    complaints.push({ pointer: `/0/${key}`, message: `A message of a batch has no ${key}.` });
  }
  for (const [index, message] of messages.entries()) {
    if (complaints.length >= mostComplaints) break;
    if (isJsonObject(message)) complaints.push(...complaintsAbout(message, first, `/${index}`));
    else complaints.push({ pointer: `/${index}`, message: "This is not a message." });
  }
  if (complaints.length > 0) throw invalidRequest(complaints.slice(0, mostComplaints));
  return { common: first as unknown as SendMessage, items: (messages as readonly JsonObject[]).map(itemOf) };
};

/** Checks a message against its schema in the document. */
export const messageJudge = (operations: Operations): ((value: unknown) => readonly Complaint[]) => {
  const schema = { $ref: "#/components/schemas/SendMessage" };
  return (value) => operations.judgeBody(schema, value);
};
