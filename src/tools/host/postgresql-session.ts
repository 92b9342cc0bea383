/** One connection to PostgreSQL for a tool: without a privileged role, and with a limit on received bytes. */
import pg from "pg";
import { CaxtonError } from "../../domain/errors.ts";

export interface Session {
  /** Uses the extended protocol, which accepts a single statement only. */
  query(text: string, values?: readonly unknown[]): Promise<pg.QueryArrayResult<unknown[]>>;
}

/** Types returned as PostgreSQL writes them: dates and times, whose time zone JavaScript would guess. */
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
  // A broken connection is replaced. Its user sees the error of the query; without a listener, the event would end the
  // server.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
};

/**
 * Superusers, and roles that may access the server's files or run programs, could leave the database from any
 * statement.
 */
const privilegedRoles = `
SELECT count(*) FROM pg_catalog.pg_roles WHERE (rolname IN (session_user, current_user) AND rolsuper)
OR (rolname IN ('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')
    AND pg_catalog.pg_has_role(session_user, oid, 'MEMBER'))`;

const checkedClients = new WeakSet<pg.PoolClient>();

/** Throws `tool.grant_missing` for a connection with a privileged role. */
export const refusePrivilegedRole = async (name: string, client: pg.PoolClient): Promise<void> => {
  if (checkedClients.has(client)) return;
  const { rows } = await client.query<unknown[]>({ text: privilegedRoles, rowMode: "array" });
  if (Number(rows[0]?.[0]) > 0) {
    throw new CaxtonError(
      "tool.grant_missing",
      `${name} is connected as a superuser, or as a role that may use the server's files or programs.`,
      { hint: "Use a dedicated role with rights only on what tools may see." },
    );
  }
  checkedClients.add(client);
};

/** The parts of pg's client that its types omit. */
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
  /** Why the connection was cut; null if it was not. */
  cut(): CaxtonError | null;
  /** Cuts the connection: nothing more is received, and the server rolls back. */
  sever(error: CaxtonError): void;
  /** Stops guarding; the connection stays open. */
  leave(): void;
}

/**
 * Counts received bytes from now on and cuts the connection at `maxBytes`: pg keeps a row in memory until it is
 * complete, and a row may have a gigabyte.
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
        new CaxtonError("tool.failed", `${name}: a few rows already exceed the size limit of the answer.`, {
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
