/** Entry point of the thread that writes large results; see `large-results.ts`. */
import { parentPort, workerData } from "node:worker_threads";
import { toCaxtonError } from "../domain/errors.ts";
import type { LargeResultAnswer, LargeResultRequest } from "./large-results.ts";
import type { LargeResultRow } from "./rows.ts";
import { databaseError, openConnection } from "./sqlite.ts";

// The compiler does not know the type of `workerData`.
const file = workerData as string;
const connection = openConnection(file);

const put = connection.prepare<[LargeResultRow]>(
  `INSERT INTO "LargeResult" ("turnId", "step", "callId", "outline", "text") ` +
    `SELECT @turnId, @step, @callId, @outline, @text WHERE NOT EXISTS (` +
    `SELECT 1 FROM "ToolCall" WHERE "turnId" = @turnId AND "step" = @step AND "callId" = @callId) ` +
    `ON CONFLICT DO UPDATE SET "outline" = excluded."outline", "text" = excluded."text"`,
);

const errorOf = (row: LargeResultRow): LargeResultAnswer["error"] => {
  try {
    put.run(row);
    return null;
  } catch (thrown) {
    const { code, message, hint } = toCaxtonError(databaseError(thrown, file));
    return { code, message, hint: hint ?? null };
  }
};

parentPort?.on("message", ({ id, row }: LargeResultRequest) => {
  parentPort?.postMessage({ id, error: errorOf(row) } satisfies LargeResultAnswer, []);
});
