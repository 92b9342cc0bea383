import { CaxtonError } from "../domain/errors.ts";
import type { ConversationId, MessageId, Sender } from "../domain/ids.ts";
import type { BatchedMessageFinder } from "./batches.ts";
import type { ConversationWriter } from "./conversations.ts";
import type { EventWriter } from "./events.ts";
import { createMessagePages } from "./message-pages.ts";
import { fromMessage, messageColumns, toMessage, type MessageRow } from "./rows.ts";
import { insertInto, type Connection, type Database } from "./sqlite.ts";
import type { MessageRecord, MessageStatus, MessageStore } from "./stores.ts";

/** Writes to messages inside the caller's transaction. */
export interface MessageWriter {
  exists(id: MessageId): boolean;
  insert(record: MessageRecord): void;
  setStatus(id: MessageId, status: MessageStatus): void;
}

export const createMessageWriter = (connection: Connection): MessageWriter => {
  const exists = connection.prepare<[string], 1>(`SELECT 1 FROM "Message" WHERE "id" = ?`).pluck();
  const insert = connection.prepare<[Omit<MessageRow, "seq">]>(insertInto("Message", messageColumns, ""));
  const accept = connection.prepare<[string]>(
    `UPDATE "Message" SET "status" = 'accepted' WHERE "id" = ? AND "status" = 'stored'`,
  );
  const settle = connection.prepare<[string]>(
    `UPDATE "Message" SET "status" = 'settled' WHERE "id" = ? AND "status" <> 'settled'`,
  );
  return {
    exists: (id) => exists.get(id) !== undefined,
    insert: (record) => {
      insert.run(fromMessage(record));
    },
    setStatus: (id, status) => {
      if (status === "accepted") accept.run(id);
      else if (status === "settled") settle.run(id);
    },
  };
};

const noConversation = (id: ConversationId): CaxtonError =>
  new CaxtonError("conversation.not_found", `There is no conversation ${id} to put the message into.`);

export const createMessageStore = (
  { connection, run, write }: Database,
  messages: MessageWriter,
  conversations: ConversationWriter,
  writeEvents: EventWriter,
  findInBatch: BatchedMessageFinder,
): MessageStore => {
  const known = connection.prepare<[string], 1>(`SELECT 1 FROM "Conversation" WHERE "id" = ?`).pluck();
  const byId = connection.prepare<[string], MessageRow>(`SELECT * FROM "Message" WHERE "id" = ?`);
  const removeStored = connection.prepare<
    [string],
    { readonly conversationId: ConversationId; readonly sender: Sender }
  >(`DELETE FROM "Message" WHERE "id" = ? AND "status" = 'stored' RETURNING "conversationId", "sender"`);
  const unsettled = connection.prepare<[string], MessageRow>(
    `SELECT * FROM "Message" WHERE "conversationId" = ? AND "status" <> 'settled' ORDER BY "seq"`,
  );
  const page = createMessagePages(connection);
  const newest = connection.prepare<[string, number], MessageRow>(
    `SELECT * FROM "Message" WHERE "conversationId" = ? ORDER BY "seq" DESC LIMIT ?`,
  );
  const answers = connection.prepare<[string], MessageRow>(
    `SELECT * FROM "Message" WHERE "answers" = ? ORDER BY "seq"`,
  );
  const stored = connection.prepare<[number], MessageRow>(
    `SELECT * FROM "Message" WHERE "status" = 'stored' ORDER BY "seq" LIMIT ?`,
  );

  const add = (record: MessageRecord, events: Parameters<EventWriter>[0]): void => {
    const { conversationId, sender, timestamp } = record.message;
    messages.insert(record);
    conversations.join(conversationId, sender, null, timestamp);
    writeEvents(events);
  };

  return {
    insert: async (record, events = []) =>
      write(() => {
        if (messages.exists(record.message.id)) return false;
        const { conversationId, timestamp } = record.message;
        if (known.get(conversationId) === undefined) throw noConversation(conversationId);
        conversations.touch(conversationId, timestamp);
        add(record, events);
        return true;
      }),
    open: async ({ conversation, record, events }) =>
      write(() => {
        if (messages.exists(record.message.id)) return false;
        conversations.ensure(conversation, "in-progress");
        // It may already exist, opened by name and waiting for this first message.
        if (conversation.staysOpen) conversations.touch(conversation.id, record.message.timestamp);
        add(record, events);
        return true;
      }),
    find: async (id) =>
      run(() => {
        const row = byId.get(id);
        return row === undefined ? findInBatch(id) : toMessage(row);
      }),
    setStatus: async (id, status) => run(() => messages.setStatus(id, status)),
    discard: async (id) =>
      write(() => {
        const removed = removeStored.get(id);
        if (removed !== undefined) conversations.takeBack(removed.conversationId, removed.sender);
      }),
    list: async (conversationId, request) => run(() => page(conversationId, request)),
    recent: async (conversationId, limit) => run(() => newest.all(conversationId, limit).toReversed().map(toMessage)),
    answersTo: async (id) => run(() => answers.all(id).map(toMessage)),
    unsettled: async (conversationId) => run(() => unsettled.all(conversationId).map(toMessage)),
    unaccepted: async (limit) => run(() => stored.all(limit).map(toMessage)),
  };
};
