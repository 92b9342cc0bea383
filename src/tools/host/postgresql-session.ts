/** One connection to PostgreSQL as a tool may use it: under a role that can do no harm, and never with more than it may send. */
import pg from "pg";
import { CaxtonError } from "../../domain/errors.ts";

export interface Session {
  /** The extended protocol takes one statement, whatever the text says. */
  query(text: string, values?: readonly unknown[]): Promise<pg.QueryArrayResult<unknown[]>>;
}

/** Types whose text PostgreSQL writes better than JavaScript reads it: dates and times, without a guess at the time zone. */
const asText = new Set<number>([pg.types.builtins.DATE, pg.types.builtins.TIMESTAMP, pg.types.builtins.TIMESTAMPTZ]);

const int8 = (text: string): number | string => (Number.isSafeInteger(Number(text)) ? Number(text) : text);

const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => {
    if (id === pg.types.builtins.INT8) return int8;
    if (asText.has(id)) return (text: string) => text;
    return pg.types.getTypeParser(id, format === "binary" ? "binary" : "text");
  },
};

export const createPool = (url: string, most: number): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max: most,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
    application_name: "caxton tools",
    types,
  });
  // A connection that breaks is made anew. Whoever uses it hears of it by the query; unheard, the event would end the server.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
};

/** Superusers, and roles that read or write the server's files or run its programs, could leave the database from any statement. */
const privilegedRoles = `
SELECT count(*) FROM pg_catalog.pg_roles WHERE (rolname IN (session_user, current_user) AND rolsuper)
OR (rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')
    AND pg_catalog.pg_has_role(session_user, oid, 'MEMBER'))`;

const checkedClients = new WeakSet<pg.PoolClient>();

/** Throws `tool.grant_missing` for a connection under a role that is too mighty for what tools may do. */
export const refusePrivilegedRole = async (name: string, client: pg.PoolClient): Promise<void> => {
  if (checkedClients.has(client)) return;
  const { rows } = await client.query<unknown[]>({ text: privilegedRoles, rowMode: "array" });
  if (Number(rows[0]?.[0]) > 0) {
    throw new CaxtonError(
      "tool.grant_missing",
      `${name} is connected as a superuser, or as a role that may use the server's files or programs.`,
      { hint: "Give the connection a role of its own, with rights on what tools shall see." },
    );
  }
  checkedClients.add(client);
};

/** The parts of pg's own client that its types leave out. */
interface Wire {
  readonly connection: {
    readonly stream: {
      on(event: "data", listener: (chunk: Buffer) => void): void;
      off: Wire["connection"]["stream"]["on"];
      destroy(): void;
    };
  };
}

export interface Guard {
  readonly session: Session;
  /** Why the connection was cut; null while it was not. */
  cut(): CaxtonError | null;
  /** Cuts the connection: nothing comes any more, and what was begun is undone by the server. */
  sever(error: CaxtonError): void;
  /** Ends the guard, not the connection. */
  leave(): void;
}

/**
 * Counts what comes through the wire from now on, and cuts the connection at `maxBytes`: pg keeps a row in memory until it is
 * whole, and a row may be a gigabyte.
 */
export const guard = (name: string, client: pg.PoolClient, maxBytes: number): Guard => {
  const { stream } = (client as unknown as Wire).connection;
  let received = 0;
  let why: CaxtonError | null = null;
  const sever = (error: CaxtonError): void => {
    why ??= error;
    stream.destroy();
  };
  const count = (chunk: Buffer): void => {
    received += chunk.length;
    if (received > maxBytes) {
      sever(
        new CaxtonError("tool.failed", `${name}: the rows are larger than the answer may be, even a few of them.`, {
          hint: "Ask for fewer columns or shorter values.",
        }),
      );
    }
  };
  stream.on("data", count);
  return {
    cut: () => why,
    sever,
    leave: () => stream.off("data", count),
    session: {
      query: async (text, values = []) => {
        const query = { text, values: [...values], rowMode: "array" as const, queryMode: "extended" };
        return client.query(query);
      },
    },
  };
};
