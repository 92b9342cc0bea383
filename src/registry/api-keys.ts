import { keyAfter, toPage } from "./cursor.ts";
import type { EventWriter } from "./events.ts";
import type { Reader } from "./prisma.ts";
import { toApiKey, type ApiKeyRow } from "./rows.ts";
import { insertInto, type Database } from "./sqlite.ts";
import type { ApiKeyStore } from "./stores.ts";

export const createApiKeyStore = (
  { connection, run, write }: Database,
  reader: Reader,
  writeEvents: EventWriter,
): ApiKeyStore => {
  const columns = ["id", "name", "role", "agent", "hash", "createdAt", "lastUsedAt"] as const;
  const insert = connection.prepare<[ApiKeyRow]>(
    insertInto(
      "ApiKey",
      columns,
      `ON CONFLICT ("id") DO UPDATE SET ${columns.map((name) => `"${name}" = excluded."${name}"`).join(", ")}`,
    ),
  );
  const byHash = connection.prepare<[string], ApiKeyRow>(`SELECT * FROM "ApiKey" WHERE "hash" = ?`);
  const remove = connection.prepare<[string]>(`DELETE FROM "ApiKey" WHERE "id" = ?`);
  const count = connection.prepare<[], number>(`SELECT count(*) FROM "ApiKey"`).pluck();
  const touch = connection.prepare<[string, string]>(`UPDATE "ApiKey" SET "lastUsedAt" = ? WHERE "id" = ?`);

  return {
    insert: async (record, hash, events = []) =>
      write(() => {
        insert.run({ ...record, hash });
        writeEvents(events);
      }),
    findByHash: async (hash) =>
      run(() => {
        const row = byHash.get(hash);
        return row === undefined ? null : toApiKey(row);
      }),
    list: async (page) => {
      const after = keyAfter("API keys", page, ["string", "string"]);
      const rows = await reader.read(async (prisma) =>
        prisma.apiKey.findMany({
          where:
            after === null ? {} : { createdAt: { gte: after[0] }, NOT: { createdAt: after[0], id: { lte: after[1] } } },
          orderBy: [{ createdAt: "asc" }, { id: "asc" }],
          take: page.limit + 1,
        }),
      );
      return toPage("API keys", page, rows, toApiKey, (row) => [row.createdAt, row.id]);
    },
    remove: async (id) => run(() => remove.run(id).changes > 0),
    count: async () => run(() => count.get() ?? 0),
    touch: async (id, at) =>
      run(() => {
        touch.run(at, id);
      }),
  };
};
