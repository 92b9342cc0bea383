/** Stores records in PostgreSQL with pgvector. */
import pg from "pg";
import type { RecordStore, RecordStoreOptions } from "../records/types.ts";
import { createCheck } from "./check.ts";
import { NotCommitted, writeChange } from "./commit.ts";
import { isConflict } from "./errors.ts";
import { createQueries } from "./queries.ts";
import { createReads } from "./reads.ts";
import { migratePostgres } from "./schema.ts";
import { createSearches } from "./search.ts";

export interface PostgresOptions extends RecordStoreOptions {
  /** `postgresql://user:password@host/database`; TLS by its `sslmode`. */
  readonly url: string;
  /** The schema that holds everything; created if missing. Lower-case letters, digits and `_`. */
  readonly schema: string;
  /** The maximum number of open connections. */
  readonly connections: number;
}

/** Time limits of a statement and of opening a connection, in milliseconds. */
const [statementTimeoutMs, connectionTimeoutMs] = [60_000, 10_000];

/** The number of candidates in an HNSW search: more than wanted, for better recall. pgvector allows at most 1,000. */
const searchBreadth = 200;

const shownAddress = (url: string): string => {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}${port === "" ? "" : `:${port}`}${pathname}`;
};

/** Throws `memory.unavailable` if the server cannot be reached, and `memory.unusable` if it rejects the user or cannot hold a memory. */
export const openPostgresRecords = async (options: PostgresOptions): Promise<RecordStore> => {
  const { url, schema, connections, dimensions } = options;
  const where = shownAddress(url);
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectionTimeoutMs,
    statement_timeout: statementTimeoutMs,
    application_name: "caxton",
    options: `-c hnsw.ef_search=${searchBreadth} -c hnsw.iterative_scan=strict_order`,
  });
  // The pool replaces an idle connection that breaks; without a listener the error would end the process.
  pool.on("error", () => undefined);

  const queries = createQueries(pool, schema, where);
  const { guarded, rows, withClient } = queries;
  try {
    await guarded(async () => withClient(async (client) => migratePostgres(client, schema, dimensions)));
  } catch (thrown) {
    await pool.end();
    throw thrown;
  }

  const commit: RecordStore["commit"] = async (change) =>
    guarded(async () =>
      withClient(async (client) => {
        try {
          await client.query("BEGIN");
          await writeChange(client, schema, change);
          await client.query("COMMIT");
          return { kind: "done" };
        } catch (thrown) {
          await client.query("ROLLBACK").catch(() => undefined);
          if (thrown instanceof NotCommitted) return thrown.committed;
          if (isConflict(thrown)) return { kind: "conflict" };
          throw thrown;
        }
      }),
    );

  return {
    name: "postgres",
    ...createReads(queries),
    ...createSearches(queries),
    commit,
    check: createCheck(queries),
    ping: async () => {
      await rows("SELECT 1", []);
    },
    close: async () => {
      // Closing is idempotent.
      if (!pool.ending) await pool.end();
    },
  };
};
