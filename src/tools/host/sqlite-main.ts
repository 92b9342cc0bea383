/** A worker with one SQLite database: what runs for too long is ended with it, and nobody else has waited. */
import BetterSqlite3 from "better-sqlite3";
import { parentPort, workerData } from "node:worker_threads";
import type { Json } from "../../domain/json.ts";
import type { Query, QueryAnswer } from "./database-types.ts";

const { file } = workerData as { readonly file: string };

const databases = new Map<Query["access"], BetterSqlite3.Database>();

const open = (access: Query["access"]): BetterSqlite3.Database => {
  const known = databases.get(access);
  if (known !== undefined) return known;
  const database = new BetterSqlite3(file, { readonly: access === "read", fileMustExist: true, timeout: 2_000 });
  databases.set(access, database);
  return database;
};

/** Values of a database as JSON has them. */
const asJson = (value: unknown): Json => {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (Buffer.isBuffer(value)) return value.toString("base64");
  return value as Json;
};

const asParameter = (value: Json): unknown =>
  typeof value === "boolean"
    ? Number(value)
    : typeof value === "object" && value !== null
      ? JSON.stringify(value)
      : value;

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
    bytes += JSON.stringify(values).length;
    truncated = rows.length >= maxRows || bytes > maxBytes;
    if (truncated) break;
    rows.push(values);
  }
  return { columns: statement.columns().map(({ name }) => name), rows, truncated, changes: null };
};

parentPort?.on("message", (query: Query) => {
  try {
    parentPort?.postMessage({ ok: true, answer: run(query) });
  } catch (thrown) {
    parentPort?.postMessage({ ok: false, message: thrown instanceof Error ? thrown.message : String(thrown) });
  }
});
