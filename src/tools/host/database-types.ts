/** Databases that tools may query, by their names in the configuration. */
import type { Json } from "../../domain/json.ts";
import { nearest } from "../../domain/nearest.ts";

export type DatabaseConnection =
  | { readonly name: string; readonly kind: "sqlite"; readonly file: string }
  | { readonly name: string; readonly kind: "postgresql"; readonly url: string };

export interface Query {
  readonly sql: string;
  readonly parameters: readonly Json[];
  readonly access: "read" | "write";
  readonly maxRows: number;
  /** Total size of the rows as JSON. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export interface QueryAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Json[])[];
  /** Whether rows were left out because of `maxRows` or `maxBytes`. */
  readonly truncated: boolean;
  /** Number of rows changed; null for a query. */
  readonly changes: number | null;
}

/** Throws `tool.grant_missing` for statements that the access does not allow, `tool.timeout`, and `tool.failed`. */
export type RunQuery = (query: Query, signal: AbortSignal) => Promise<QueryAnswer>;

const reads = ["SELECT", "WITH", "VALUES", "EXPLAIN"];
const writes = [...reads, "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "CREATE", "DROP", "ALTER", "TRUNCATE"];

/**
 * White space, comments and opening parentheses before the first word of a statement. Nested comments do not match, so
 * such a statement has no first word: PostgreSQL and SQLite disagree on where they end.
 */
const leading = /^(?:\s|--[^\n]*(?:\n|$)|\/\*(?:(?!\/\*|\*\/)[^])*\*\/|\()*/;

/** Statements of SQLite and PostgreSQL that no grant allows. */
const refusedAlways: ReadonlySet<string> = new Set(
  (
    "ABORT ANALYZE ATTACH BEGIN CALL CHECKPOINT CLOSE CLUSTER COMMENT COMMIT COPY DEALLOCATE DECLARE DETACH " +
    "DISCARD DO END EXECUTE FETCH GRANT IMPORT LISTEN LOAD LOCK MOVE NOTIFY PRAGMA PREPARE " +
    "REASSIGN REFRESH REINDEX RELEASE RESET REVOKE ROLLBACK SAVEPOINT SECURITY SET SHOW START TABLE UNLISTEN VACUUM"
  ).split(" "),
);

/** An `unknown` statement begins with a word that no statement begins with: a mistake, not a matter of grants. */
export type Verdict =
  | { readonly kind: "allowed" | "refused" }
  | { readonly kind: "unknown"; readonly word: string; readonly nearest: string | null };

/**
 * Whether a statement begins with a word that the access allows. Everything else is refused, such as ATTACH, PRAGMA,
 * VACUUM, SET and COPY. That an allowed query does not write is enforced by the database itself.
 */
export const judgeStatement = (sql: string, access: Query["access"]): Verdict => {
  const word = /^[A-Za-z]+/.exec(sql.replace(leading, ""))?.[0]?.toUpperCase() ?? "";
  if ((access === "write" ? writes : reads).includes(word)) return { kind: "allowed" };
  if (word === "" || writes.includes(word) || refusedAlways.has(word)) return { kind: "refused" };
  return { kind: "unknown", word, nearest: nearest(word, writes, { max: 1 })[0] ?? null };
};
