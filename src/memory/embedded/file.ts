/** Opens `memory.db`. */
import BetterSqlite3 from "better-sqlite3";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { nameKey } from "../../domain/memory.ts";
import { migrateMemory } from "./schema.ts";

/** How long a write waits for one of another process, in milliseconds. It blocks only this thread. */
const busyTimeoutMs = 10_000;

/** Creates the file if it is missing, and migrates its schema. Throws `memory.unavailable`, or errors of SQLite. */
export const openFile = (file: string): BetterSqlite3.Database => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const connection = new BetterSqlite3(file, { timeout: busyTimeoutMs });
  // Affects new files only. Vectors fit poorly into smaller pages.
  connection.pragma("page_size = 16384");
  connection.pragma("journal_mode = WAL");
  connection.pragma("synchronous = NORMAL");
  connection.pragma("foreign_keys = ON");
  // Erased data is overwritten with zeros instead of staying on a free page.
  connection.pragma("secure_delete = ON");
  connection.pragma("cache_size = -16000");
  connection.pragma("temp_store = MEMORY");
  connection.function("name_key", { deterministic: true }, (name) => nameKey(String(name)));
  migrateMemory(connection);
  return connection;
};

/** The row of a model in this file. */
export const modelRow = (connection: BetterSqlite3.Database, name: string): number => {
  connection.prepare(`INSERT INTO "model" ("name") VALUES (?) ON CONFLICT DO NOTHING`).run(name);
  const found = connection
    .prepare<[string], { readonly row: number }>(`SELECT "row" FROM "model" WHERE "name" = ?`)
    .get(name);
  return found?.row ?? 0;
};
