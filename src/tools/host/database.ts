/** `sql_query`: the databases that the configuration names and the manifest grants. */
import { CaxtonError } from "../../domain/errors.ts";
import type { Json } from "../../domain/json.ts";
import { nearest } from "../../domain/nearest.ts";
import { isAllowed, type DatabaseConnection, type RunQuery } from "./database-types.ts";
import { encodeFrame, textIn } from "./frames.ts";
import { openPostgresql } from "./postgresql.ts";
import { openSqlite } from "./sqlite.ts";
import type { HostFunction } from "./types.ts";

export interface ToolDatabases {
  readonly query: HostFunction;
  close(): Promise<void>;
}

interface OpenDatabase {
  readonly run: RunQuery;
  close(): Promise<void>;
}

const open = (connection: DatabaseConnection): OpenDatabase =>
  connection.kind === "sqlite"
    ? openSqlite(connection.name, connection.file)
    : openPostgresql(connection.name, connection.url);

/** Connects to a database on its first query. */
export const openToolDatabases = (connections: readonly DatabaseConnection[]): ToolDatabases => {
  const databases = new Map(connections.map((connection) => [connection.name, open(connection)]));

  const query: HostFunction = async ({ manifest, request, signal, audit }) => {
    const { head } = request;
    const name = textIn(head, "connection");
    const sql = textIn(head, "sql");
    const grant = manifest.grants.database.find((each) => each.connection === name);
    audit({ grant: "database", target: name, allowed: grant !== undefined });
    if (grant === undefined) {
      throw new CaxtonError("tool.grant_missing", `${manifest.name} was not granted the database “${name}”.`);
    }
    const database = databases.get(name);
    if (database === undefined) {
      const [close] = nearest(name, databases.keys(), { max: 1 });
      const instead = close === undefined ? "" : ` Did you mean ${close}?`;
      throw new CaxtonError("tool.failed", `The configuration has no database “${name}”.${instead}`);
    }
    if (!isAllowed(sql, grant.access)) {
      const allowed = grant.access === "read" ? "queries, such as SELECT" : "statements on rows and tables";
      throw new CaxtonError("tool.grant_missing", `${manifest.name} may run only ${allowed} on ${name}.`);
    }
    const wanted = typeof head["maxRows"] === "number" && head["maxRows"] > 0 ? head["maxRows"] : grant.maxRows;
    const answer = await database.run(
      {
        sql,
        parameters: Array.isArray(head["parameters"]) ? (head["parameters"] as readonly Json[]) : [],
        access: grant.access,
        maxRows: Math.min(Math.floor(wanted), grant.maxRows),
        maxBytes: manifest.limits.maxOutput,
        timeoutMs: grant.timeout,
      },
      signal,
    );
    const columns = answer.columns.map((column) => ({ name: column }));
    const { rows, truncated, changes } = answer;
    return encodeFrame({ ok: true, columns, rows, rowCount: rows.length, truncated, changes });
  };

  return {
    query,
    close: async () => {
      await Promise.all([...databases.values()].map(async (each) => each.close()));
    },
  };
};
