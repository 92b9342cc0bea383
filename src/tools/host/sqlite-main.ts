/**
 * A process with one SQLite database. SQLite cannot be interrupted from outside as `better-sqlite3` is built, and has no limit of
 * memory: a query that runs for ever is ended with its process, and so is one that takes too much. A thread watches over both,
 * for while a query runs nothing else does here.
 */
import BetterSqlite3 from "better-sqlite3";
import { Worker } from "node:worker_threads";
import type { Json } from "../../domain/json.ts";
import type { Query, QueryAnswer } from "./database-types.ts";

const [file = "", parent = "", maxRss = ""] = process.argv.slice(2);

/** Ends the process when its parent is gone, by SIGKILL; when it has taken too much memory, by SIGTERM. */
const watchdog = `
const { workerData: { parent, maxRss } } = require("node:worker_threads");
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGKILL");
  if (process.memoryUsage.rss() > maxRss) process.kill(process.pid, "SIGTERM");
}, 25);
`;
new Worker(watchdog, {
  eval: true,
  execArgv: [],
  workerData: { parent: Number(parent), maxRss: Number(maxRss) },
  resourceLimits: { maxOldGenerationSizeMb: 8 },
}).unref();

const databases = new Map<Query["access"], BetterSqlite3.Database>();

/** What a query waits for a lock that somebody else holds, in milliseconds. */
const patienceMs = 2_000;

const open = (access: Query["access"]): BetterSqlite3.Database => {
  const known = databases.get(access);
  if (known !== undefined) return known;
  const database = new BetterSqlite3(file, { readonly: access === "read", fileMustExist: true, timeout: patienceMs });
  // Sorting stays in memory, which is limited, and not on the disk, which is not; a schema's own functions are not trusted.
  database.pragma("temp_store = MEMORY");
  database.pragma("trusted_schema = OFF");
  if (access === "read") database.pragma("query_only = ON");
  databases.set(access, database);
  return database;
};

/** Values of a database as JSON has them. */
const asJson = (value: unknown): Json => {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Buffer.isBuffer(value)) return value.toString("base64");
  return value as Json;
};

const asParameter = (value: Json): unknown => {
  if (typeof value === "boolean") return Number(value);
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
};

const run = ({ sql, parameters, access, maxRows, maxBytes }: Query): QueryAnswer => {
  const statement = open(access).prepare(sql);
  if (access === "read" && !statement.readonly) throw new RangeError("The statement writes.");
  const bound = parameters.map(asParameter);
  if (!statement.reader) {
    return { columns: [], rows: [], truncated: false, changes: statement.run(...bound).changes };
  }
  const rows: Json[][] = [];
  let bytes = 0;
  let truncated = false;
  for (const row of statement
    .raw()
    .safeIntegers()
    .iterate(...bound) as IterableIterator<unknown[]>) {
    const values = row.map(asJson);
    bytes += Buffer.byteLength(JSON.stringify(values));
    truncated = rows.length >= maxRows || bytes > maxBytes;
    if (truncated) break;
    rows.push(values);
  }
  return { columns: statement.columns().map(({ name }) => name), rows, truncated, changes: null };
};

/**
 * A write that was ended left a journal that undoes it, and whoever may only read cannot apply that. What is applied is SQLite's
 * own way back to what was last committed.
 */
const recover = (): void => {
  const database = new BetterSqlite3(file, { fileMustExist: true, timeout: patienceMs });
  try {
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
  } finally {
    database.close();
  }
};

const needsRecovery = (thrown: unknown): boolean =>
  thrown instanceof BetterSqlite3.SqliteError && /^SQLITE_READONLY_(?:ROLLBACK|RECOVERY)$/.test(thrown.code);

const runRecovered = (query: Query): QueryAnswer => {
  try {
    return run(query);
  } catch (thrown) {
    if (!needsRecovery(thrown)) throw thrown;
    recover();
    return run(query);
  }
};

const answer = (query: Query): object => {
  try {
    return { ok: true, answer: runRecovered(query) };
  } catch (thrown) {
    return { ok: false, message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
};

process.on("message", (query: Query) => process.send?.(answer(query)));
process.on("disconnect", () => process.exit());
process.send?.("ready");
