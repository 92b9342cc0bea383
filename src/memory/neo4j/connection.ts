/** Cypher over Bolt: connections, time limits and retries. */
import { setTimeout as sleep } from "node:timers/promises";
import neo4j, { type Driver, type Session } from "neo4j-driver";
import { asMemoryError, isTransient } from "./errors.ts";

export interface Neo4jAddress {
  /** `neo4j://host:7687` or `bolt://host:7687`, with `+s` for TLS. */
  readonly uri: string;
  readonly user: string;
  /** Null for a server without authentication. */
  readonly password: string | null;
  readonly database: string;
}

export type Parameters = Readonly<Record<string, unknown>>;
export type Row = Readonly<Record<string, unknown>>;

export interface Statement {
  readonly cypher: string;
  readonly parameters: Parameters;
}

export interface Neo4jConnection {
  /** Host, port and database, without secrets. */
  readonly where: string;
  readonly driver: Driver;
  /** Runs a statement in its own transaction. Transient errors are retried, so running it twice must be safe. */
  run<Found extends Row>(cypher: string, parameters?: Parameters): Promise<readonly Found[]>;
  /**
   * Runs statements as one transaction, sent together. Throws the driver's errors.
   * @param decide examines the rows of each statement, and decides whether to commit
   * @param committing called before the commit, after which the outcome is unknown if the connection breaks
   */
  transaction<Decision>(
    statements: readonly Statement[],
    decide: (rows: readonly (readonly Row[])[]) => { readonly stays: boolean; readonly decision: Decision },
    committing: () => void,
  ): Promise<Decision>;
  /** Converts errors thrown by `work` into errors of the memory. */
  guarded<Value>(work: () => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

/** Time limits of a statement and of opening a connection, in milliseconds. */
const [statementTimeoutMs, connectionTimeoutMs] = [60_000, 10_000];

/** Connections idle for longer, in milliseconds, are tested before use, because firewalls and servers drop them. */
const idleMs = 30_000;

/** The maximum number of open connections. */
const mostConnections = 20;

/** Pauses before retries after transient errors, in milliseconds. */
export const pausesMs: readonly number[] = [50, 250, 1_000];

/** An integer, where Cypher requires one: Neo4j treats JavaScript numbers as floats. */
export const whole = (value: number): unknown => neo4j.int(value);

const openDriver = ({ uri, user, password }: Neo4jAddress): Driver =>
  neo4j.driver(uri, password === null ? undefined : neo4j.auth.basic(user, password), {
    maxConnectionPoolSize: mostConnections,
    connectionTimeout: connectionTimeoutMs,
    connectionAcquisitionTimeout: 2 * connectionTimeoutMs,
    connectionLivenessCheckTimeout: idleMs,
    disableLosslessIntegers: true,
    telemetryDisabled: true,
    userAgent: "caxton",
  });

export const connectNeo4j = (address: Neo4jAddress): Neo4jConnection => {
  const driver = openDriver(address);
  const where = `${address.uri.replace(/^[^:]+:\/\//, "").replace(/[/?].*$/, "")}/${address.database}`;
  // In a cluster, everything goes to the leader, so that every process reads the latest writes.
  const settings = { database: address.database, defaultAccessMode: neo4j.session.WRITE };

  const withSession = async <Value>(work: (session: Session) => Promise<Value>): Promise<Value> => {
    const session = driver.session(settings);
    try {
      return await work(session);
    } finally {
      // Problems with the connection have been reported by then.
      await session.close().catch(() => undefined);
    }
  };

  const guarded = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      return await work();
    } catch (thrown) {
      throw asMemoryError(thrown, where);
    }
  };

  const run: Neo4jConnection["run"] = async <Found extends Row>(cypher: string, parameters: Parameters = {}) => {
    const once = async (): Promise<readonly Found[]> =>
      withSession(async (session) => {
        const { records } = await session.run<Found>(cypher, parameters, { timeout: statementTimeoutMs });
        return records.map((record) => record.toObject());
      });
    return guarded(async () => {
      for (const pause of pausesMs) {
        try {
          return await once();
        } catch (thrown) {
          if (!isTransient(thrown)) throw thrown;
          await sleep(pause);
        }
      }
      return once();
    });
  };

  const transaction: Neo4jConnection["transaction"] = async (statements, decide, committing) =>
    withSession(async (session) => {
      const open = await session.beginTransaction({ timeout: statementTimeoutMs });
      // After the first failure, the other statements only report that they were ignored.
      const running = statements.map(({ cypher, parameters }) => open.run(cypher, parameters));
      const rows: Row[][] = [];
      for (const result of await Promise.allSettled(running)) {
        if (result.status === "rejected") throw result.reason;
        rows.push(result.value.records.map((record) => record.toObject()));
      }
      const { stays, decision } = decide(rows);
      if (stays) {
        committing();
        await open.commit();
      } else await open.rollback();
      return decision;
    });

  return { where, driver, run, transaction, guarded, close: async () => driver.close() };
};
