import type { JsonObject } from "../domain/json.ts";
import type { Database } from "./sqlite.ts";
import type { IdempotencyStore } from "./stores.ts";

export const createIdempotencyStore = ({ connection, run, write }: Database): IdempotencyStore => {
  const claim = connection.prepare<[string, string, string]>(
    `INSERT INTO "IdempotentAnswer" ("key", "bodyHash", "createdAt") VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const select = connection.prepare<[string], { readonly bodyHash: string; readonly answer: string | null }>(
    `SELECT "bodyHash", "answer" FROM "IdempotentAnswer" WHERE "key" = ?`,
  );
  const complete = connection.prepare<[string, string]>(`UPDATE "IdempotentAnswer" SET "answer" = ? WHERE "key" = ?`);
  const release = connection.prepare<[string]>(`DELETE FROM "IdempotentAnswer" WHERE "key" = ? AND "answer" IS NULL`);
  const releaseAll = connection.prepare<[]>(`DELETE FROM "IdempotentAnswer" WHERE "answer" IS NULL`);
  const sweep = connection.prepare<[string]>(`DELETE FROM "IdempotentAnswer" WHERE "createdAt" < ?`);

  return {
    claim: async (key, bodyHash, at) =>
      write(() => {
        if (claim.run(key, bodyHash, at).changes > 0) return { kind: "claimed" };
        const row = select.get(key);
        if (row === undefined || row.bodyHash !== bodyHash) return { kind: "different" };
        if (row.answer === null) return { kind: "in-progress" };
        return { kind: "answered", answer: JSON.parse(row.answer) as JsonObject };
      }),
    complete: async (key, answer) =>
      run(() => {
        complete.run(JSON.stringify(answer), key);
      }),
    release: async (key) =>
      run(() => {
        release.run(key);
      }),
    releaseAbandoned: async () => run(() => releaseAll.run().changes),
    sweep: async (before) =>
      run(() => {
        sweep.run(before);
      }),
  };
};
