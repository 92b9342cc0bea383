import type { ConversationId, Sender, VersionHash } from "../domain/ids.ts";
import { keyAfter, toPage } from "./cursor.ts";
import type { EventWriter } from "./events.ts";
import type { Reader } from "./prisma.ts";
import { toConversation, type ConversationRow, type ParticipantRow } from "./rows.ts";
import { insertInto, type Connection, type Database } from "./sqlite.ts";
import type { ConversationRecord, ConversationStore } from "./stores.ts";

type Opening = Parameters<ConversationStore["ensure"]>[0];
type Change = Parameters<ConversationStore["setState"]>[0];

/** Writes to conversations inside the caller's transaction. */
export interface ConversationWriter {
  ensure(opening: Opening, state: "initiated" | "in-progress"): void;
  /** A participant keeps the version that it had first. */
  join(id: ConversationId, participant: Sender, versionHash: VersionHash | null, at: string): void;
  /** `false`, without a change, if the conversation had already finished. */
  setState(change: Change): boolean;
  /** A message was processed: the conversation has begun, and was last active when the message was. */
  touch(id: ConversationId, at: string): void;
  /**
   * Undoes the effects of a message that was rejected after it was stored. A conversation that it opened is deleted,
   * one that waits for its first message keeps waiting, and its sender is removed unless they sent another message.
   */
  takeBack(id: ConversationId, sender: Sender): void;
}

/** The SQL condition for a conversation that has not ended. */
export const unfinished = `"state" IN ('initiated', 'in-progress')`;

export const createConversationWriter = (connection: Connection): ConversationWriter => {
  const insert = connection.prepare(
    insertInto(
      "Conversation",
      ["id", "protocol", "state", "initiator", "staysOpen", "createdAt", "updatedAt", "expiresAt"],
      `ON CONFLICT ("id") DO NOTHING`,
    ),
  );
  const insertParticipant = connection.prepare(
    insertInto(
      "Participant",
      ["conversationId", "participant", "versionHash", "joinedAt"],
      `ON CONFLICT DO UPDATE SET "versionHash" = excluded."versionHash"
       WHERE "versionHash" IS NULL AND excluded."versionHash" IS NOT NULL`,
    ),
  );
  const update = connection.prepare(
    `UPDATE "Conversation" SET "state" = @state, "outcome" = @outcome, "errorCode" = @errorCode,
       "errorMessage" = @errorMessage, "updatedAt" = @at WHERE "id" = @id AND ${unfinished}`,
  );
  const begin = connection.prepare(
    `UPDATE "Conversation" SET "state" = 'in-progress', "updatedAt" = max("updatedAt", @at)
     WHERE "id" = @id AND ${unfinished}`,
  );
  const isEmpty = `NOT EXISTS (SELECT 1 FROM "Message" WHERE "conversationId" = @id)
       AND NOT EXISTS (SELECT 1 FROM "MessageBatch" WHERE "conversationId" = @id)`;
  const removeEmpty = connection.prepare(
    `DELETE FROM "Conversation" WHERE "id" = @id AND NOT "staysOpen" AND ${isEmpty}`,
  );
  const beginAnew = connection.prepare(
    `UPDATE "Conversation" SET "state" = 'initiated' WHERE "id" = @id AND "state" = 'in-progress' AND ${isEmpty}`,
  );
  const leave = connection.prepare(
    `DELETE FROM "Participant" WHERE "conversationId" = @id AND "participant" = @sender
       AND NOT EXISTS (SELECT 1 FROM "Conversation" WHERE "id" = @id AND "initiator" = @sender)
       AND NOT EXISTS (SELECT 1 FROM "Message" WHERE "conversationId" = @id AND "sender" = @sender)
       AND NOT EXISTS (SELECT 1 FROM "MessageBatch"
         WHERE "conversationId" = @id AND json_extract("frame", '$.sender') = @sender)`,
  );

  const join: ConversationWriter["join"] = (conversationId, participant, versionHash, joinedAt) => {
    insertParticipant.run({ conversationId, participant, versionHash, joinedAt });
  };
  return {
    join,
    ensure: (opening, state) => {
      const row = { ...opening, state, staysOpen: opening.staysOpen ? 1 : 0, updatedAt: opening.createdAt };
      if (insert.run(row).changes > 0) join(opening.id, opening.initiator, null, opening.createdAt);
    },
    setState: ({ error, ...change }) =>
      update.run({ ...change, errorCode: error?.code ?? null, errorMessage: error?.message ?? null }).changes > 0,
    touch: (id, at) => {
      begin.run({ id, at });
    },
    takeBack: (id, sender) => {
      removeEmpty.run({ id });
      beginAnew.run({ id });
      leave.run({ id, sender });
    },
  };
};

export const createConversationStore = (
  { connection, run, write }: Database,
  writer: ConversationWriter,
  writeEvents: EventWriter,
  reader: Reader,
): ConversationStore => {
  const select = connection.prepare<[string], ConversationRow>(`SELECT * FROM "Conversation" WHERE "id" = ?`);
  const selectParticipants = connection.prepare<[string], ParticipantRow>(
    `SELECT "participant", "versionHash" FROM "Participant" WHERE "conversationId" = ? ORDER BY rowid`,
  );
  const find = (id: ConversationId): ConversationRecord | null => {
    const row = select.get(id);
    return row === undefined ? null : toConversation(row, selectParticipants.all(id));
  };

  return {
    ensure: async (opening) => write(() => writer.ensure(opening, "initiated")),
    find: async (id) => run(() => find(id)),
    list: async ({ state, protocol, participant }, page) => {
      const after = keyAfter("conversations", page, ["string", "string"]);
      const rows = await reader.read(async (prisma) =>
        prisma.conversation.findMany({
          where: {
            state,
            protocol,
            ...(participant === undefined ? {} : { participants: { some: { participant } } }),
            ...(after === null
              ? {}
              : { createdAt: { lte: after[0] }, NOT: { createdAt: after[0], id: { gte: after[1] } } }),
          },
          include: { participants: { orderBy: [{ joinedAt: "asc" }, { participant: "asc" }] } },
          orderBy: [{ createdAt: "desc" }, { id: "desc" }],
          take: page.limit + 1,
        }),
      );
      return toPage(
        "conversations",
        page,
        rows,
        (row) => toConversation(row, row.participants),
        (row) => [row.createdAt, row.id],
      );
    },
    setState: async (change, told = []) =>
      write(() => {
        const isNew = writer.setState(change);
        if (isNew) writeEvents(told);
        return isNew;
      }),
  };
};
