/** `sql_query`: the databases that the configuration names and the manifest grants. */
import { CaxtonError } from "../../domain/errors.ts";
import type { Json } from "../../domain/json.ts";
import { nearest } from "../../domain/nearest.ts";
import type { DatabaseGrant } from "../manifest-types.ts";
import { judgeStatement, type DatabaseConnection, type RunQuery } from "./database-types.ts";
import { encodeFrame, textIn } from "./frames.ts";
import { openPostgresql } from "./postgresql.ts";
import { openSqlite } from "./sqlite.ts";
import type { HostCall, HostFunction } from "./types.ts";

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

const refuseStatement = (tool: string, sql: string, { connection, access }: DatabaseGrant): void => {
  const verdict = judgeStatement(sql, access);
  if (verdict.kind === "unknown") {
    const { word, nearest: close } = verdict;
    const message = `“${word.slice(0, 40)}” begins no SQL statement.${close === null ? "" : ` Did you mean ${close}?`}`;
    throw new CaxtonError("tool.invalid_arguments", message);
  }
  if (verdict.kind === "allowed") return;
  const allowed = access === "read" ? "queries, such as SELECT" : "statements on rows and tables";
  throw new CaxtonError("tool.grant_missing", `${tool} may run only ${allowed} on ${connection}.`);
};

/** Connects to a database on its first query. */
export const openToolDatabases = (connections: readonly DatabaseConnection[]): ToolDatabases => {
  const databases = new Map(connections.map((connection) => [connection.name, open(connection)]));

  const find = (name: string): OpenDatabase => {
    const database = databases.get(name);
    if (database !== undefined) return database;
    const [close] = nearest(name, databases.keys(), { max: 1 });
    const instead = close === undefined ? "" : ` Did the operator mean ${close}?`;
    throw new CaxtonError("tool.failed", `The configuration has no database “${name}”.${instead}`);
  };

  const ask = async ({ manifest, request: { head }, signal }: HostCall, name: string): Promise<Uint8Array> => {
    const sql = textIn(head, "sql");
    const grant = manifest.grants.database.find((each) => each.connection === name);
    if (grant === undefined) {
      throw new CaxtonError("tool.grant_missing", `${manifest.name} was not granted the database “${name}”.`);
    }
    const database = find(name);
    refuseStatement(manifest.name, sql, grant);
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

  /** What a statement may do shows only when the database is asked, so that is when the use of the grant is audited. */
  const query: HostFunction = async (call) => {
    const name = textIn(call.request.head, "connection");
    try {
      const answer = await ask(call, name);
      call.audit({ grant: "database", target: name, allowed: true });
      return answer;
    } catch (thrown) {
      const isRefused = thrown instanceof CaxtonError && thrown.code === "tool.grant_missing";
      call.audit({ grant: "database", target: name, allowed: !isRefused });
      throw thrown;
    }
  };

  return {
    query,
    close: async () => {
      await Promise.all([...databases.values()].map(async (each) => each.close()));
    },
  };
};
