/** Databases that tools may query, by their names in the configuration. */
import type { Json } from "../../domain/json.ts";

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

/**
 * Whether a statement begins with a word that the access allows. Everything else is refused, such as ATTACH, PRAGMA,
 * VACUUM, SET and COPY. That an allowed query does not write is enforced by the database itself.
 */
export const isAllowed = (sql: string, access: Query["access"]): boolean => {
  const word = /^[A-Za-z]+/.exec(sql.replace(leading, ""))?.[0]?.toUpperCase() ?? "";
  return (access === "write" ? writes : reads).includes(word);
};
