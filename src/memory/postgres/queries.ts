/** Runs SQL on a connection pool, and converts errors into those of the memory. */
import type pg from "pg";
import { asMemoryError } from "./errors.ts";

export interface PostgresQueries {
  readonly schema: string;
  /** Runs work that may throw database errors. */
  guarded<Value>(work: () => Promise<Value>): Promise<Value>;
  rows<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[]): Promise<readonly Row[]>;
  /** For queries with a column `record`. */
  records<Kept>(sql: string, values: readonly unknown[]): Promise<readonly Kept[]>;
  withClient<Value>(work: (client: pg.ClientBase) => Promise<Value>): Promise<Value>;
}

/** @param where the server's address, without secrets */
export const createQueries = (pool: pg.Pool, schema: string, where: string): PostgresQueries => {
  const guarded: PostgresQueries["guarded"] = async (work) => {
    try {
      return await work();
    } catch (thrown) {
      throw asMemoryError(thrown, where);
    }
  };
  const rows: PostgresQueries["rows"] = async <Row extends pg.QueryResultRow>(
    sql: string,
    values: readonly unknown[],
  ): Promise<readonly Row[]> => guarded(async () => (await pool.query<Row>(sql, [...values])).rows);
  return {
    schema,
    guarded,
    rows,
    records: async <Kept>(sql: string, values: readonly unknown[]): Promise<readonly Kept[]> =>
      (await rows<{ readonly record: Kept }>(sql, values)).map(({ record }) => record),
    withClient: async (work) => {
      const client = await pool.connect();
      try {
        return await work(client);
      } finally {
        client.release();
      }
    },
  };
};
