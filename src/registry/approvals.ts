import type { ApprovalRequest } from "../domain/approval.ts";
import type { Json } from "../domain/json.ts";
import type * as Rows from "../generated/prisma/client.ts";
import { unfinished } from "./conversations.ts";
import { keyAfter, toPage } from "./cursor.ts";
import type { EventWriter } from "./events.ts";
import { insertInto, type Database } from "./sqlite.ts";
import type { ApprovalRecord, ApprovalStore } from "./stores.ts";

/** SQLite has no booleans. */
type ApprovalRow = Omit<Rows.Approval, "told"> & { readonly told: number };

const columns = [
  "id",
  "conversationId",
  "messageId",
  "turnId",
  "step",
  "callId",
  "agent",
  "tool",
  "arguments",
  "state",
  "reason",
  "decidedBy",
  "requestedAt",
  "expiresAt",
  "decidedAt",
  "told",
] as const satisfies readonly (keyof ApprovalRow)[];

const toRecord = ({ told: _told, arguments: args, ...row }: ApprovalRow): ApprovalRecord =>
  ({ ...row, arguments: JSON.parse(args) as Json }) as unknown as ApprovalRecord;

const fromRequest = (request: ApprovalRequest): ApprovalRow => ({
  ...request,
  arguments: JSON.stringify(request.arguments),
  state: "pending",
  reason: null,
  decidedBy: null,
  decidedAt: null,
  told: 0,
});

export const createApprovalStore = ({ connection, run, write }: Database, writeEvents: EventWriter): ApprovalStore => {
  const insert = connection.prepare<[ApprovalRow]>(insertInto("Approval", columns, `ON CONFLICT ("id") DO NOTHING`));
  const select = connection.prepare<[string], ApprovalRow>(`SELECT * FROM "Approval" WHERE "id" = ?`);
  const byTurn = connection.prepare<[string], ApprovalRow>(
    `SELECT * FROM "Approval" WHERE "turnId" = ? ORDER BY "requestedAt", "id"`,
  );
  const pending = connection.prepare<[string], ApprovalRow>(
    `SELECT * FROM "Approval" WHERE "conversationId" = ? AND "state" = 'pending' ORDER BY "requestedAt", "id"`,
  );
  const page = connection.prepare<[string, string, string, number], ApprovalRow>(
    `SELECT * FROM "Approval" WHERE "conversationId" = ? AND ("requestedAt", "id") > (?, ?)
     ORDER BY "requestedAt", "id" LIMIT ?`,
  );
  const change = `UPDATE "Approval" SET "state" = @state, "reason" = @reason, "decidedBy" = @by, "decidedAt" = @at
     WHERE "id" = @id AND "state" = 'pending'`;
  const close = connection.prepare(change);
  const decide = connection.prepare(
    `${change} AND "expiresAt" > @at
       AND EXISTS (SELECT 1 FROM "Conversation" c WHERE c."id" = "conversationId" AND c.${unfinished})`,
  );
  const untold = connection.prepare<[number], ApprovalRow>(
    `SELECT * FROM "Approval" WHERE "told" = 0 AND "state" IN ('approved', 'rejected') ORDER BY "decidedAt" LIMIT ?`,
  );
  const tell = connection.prepare<[string]>(`UPDATE "Approval" SET "told" = 1 WHERE "id" = ?`);

  return {
    request: async (request, event) =>
      write(() => {
        if (insert.run(fromRequest(request)).changes > 0) writeEvents([event]);
        return toRecord(select.get(request.id) ?? fromRequest(request));
      }),
    find: async (id) =>
      run(() => {
        const row = select.get(id);
        return row === undefined ? null : toRecord(row);
      }),
    ofTurn: async (turnId) => run(() => byTurn.all(turnId).map(toRecord)),
    pendingIn: async (conversationId) => run(() => pending.all(conversationId).map(toRecord)),
    list: async (conversationId, request) => {
      const [at, id] = keyAfter("approvals", request, ["string", "string"]) ?? ["", ""];
      const rows = await run(() => page.all(conversationId, at, id, request.limit + 1));
      return toPage("approvals", request, rows, toRecord, (row) => [row.requestedAt, row.id]);
    },
    end: async ({ event, ...end }) =>
      write(() => {
        const isDecision = end.state === "approved" || end.state === "rejected";
        if ((isDecision ? decide : close).run(end).changes === 0) return false;
        writeEvents([event]);
        return true;
      }),
    untold: async (limit) => run(() => untold.all(limit).map(toRecord)),
    setTold: async (id) =>
      run(() => {
        tell.run(id);
      }),
  };
};
