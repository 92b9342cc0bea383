/** PostgreSQL databases for tools: each query in a transaction that cannot write unless it may, and cannot last. */
import pg from "pg";
import { CaxtonError } from "../../domain/errors.ts";
import type { Json } from "../../domain/json.ts";
import type { Query, QueryAnswer, RunQuery } from "./database-types.ts";

export interface PostgresqlDatabase {
  readonly run: RunQuery;
  close(): Promise<void>;
}

const mostConnections = 4;

/** SQLSTATE: query_canceled, read_only_sql_transaction. */
const codes: Readonly<Record<string, "tool.timeout" | "tool.grant_missing">> = {
  "57014": "tool.timeout",
  "25006": "tool.grant_missing",
};

const asError = (name: string, thrown: unknown): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  const sqlState = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CaxtonError(codes[sqlState] ?? "tool.failed", `${name}: ${message}`, { cause: thrown });
};

const asJson = (value: unknown): Json => {
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString("base64");
  return (typeof value === "bigint" ? String(value) : value) as Json;
};

const asParameter = (value: Json): unknown =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : value;

/** The extended protocol takes one statement, whatever the text says. */
const extended = (text: string, values: readonly unknown[] = []) => ({
  text,
  values: [...values],
  rowMode: "array" as const,
  queryMode: "extended",
});

const withinBytes = (rows: readonly (readonly Json[])[], maxBytes: number): number => {
  let bytes = 0;
  for (const [index, row] of rows.entries()) {
    bytes += JSON.stringify(row).length;
    if (bytes > maxBytes) return index;
  }
  return rows.length;
};

const answerOf = (result: pg.QueryArrayResult, { maxRows, maxBytes }: Query, isRead: boolean): QueryAnswer => {
  const rows = (result.rows as unknown[][]).slice(0, maxRows).map((row) => row.map(asJson));
  const fitting = withinBytes(rows, maxBytes);
  return {
    columns: result.fields.map(({ name }) => name),
    rows: rows.slice(0, fitting),
    truncated: result.rows.length > maxRows || fitting < rows.length,
    changes: isRead ? null : result.rowCount,
  };
};

/** A cursor takes only what asks, and gives no more rows than are wanted. */
const read = async (client: pg.PoolClient, query: Query): Promise<QueryAnswer> => {
  await client.query(extended(`DECLARE caxton NO SCROLL CURSOR FOR ${query.sql}`, query.parameters.map(asParameter)));
  return answerOf(await client.query(extended(`FETCH ${query.maxRows + 1} FROM caxton`)), query, true);
};

const write = async (client: pg.PoolClient, query: Query): Promise<QueryAnswer> =>
  answerOf(await client.query(extended(query.sql, query.parameters.map(asParameter))), query, false);

const asks = /^\s*(?:SELECT|WITH|VALUES)\b/i;

export const openPostgresql = (name: string, url: string): PostgresqlDatabase => {
  const pool = new pg.Pool({ connectionString: url, max: mostConnections, connectionTimeoutMillis: 10_000 });
  // A connection that breaks while nobody uses it is simply made anew.
  pool.on("error", () => undefined);
  return {
    run: async (query, signal) => {
      signal.throwIfAborted();
      const client = await pool.connect().catch((thrown: unknown) => {
        throw asError(name, thrown);
      });
      let broken = false;
      try {
        await client.query(query.access === "read" ? "BEGIN READ ONLY" : "BEGIN");
        await client.query(`SET LOCAL statement_timeout = ${Math.max(1, Math.floor(query.timeoutMs))}`);
        const answer =
          query.access === "read" || asks.test(query.sql) ? await read(client, query) : await write(client, query);
        await client.query("COMMIT");
        return answer;
      } catch (thrown) {
        await client.query("ROLLBACK").catch(() => (broken = true));
        throw asError(name, thrown);
      } finally {
        client.release(broken);
      }
    },
    close: async () => pool.end(),
  };
};
