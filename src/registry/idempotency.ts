import { randomUUID } from "node:crypto";
import type { JsonObject } from "../domain/json.ts";
import type { Database } from "./sqlite.ts";
import type { IdempotencyStore } from "./stores.ts";

export const createIdempotencyStore = ({ connection, run, write }: Database): IdempotencyStore => {
  const claim = connection.prepare<[string, string, string, string]>(
    `INSERT INTO "IdempotentAnswer" ("key", "bodyHash", "claimId", "createdAt") VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const select = connection.prepare<
    [string],
    {
      readonly bodyHash: string;
      readonly claimId: string | null;
      readonly answer: string | null;
      readonly abandoned: number;
    }
  >(`SELECT "bodyHash", "claimId", "answer", "abandoned" FROM "IdempotentAnswer" WHERE "key" = ?`);
  const resume = connection.prepare<[string, string, string]>(
    `UPDATE "IdempotentAnswer" SET "abandoned" = 0, "claimId" = ?, "createdAt" = ? WHERE "key" = ?`,
  );
  const complete = connection.prepare<[string, string]>(`UPDATE "IdempotentAnswer" SET "answer" = ? WHERE "key" = ?`);
  const release = connection.prepare<[string]>(`DELETE FROM "IdempotentAnswer" WHERE "key" = ? AND "answer" IS NULL`);
  const abandon = connection.prepare<[string]>(
    `UPDATE "IdempotentAnswer" SET "abandoned" = 1 WHERE "key" = ? AND "answer" IS NULL`,
  );
  const abandonAll = connection.prepare<[]>(
    `UPDATE "IdempotentAnswer" SET "abandoned" = 1 WHERE "answer" IS NULL AND NOT "abandoned"`,
  );
  const sweep = connection.prepare<[string]>(`DELETE FROM "IdempotentAnswer" WHERE "createdAt" < ?`);

  return {
    claim: async (key, bodyHash, at) =>
      write(() => {
        const fresh = randomUUID();
        if (claim.run(key, bodyHash, fresh, at).changes > 0) return { kind: "claimed", claimId: fresh };
        const row = select.get(key);
        if (row === undefined || row.bodyHash !== bodyHash) return { kind: "different" };
        if (row.answer !== null) return { kind: "answered", answer: JSON.parse(row.answer) as JsonObject };
        if (row.abandoned === 0) return { kind: "in-progress" };
        // Claims made by an older Caxton have none.
        const claimId = row.claimId ?? fresh;
        resume.run(claimId, at, key);
        return { kind: "resumed", claimId };
      }),
    complete: async (key, answer) =>
      run(() => {
        complete.run(JSON.stringify(answer), key);
      }),
    release: async (key) =>
      run(() => {
        release.run(key);
      }),
    abandon: async (key) =>
      run(() => {
        abandon.run(key);
      }),
    releaseAbandoned: async () => run(() => abandonAll.run().changes),
    sweep: async (before) =>
      run(() => {
        sweep.run(before);
      }),
  };
};
