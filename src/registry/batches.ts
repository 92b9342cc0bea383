import {
  messageOf,
  placeInBatch,
  replyIdIn,
  type BatchFrame,
  type BatchItem,
  type BatchReply,
} from "../domain/batch.ts";
import { itemText, joinTexts, splitItems, type ListText, type ReplyText } from "../domain/batch-text.ts";
import { agentSender, type AgentName, type ConversationId, type MessageId, type VersionHash } from "../domain/ids.ts";
import type { ConversationWriter } from "./conversations.ts";
import type { EventWriter } from "./events.ts";
import { insertInto, type Connection, type Database } from "./sqlite.ts";
import type { BatchRecord, BatchStore, MessageRecord, MessageStatus } from "./stores.ts";

interface BatchRow {
  readonly id: string;
  readonly conversationId: string;
  readonly agent: string;
  readonly versionHash: string;
  readonly size: number;
  readonly frame: string;
  readonly messages: string;
  readonly replies: string | null;
  readonly status: string;
  readonly createdAt: string;
  readonly settledAt: string | null;
}

const columns = [
  "id",
  "conversationId",
  "agent",
  "versionHash",
  "size",
  "frame",
  "messages",
  "replies",
  "status",
  "createdAt",
  "settledAt",
] as const satisfies readonly (keyof BatchRow)[];

const toRecord = (row: BatchRow): BatchRecord => ({
  id: row.id as MessageId,
  agent: row.agent as AgentName,
  version: row.versionHash as VersionHash,
  frame: JSON.parse(row.frame) as BatchFrame,
  items: JSON.parse(row.messages) as readonly BatchItem[],
  replies: row.replies === null ? null : (JSON.parse(row.replies) as readonly BatchReply[]),
  status: row.status as MessageStatus,
  settledAt: row.settledAt,
});

/** One reply in a batch, as a message. */
export const replyInBatch = (
  { id, agent, frame, settledAt }: Pick<BatchRecord, "id" | "agent" | "frame" | "settledAt">,
  index: number,
  item: BatchItem,
  reply: BatchReply,
): MessageRecord => {
  const replyId = replyIdIn(id, index);
  const asked = messageOf(id, index, frame, item);
  const message = {
    ...asked,
    ...reply,
    id: replyId,
    sender: agentSender(agent),
    receivers: [],
    targetCapability: null,
    replyWith: replyId,
    inReplyTo: asked.replyWith,
    timestamp: settledAt ?? frame.timestamp,
  };
  return { message, answers: asked.id, status: "settled" };
};

/** Finds a message or a reply by its id, which identifies the batch that contains it. */
export type BatchedMessageFinder = (id: MessageId) => MessageRecord | null;

export const createBatchedMessageFinder = (connection: Connection): BatchedMessageFinder => {
  const select = connection.prepare<[string], BatchRow>(`SELECT * FROM "MessageBatch" WHERE "id" = ?`);
  return (id) => {
    const { batch, index, isReply } = placeInBatch(id);
    const row = select.get(batch);
    if (row === undefined) return null;
    const record = toRecord(row);
    if (isReply) {
      const reply = record.replies?.[index];
      const answered = record.items[index] ?? { content: null, replyWith: null };
      return reply === undefined ? null : replyInBatch(record, index, answered, reply);
    }
    const item = record.items[index];
    return item === undefined
      ? null
      : { message: messageOf(record.id, index, record.frame, item), answers: null, status: record.status };
  };
};

export const createBatchStore = (
  { connection, run, write }: Database,
  conversations: ConversationWriter,
  writeEvents: EventWriter,
): BatchStore => {
  const insert = connection.prepare<[BatchRow]>(insertInto("MessageBatch", columns, ""));
  const select = connection.prepare<[string], BatchRow>(`SELECT * FROM "MessageBatch" WHERE "id" = ?`);
  const toDo = connection.prepare<[string], Pick<BatchRow, "frame" | "messages"> & { readonly isSettled: 0 | 1 }>(
    `SELECT "frame", "messages", "replies" IS NOT NULL AS "isSettled" FROM "MessageBatch" WHERE "id" = ?`,
  );
  const exists = connection.prepare<[string], 1>(`SELECT 1 FROM "MessageBatch" WHERE "id" = ?`).pluck();
  const replies = connection
    .prepare<[string], ListText<ReplyText> | null>(`SELECT "replies" FROM "MessageBatch" WHERE "id" = ?`)
    .pluck();
  const accept = connection.prepare<[string]>(
    `UPDATE "MessageBatch" SET "status" = 'accepted' WHERE "id" = ? AND "status" = 'stored'`,
  );
  const settle = connection.prepare<[string, string, string]>(
    `UPDATE "MessageBatch" SET "replies" = ?, "status" = 'settled', "settledAt" = ? WHERE "id" = ? AND "replies" IS NULL`,
  );
  const discard = connection.prepare<[string], Pick<BatchRow, "conversationId" | "frame">>(
    `DELETE FROM "MessageBatch" WHERE "id" = ? AND "status" = 'stored' RETURNING "conversationId", "frame"`,
  );
  const unsettled = connection.prepare<[string], BatchRow>(
    `SELECT * FROM "MessageBatch" WHERE "conversationId" = ? AND "status" <> 'settled' ORDER BY "createdAt"`,
  );
  const stored = connection.prepare<[number], BatchRow>(
    `SELECT * FROM "MessageBatch" WHERE "status" = 'stored' ORDER BY "createdAt" LIMIT ?`,
  );
  return {
    open: async ({ conversation, batch: { id, agent, version, frame, items }, events }) =>
      write(() => {
        if (exists.get(id) !== undefined) return false;
        conversations.ensure(conversation, "in-progress");
        conversations.touch(conversation.id, frame.timestamp);
        conversations.join(conversation.id, frame.sender, null, frame.timestamp);
        const row: BatchRow = {
          id,
          conversationId: conversation.id,
          agent,
          versionHash: version,
          size: items.length,
          frame: JSON.stringify(frame),
          messages: joinTexts(items.map(itemText)),
          replies: null,
          status: "stored",
          createdAt: frame.timestamp,
          settledAt: null,
        };
        insert.run(row);
        writeEvents(events);
        return true;
      }),
    find: async (id) =>
      run(() => {
        const row = select.get(id);
        return row === undefined ? null : toRecord(row);
      }),
    toDo: async (id) =>
      run(() => {
        const row = toDo.get(id);
        if (row === undefined) return null;
        return {
          frame: JSON.parse(row.frame) as BatchFrame,
          items: splitItems(row.messages),
          isSettled: row.isSettled === 1,
        };
      }),
    repliesTo: async (id) => run(() => replies.get(id) ?? null),
    accept: async (id) =>
      run(() => {
        accept.run(id);
      }),
    discard: async (id) =>
      write(() => {
        const removed = discard.get(id);
        if (removed === undefined) return;
        const { sender } = JSON.parse(removed.frame) as BatchFrame;
        conversations.takeBack(removed.conversationId as ConversationId, sender);
      }),
    unsettled: async (conversationId) => run(() => unsettled.all(conversationId).map(toRecord)),
    unaccepted: async (limit) => run(() => stored.all(limit).map(toRecord)),
    conclude: async ({ id, replies: made, at, participant, conversation, events }) =>
      write(() => {
        if (settle.run(joinTexts(made), at, id).changes === 0) return false;
        conversations.join(conversation.id, participant.sender, participant.versionHash, at);
        if (conversation.end === null) conversations.touch(conversation.id, at);
        else conversations.setState({ id: conversation.id, ...conversation.end, at });
        writeEvents(events);
        return true;
      }),
  };
};
