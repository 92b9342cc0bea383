/**
 * Pages of a conversation's messages, with those of batches in place. A batch is one row with up to fifty thousand
 * messages, so the list contains it as two blocks: its requests, after the messages that preceded the batch, and its
 * replies, after the messages that preceded the replies. SQLite extracts what a page shows from the row; the rest is
 * never parsed.
 */
import { messageOf, type BatchFrame, type BatchItem, type BatchReply } from "../domain/batch.ts";
import type { AgentName, ConversationId, MessageId } from "../domain/ids.ts";
import { replyInBatch } from "./batches.ts";
import { keyAfter, toPage } from "./cursor.ts";
import { toMessage, type MessageRow } from "./rows.ts";
import type { Connection } from "./sqlite.ts";
import type { MessageRecord, MessageStatus, Page, PageRequest } from "./stores.ts";

interface Block {
  readonly id: string;
  readonly agent: string;
  readonly frame: string;
  readonly status: string;
  readonly settledAt: string | null;
  readonly size: number;
  readonly isReplies: 0 | 1;
  /** Number of the message that it follows; 0 for none. */
  readonly place: number;
  /** Orders blocks with the same position. */
  readonly key: string;
}

/** A message and its position for a cursor: its number, or the block after that number and the index in it. */
interface Entry {
  readonly record: MessageRecord;
  readonly key: readonly [place: number, block: string, index: number];
}

export type ListMessages = (conversationId: ConversationId, request: PageRequest) => Page<MessageRecord>;

export const createMessagePages = (connection: Connection): ListMessages => {
  const hasBatches = connection
    .prepare<[string], 1>(`SELECT 1 FROM "MessageBatch" WHERE "conversationId" = ? LIMIT 1`)
    .pluck();
  const messages = connection.prepare<[string, number, number], MessageRow>(
    `SELECT * FROM "Message" WHERE "conversationId" = ? AND "seq" > ? ORDER BY "seq" LIMIT ?`,
  );
  const blocks = connection.prepare<[{ readonly id: string; readonly place: number }], Block>(`
    WITH part AS (
      SELECT *, 0 AS "isReplies", "createdAt" AS "time" FROM "MessageBatch" WHERE "conversationId" = @id
      UNION ALL
      SELECT *, 1, "settledAt" FROM "MessageBatch" WHERE "conversationId" = @id AND "settledAt" IS NOT NULL
    ), placed AS (
      SELECT "id", "agent", "frame", "status", "settledAt", "size", "isReplies", "time" || '/' || "isReplies" || '/' || "id" AS "key",
        COALESCE((SELECT "seq" FROM "Message" WHERE "conversationId" = @id AND "timestamp" <= part."time"
          ORDER BY "seq" DESC LIMIT 1), 0) AS "place"
      FROM part
    )
    SELECT * FROM placed WHERE "place" >= @place ORDER BY "place", "key"`);
  const partOf = (column: "messages" | "replies") =>
    connection.prepare<[string, number, number], { readonly index: number; readonly value: string }>(
      `SELECT part."key" AS "index", part."value" FROM "MessageBatch", json_each("MessageBatch"."${column}") AS part
         WHERE "MessageBatch"."id" = ? AND part."key" >= ? ORDER BY part."key" LIMIT ?`,
    );
  const items = partOf("messages");
  const replies = partOf("replies");

  const itemsOf = (block: Block, from: number, limit: number): readonly (readonly [number, BatchItem])[] =>
    items.all(block.id, from, limit).map(({ index, value }) => [index, JSON.parse(value) as BatchItem]);

  /** Messages of a block from an index on, up to a limit. */
  const entriesOf = (block: Block, from: number, limit: number): readonly Entry[] => {
    const id = block.id as MessageId;
    const frame = JSON.parse(block.frame) as BatchFrame;
    const asked = itemsOf(block, from, limit);
    if (block.isReplies === 0) {
      return asked.map(([index, item]) => ({
        record: { message: messageOf(id, index, frame, item), answers: null, status: block.status as MessageStatus },
        key: [block.place, block.key, index],
      }));
    }
    const made = new Map(
      replies.all(block.id, from, limit).map(({ index, value }) => [index, JSON.parse(value) as BatchReply]),
    );
    const batch = { id, agent: block.agent as AgentName, frame, settledAt: block.settledAt };
    return asked.flatMap(([index, item]) => {
      const reply = made.get(index);
      return reply === undefined
        ? []
        : [{ record: replyInBatch(batch, index, item, reply), key: [block.place, block.key, index] as const }];
    });
  };

  /** In order, after the key, up to a limit. */
  const merge = (rows: readonly MessageRow[], all: readonly Block[], after: Entry["key"], limit: number): Entry[] => {
    const [place, blockKey, index] = after;
    const entries: Entry[] = [];
    const left = all.filter((block) => block.place > place || block.key >= blockKey);
    const takeBlocks = (until: number): void => {
      for (let block = left[0]; block !== undefined && block.place <= until; block = left[0]) {
        if (entries.length >= limit) return;
        const from = block.place === place && block.key === blockKey ? index + 1 : 0;
        entries.push(...entriesOf(block, from, limit - entries.length));
        left.shift();
      }
    };
    for (const row of rows) {
      // Everything before this message.
      takeBlocks(row.seq - 1);
      if (entries.length >= limit) return entries;
      entries.push({ record: toMessage(row), key: [row.seq, "", 0] });
    }
    takeBlocks(Number.POSITIVE_INFINITY);
    return entries;
  };

  return (conversationId, request) => {
    const after = keyAfter("messages", request, ["number", "string", "number"]) ?? ([0, "", 0] as const);
    const limit = request.limit + 1;
    const rows = messages.all(conversationId, after[0], limit);
    const all = hasBatches.get(conversationId) === undefined ? [] : blocks.all({ id: conversationId, place: after[0] });
    return toPage(
      "messages",
      request,
      merge(rows, all, after, limit),
      ({ record }) => record,
      ({ key }) => key,
    );
  };
};
