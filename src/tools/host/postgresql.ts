/**
 * PostgreSQL databases for tools: each query runs in a transaction that is read-only unless writing is granted, with a
 * time limit.
 */
import type pg from "pg";
import { CaxtonError, type ErrorCode } from "../../domain/errors.ts";
import type { Json } from "../../domain/json.ts";
import type { Query, QueryAnswer, RunQuery } from "./database-types.ts";
import { orAborted, withDeadline } from "./deadline.ts";
import { createPool, guard, refusePrivilegedRole, type Session } from "./postgresql-session.ts";

export interface PostgresqlDatabase {
  readonly run: RunQuery;
  close(): Promise<void>;
}

const mostConnections = 4;

/** Allowance for the rows, their overhead on the wire, and notices. */
const wireBytes = (maxBytes: number): number => 2 * maxBytes + 2 ** 20;

/** Milliseconds that the server has, after its own limit, to report that it ended the statement. */
const graceMs = 1_000;

/** SQLSTATE: query_canceled, read_only_sql_transaction, insufficient_privilege. */
const codes: Readonly<Record<string, ErrorCode>> = {
  "57014": "tool.timeout",
  "25006": "tool.grant_missing",
  "42501": "tool.grant_missing",
};

/** SQLSTATE: connection exceptions, too many connections, and a server that is stopping or starting. */
const isAway = /^(?:08...|53300|57P0.)$/;

const asError = (name: string, thrown: unknown): CaxtonError => {
  if (thrown instanceof CaxtonError) return thrown;
  const sqlState = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  // Five characters are an SQLSTATE from the server; other codes reveal details of the machine and the network.
  const isAnswer = /^[0-9A-Z]{5}$/.test(sqlState) && thrown instanceof Error;
  const message = isAnswer ? thrown.message : "the connection failed.";
  const code = !isAnswer || isAway.test(sqlState) ? "tool.unavailable" : (codes[sqlState] ?? "tool.failed");
  return new CaxtonError(code, `${name}: ${message}`, { cause: thrown });
};

const tooLate = (name: string, ms: number): CaxtonError =>
  new CaxtonError("tool.timeout", `The query on ${name} was ended after ${ms} ms.`, {
    hint: "Ask for less, or raise the grant's timeout.",
  });

const asJson = (value: unknown): Json => {
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value.toString("base64");
  return (typeof value === "bigint" ? String(value) : value) as Json;
};

const asParameter = (value: Json): unknown =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : value;

interface Collected {
  readonly rows: Json[][];
  bytes: number;
  truncated: boolean;
}

/** Collects rows until one exceeds a limit. */
const collect = (into: Collected, rows: readonly (readonly unknown[])[], { maxRows, maxBytes }: Query): void => {
  for (const row of rows) {
    const values = row.map(asJson);
    into.bytes += Buffer.byteLength(JSON.stringify(values));
    into.truncated = into.rows.length >= maxRows || into.bytes > maxBytes;
    if (into.truncated) return;
    into.rows.push(values);
  }
};

const fewest = 10;
const most = 1_000;

/** Number of rows to fetch next: as many as would fit if they are like those so far; few at first. */
const nextBatch = ({ rows, bytes }: Collected, { maxRows, maxBytes }: Query): number => {
  const wanted = maxRows + 1 - rows.length;
  const fitting = rows.length === 0 ? fewest : Math.ceil((maxBytes - bytes) / (bytes / rows.length)) + 1;
  return Math.max(1, Math.min(wanted, fitting, most));
};

const limitTime = async (session: Session, { timeoutMs }: Query): Promise<void> => {
  await session.query(`SET LOCAL statement_timeout = ${Math.max(1, Math.floor(timeoutMs))}`);
};

/** A cursor accepts queries only, and returns no more rows than requested. */
const readByCursor = async (session: Session, query: Query): Promise<QueryAnswer> => {
  const declare = `DECLARE caxton NO SCROLL CURSOR FOR ${query.sql}`;
  await session.query(declare, query.parameters.map(asParameter));
  const collected: Collected = { rows: [], bytes: 0, truncated: false };
  for (;;) {
    const batch = nextBatch(collected, query);
    // A statement may change its limit with set_config(), so it is set again for each fetch.
    await limitTime(session, query);
    const { rows, fields } = await session.query(`FETCH ${batch} FROM caxton`);
    collect(collected, rows, query);
    if (collected.truncated || rows.length < batch) {
      const columns = fields.map(({ name }) => name);
      return { columns, rows: collected.rows, truncated: collected.truncated, changes: null };
    }
  }
};

const runDirectly = async (session: Session, query: Query): Promise<QueryAnswer> => {
  const { rows, fields, rowCount } = await session.query(query.sql, query.parameters.map(asParameter));
  const collected: Collected = { rows: [], bytes: 0, truncated: false };
  collect(collected, rows, query);
  const columns = fields.map(({ name }) => name);
  return { columns, rows: collected.rows, truncated: collected.truncated, changes: asks(query) ? null : rowCount };
};

const firstWord = ({ sql }: Query): string => /[A-Za-z]+/.exec(sql.replace(/--[^\n]*|\/\*[^]*?\*\//g, " "))?.[0] ?? "";

const asks = (query: Query): boolean => /^(?:SELECT|VALUES|EXPLAIN)$/i.test(firstWord(query));

/** Queries use a cursor; EXPLAIN cannot, and WITH may write if that is granted. */
const goesByCursor = (query: Query): boolean => {
  const word = firstWord(query).toUpperCase();
  return word === "SELECT" || word === "VALUES" || (word === "WITH" && query.access === "read");
};

const inTransaction = async (session: Session, query: Query): Promise<QueryAnswer> => {
  await session.query(query.access === "read" ? "BEGIN READ ONLY" : "BEGIN");
  await session.query("SET LOCAL TIME ZONE 'UTC'");
  await limitTime(session, query);
  const answer = await (goesByCursor(query) ? readByCursor(session, query) : runDirectly(session, query));
  // Read-only transactions are rolled back too, to undo any settings.
  await session.query(query.access === "read" ? "ROLLBACK" : "COMMIT");
  // Session locks and settings must not affect the next user.
  await session.query("DISCARD ALL");
  return answer;
};

export const openPostgresql = (name: string, url: string): PostgresqlDatabase => {
  const pool = createPool(url, mostConnections);

  const use = async (client: pg.PoolClient, query: Query, signal: AbortSignal): Promise<QueryAnswer> => {
    const guarded = guard(name, client, wireBytes(query.maxBytes));
    const sever = (): void => guarded.sever(tooLate(name, query.timeoutMs));
    signal.addEventListener("abort", sever, { once: true });
    let isWhole = false;
    try {
      signal.throwIfAborted();
      await refusePrivilegedRole(name, client);
      const answer = await inTransaction(guarded.session, query);
      isWhole = true;
      return answer;
    } catch (thrown) {
      throw guarded.cut() ?? asError(name, thrown);
    } finally {
      signal.removeEventListener("abort", sever);
      guarded.leave();
      if (!isWhole && guarded.cut() === null) isWhole = await tidy(guarded.session);
      client.release(!isWhole);
    }
  };

  return {
    run: async (query, signal) =>
      withDeadline(query.timeoutMs + graceMs, signal, async (limited) => {
        const connecting = pool.connect();
        const client = await orAborted(connecting, limited, (late) => late.release()).catch((thrown: unknown) => {
          throw limited.aborted ? tooLate(name, query.timeoutMs) : asError(name, thrown);
        });
        return use(client, query, limited);
      }),
    close: async () => pool.end(),
  };
};

/** Resets the connection after an error; `false` if it cannot be reused. */
const tidy = async (session: Session): Promise<boolean> => {
  try {
    await session.query("ROLLBACK");
    await session.query("DISCARD ALL");
    return true;
  } catch {
    return false;
  }
};
