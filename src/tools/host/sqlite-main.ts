/**
 * A process for one SQLite database. As built into `better-sqlite3`, SQLite cannot be interrupted and has no memory
 * limit, so a query that runs too long or takes too much memory is ended together with its process. A thread watches
 * both, since the main thread is blocked during a query.
 */
import BetterSqlite3 from "better-sqlite3";
import { Worker } from "node:worker_threads";
import type { Json } from "../../domain/json.ts";
import type { Query, QueryAnswer } from "./database-types.ts";

const [file = "", parent = "", maxRss = ""] = process.argv.slice(2);

/** Ends the process with SIGKILL if its parent is gone, and with SIGTERM if it uses too much memory. */
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

/** How long a query waits for a lock, in milliseconds. */
const patienceMs = 2_000;

const open = (access: Query["access"]): BetterSqlite3.Database => {
  const known = databases.get(access);
  if (known !== undefined) return known;
  const database = new BetterSqlite3(file, { readonly: access === "read", fileMustExist: true, timeout: patienceMs });
  // Sorting uses memory, which is limited, rather than disk, which is not. Functions defined in the schema are not
  // trusted.
  database.pragma("temp_store = MEMORY");
  database.pragma("trusted_schema = OFF");
  if (access === "read") database.pragma("query_only = ON");
  databases.set(access, database);
  return database;
};

/** Converts database values to JSON. */
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
 * An interrupted write leaves a journal to roll back, which a read-only connection cannot do. SQLite's own recovery is
 * run.
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
