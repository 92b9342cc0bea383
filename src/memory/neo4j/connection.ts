/** Cypher over Bolt: connections, how long things may take, and what is tried again. */
import { setTimeout as sleep } from "node:timers/promises";
import neo4j, { type Driver, type Session } from "neo4j-driver";
import { asMemoryError, isTransient } from "./errors.ts";

export interface Neo4jAddress {
  /** `neo4j://host:7687` or `bolt://host:7687`, with `+s` for TLS. */
  readonly uri: string;
  readonly user: string;
  /** Null for a server that asks for none. */
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
  /** One statement in a transaction of its own; what goes by is tried again, so it must be one that may run twice. */
  run<Found extends Row>(cypher: string, parameters?: Parameters): Promise<readonly Found[]>;
  /**
   * Statements as one transaction, sent in one go. It throws what the driver threw.
   * @param decide looks at the rows of each, and says whether all of it is to stay
   * @param committing is told before the end: from then on nobody knows what a broken connection means
   */
  transaction<Decision>(
    statements: readonly Statement[],
    decide: (rows: readonly (readonly Row[])[]) => { readonly stays: boolean; readonly decision: Decision },
    committing: () => void,
  ): Promise<Decision>;
  /** What `work` throws, as an error of the memory. */
  guarded<Value>(work: () => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

/** No statement takes longer, in milliseconds; a connection that is not there after this time is not there. */
const [statementTimeoutMs, connectionTimeoutMs] = [60_000, 10_000];

/** One that was idle for so long is tried before it is used: firewalls and servers drop such. In milliseconds. */
const idleMs = 30_000;

/** How many are open at once. */
const mostConnections = 20;

/** What goes by is tried again after each of these, in milliseconds. */
export const pausesMs: readonly number[] = [50, 250, 1_000];

/** A whole number, where Cypher takes no other: JavaScript's own are floats to Neo4j. */
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
  // All by the leader, where there is more than one server: what was written is read at once, by every process.
  const settings = { database: address.database, defaultAccessMode: neo4j.session.WRITE };

  const withSession = async <Value>(work: (session: Session) => Promise<Value>): Promise<Value> => {
    const session = driver.session(settings);
    try {
      return await work(session);
    } finally {
      // What is wrong with the connection has been said by then.
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
      // After the first that fails, the others say only that they were not looked at.
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
